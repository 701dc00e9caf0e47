"""Which senders are blocked."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from caseway.customers.rules import is_usable_email
from caseway.engagement.channels.email.models import BlockedSender
from caseway.engagement.channels.email.queries import our_address
from caseway.kernel.crud import CrudSet


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
