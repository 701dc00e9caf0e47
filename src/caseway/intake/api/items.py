"""The items of a record-creation rule for programs."""

from dataclasses import replace

from django.shortcuts import get_object_or_404

from caseway.intake import commands
from caseway.intake.api.rules import rule_of
from caseway.intake.models import CreationRuleItem
from caseway.intake.queries import configured_items
from caseway.intake.schemas import CreationItemOut, ItemChange, ItemIn
from caseway.kernel.access import require
from caseway.kernel.api import ApiRequest, Identifier, Path, Router, Shift, Status, held, stamp
from caseway.kernel.db import atomic
from caseway.operations.queries.settings import visible_templates

router = Router(tags=["intake"])


@router.post("/intake/rules/{rule_id}/items", response={201: CreationItemOut})
def add_item(request: ApiRequest, rule_id: Path[Identifier], data: ItemIn) -> Status[CreationRuleItem]:
    """Add an item, tried after the others."""
    rule = rule_of(request, rule_id)
    details = commands.ItemDetails(**data.details(), auto_reply_id=_template_id(request, data.auto_reply))
    return Status(201, commands.add_item(rule, actor=request.actor, details=details))


@router.patch("/intake/items/{item_id}", response=CreationItemOut)
def change_item(request: ApiRequest, item_id: Path[Identifier], data: ItemChange) -> CreationRuleItem:
    """Change what is given; `auto_reply: null` lets it answer nobody."""
    with atomic():
        item = held(request, _item(request, item_id))
        given = data.details()
        if "auto_reply" in data.model_fields_set:
            given["auto_reply_id"] = _template_id(request, data.auto_reply)
        details = replace(commands.ItemDetails.of(item), **given)
        item = commands.update_item(item, actor=request.actor, details=details)
    return stamp(request, item)


@router.post("/intake/items/{item_id}/move", response={204: None})
def move_item(request: ApiRequest, item_id: Path[Identifier], data: Shift) -> Status[None]:
    """Try it earlier or later."""
    commands.move_item(_item(request, item_id), by=data.by, actor=request.actor)
    return Status(204, None)


@router.delete("/intake/items/{item_id}", response={204: None})
def remove_item(request: ApiRequest, item_id: Path[Identifier]) -> Status[None]:
    """Take it out of its rule."""
    commands.remove_item(_item(request, item_id), actor=request.actor)
    return Status(204, None)


def _item(request: ApiRequest, item_id: int) -> CreationRuleItem:
    require(request.actor, "settings.manage")
    return get_object_or_404(configured_items(request.actor), pk=item_id)


def _template_id(request: ApiRequest, slug: str | None) -> int | None:
    return get_object_or_404(visible_templates(request.actor), slug=slug).pk if slug else None
