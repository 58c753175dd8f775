"""Where dispatch publishes."""

from libs.common.events.envelope import Topic

JOBS = Topic("aftercare.dispatch.jobs", "dispatch", "field work that tickets need; key: the job")
VISITS = Topic("aftercare.dispatch.visits", "dispatch", "life of a visit; key: the visit")
TECHNICIANS = Topic("aftercare.dispatch.technicians", "dispatch", "conduct facts; key: the technician")
STOCK = Topic("aftercare.dispatch.stock", "dispatch", "price lists, parts in stock; key: list or part")
NOTICES = Topic("aftercare.dispatch.notices", "dispatch", "what a customer was told; key: the visit")
