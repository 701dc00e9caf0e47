"""The forms of the queue and routing pages. They ask; the commands decide."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from caseway.kernel.conditions.forms import ConditionField
from caseway.operations.queries import agents, teams
from caseway.routing.commands import QueueDetails, RuleDetails
from caseway.routing.models import Queue, RoutingRule
from caseway.routing.queries.rules import all_queues

Choices = list[tuple[str | Promise, Any]]


class QueueForm(forms.Form):
    """`owner` is `team:3` or `agent:12`."""

    name = forms.CharField(label=_("Name"), max_length=120)
    slug = forms.SlugField(
        label=_("Short name"), max_length=80, help_text=_("For its address and for programs, such as gold.")
    )
    description = forms.CharField(label=_("Description"), max_length=300, required=False)
    owner = forms.ChoiceField(label=_("Owner"), help_text=_("Whoever has what waits here, and what is released to it."))
    members = forms.MultipleChoiceField(
        label=_("Members"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("Who works this queue.")
    )
    is_public = forms.BooleanField(label=_("Visible to everybody"), required=False, initial=True)
    is_default = forms.BooleanField(label=_("Takes what no rule routes"), required=False)
    priority = forms.IntegerField(
        label=_("Order"), min_value=0, max_value=30_000, initial=100, help_text=_("Smaller comes first in the list.")
    )

    def __init__(self, data: QueryDict | None = None, *, queue: Queue | None = None) -> None:
        super().__init__(data, initial=_shown(queue) if queue else None)
        people = [(str(agent.pk), agent.name) for agent in agents()]
        owners: Choices = [
            ("", _("Choose")),
            (_("Teams"), [(f"team:{team.pk}", team.name) for team in teams()]),
            (_("People"), [(f"agent:{pk}", name) for pk, name in people]),
        ]
        self.fields["owner"].choices = owners  # type: ignore[attr-defined]
        self.fields["members"].choices = people  # type: ignore[attr-defined]

    def details(self) -> QueueDetails:
        values = dict(self.cleaned_data)
        kind, _colon, number = values.pop("owner").partition(":")
        members = [int(pk) for pk in values.pop("members")]
        values[f"owner_{kind}_id"] = int(number)
        return QueueDetails(**values, member_ids=members)


class RuleForm(forms.Form):
    """`target` is `queue:1` or `agent:12`."""

    name = forms.CharField(label=_("Name"), max_length=120)
    target = forms.ChoiceField(label=_("Send it to"))
    is_active = forms.BooleanField(label=_("Is active"), required=False, initial=True)

    def __init__(self, data: QueryDict | None = None, *, rule: RoutingRule | None = None) -> None:
        super().__init__(data, initial=_rule_shown(rule) if rule else None)
        kind = rule.kind if rule else "case"
        self.fields["condition"] = ConditionField(
            kind, label=str(_("When")), help_text=str(_("No condition: it always matches."))
        )
        self.order_fields(["name", "condition"])
        self.fields["target"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose")),
            (_("Queues"), [(f"queue:{queue.pk}", queue.name) for queue in all_queues().values()]),
            (_("People"), [(f"agent:{agent.pk}", agent.name) for agent in agents()]),
        ]

    def details(self) -> RuleDetails:
        asked = self.cleaned_data
        kind, _colon, number = asked["target"].partition(":")
        return RuleDetails(
            name=asked["name"],
            is_active=asked["is_active"],
            condition=asked["condition"] or {},
            queue_id=int(number) if kind == "queue" else None,
            agent_id=int(number) if kind == "agent" else None,
        )


def _shown(queue: Queue) -> dict[str, object]:
    values = {
        name: getattr(queue, name) for name in ("name", "slug", "description", "is_public", "is_default", "priority")
    }
    owner = f"team:{queue.owner_team_id}" if queue.owner_team_id else f"agent:{queue.owner_agent_id}"
    members = [str(pk) for pk in queue.memberships.values_list("agent_id", flat=True)]
    return {**values, "owner": owner, "members": members}


def _rule_shown(rule: RoutingRule) -> dict[str, object]:
    target = f"queue:{rule.queue_id}" if rule.queue_id else f"agent:{rule.agent_id}"
    return {"name": rule.name, "target": target, "is_active": rule.is_active, "condition": rule.condition}
