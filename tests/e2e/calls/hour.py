"""An hour at the desk, in the order in which the telephone rang; what needs days comes last."""

from collections.abc import Callable

from tests.e2e.calls import asking, displeased, finding, mending, repairs
from tests.e2e.desk import Desk

HOUR: tuple[Callable[[Desk], None], ...] = (
    asking.a_new_agent_reads_the_guide,
    asking.unknown_caller_asks_for_opening_hours,
    repairs.a_known_customer_s_fridge_in_warranty,
    asking.a_consultation_is_answered_from_the_knowledge_base,
    mending.facts_that_nobody_gave_are_named,
    asking.the_line_is_silent,
    repairs.out_of_warranty_is_quoted_and_agreed_first,
    mending.a_number_was_mistyped,
    displeased.the_second_call_about_a_ticket,
    asking.what_nobody_knows_is_promised_and_called_back,
    repairs.a_smell_of_burning_is_urgent,
    repairs.the_price_is_too_high,
    mending.the_number_is_withheld,
    displeased.a_complaint_stands_in_the_ticket_s_way,
    mending.bought_tomorrow,
    repairs.the_voucher_is_printed_in_the_customer_s_hand,
    mending.the_button_was_pressed_twice,
    displeased.a_suggestion_gets_a_department_and_an_answer,
    repairs.it_fell_down_the_stairs,
    finding.found_by_whatever_the_caller_has_at_hand,
    mending.one_call_two_demands,
    asking.a_consultation_of_a_customer_is_free,
    mending.the_fault_was_written_down_wrong,
    repairs.a_contract_customer_calls,
    displeased.a_customer_loses_patience,
    repairs.a_repair_by_telephone_teaches_the_next_agent,
    mending.husband_and_wife_have_one_number,
    repairs.back_within_the_week,
    mending.two_agents_change_the_same_ticket,
    displeased.it_broke_again,
    repairs.installation_and_training_are_asked_for,
    mending.the_customer_has_moved,
    asking.letters_and_messages_are_registered_too,
    displeased.a_stranger_complains,
    repairs.it_waits_for_a_part,
    mending.the_same_demand_was_registered_twice,
    mending.the_customer_thinks_better_of_it,
    finding.the_history_in_one_timeline,
    displeased.nobody_answers_for_three_days,
    displeased.a_promise_that_nobody_keeps,
)
