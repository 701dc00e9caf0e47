"""Flows for those who configure them."""

from django.db.models import Count, QuerySet

from caseway.flows.models import Flow, FlowInstance, Stage, Step
from caseway.kernel.access import Actor, may

PERMISSION = "settings.manage"


def configured_flows(actor: Actor) -> QuerySet[Flow]:
    """Every flow with its stages and steps, in the order in which they are tried."""
    if not may(actor, PERMISSION):
        return Flow.objects.none()
    return Flow.objects.prefetch_related("stages__steps").order_by("kind", "position", "pk")


def configured_stages(actor: Actor) -> QuerySet[Stage]:
    return Stage.objects.select_related("flow") if may(actor, PERMISSION) else Stage.objects.none()


def configured_steps(actor: Actor) -> QuerySet[Step]:
    return Step.objects.select_related("stage__flow") if may(actor, PERMISSION) else Step.objects.none()


def standing_in(flow: Flow) -> dict[int, int]:
    """How many records are under way in each stage of the flow."""
    active = FlowInstance.objects.filter(flow=flow, state=FlowInstance.State.ACTIVE)
    return dict(active.values_list("stage").annotate(Count("pk")))
