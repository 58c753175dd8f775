"""A customer asks for the data, or to be forgotten: intake says so, dispatch does it with its own (IN-12)."""

from libs.common.events.dispatch import PersonalDataErased, PersonalDataGathered
from libs.common.privacy.hearing import privacy_consumer
from services.dispatch.privacy.held import HELD
from services.dispatch.privacy.models import PrivacyRequest

privacy = privacy_consumer(
    "dispatch",
    held=HELD,
    request=PrivacyRequest,
    gathered=PersonalDataGathered,
    erased=PersonalDataErased,
)
