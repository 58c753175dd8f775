"""Routes of complaint cases (api.md, Complaints)."""

from services.complaints.cases.api import answer, decide, handle, loss, register

ROUTERS = (register.router, register.vocabulary, handle.router, decide.router, answer.router, loss.router)
