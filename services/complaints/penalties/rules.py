"""The default penalty basis as pure functions (CO-15, policies.md)."""

from collections.abc import Sequence

from libs.common.money import Money
from libs.common.policy.conduct import Penalties
from services.complaints.cases.values import ConductCause
from services.complaints.penalties.values import Cause, Sanction


def unit_deduction(basis: Penalties, borne: Money) -> Money:
    """The responsible unit bears its part of the loss as bonus deduction."""
    return borne * basis.unit_share_of_loss


def person_deduction(basis: Penalties, *, loss: Money, borne: Money) -> Money:
    """What a person bears, at most so much of the loss and at most so much."""
    return min(borne, loss * basis.person_share_of_loss, basis.person_at_most)


def conduct_cause_of(cause: ConductCause) -> Cause:
    """Causes ①–④ are `major_demerit`, ⑤ is `idle`."""
    return "idle" if cause == "idle" else "major_demerit"


def conduct_sanction(basis: Penalties, cause: ConductCause, *, earlier: Sequence[str]) -> Sanction:
    """Causes ①–④ major demerit, ⑤ warning; proven again within the basis's months: the next higher kind.

    `earlier`: sanctions of the same person for the same cause in that time.
    """
    sanction = basis.idle_on_site if cause == "idle" else basis.conduct_upheld
    steps = list(basis.steps)
    for proven in earlier:
        if proven in steps and sanction in steps and steps.index(proven) >= steps.index(sanction):
            sanction = steps[min(steps.index(proven) + 1, len(steps) - 1)]
    return sanction
