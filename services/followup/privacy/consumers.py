"""A customer asks for the data, or to be forgotten: intake says so, followup does it with its own (IN-12)."""

from libs.common.events.followup import PersonalDataErased, PersonalDataGathered
from libs.common.privacy.hearing import privacy_consumer
from services.followup.privacy.held import HELD
from services.followup.privacy.models import PrivacyRequest

privacy = privacy_consumer(
    "followup",
    held=HELD,
    request=PrivacyRequest,
    gathered=PersonalDataGathered,
    erased=PersonalDataErased,
)
