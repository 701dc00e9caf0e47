"""What is asked about mail that leaves: by which server, and signed with which keys."""

from django import forms
from django.utils.translation import gettext_lazy as _

from caseway.engagement.channels.email.commands import Route
from caseway.engagement.channels.email.forms.fields import PLAIN_USER
from caseway.engagement.channels.email.models import Mailbox, WayOut
from caseway.operations.models import Team


class WayOutForm(forms.Form):
    """By which server mail of a mailbox leaves, and who may send from it."""

    team: "forms.ModelChoiceField[Team]" = forms.ModelChoiceField(
        label=_("Who may send from it"),
        queryset=Team.objects.order_by("name"),
        required=False,
        empty_label=_("Everybody who works on cases"),
    )
    host = forms.CharField(
        label=_("Server"),
        max_length=255,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "smtp.example.com", **PLAIN_USER}),
        help_text=_("Empty: the server of the installation."),
    )
    security = forms.ChoiceField(
        label=_("Security"), choices=Mailbox.Security.choices, initial=Mailbox.Security.STARTTLS
    )
    port = forms.IntegerField(
        label=_("Port"), min_value=1, max_value=65535, required=False, help_text=_("Empty: the usual one.")
    )
    user = forms.CharField(label=_("User"), max_length=255, required=False, widget=forms.TextInput(attrs=PLAIN_USER))
    password = forms.CharField(
        label=_("Password"),
        max_length=500,
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Kept encrypted. Empty: the one kept stays, or the mailbox's sign-in at its provider is used."),
    )

    @classmethod
    def initial_of(cls, way_out: WayOut | None) -> dict[str, object]:
        names = [name for name in cls.base_fields if name != "password"]
        return {name: getattr(way_out, name) for name in names} if way_out else {}

    def route(self) -> Route:
        return Route(**{name: value for name, value in self.cleaned_data.items() if name != "password"})


class SigningKeyForm(forms.Form):
    domain = forms.CharField(
        label=_("Domain"), max_length=253, help_text=_("The part after the @ of our addresses, such as example.com.")
    )


class KeyForm(forms.Form):
    """A key's file and what opens it."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "Ours: PKCS#12 (.p12) or an OpenPGP secret key. Of somebody whom we trust: a certificate, also of an "
            "authority, or an OpenPGP public key. With it mail to them can be encrypted."
        ),
    )
    passphrase = forms.CharField(
        label=_("Passphrase"),
        max_length=500,
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("What opens the file, if anything. Kept encrypted, as the key is."),
    )
