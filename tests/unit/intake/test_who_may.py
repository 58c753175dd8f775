"""Who carries out what the IN rules ask for, and nobody else: the glossary's roles, rule by rule (XC-05)."""

import pytest

from libs.common.roles.personal import kinds_seen
from libs.common.roles.table import role_table

AGENT = frozenset({"agent", "service_manager"})
MANAGER = frozenset({"service_manager"})
HEADQUARTERS = frozenset(role_table().groups["headquarters"])

BY_RULE: dict[str, dict[str, frozenset[str]]] = {
    "IN-01": {"contacts.register": AGENT, "contacts.change": AGENT, "contacts.read": HEADQUARTERS},
    "IN-02": {"screen_pop.read": HEADQUARTERS, "known_faults.read": HEADQUARTERS},
    "IN-03": {
        "articles.read": HEADQUARTERS | {"technician"},
        "articles.register": AGENT,
        "articles.change": AGENT,
        "articles.publish": MANAGER,
        "articles.use": AGENT,
    },
    "IN-04": {"tickets.open": AGENT, "tickets.change": AGENT, "tickets.reassign": AGENT},
    "IN-05": {"tickets.read": HEADQUARTERS},
    "IN-06": {
        "tickets.pause": AGENT,
        "tickets.resolve_remote": AGENT,
        "deadlines.compute": HEADQUARTERS,
    },
    "IN-07": {
        "tickets.escalate": AGENT,
        "contacts.escalate": AGENT,
        "tickets.answer_chase": frozenset({"department_manager"}),
        "contacts.answer_chase": frozenset({"department_manager"}),
    },
    "IN-08": {"register.read": HEADQUARTERS},
    "IN-09": {"register.settle_voucher": MANAGER, "tickets.voucher_returned": AGENT},
    "IN-11": {
        "customers.read": HEADQUARTERS,
        "customers.register": AGENT,
        "customers.change": AGENT,
        "customers.merge": AGENT,
        "contracts.read": HEADQUARTERS,
    },
    "IN-12": {
        "customers.reveal": AGENT | {"dispatcher"},
        "customers.disclose": AGENT,
        "customers.export": AGENT,
        "customers.erase": AGENT,
        "reveals.read": HEADQUARTERS,
        "disclosures.read": HEADQUARTERS,
        "retention.read": HEADQUARTERS,
        "visits.read_customer": AGENT | {"dispatcher", "technician"},
    },
    "IN-13": {
        "call_guide.read": HEADQUARTERS,
        "call_guide.acknowledge": AGENT,
        "call_guide.oversee": MANAGER,
    },
    "IN-14": {"imports.run": frozenset({"admin"}), "imports.read": HEADQUARTERS},
    "IN-15": {
        "quality_issues.read": HEADQUARTERS,
        "quality_issues.acknowledge": frozenset({"quality", "rnd"}),
        "quality_issues.answer": frozenset({"quality", "rnd"}),
        "quality_issues.close": frozenset({"quality"}),
    },
    "IN-16": {
        "tickets.close": AGENT,
        "tickets.cancel": AGENT,
        "tickets.reopen": AGENT,
        "tickets.consent": AGENT,
        "tickets.notify": AGENT,
        "tickets.waive": MANAGER,
    },
    "IN-17": {"tickets.countersign_voucher": MANAGER, "tickets.voucher_returned": AGENT},
    "IN-18": {
        "suggestions.read": HEADQUARTERS,
        "suggestions.register": AGENT,
        "suggestions.change": AGENT,
        "suggestions.route": AGENT | {"deputy_gm"},
        "suggestions.answer": AGENT | {"department_manager", "deputy_gm"},
    },
}


ROWS = [
    pytest.param(action, roles, marks=pytest.mark.rule(rule), id=f"{rule} {action}")
    for rule, actions in BY_RULE.items()
    for action, roles in actions.items()
]


@pytest.mark.parametrize(("action", "roles"), ROWS)
def test_who_may(action: str, roles: frozenset[str]) -> None:
    assert set(role_table().action("intake", action).roles) == roles


@pytest.mark.rule("IN-12")
def test_a_technician_reads_whom_his_own_visits_are_to() -> None:
    assert role_table().action("intake", "visits.read_customer").reach({"technician"}) == "own"


@pytest.mark.rule("IN-12")
@pytest.mark.parametrize("role", role_table().roles)
def test_who_sees_personal_data_in_the_clear(role: str) -> None:
    everything = {"name", "phone", "email", "address"}
    seen = {
        "agent": everything,
        "service_manager": everything,
        "technician": everything,
        "dispatcher": {"name", "address"},
    }
    assert kinds_seen(frozenset({role})) == seen.get(role, set())
