"""What a policy promises, in words for its page."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _

from caseway.kernel.conditions.registry import fields_of
from caseway.kernel.conditions.rules import ConditionError, parse
from caseway.kernel.conditions.rules.describing import describe
from caseway.operations.rules.durations import humanise
from caseway.sla.models import SlaItem, SlaPolicy


@dataclass(frozen=True)
class PromiseView:
    """One promise as a row of its policy's page."""

    id: int
    name: str
    kpi: str
    when: str
    within: str
    warns: str
    hours: str
    may_pause: bool


def promises_of(policy: SlaPolicy) -> list[PromiseView]:
    """The promises of a policy from `visible_policies`, in the order in which they are tried."""
    return [_view(item, policy.kind) for item in sorted(policy.items.all(), key=lambda item: (item.position, item.pk))]


def _view(item: SlaItem, kind: str) -> PromiseView:
    return PromiseView(
        id=item.pk,
        name=item.name,
        kpi=item.kpi.name,
        when=_condition(item, kind),
        within=_amount(item.fail_after),
        warns=_amount(item.warn_after) if item.warn_after is not None else "",
        hours=item.calendar.name if item.calendar else _("Around the clock"),
        may_pause=item.may_pause,
    )


def _amount(amount: timedelta) -> str:
    """In hours and minutes: how long a day is depends on the calendar."""
    return humanise(amount, timedelta.max)


def _condition(item: SlaItem, kind: str) -> str:
    fields = fields_of(kind)
    try:
        return describe(parse(item.condition, fields), fields, translate=_)
    except ConditionError:
        return _("Never: its condition cannot be read any more")
