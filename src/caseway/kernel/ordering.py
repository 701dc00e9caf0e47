"""Moving a row among its siblings, such as a rule among rules."""

from typing import TypeVar

from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from caseway.kernel.access import Actor
from caseway.kernel.audit import record_change
from caseway.kernel.db import atomic, remember
from caseway.kernel.errors import NotFound
from caseway.kernel.models import Ordered

R = TypeVar("R", bound=Ordered)


@atomic()
def move(row: R, siblings: QuerySet[R], *, by: int, actor: Actor) -> None:
    """Move a row so many places later, or earlier by a negative number, at most to the end.

    All siblings are held, so two moves agree.
    """
    rows = list(siblings.select_for_update(of=("self",), no_key=True).order_by("position", "pk"))
    if row not in rows:
        raise NotFound(_("It is no longer there: look at the list again."))
    at = rows.index(row)
    rows.insert(min(max(at + by, 0), len(rows) - 1), rows.pop(at))
    for position, one in enumerate(rows, start=1):
        if one.position != position:
            remember(one)
            one.position = position
            one.save(update_fields=["position"])
            record_change(one, actor=actor)


def next_position(siblings: QuerySet[R]) -> int:
    """The place after all others."""
    last: int | None = siblings.aggregate(last=Max("position"))["last"]
    return 1 if last is None else last + 1
