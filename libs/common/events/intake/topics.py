"""Where intake publishes."""

from libs.common.events.envelope import Topic

TICKETS = Topic("aftercare.intake.tickets", "intake", "life of a request for service; key: the ticket")
CUSTOMERS = Topic("aftercare.intake.customers", "intake", "customers, units, contracts; key: the customer")
CONTACTS = Topic("aftercare.intake.contacts", "intake", "what was said to us; key: the contact or suggestion")
QUALITY = Topic("aftercare.intake.quality", "intake", "major quality problems; key: the issue")
NOTICES = Topic("aftercare.intake.notices", "intake", "what a customer was told; key: the ticket")
REGISTER = Topic("aftercare.intake.register", "intake", "the register of the day, closed; key: its page")
