"""Where complaints publishes."""

from libs.common.events.envelope import Topic

CASES = Topic("aftercare.complaints.cases", "complaints", "life of a complaint case; key: the case")
PENALTIES = Topic("aftercare.complaints.penalties", "complaints", "penalties, notices; key: each one")
NOTICES = Topic("aftercare.complaints.notices", "complaints", "what a customer was told; key: the case")
