"""What is asked about a mailbox."""

from django import forms
from django.utils.translation import gettext_lazy as _

from caseway.engagement.channels.email.models import Mailbox

FIELDS = (
    "address",
    "name",
    "signature",
    "is_active",
    "is_default",
    "fetch_host",
    "fetch_port",
    "fetch_security",
    "fetch_user",
    "password",
    "folder",
)


class MailboxForm(forms.Form):
    """Without an IMAP server the mail arrives by our own listener."""

    address = forms.EmailField(label=_("Address"), max_length=200, help_text=_("Such as support@example.com."))
    name = forms.CharField(
        label=_("Name"), max_length=120, required=False, help_text=_("Stands after the agent's name: Ana Ferro (Name).")
    )
    signature = forms.CharField(
        label=_("Signature"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    is_active = forms.BooleanField(label=_("Takes mail in"), required=False, initial=True)
    is_default = forms.BooleanField(label=_("Sends what names no other mailbox"), required=False)
    fetch_host = forms.CharField(
        label=_("IMAP server"),
        max_length=255,
        required=False,
        help_text=_("Empty: mail is delivered to our own listener. Otherwise all mail in the folder is taken in."),
    )
    fetch_port = forms.IntegerField(label=_("IMAP port"), min_value=1, max_value=65535, initial=993)
    fetch_security = forms.ChoiceField(label=_("IMAP security"), choices=Mailbox.Security.choices)
    fetch_user = forms.CharField(
        label=_("IMAP user"),
        max_length=255,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    password = forms.CharField(
        label=_("IMAP password"),
        max_length=500,
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Kept encrypted. Empty: the one kept stays."),
    )
    folder = forms.CharField(label=_("Folder"), max_length=255, initial="INBOX")

    @classmethod
    def initial_of(cls, mailbox: Mailbox) -> dict[str, object]:
        return {name: getattr(mailbox, name) for name in FIELDS if name != "password"}

    def values(self) -> dict[str, object]:
        return {name: value for name, value in self.cleaned_data.items() if name != "password"}

    def clean(self) -> dict[str, object]:
        data = super().clean() or self.cleaned_data
        if data.get("fetch_host") and not data.get("fetch_user"):
            self.add_error("fetch_user", _("Write the user that the server knows."))
        return data
