"""What is asked about a mailbox: how its mail comes in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from caseway.engagement.channels.email.forms.fields import PLAIN_USER, shown_for
from caseway.engagement.channels.email.models import Mailbox, MailProvider

FETCHED = "imap pop3"
SIGNED_IN = "imap pop3 google microsoft"


class MailboxForm(forms.Form):
    """Shows of the way in what that way needs."""

    address = forms.EmailField(label=_("Address"), max_length=200, help_text=_("Such as support@example.com."))
    name = forms.CharField(
        label=_("Name"), max_length=120, required=False, help_text=_("Stands after the agent's name: Ana Ferro (Name).")
    )
    way_in = forms.ChoiceField(
        label=_("Mail comes in"),
        choices=Mailbox.WayIn.choices,
        initial=Mailbox.WayIn.LISTENER,
        help_text=_("Delivered to us: another server, or a forwarding rule, hands it on by SMTP, LMTP or a pipe."),
    )
    hook_provider = forms.ChoiceField(
        label=_("Provider"),
        choices=[("", "–"), *Mailbox.HookProvider.choices],
        required=False,
        help_text=_(
            "Its page then says which addresses to enter there. As the password: the signing key, or user:password. "
            "Brevo and Resend need an API key too, behind it with a blank between; so does Amazon SES for a bucket, "
            "as KEYID:SECRET."
        ),
        widget=shown_for("webhook", forms.Select()),
    )
    fetch_host = forms.CharField(
        label=_("Server"),
        max_length=255,
        required=False,
        widget=shown_for(FETCHED, forms.TextInput(attrs={"placeholder": "mail.example.com", **PLAIN_USER})),
    )
    fetch_security = forms.ChoiceField(
        label=_("Security"),
        choices=Mailbox.Security.choices,
        required=False,
        widget=shown_for(FETCHED, forms.Select()),
    )
    fetch_port = forms.IntegerField(
        label=_("Port"),
        min_value=1,
        max_value=65535,
        required=False,
        help_text=_("Empty: the usual one."),
        widget=shown_for(FETCHED, forms.NumberInput()),
    )
    provider = forms.ModelChoiceField(
        label=_("Signs in with"),
        queryset=MailProvider.objects.all(),
        required=False,
        empty_label=_("User and password"),
        help_text=_("Or with a provider set up under Mail providers; then sign in on the mailbox’s page."),
        widget=shown_for(SIGNED_IN, forms.Select()),
    )
    fetch_user = forms.CharField(
        label=_("User"),
        max_length=255,
        required=False,
        help_text=_("Often the whole address."),
        widget=shown_for(SIGNED_IN, forms.TextInput(attrs=PLAIN_USER)),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=500,
        required=False,
        strip=False,
        widget=shown_for("imap pop3 webhook", forms.PasswordInput(attrs={"autocomplete": "new-password"})),
        help_text=_("Kept encrypted. Empty: the one kept stays. Of a webhook: its signing key, or else user:password."),
    )
    folder = forms.CharField(
        label=_("Folder"),
        max_length=255,
        initial="INBOX",
        required=False,
        help_text=_("All mail in it is taken in; nothing there is changed."),
        widget=shown_for("imap google microsoft"),
    )
    leaves_mail = forms.BooleanField(
        label=_("Leave mail on its server"),
        required=False,
        initial=True,
        help_text=_("Otherwise it is removed there once it is kept here."),
        widget=shown_for("pop3", forms.CheckboxInput()),
    )
    signature = forms.CharField(
        label=_("Signature"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Under mail of who has none. With {{ agent.signature }} it frames each agent's own."),
    )
    believed_servers = forms.CharField(
        label=_("Servers whose checks are believed"),
        max_length=500,
        required=False,
        help_text=_(
            "Their names as they begin Authentication-Results, such as mx.example.com, with blanks between. "
            "Only servers that remove such headers from outside. Empty: nobody is believed."
        ),
    )
    on_forgery = forms.ChoiceField(
        label=_("Mail that they say is forged (DMARC)"),
        choices=Mailbox.OnForgery.choices,
        initial=Mailbox.OnForgery.MARK,
        required=False,
    )
    encrypts = forms.BooleanField(
        label=_("Encrypts where it can"),
        required=False,
        help_text=_("What leaves, when there is a key of each recipient. What an agent wants encrypted always is."),
    )
    is_active = forms.BooleanField(label=_("Takes mail in"), required=False, initial=True)
    is_default = forms.BooleanField(label=_("Sends what names no other mailbox"), required=False)

    @classmethod
    def initial_of(cls, mailbox: Mailbox) -> dict[str, object]:
        return {name: getattr(mailbox, name) for name in cls.base_fields if name != "password"}

    def clean_on_forgery(self) -> str:
        return self.cleaned_data["on_forgery"] or Mailbox.OnForgery.MARK

    def values(self) -> dict[str, object]:
        values = {name: value for name, value in self.cleaned_data.items() if name not in ("password", "provider")}
        provider: MailProvider | None = self.cleaned_data["provider"]
        return values | {"provider_id": provider.pk if provider else None}
