"""What agents fill in to carry out a verb. Each form says what its command wants."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from caseway.cases.commands import CaseEdit, NewActivity, ReasonDetails, Resolution
from caseway.cases.models import Activity, Case, StatusReason
from caseway.cases.models.cases import State
from caseway.cases.queries import reasons
from caseway.cases.rules import default_reason, reasons_of
from caseway.customers.models import Product
from caseway.kernel.access import Actor
from caseway.operations.models import Agent
from caseway.operations.queries import agents
from caseway.routing.models import Queue
from caseway.routing.queries import visible_queues

EDITED = ("title", "kind", "priority", "product", "description")


def reason_choices(state: str) -> list[tuple[str, str]]:
    return [(reason.code, reason.label) for reason in reasons_of(reasons(), state)]


class ReasonForm(forms.Form):
    """One status reason of a state."""

    status_reason = forms.ChoiceField(label=_("Status"))

    def __init__(self, *args: Any, state: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["status_reason"].choices = reason_choices(state)  # type: ignore[attr-defined]
        self.fields["status_reason"].initial = default_reason(reasons(), state).code


class ResolveCaseForm(forms.Form):
    resolution_type = forms.ChoiceField(label=_("Resolution type"))
    resolution = forms.CharField(
        label=_("Resolution"), max_length=500, widget=forms.TextInput(attrs={"autofocus": True})
    )
    billable_minutes = forms.IntegerField(
        label=_("Billable time"), min_value=0, max_value=100_000, help_text=_("In minutes.")
    )
    remarks = forms.CharField(label=_("Remarks"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    cancels_open_activities = forms.BooleanField(label=_("Cancel what is still open"), required=False)

    def __init__(self, *args: Any, open_activities: int, total_minutes: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["resolution_type"].choices = reason_choices(State.RESOLVED)  # type: ignore[attr-defined]
        self.fields["resolution_type"].initial = default_reason(reasons(), State.RESOLVED).code
        self.fields["billable_minutes"].initial = total_minutes
        if open_activities:
            self.fields["cancels_open_activities"].required = True
        else:
            del self.fields["cancels_open_activities"]

    def as_resolution(self) -> Resolution:
        return Resolution(**self.cleaned_data)


class NoteForm(forms.Form):
    text = forms.CharField(label=_("Note"), max_length=100_000, widget=forms.Textarea(attrs={"rows": 4}))


class ActivityForm(forms.Form):
    """A task or a call. A call that was made is completed at once and has a duration."""

    kind = forms.ChoiceField(label=_("Type"), choices=Activity.Kind.choices)
    subject = forms.CharField(label=_("Subject"), max_length=200, widget=forms.TextInput(attrs={"autofocus": True}))
    description = forms.CharField(label=_("Description"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    minutes = forms.IntegerField(
        label=_("Duration"), required=False, min_value=0, max_value=10_000, initial=0, help_text=_("In minutes.")
    )
    due_at = forms.DateTimeField(
        label=_("Due"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    is_done = forms.BooleanField(label=_("It is done already"), required=False)

    def activity(self) -> NewActivity:
        return NewActivity(**{**self.cleaned_data, "minutes": self.cleaned_data["minutes"] or 0})


@dataclass(frozen=True)
class Difference:
    """A field that two people changed at once, in words."""

    name: str
    label: str
    mine: str
    theirs: str


class EditCaseForm(forms.Form):
    """The fields of a case. Each posts the value it had when the form was opened, so that two changes can be told."""

    title = forms.CharField(label=_("Title"), max_length=200, show_hidden_initial=True)
    kind = forms.ChoiceField(label=_("Type"), choices=Case.Kind.choices, show_hidden_initial=True)
    priority = forms.TypedChoiceField(
        label=_("Priority"), choices=Case.Priority.choices, coerce=int, show_hidden_initial=True
    )
    product = forms.ModelChoiceField(
        label=_("Product"),
        queryset=Product.objects.filter(is_active=True),
        required=False,
        show_hidden_initial=True,
    )
    description = forms.CharField(
        label=_("Description"), required=False, widget=forms.Textarea(attrs={"rows": 5}), show_hidden_initial=True
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    @staticmethod
    def initial_of(case: Case) -> dict[str, object]:
        return {name: getattr(case, name) for name in (*EDITED, "version")}

    def differences(self, case: Case) -> list[Difference]:
        """What both changed and nobody has chosen yet, when the case is not the one the form was opened for."""
        if self.cleaned_data["version"] == case.version:
            return []
        return [
            Difference(name, str(self.fields[name].label), self._words(name, mine), self._words(name, theirs))
            for name in self._mine()
            if (theirs := getattr(case, name)) != (mine := self.cleaned_data[name]) and self._was(name) != theirs
        ]

    def edit(self, version: int) -> CaseEdit:
        """The writer's own changes, without those for which they chose the other's."""
        values = {name: self.cleaned_data[name] for name in self._mine() if self.data.get(f"keep-{name}") != "theirs"}
        if "product" in values:
            product = values.pop("product")
            values["product_id"] = product.pk if product else None
        return CaseEdit(**values, version=version)

    def unsettled(self) -> list[tuple[str, str]]:
        """What was posted, to be posted again for the case as it is now."""
        posted = [(name, self.data.get(name, "")) for name in EDITED]
        before = [
            (f"initial-{name}", self.data[f"initial-{name}"]) for name in EDITED if f"initial-{name}" in self.data
        ]
        return [*posted, *before, ("version", str(self.initial["version"]))]

    def _mine(self) -> list[str]:
        return [name for name in EDITED if name in self.changed_data]

    def _was(self, name: str) -> object:
        try:
            return self.fields[name].clean(self.data.get(f"initial-{name}", ""))
        except forms.ValidationError:
            return None

    def _words(self, name: str, value: object) -> str:
        choices = getattr(self.fields[name], "choices", None) if name != "product" else None
        return str(dict(choices).get(value, value)) if choices else str(value or "")


class PriorityForm(forms.Form):
    priority = forms.TypedChoiceField(label=_("Priority"), choices=Case.Priority.choices, coerce=int)


class AssignForm(forms.Form):
    agent = forms.ModelChoiceField(label=_("Assign to"), queryset=Agent.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agent"].queryset = agents()  # type: ignore[attr-defined]


class RouteForm(forms.Form):
    """Where to send it. Neither queue nor person: the routing rules decide again."""

    queue = forms.ModelChoiceField(
        label=_("Queue"), queryset=Queue.objects.none(), required=False, empty_label=_("Let the rules decide")
    )
    agent = forms.ModelChoiceField(label=_("Person"), queryset=Agent.objects.none(), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["queue"].queryset = visible_queues(actor)  # type: ignore[attr-defined]
        self.fields["agent"].queryset = agents()  # type: ignore[attr-defined]


class StatusReasonForm(forms.Form):
    """What may change of a status reason."""

    label = forms.CharField(label=_("Label"), max_length=80, widget=forms.TextInput(attrs={"autofocus": True}))
    pauses_clocks = forms.BooleanField(
        label=_("Pauses service levels"),
        required=False,
        help_text=_("For cases that come to it from now on."),
    )

    def __init__(self, data: QueryDict | None = None, *, reason: StatusReason | None = None) -> None:
        super().__init__(data, initial=vars(reason) if reason else None)
        if reason and reason.state != State.ACTIVE:
            del self.fields["pauses_clocks"]

    def details(self) -> ReasonDetails:
        return ReasonDetails(
            label=self.cleaned_data["label"], pauses_clocks=self.cleaned_data.get("pauses_clocks", False)
        )


class NewStatusReasonForm(StatusReasonForm):
    """A reason's code is its stable name: it is asked only once, and so is its state."""

    code = forms.SlugField(label=_("Code"), max_length=40, help_text=_("For programs, such as waiting_for_parts."))
    state = forms.ChoiceField(label=_("State"), choices=State.choices)
    field_order = ("label", "code", "state", "pauses_clocks")
