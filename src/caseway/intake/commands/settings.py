"""Configuring the record-creation rules and their items."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import Self

from django.utils.translation import gettext as _

from caseway.intake.models import CreationRule, CreationRuleItem
from caseway.intake.queries import active_rules
from caseway.kernel.access import Actor, require
from caseway.kernel.audit import record_change
from caseway.kernel.conditions.forms import fault_in
from caseway.kernel.conditions.rules import Json
from caseway.kernel.db import atomic, lock_row
from caseway.kernel.errors import Invalid
from caseway.kernel.ordering import move, next_position

PERMISSION = "settings.manage"


@dataclass(frozen=True, kw_only=True)
class CreationRuleDetails:
    """A rule for mail to one of our addresses, or to any, with its gates. No wait: a new case opens at once."""

    name: str
    mailbox: str = ""
    is_active: bool = False
    unknown_sender: str = CreationRule.UnknownSender.CREATE_CONTACT
    requires_entitlement: bool = False
    creates_when_connected: bool = False
    opens_own_case: bool = False
    wait_after_resolution: timedelta | None = None

    @classmethod
    def of(cls, rule: CreationRule) -> Self:
        """The rule as it stands."""
        return cls(**{name: getattr(rule, name) for name in cls.__dataclass_fields__})


@dataclass(frozen=True, kw_only=True)
class ItemDetails:
    """One item: its condition, what it does, the fields of the case it sets, and the template it answers with."""

    name: str
    condition: Json = field(default_factory=dict)
    action: str = CreationRuleItem.Action.OPEN_CASE
    mapping: Mapping[str, object] = field(default_factory=dict)
    auto_reply_id: int | None = None

    @classmethod
    def of(cls, item: CreationRuleItem) -> Self:
        """The item as it stands."""
        return cls(**{name: getattr(item, name) for name in cls.__dataclass_fields__})


@atomic()
def create_rule(details: CreationRuleDetails, *, actor: Actor) -> CreationRule:
    """A new rule with one item that takes every message."""
    require(actor, PERMISSION)
    rule = CreationRule(**asdict(details))
    _check(rule)
    rule.save(force_insert=True)
    record_change(rule, actor=actor)
    add_item(rule, actor=actor, details=ItemDetails(name=_("Every message")))
    return rule


@atomic()
def update_rule(rule: CreationRule, *, actor: Actor, details: CreationRuleDetails) -> CreationRule:
    """The rule changed last is the one that applies, of several for the same address."""
    require(actor, PERMISSION)
    rule = lock_row(rule)
    for name, value in asdict(details).items():
        setattr(rule, name, value)
    _check(rule)
    rule.save(update_fields=[*asdict(details), "updated_at"])
    record_change(rule, actor=actor)
    active_rules.forget()
    return rule


@atomic()
def delete_rule(rule: CreationRule, *, actor: Actor) -> None:
    """Forget a rule and its items. What it decided stays in the log."""
    require(actor, PERMISSION)
    rule = lock_row(rule)
    record_change(rule, actor=actor, action="removed")
    rule.delete()
    active_rules.forget()


@atomic()
def add_item(rule: CreationRule, *, actor: Actor, details: ItemDetails) -> CreationRuleItem:
    """Another item, tried after the others."""
    require(actor, PERMISSION)
    rule = lock_row(rule)
    _check_item(details)
    item = CreationRuleItem.objects.create(rule=rule, position=next_position(rule.items.all()), **_values(details))
    record_change(item, actor=actor)
    active_rules.forget()
    return item


@atomic()
def update_item(item: CreationRuleItem, *, actor: Actor, details: ItemDetails) -> CreationRuleItem:
    require(actor, PERMISSION)
    item = lock_row(item)
    _check_item(details)
    for name, value in _values(details).items():
        setattr(item, name, value)
    item.save(update_fields=list(_values(details)))
    record_change(item, actor=actor)
    active_rules.forget()
    return item


@atomic()
def remove_item(item: CreationRuleItem, *, actor: Actor) -> None:
    require(actor, PERMISSION)
    item = lock_row(item)
    record_change(item, actor=actor, action="removed")
    item.delete()
    active_rules.forget()


@atomic()
def move_item(item: CreationRuleItem, *, actor: Actor, by: int) -> None:
    """Try an item so many places later, or earlier by a negative number."""
    require(actor, PERMISSION)
    move(item, CreationRuleItem.objects.filter(rule=item.rule_id), by=by, actor=actor)
    active_rules.forget()


def _values(details: ItemDetails) -> dict[str, object]:
    return {**asdict(details), "mapping": dict(details.mapping)}


def _check_item(details: ItemDetails) -> None:
    if fault := fault_in(details.condition, "message"):
        raise Invalid(_("The condition cannot be used: %s") % fault, fields={"condition": fault})


def _check(rule: CreationRule) -> None:
    if CreationRule.objects.exclude(pk=rule.pk).filter(name=rule.name).exists():
        raise Invalid(_("Rules are told apart by their names."), fields={"name": _("Another rule has it already.")})
