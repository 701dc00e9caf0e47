"""The record-creation rules as the decision wants them, and the log of what was decided."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from caseway.customers.models import Account
from caseway.intake.models import CreationRule, CreationRuleItem, IntakeLog
from caseway.intake.rules import Gates
from caseway.kernel.access import Actor, may
from caseway.kernel.caching import kept_for
from caseway.kernel.conditions.registry import Field, FieldType, fields_of, register
from caseway.kernel.conditions.rules import ConditionError, Tree, parse
from caseway.kernel.conditions.rules.describing import describe
from caseway.kernel.conditions.stored import stored

register(
    "message",
    [
        Field("subject", _("Subject"), FieldType.TEXT),
        Field("text", _("Text"), FieldType.TEXT),
        Field("from", _("Sender's address"), FieldType.TEXT),
        Field("to", _("Written to"), FieldType.MANY),
        Field("tier", _("Customer tier"), FieldType.CHOICE, choices=Account.Tier.choices),
        Field("is_known", _("Sender is known"), FieldType.BOOLEAN),
        Field("is_connected", _("Answers a resolved case"), FieldType.BOOLEAN),
    ],
)


@dataclass(frozen=True)
class Item:
    """One item of a rule, its condition parsed."""

    row: CreationRuleItem
    condition: Tree


@dataclass(frozen=True)
class Rule:
    row: CreationRule
    gates: Gates
    items: tuple[Item, ...]


@kept_for(timedelta(seconds=2))
def active_rules() -> list[Rule]:
    """Active rules, the most recently changed first."""
    items = Prefetch("items", queryset=CreationRuleItem.objects.select_related("auto_reply"))
    rows = CreationRule.objects.filter(is_active=True).prefetch_related(items).order_by("-updated_at", "-id")
    return [_rule(row) for row in rows]


def rule_for(source: str, addresses: list[str]) -> Rule | None:
    """The active rule for this source and one of our addresses, the most recently changed; else one for any address."""
    wanted = {address.lower() for address in addresses}
    fitting = [rule for rule in active_rules() if rule.row.source == source]
    named = (rule for rule in fitting if rule.row.mailbox and rule.row.mailbox.lower() in wanted)
    return next(named, None) or next((rule for rule in fitting if not rule.row.mailbox), None)


def further_rules(source: str, addresses: list[str], *, besides: str) -> list[Rule]:
    """Rules of other mailboxes than `besides`, one for each, that want a case of their own for mail to several."""
    wanted = {address.lower() for address in addresses} - {besides.lower()}
    found: dict[str, Rule] = {}
    for rule in active_rules():
        if rule.row.source == source and rule.row.opens_own_case and rule.row.mailbox.lower() in wanted:
            found.setdefault(rule.row.mailbox.lower(), rule)
    return list(found.values())


def visible_log(actor: Actor) -> QuerySet[IntakeLog]:
    """The monitor: every message and what was decided, for those who may look into intake."""
    if not may(actor, "intake.read"):
        return IntakeLog.objects.none()
    return IntakeLog.objects.select_related("message", "rule", "item", "case").order_by("-id")


def configured_rules(actor: Actor) -> QuerySet[CreationRule]:
    """Every rule with its items, active ones first, for those who may configure."""
    if not may(actor, "settings.manage"):
        return CreationRule.objects.none()
    items = Prefetch("items", queryset=CreationRuleItem.objects.select_related("auto_reply").order_by("position", "id"))
    return CreationRule.objects.prefetch_related(items).order_by("-is_active", "name")


def configured_items(actor: Actor) -> QuerySet[CreationRuleItem]:
    if not may(actor, "settings.manage"):
        return CreationRuleItem.objects.none()
    return CreationRuleItem.objects.select_related("rule", "auto_reply")


def condition_words(item: CreationRuleItem) -> str:
    """The item's condition as an administrator reads it, or what is wrong with it."""
    fields = fields_of("message")
    try:
        return describe(parse(item.condition, fields), fields, translate=gettext)
    except ConditionError as error:
        return str(error)


def _rule(row: CreationRule) -> Rule:
    gates = Gates(
        refuses_unknown=row.unknown_sender == CreationRule.UnknownSender.REFUSE,
        requires_entitlement=row.requires_entitlement,
        creates_when_connected=row.creates_when_connected,
        wait=row.wait_after_resolution,
    )
    items = tuple(Item(item, stored(item.condition, "message", of=item)) for item in row.items.all())
    return Rule(row, gates, items)
