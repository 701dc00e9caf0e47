"""What is asked about a mail provider."""

from django import forms
from django.utils.translation import gettext_lazy as _

from caseway.engagement.channels.email.forms.fields import shown_for
from caseway.engagement.channels.email.models import MailProvider

USUAL = _("Empty: the usual one. Others are for national clouds.")


class ProviderForm(forms.Form):
    """A registration of this Caseway with Microsoft or Google."""

    name = forms.CharField(label=_("Name"), max_length=80)
    kind = forms.ChoiceField(label=_("Provider"), choices=MailProvider.Kind.choices)
    client_id = forms.CharField(label=_("Client id"), max_length=255)
    secret = forms.CharField(
        label=_("Client secret"),
        max_length=500,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Kept encrypted. Empty: the one kept stays."),
    )
    secret_ends_on = forms.DateField(
        label=_("Secret is valid until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Administrators are warned two weeks before."),
    )
    tenant = forms.CharField(
        label=_("Tenant"),
        max_length=120,
        required=False,
        help_text=_("Of your own organisation. Empty: any."),
        widget=shown_for("microsoft", of="kind"),
    )
    is_application = forms.BooleanField(
        label=_("It signs in as itself (application permission)"),
        required=False,
        help_text=_("Nobody signs in: the tenant's administrator has let it into mailboxes."),
        widget=shown_for("microsoft", forms.CheckboxInput(), of="kind"),
    )
    authorize_url = forms.CharField(label=_("Sign-in address"), max_length=500, required=False, help_text=USUAL)
    token_url = forms.CharField(label=_("Token address"), max_length=500, required=False, help_text=USUAL)
    api_url = forms.CharField(
        label=_("Graph address"),
        max_length=500,
        required=False,
        help_text=USUAL,
        widget=shown_for("microsoft", of="kind"),
    )

    @classmethod
    def initial_of(cls, provider: MailProvider) -> dict[str, object]:
        return {name: getattr(provider, name) for name in cls.base_fields if name != "secret"}

    def values(self) -> dict[str, object]:
        return {name: value for name, value in self.cleaned_data.items() if name != "secret"}
