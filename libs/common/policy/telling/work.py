"""How the work is done: the desk and its clocks, technicians, projects, customers afterwards."""

from collections.abc import Iterator

from libs.common.policy.case import Percent, Word, words
from libs.common.policy.pack import Pack
from libs.common.policy.telling import Told, hours_of, time_of


def deadlines(pack: Pack) -> Iterator[Told]:
    yield "say_desk", {"calendar": Word(f"desk_{pack.desk.calendar}")}
    for kind, span in pack.deadlines:
        if span:
            yield f"say_{kind}", time_of(span)
    yield "say_warning", time_of(pack.desk.warn_before)
    yield "say_chase", time_of(pack.ladder.chase_after)
    yield "say_escalate", time_of(pack.ladder.escalate_after)
    yield "say_contract_ending", {"days": pack.tickets.contract_ending_warning_days}
    if pack.inspection.every_months:
        yield "say_inspection", {"months": pack.inspection.every_months}


def tickets(pack: Pack) -> Iterator[Told]:
    terms = pack.tickets
    yield "say_reopen", {"days": terms.reopen_within_days}
    yield "say_quality_issue", {"cases": terms.quality_issue_cases, "days": terms.quality_issue_days}
    yield "say_known_fault", {"tickets": terms.known_fault_tickets, "days": terms.known_fault_days}
    if terms.undispatched_first:
        yield "say_undispatched_first", {}
    if terms.off_site_application:
        yield "say_off_site_application", {}
    yield "say_data_bearing", {"categories": words(tuple(sorted(terms.data_bearing)))}
    yield "say_keep", {"records": terms.keep_records_years, "accounts": terms.keep_accounts_years}


def field_work(pack: Pack) -> Iterator[Told]:
    terms, plans = pack.field_work, pack.planning
    yield "say_reachable", hours_of(terms.reachable)
    yield "say_check_out", {"minutes": terms.check_out_missed_minutes}
    yield "say_help", time_of(terms.help_within)
    if terms.delivery_inspection:
        yield "say_delivery_inspection", {}
    yield "say_replan", {"seconds": terms.replan_seconds}
    yield "say_window", {"minutes": plans.promised_window_minutes}
    yield "say_lunch", hours_of(plans.lunch)
    for kind, minutes in plans.work_minutes:
        yield "say_work_minutes", {"kind": Word(kind), "minutes": minutes}
    yield (
        "say_travel",
        {
            "road": plans.road_percent,
            "speed": plans.kilometres_per_hour,
            "unknown": plans.unknown_travel_minutes,
            "home": plans.home_region_km,
        },
    )


def project(pack: Pack) -> Iterator[Told]:
    terms = pack.project
    if terms.due:
        yield "say_project", {**time_of(terms.due), "rate": Percent(terms.late_rate_daily)}
    else:
        yield "say_project_late", {"rate": Percent(terms.late_rate_daily)}
    yield "say_papers_earliest", time_of(terms.papers_earliest)
    yield "say_papers_within", time_of(terms.papers_within)
    for stage in terms.stages:
        text = "say_stage_later" if stage.months_after else "say_stage"
        share = Percent(stage.up_to)
        yield text, {"share": share, "event": Word(stage.event), "months": stage.months_after}


def afterwards(pack: Pack) -> Iterator[Told]:
    terms = pack.follow_up
    yield "say_survey", {"items": words(terms.survey_items), "levels": words(terms.survey_levels)}
    days, times = terms.survey_reminder_days, terms.survey_reminders
    yield "say_survey_reminder", {"days": days, "times": times, "valid": terms.survey_link_days}
    yield "say_intervals", {"long_term": terms.long_term_months, "key": terms.key_months}
    yield "say_effect_call", {"days": terms.effect_call_days, "attempts": terms.attempts}
    yield "say_quiet_hours", hours_of(terms.quiet_hours)
    if terms.monthly:
        yield "say_monthly", {"day": terms.monthly.day, "by": Word(terms.monthly.by)}
    yield "say_spot_check", {"share": Percent(terms.spot_check_share)}
