"""What agents fill in to carry out a verb. Each form says what its command wants."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from caseway.cases.commands import CaseEdit, NewActivity, Resolution
from caseway.cases.models import Activity, Case
from caseway.cases.models.cases import State
from caseway.cases.queries import reasons
from caseway.cases.rules import default_reason, reasons_of
from caseway.customers.models import Product
from caseway.kernel.access import Actor
from caseway.operations.models import Agent
from caseway.operations.queries import agents
from caseway.routing.models import Queue
from caseway.routing.queries import visible_queues


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


class EditCaseForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=200)
    kind = forms.ChoiceField(label=_("Type"), choices=Case.Kind.choices)
    priority = forms.TypedChoiceField(label=_("Priority"), choices=Case.Priority.choices, coerce=int)
    product = forms.ModelChoiceField(
        label=_("Product"), queryset=Product.objects.filter(is_active=True), required=False
    )
    description = forms.CharField(label=_("Description"), required=False, widget=forms.Textarea(attrs={"rows": 5}))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def edit(self) -> CaseEdit:
        values = dict(self.cleaned_data)
        product = values.pop("product")
        return CaseEdit(**values, product_id=product.pk if product else None)


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
