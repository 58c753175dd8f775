"""Who serves the customer: PO-18."""

from libs.common.policy.case import Case, Word
from libs.common.policy.vocabulary import Server


def served_by(case: Case) -> Case:
    """PO-18: repair anywhere authorised, refund and exchange by the place of sale; the pack may differ."""
    server = _server(case)
    told = case.because("PO-18", server, "served_by", remedy=Word(case.remedy), server=Word(server))
    return told.but(served_by=server)


def _server(case: Case) -> Server:
    late = case.remedy == "exchange" and bool(case.share)
    server: Server = getattr(case.pack.served_by, "late_exchange" if late else case.remedy)
    return server
