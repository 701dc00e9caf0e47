"""What is asked about a mailbox, and about a sender to block."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from caseway.customers.rules import is_usable_email
from caseway.engagement.channels.email.commands import Route
from caseway.engagement.channels.email.models import BlockedSender, Mailbox, MailProvider, WayOut
from caseway.engagement.channels.email.queries import our_address
from caseway.kernel.crud import CrudSet
from caseway.operations.models import Team

FETCHED = "imap pop3"
SIGNED_IN = "imap pop3 google microsoft"
USUAL = _("Empty: the usual one. Others are for national clouds.")
PLAIN_USER = {"autocomplete": "off", "spellcheck": "false"}


def shown_for(values: str, widget: forms.Widget | None = None, *, of: str = "way_in") -> forms.Widget:
    """A field that is hidden while another one (`of`) has none of these values."""
    widget = widget or forms.TextInput()
    widget.attrs |= {"data-when": of, "data-when-is": values}
    return widget


class SigningKeyForm(forms.Form):
    domain = forms.CharField(
        label=_("Domain"), max_length=253, help_text=_("The part after the @ of our addresses, such as example.com.")
    )


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
            "Brevo and Resend need an API key too, behind it with a blank between."
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


class KeyForm(forms.Form):
    """A key's file and what opens it."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "Ours: PKCS#12 (.p12) or an OpenPGP secret key. Of somebody whom we trust: a certificate, also of an "
            "authority, or an OpenPGP public key."
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


class BlockedSenderForm(forms.ModelForm[BlockedSender]):
    class Meta:
        model = BlockedSender
        fields: ClassVar[list[str]] = ["pattern", "reason"]

    def clean_pattern(self) -> str:
        pattern = str(self.cleaned_data["pattern"]).strip().lower().removeprefix("@").rstrip(".")
        if not is_usable_email(pattern if "@" in pattern else f"anybody@{pattern}"):
            raise forms.ValidationError(_("Write an address or a domain, such as eve@evil.example or evil.example."))
        if our_address(pattern):
            raise forms.ValidationError(_("This is one of our own addresses."))
        return pattern


BLOCKED_SENDERS = CrudSet(
    model=BlockedSender,
    url_name="blocked_senders",
    title=_("Blocked senders"),
    singular=_("blocked sender"),
    form=BlockedSenderForm,
    columns=("pattern", "reason"),
    permission="mail.quarantine",
    order=("pattern", "id"),
    intro=_("Their mail is held in the quarantine instead of becoming a case."),
)
