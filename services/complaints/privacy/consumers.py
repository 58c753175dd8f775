"""A customer asks for the data, or to be forgotten: intake says so, complaints does it here (IN-12)."""

from libs.common.events.complaints import PersonalDataErased, PersonalDataGathered
from libs.common.privacy.hearing import privacy_consumer
from services.complaints.privacy.held import HELD
from services.complaints.privacy.models import PrivacyRequest

privacy = privacy_consumer(
    "complaints",
    held=HELD,
    request=PrivacyRequest,
    gathered=PersonalDataGathered,
    erased=PersonalDataErased,
)
