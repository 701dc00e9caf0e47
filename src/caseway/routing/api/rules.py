"""The routing rules for programs."""

from dataclasses import replace

from django.shortcuts import get_object_or_404

from caseway.kernel.access import require
from caseway.kernel.api import (
    ApiRequest,
    Identifier,
    ListAnswer,
    Listing,
    ListQuery,
    Path,
    Query,
    Router,
    Shift,
    Status,
    held,
    listing,
    stamp,
)
from caseway.kernel.db import atomic
from caseway.routing import commands, queries
from caseway.routing.models import RoutingRule
from caseway.routing.schemas import RuleChange, RuleIn, RuleOut

router = Router(tags=["queues"])


@router.get("/routing-rules", response=Listing[RuleOut])
def list_rules(request: ApiRequest, asked: Query[ListQuery]) -> ListAnswer:
    """The rules in the order they are asked; the first that matches decides."""
    require(request.actor, "settings.manage")
    return listing(queries.configured_rules(request.actor), asked, order=("kind", "position", "id"))


@router.post("/routing-rules", response={201: RuleOut})
def create_rule(request: ApiRequest, data: RuleIn) -> Status[RoutingRule]:
    """Add a rule, asked after all others."""
    require(request.actor, "settings.manage")
    details = commands.RuleDetails(
        **data.model_dump(exclude={"queue", "kind"}), queue_id=_queue_id(request, data.queue)
    )
    return Status(201, commands.create_rule(details, kind=data.kind, actor=request.actor))


@router.get("/routing-rules/{rule_id}", response=RuleOut)
def get_rule(request: ApiRequest, rule_id: Path[Identifier]) -> RoutingRule:
    """One rule."""
    return stamp(request, _rule(request, rule_id))


@router.patch("/routing-rules/{rule_id}", response=RuleOut)
def change_rule(request: ApiRequest, rule_id: Path[Identifier], data: RuleChange) -> RoutingRule:
    """Change what is given. A new target takes the place of the old one."""
    with atomic():
        rule = held(request, _rule(request, rule_id))
        given = data.model_dump(exclude_none=True, exclude={"queue"})
        if data.queue or data.agent_id:
            given |= {"queue_id": _queue_id(request, data.queue), "agent_id": data.agent_id}
        details = replace(commands.RuleDetails.of(rule), **given)
        rule = commands.update_rule(rule, actor=request.actor, details=details)
    return stamp(request, rule)


@router.post("/routing-rules/{rule_id}/move", response={204: None})
def move_rule(request: ApiRequest, rule_id: Path[Identifier], data: Shift) -> Status[None]:
    """Ask it earlier or later."""
    commands.move_rule(_rule(request, rule_id), by=data.by, actor=request.actor)
    return Status(204, None)


@router.delete("/routing-rules/{rule_id}", response={204: None})
def delete_rule(request: ApiRequest, rule_id: Path[Identifier]) -> Status[None]:
    """Forget it. What it decided stays, with its reason."""
    commands.delete_rule(_rule(request, rule_id), actor=request.actor)
    return Status(204, None)


def _rule(request: ApiRequest, rule_id: int) -> RoutingRule:
    require(request.actor, "settings.manage")
    return get_object_or_404(queries.configured_rules(request.actor), pk=rule_id)


def _queue_id(request: ApiRequest, slug: str | None) -> int | None:
    return get_object_or_404(queries.configured_queues(request.actor), slug=slug).pk if slug else None
