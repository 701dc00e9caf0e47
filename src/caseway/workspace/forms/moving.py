"""Moving a message to another case."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from caseway.cases.models import Case
from caseway.cases.queries import visible_cases
from caseway.kernel.access import Actor


class MoveForm(forms.Form):
    """`case` is the number of one that the actor may read."""

    case = forms.CharField(label=_("Case"), max_length=24, error_messages={"required": _("Choose a case.")})
    with_later = forms.BooleanField(
        label=_("And everything after it in this conversation"), required=False, initial=False
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor

    def clean_case(self) -> Case:
        found = visible_cases(self.actor).filter(number=self.cleaned_data["case"]).first()
        if found is None:
            raise forms.ValidationError(_("There is no such case in your reach: choose another."))
        return found
