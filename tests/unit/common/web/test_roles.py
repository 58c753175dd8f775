"""The role table starts from the glossary's, and what isn't listed is refused (XC-05)."""

import pytest

from libs.common.roles.table import Action, parse, role_table

STAFF = set(role_table().groups["headquarters"])


def allowed(service: str, action: str) -> set[str]:
    return set(role_table().action(service, action).roles)


@pytest.mark.rule("XC-05")
@pytest.mark.parametrize(
    ("service", "action", "roles"),
    [
        ("intake", "contacts.register", {"agent", "service_manager"}),
        ("intake", "tickets.open", {"agent", "service_manager"}),
        ("intake", "tickets.close", {"agent", "service_manager"}),
        ("intake", "tickets.waive", {"service_manager"}),
        ("intake", "entitlements.check", {"agent", "service_manager"}),
        ("intake", "imports.run", {"admin"}),
        ("dispatch", "jobs.assign", {"dispatcher", "service_manager"}),
        ("dispatch", "plans.make", {"dispatcher", "service_manager"}),
        ("dispatch", "visits.arrive", {"technician"}),
        ("dispatch", "visits.approve_report", {"service_manager"}),
        ("dispatch", "visits.answer_help", {"dispatcher", "service_manager"}),
        ("dispatch", "charges.settle", {"finance"}),
        ("dispatch", "parts.issue", {"warehouse"}),
        ("dispatch", "work_orders.submit", {"partner"}),
        ("dispatch", "work_orders.decide_line", {"area_manager"}),
        ("dispatch", "statements.pay", {"finance"}),
        ("dispatch", "partners.register", {"area_manager", "admin"}),
        ("complaints", "complaints.register", {"agent", "service_manager"}),
        ("complaints", "complaints.approve", {"service_manager", "deputy_gm", "gm", "gm_office"}),
        ("complaints", "complaints.remedy", {"agent", "service_manager", "gm"}),
        ("complaints", "complaints.countersign", {"department_manager"}),
        ("complaints", "complaints.reply", {"service_manager"}),
        ("complaints", "complaints.rule_objection", {"deputy_gm"}),
        ("complaints", "penalties.confirm", {"service_manager"}),
        ("complaints", "penalties.approve", {"gm"}),
        ("complaints", "penalties.publish", {"hr"}),
        ("complaints", "monthly_review.complete", {"gm_office"}),
        ("complaints", "return_slips.approve", {"sales_vp"}),
        ("complaints", "return_slips.book", {"finance"}),
        ("followup", "verifications.answer", {"agent", "service_manager"}),
        ("console", "clock.move", {"admin"}),
    ],
)
def test_the_table_starts_from_the_glossary(service: str, action: str, roles: set[str]) -> None:
    assert allowed(service, action) == roles


def is_reading(action: Action) -> bool:
    """Dead letters show what is masked elsewhere; listeners belong to who subscribed them."""
    hidden = action.service == "console" or action.name in _HIDDEN
    return action.name.endswith(".read") and not hidden


_HIDDEN = {"webhooks.read", "dead_letters.read", "trouble_ticket_hub.read"}


@pytest.mark.rule("XC-05")
def test_headquarters_reads_everything_and_the_auditor_changes_nothing() -> None:
    for action in role_table().actions.values():
        if is_reading(action):
            assert set(action.roles) >= STAFF, action.name
        elif action.name not in _HIDDEN | {"deadlines.compute"}:
            assert "auditor" not in action.roles, action.name


def test_an_admin_decides_no_case() -> None:
    decided = [action.name for action in role_table().of("complaints") if not is_reading(action)]
    replay = {"dead_letters.read", "dead_letters.mend", "dead_letters.replay"}
    assert {name for name in decided if "admin" in allowed("complaints", name)} == replay


def test_technicians_and_partners_reach_their_own_only() -> None:
    shared = {"articles.read", "parts.read", "tools.read"}
    for action in role_table().actions.values():
        for role in ("technician", "partner"):
            if action.name not in shared:
                assert action.roles.get(role, "own") == "own", action.name


def test_the_widest_reach_of_several_roles_counts() -> None:
    action = role_table().action("dispatch", "visits.read")
    assert action.reach({"technician"}) == "own"
    assert action.reach({"technician", "dispatcher"}) == "all"
    assert action.reach({"partner"}) is None
    assert action.reach(()) is None


def test_a_row_for_nobody_and_a_row_of_no_role() -> None:
    table = "roles: [a]\ngroups: {}\nincludes: {}\nservices: {s: {x.do: %s}}"
    assert parse(table % "''").action("s", "x.do").reach({"a"}) is None
    with pytest.raises(ValueError, match="b"):
        parse(table % "b")
    with pytest.raises(LookupError, match=r"x\.undo"):
        parse(table % "a").action("s", "x.undo")
