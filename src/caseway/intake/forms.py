"""The forms of the record-creation rules. They ask; the commands decide."""

from datetime import timedelta

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from caseway.cases.models import Case
from caseway.cases.queries import PRIORITIES
from caseway.intake.commands import CreationRuleDetails, ItemDetails
from caseway.intake.models import CreationRule, CreationRuleItem
from caseway.kernel.access import Actor
from caseway.kernel.conditions.forms import ConditionField
from caseway.operations.models import Template
from caseway.operations.queries.settings import visible_templates

HOUR = timedelta(hours=1)
LEAVE = ("", _("As usual"))
RULE_FIELDS = (
    "name",
    "mailbox",
    "is_active",
    "unknown_sender",
    "requires_entitlement",
    "creates_when_connected",
    "opens_own_case",
)


class CreationRuleForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    mailbox = forms.EmailField(
        label=_("Address it was sent to"), max_length=320, required=False, help_text=_("Empty means any of ours.")
    )
    unknown_sender = forms.ChoiceField(label=_("Unknown senders"), choices=CreationRule.UnknownSender.choices)
    requires_entitlement = forms.BooleanField(
        label=_("Only for customers with an entitlement in force"), required=False
    )
    creates_when_connected = forms.BooleanField(
        label=_("A reply to a resolved case may open a new one"), required=False
    )
    wait_hours = forms.IntegerField(
        label=_("But only so many hours after it was resolved"),
        min_value=0,
        max_value=87_600,
        required=False,
        help_text=_("Empty means at once."),
    )
    opens_own_case = forms.BooleanField(
        label=_("Mail that went to another of our addresses too opens a case here as well"), required=False
    )
    is_active = forms.BooleanField(label=_("Is active"), required=False)

    def __init__(self, data: QueryDict | None = None, *, rule: CreationRule | None = None) -> None:
        super().__init__(data, initial=_rule_shown(rule) if rule else None)

    def details(self) -> CreationRuleDetails:
        hours = self.cleaned_data["wait_hours"]
        wait = None if hours is None else hours * HOUR
        values = {name: self.cleaned_data[name] for name in RULE_FIELDS}
        return CreationRuleDetails(**values, wait_after_resolution=wait)


class ItemForm(forms.Form):
    """One item. What it sets on the case is its type and its priority."""

    name = forms.CharField(label=_("Name"), max_length=120)
    action = forms.ChoiceField(label=_("Then"), choices=CreationRuleItem.Action.choices)
    kind = forms.ChoiceField(label=_("Type of the case"), choices=[LEAVE, *Case.Kind.choices], required=False)
    priority = forms.TypedChoiceField(
        label=_("Priority of the case"), choices=[LEAVE, *PRIORITIES], coerce=int, empty_value=None, required=False
    )
    auto_reply: "forms.ModelChoiceField[Template]" = forms.ModelChoiceField(
        label=_("Acknowledge with"), queryset=None, required=False, empty_label=_("No answer")
    )

    def __init__(self, data: QueryDict | None = None, *, actor: Actor, item: CreationRuleItem | None = None) -> None:
        super().__init__(data, initial=_item_shown(item) if item else None)
        self.fields["condition"] = ConditionField(
            "message", label=str(_("When a message arrives and")), help_text=str(_("No condition: every message."))
        )
        self.order_fields(["name", "condition"])
        self.fields["auto_reply"].queryset = visible_templates(actor)  # type: ignore[attr-defined]

    def details(self) -> ItemDetails:
        asked = self.cleaned_data
        return ItemDetails(
            name=asked["name"],
            condition=asked["condition"] or {},
            action=asked["action"],
            mapping={name: asked[name] for name in ("kind", "priority") if asked[name]},
            auto_reply_id=asked["auto_reply"].pk if asked["auto_reply"] else None,
        )


def _rule_shown(rule: CreationRule) -> dict[str, object]:
    wait = rule.wait_after_resolution
    hours = None if wait is None else int(wait / HOUR)
    return {**{name: getattr(rule, name) for name in RULE_FIELDS}, "wait_hours": hours}


def _item_shown(item: CreationRuleItem) -> dict[str, object]:
    return {
        "name": item.name,
        "action": item.action,
        "kind": item.mapping.get("kind", ""),
        "priority": item.mapping.get("priority", ""),
        "auto_reply": item.auto_reply_id,
        "condition": item.condition,
    }
