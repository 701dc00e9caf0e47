"""Going through a case's process flow. The flow itself knows nothing of cases, so the case is checked here."""

from collections.abc import Set as AbstractSet

from django.utils.translation import gettext as _

from caseway.cases.models import Case
from caseway.flows import commands as flows
from caseway.flows.models import FlowInstance
from caseway.kernel.access import Actor, require
from caseway.kernel.db import atomic
from caseway.kernel.errors import NotFound
from caseway.kernel.realtime import notify


@atomic()
def move_flow(case: Case, *, actor: Actor, verb: str, filled: AbstractSet[str]) -> FlowInstance:
    """`verb`: next, back or finish. `filled` names the case's fields that hold something, which complete steps."""
    instance = _flow_of(case, actor)
    notify(f"case:{case.pk}")
    if verb == "back":
        return flows.back(instance, actor=actor)
    go = flows.finish if verb == "finish" else flows.next_stage
    return go(instance, filled=filled, actor=actor)


@atomic()
def mark_flow_step(case: Case, *, actor: Actor, step_id: int, is_done: bool) -> FlowInstance:
    """Mark a step that is done by hand, or take the mark back."""
    instance = _flow_of(case, actor)
    notify(f"case:{case.pk}")
    return flows.mark_step(instance, step_id, done=is_done, actor=actor)


def _flow_of(case: Case, actor: Actor) -> FlowInstance:
    require(actor, "cases.work", case)
    if case.flow_instance is None:
        raise NotFound(_("%(number)s follows no process flow.") % {"number": case.number})
    return case.flow_instance
