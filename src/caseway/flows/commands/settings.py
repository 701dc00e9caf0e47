"""Configuring flows. What a record has been through stays true: a stage or flow that any went into is not deleted."""

from dataclasses import asdict, dataclass

from django.utils.translation import gettext as _

from caseway.flows.models import Flow, FlowInstance
from caseway.flows.queries.fields import kinds
from caseway.flows.queries.plans import flow_plans
from caseway.kernel.access import Actor, require
from caseway.kernel.audit import record_change
from caseway.kernel.db import atomic, lock_row
from caseway.kernel.errors import DomainError, Invalid
from caseway.kernel.ordering import move, next_position

PERMISSION = "settings.manage"
MOST_ACTIVE = 10


class FlowInUse(DomainError):
    """Records went through the flow, or through one of its stages."""


class FlowNotReady(DomainError):
    """The flow cannot guide anybody as it is."""


@dataclass(frozen=True, kw_only=True)
class FlowDetails:
    name: str
    slug: str


@atomic()
def create_flow(details: FlowDetails, *, kind: str = "case", actor: Actor) -> Flow:
    """A flow without stages, tried after the others of its kind. It guides nobody before it is activated."""
    require(actor, PERMISSION)
    if kind not in kinds():
        raise Invalid(_("There is no such kind of record."), fields={"kind": _("Choose from %s.") % ", ".join(kinds())})
    position = next_position(Flow.objects.filter(kind=kind))
    flow = Flow(**asdict(details), kind=kind, position=position, is_active=False)
    _check_names(flow)
    flow.save(force_insert=True)
    record_change(flow, actor=actor)
    return flow


@atomic()
def change_flow(flow: Flow, details: FlowDetails, *, actor: Actor) -> Flow:
    require(actor, PERMISSION)
    flow = lock_row(flow)
    flow.name, flow.slug = details.name, details.slug
    _check_names(flow)
    return _keep(flow, actor, "name", "slug")


@atomic()
def activate_flow(flow: Flow, *, actor: Actor) -> Flow:
    """Let it guide new records, if no other active one comes before it."""
    require(actor, PERMISSION)
    flow = lock_row(flow)
    if not flow.stages.exists():
        raise FlowNotReady(_("%(flow)s has no stages. Add one first.") % {"flow": flow})
    if Flow.objects.filter(kind=flow.kind, is_active=True).exclude(pk=flow.pk).count() >= MOST_ACTIVE:
        raise FlowNotReady(
            _("At most %(most)s flows are active at once. Deactivate one first.") % {"most": MOST_ACTIVE}
        )
    flow.is_active = True
    return _keep(flow, actor, "is_active")


@atomic()
def deactivate_flow(flow: Flow, *, actor: Actor) -> Flow:
    """Let it guide no new records. Those under way go on."""
    require(actor, PERMISSION)
    flow = lock_row(flow)
    flow.is_active = False
    return _keep(flow, actor, "is_active")


@atomic()
def move_flow(flow: Flow, *, by: int, actor: Actor) -> None:
    """Try it so many places later, or earlier by a negative number: the first active one guides new records."""
    require(actor, PERMISSION)
    move(flow, Flow.objects.filter(kind=flow.kind), by=by, actor=actor)
    flow_plans.forget()


@atomic()
def delete_flow(flow: Flow, *, actor: Actor) -> None:
    """Forget a flow that never guided a record."""
    require(actor, PERMISSION)
    flow = lock_row(flow)
    if FlowInstance.objects.filter(flow=flow).exists():
        raise FlowInUse(_("Records went through %(flow)s, so it stays. Deactivate it instead.") % {"flow": flow})
    record_change(flow, actor=actor, action="removed")
    flow.delete()
    flow_plans.forget()


def _keep(flow: Flow, actor: Actor, *changed: str) -> Flow:
    flow.save(update_fields=changed)
    record_change(flow, actor=actor)
    flow_plans.forget()
    return flow


def _check_names(flow: Flow) -> None:
    others = Flow.objects.exclude(pk=flow.pk)
    taken = {
        name: _("Another flow has it already.")
        for name in ("name", "slug")
        if others.filter(**{name: getattr(flow, name)}).exists()
    }
    if taken:
        raise Invalid(_("Flows are told apart by their names."), fields=taken)
