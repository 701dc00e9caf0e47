"""What is asked of whoever adds a token or a webhook."""

from datetime import UTC, datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from caseway.kernel.events.facts import event_names
from caseway.kernel.models import Webhook


class TokenForm(forms.Form):
    email = forms.EmailField(label=_("Acts for"), help_text=_("The address of the person whose rights it has."))
    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("What uses it, such as Web shop."))
    scopes = forms.CharField(
        label=_("May"),
        max_length=1000,
        required=False,
        help_text=_("Areas or permissions with commas between: cases, customers.read. Empty: all that the person may."),
    )
    expires_at = forms.DateField(label=_("Valid until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    may_act_as = forms.BooleanField(label=_("May act as other agents"), required=False)

    def wish(self) -> dict[str, Any]:
        """What `create_token` wants to know beside the user."""
        data = self.cleaned_data
        until = data["expires_at"]
        return {
            "name": data["name"],
            "scopes": [scope.strip() for scope in data["scopes"].split(",") if scope.strip()],
            "expires_at": datetime.combine(until, time.max, UTC) if until else None,
            "may_act_as": data["may_act_as"],
        }


class WebhookForm(forms.Form):
    url = forms.CharField(label=_("Address"), max_length=500, help_text=_("Such as https://example.com/caseway."))
    events = forms.MultipleChoiceField(
        label=_("Events"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: all of them."),
    )
    is_active = forms.BooleanField(label=_("Is told"), required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        areas = sorted({name.split(".")[0] for name in event_names()})
        everything = [(area, _("All of %s") % area) for area in areas] + [(name, name) for name in event_names()]
        self.fields["events"].choices = sorted(everything, key=lambda choice: choice[0])  # type: ignore[attr-defined]

    @classmethod
    def initial_of(cls, webhook: Webhook) -> dict[str, object]:
        return {"url": webhook.url, "events": webhook.events, "is_active": webhook.is_active}


class NewWebhookForm(WebhookForm):
    is_active = None  # type: ignore[assignment]
