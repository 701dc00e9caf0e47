"""The forms of the flow pages. They ask; the commands decide."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from caseway.flows.commands import FlowDetails, StepDetails
from caseway.flows.models import Flow, Stage, Step
from caseway.flows.queries import fields_for


class FlowForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    slug = forms.SlugField(label=_("Short name"), max_length=80, help_text=_("For programs, such as phone-to-case."))

    def __init__(self, data: QueryDict | None = None, *, flow: Flow | None = None) -> None:
        super().__init__(data, initial={"name": flow.name, "slug": flow.slug} if flow else None)

    def details(self) -> FlowDetails:
        return FlowDetails(**self.cleaned_data)


class StageForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80)

    def __init__(self, data: QueryDict | None = None, *, stage: Stage | None = None) -> None:
        super().__init__(data, initial={"name": stage.name} if stage else None)


class StepForm(forms.Form):
    label = forms.CharField(label=_("What is to be done"), max_length=120)
    field = forms.ChoiceField(label=_("Done when"), required=False)
    is_required = forms.BooleanField(label=_("Needed to leave the stage"), required=False)

    def __init__(self, data: QueryDict | None = None, *, kind: str, step: Step | None = None) -> None:
        super().__init__(data, initial=vars(step) if step else None)
        offered = [(name, _("the case has: %(field)s") % {"field": label}) for name, label in fields_for(kind).items()]
        self.fields["field"].choices = [("", _("an agent marks it")), *offered]  # type: ignore[attr-defined]

    def details(self) -> StepDetails:
        return StepDetails(**self.cleaned_data)
