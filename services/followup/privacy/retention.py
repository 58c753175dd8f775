"""What followup lets go when its time is over (IN-12)."""

from libs.common.privacy.places import retention_of
from libs.common.privacy.requests import forgotten_in
from libs.common.privacy.retention import Retention
from services.followup.privacy.held import HELD
from services.followup.privacy.models import PrivacyRequest

retention = Retention("followup", HELD, forgotten=forgotten_in(PrivacyRequest))
places = retention_of("followup", HELD)
