"""The record-creation rules for programs."""

from dataclasses import replace

from django.shortcuts import get_object_or_404

from caseway.intake import commands
from caseway.intake.models import CreationRule
from caseway.intake.queries import configured_rules
from caseway.intake.schemas import CreationRuleChange, CreationRuleIn, CreationRuleOut
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
    Status,
    held,
    listing,
    stamp,
)
from caseway.kernel.db import atomic

router = Router(tags=["intake"])


@router.get("/intake/rules", response=Listing[CreationRuleOut])
def list_rules(request: ApiRequest, asked: Query[ListQuery]) -> ListAnswer:
    """Record-creation rules with their items, the active ones first."""
    require(request.actor, "settings.manage")
    return listing(configured_rules(request.actor), asked, order=("-is_active", "name", "id"))


@router.post("/intake/rules", response={201: CreationRuleOut})
def create_rule(request: ApiRequest, data: CreationRuleIn) -> Status[CreationRule]:
    """Add a rule with one item, which takes every message."""
    made = commands.create_rule(commands.CreationRuleDetails(**data.details()), actor=request.actor)
    return Status(201, rule_of(request, made.pk))


@router.get("/intake/rules/{rule_id}", response=CreationRuleOut)
def get_rule(request: ApiRequest, rule_id: Path[Identifier]) -> CreationRule:
    """One rule."""
    return stamp(request, rule_of(request, rule_id))


@router.patch("/intake/rules/{rule_id}", response=CreationRuleOut)
def change_rule(request: ApiRequest, rule_id: Path[Identifier], data: CreationRuleChange) -> CreationRule:
    """Change what is given; `wait_after_resolution_minutes: null` lets a new case open at once."""
    with atomic():
        rule = held(request, rule_of(request, rule_id))
        details = replace(commands.CreationRuleDetails.of(rule), **data.details())
        rule = commands.update_rule(rule, actor=request.actor, details=details)
    stamp(request, rule)
    return rule_of(request, rule_id)


@router.delete("/intake/rules/{rule_id}", response={204: None})
def delete_rule(request: ApiRequest, rule_id: Path[Identifier]) -> Status[None]:
    """Forget a rule and its items. What it decided stays in the log."""
    commands.delete_rule(rule_of(request, rule_id), actor=request.actor)
    return Status(204, None)


def rule_of(request: ApiRequest, rule_id: int) -> CreationRule:
    require(request.actor, "settings.manage")
    return get_object_or_404(configured_rules(request.actor), pk=rule_id)
