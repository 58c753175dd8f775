"""Routes of complaint cases (api.md, Complaints)."""

from services.complaints.cases.api import answer, decide, handle, lists, loss, register

ROUTERS = (register.router, lists.router, handle.router, decide.router, answer.router, loss.router)
