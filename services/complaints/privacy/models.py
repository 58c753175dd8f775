"""Table of the privacy room: what was answered of what customers may ask (IN-12)."""

from libs.common.privacy.requests import PrivacyRequestRow
from services.complaints.tables import Base


class PrivacyRequest(Base, PrivacyRequestRow):
    __tablename__ = "privacy_requests"
