"""The flows as the rules want them, kept for moments because every new record asks for one."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import QuerySet

from caseway.flows.models import Flow, Stage
from caseway.flows.rules import FlowPlan, StagePlan, StepPlan
from caseway.kernel.access import Actor, may
from caseway.kernel.caching import kept_for


@dataclass(frozen=True)
class NamedPlan:
    """A flow that has stages."""

    id: int
    name: str
    kind: str
    is_active: bool
    plan: FlowPlan


@kept_for(timedelta(seconds=2))
def flow_plans() -> dict[int, NamedPlan]:
    """Every flow that has a stage, in order, by id."""
    flows = Flow.objects.prefetch_related("stages__steps")
    return {flow.pk: _named(flow) for flow in flows if flow.stages.all()}


def plan_of(flow_id: int) -> NamedPlan:
    """One flow, also when another process wrote it a moment ago."""
    if flow_id not in flow_plans():
        flow_plans.forget()
    return flow_plans()[flow_id]


def default_plan(kind: str) -> NamedPlan | None:
    """The first active flow for this kind of record."""
    return next((plan for plan in flow_plans().values() if plan.kind == kind and plan.is_active), None)


def visible_flows(actor: Actor) -> QuerySet[Flow]:
    """How work goes is open to every agent who works cases, and to administrators."""
    allowed = may(actor, "cases.read") or may(actor, "settings.manage")
    return Flow.objects.prefetch_related("stages__steps") if allowed else Flow.objects.none()


def _named(flow: Flow) -> NamedPlan:
    stages = sorted(flow.stages.all(), key=lambda stage: stage.position)
    return NamedPlan(flow.pk, flow.name, flow.kind, flow.is_active, FlowPlan(tuple(_stage(stage) for stage in stages)))


def _stage(stage: Stage) -> StagePlan:
    steps = sorted(stage.steps.all(), key=lambda step: step.position)
    return StagePlan(
        stage.pk, stage.name, tuple(StepPlan(step.pk, step.label, step.field, step.is_required) for step in steps)
    )
