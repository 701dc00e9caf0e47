"""A flow ends, with its last stage or with its record, and may be taken up again. The record itself stays as it is."""

from collections.abc import Set as AbstractSet
from dataclasses import replace

from django.utils import timezone

from caseway.flows import rules
from caseway.flows.commands.keeping import about, move
from caseway.flows.events import FlowAbandoned, FlowFinished, FlowReactivated
from caseway.flows.models import FlowInstance
from caseway.flows.queries.instances import values_of
from caseway.flows.rules import FlowState
from caseway.kernel.access import Actor
from caseway.kernel.db import atomic
from caseway.kernel.events import publish


@atomic()
def finish(instance: FlowInstance, *, filled: AbstractSet[str], actor: Actor) -> FlowInstance:
    """Finish from the last stage. `FlowCannotMove` while its required steps are open."""
    instance = move(
        instance,
        lambda plan, progress: rules.finish(plan, progress, values_of(filled), at=timezone.now()),
        actor=actor,
    )
    publish(FlowFinished(**about(instance, actor)))
    return instance


@atomic()
def abandon(instance: FlowInstance, *, actor: Actor) -> FlowInstance:
    """Leave the flow where it stands."""
    instance = move(instance, lambda _plan, progress: rules.abandon(progress, at=timezone.now()), actor=actor)
    publish(FlowAbandoned(**about(instance, actor)))
    return instance


@atomic()
def reactivate(instance: FlowInstance, *, actor: Actor) -> FlowInstance:
    """Take it up where it was left."""
    instance = move(instance, lambda _plan, progress: rules.reactivate(progress), actor=actor)
    publish(FlowReactivated(**about(instance, actor)))
    return instance


@atomic()
def finish_for(instance_id: int | None, *, actor: Actor) -> None:
    """The record reached its end, such as a resolved case: so did its flow, in whatever stage it stands."""
    instance = _active(instance_id)
    if instance is not None:
        now = timezone.now()
        move(
            instance,
            lambda _plan, progress: replace(progress, state=FlowState.FINISHED, completed_at=now),
            actor=actor,
        )
        publish(FlowFinished(**about(instance, actor)))


@atomic()
def abandon_for(instance_id: int | None, *, actor: Actor) -> None:
    """The record was canceled."""
    instance = _active(instance_id)
    if instance is not None:
        abandon(instance, actor=actor)


@atomic()
def reactivate_for(instance_id: int | None, *, actor: Actor) -> None:
    """The record was opened again."""
    instance = FlowInstance.objects.filter(pk=instance_id).first() if instance_id else None
    if instance is not None and instance.state != FlowInstance.State.ACTIVE:
        reactivate(instance, actor=actor)


def _active(instance_id: int | None) -> FlowInstance | None:
    if instance_id is None:
        return None
    return FlowInstance.objects.filter(pk=instance_id, state=FlowInstance.State.ACTIVE).first()
