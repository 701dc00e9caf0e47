"""What the composer sends."""

from email.utils import parseaddr

from django import forms
from django.utils.translation import gettext_lazy as _

from caseway.engagement.commands import OutgoingFile
from caseway.workspace.forms.fields import AddressesField, FilesField, IdentifiersField, MomentField

THEN = [("", ""), ("resolve", _("Send and resolve")), ("wait", _("Send and wait")), ("next", _("Send and next"))]
MODES = [("reply", _("Reply")), ("new", _("New mail")), ("forward", _("Forward")), ("note", _("Note"))]
LARGEST = 2**62
LONGEST_SUBJECT = 200


class ComposeForm(forms.Form):
    """What one sheet sends. `seen` is the newest message the writer had before them."""

    mode = forms.ChoiceField(choices=MODES)
    body = forms.CharField(required=False, max_length=500_000, strip=False)
    to = AddressesField(label=_("To"), required=False, max_length=8_000)
    cc = AddressesField(label=_("Cc"), required=False, max_length=8_000)
    bcc = AddressesField(label=_("Bcc"), required=False, max_length=8_000)
    subject = forms.CharField(label=_("Subject"), required=False, max_length=LONGEST_SUBJECT)
    mailbox = forms.CharField(label=_("From"), required=False, max_length=320)
    encrypt = forms.BooleanField(required=False)
    to_all = forms.BooleanField(required=False)
    answers = forms.IntegerField(required=False, min_value=1, max_value=LARGEST)
    message = forms.IntegerField(required=False, min_value=1, max_value=LARGEST)
    attachments = IdentifiersField(required=False)
    mentions = IdentifiersField(required=False)
    attached = FilesField(label=_("Files"), required=False)
    send_at = MomentField(label=_("Send at"), required=False)
    then = forms.ChoiceField(choices=THEN, required=False)
    seen = forms.IntegerField(required=False, min_value=0, max_value=LARGEST)

    def clean(self) -> dict[str, object]:
        found = super().clean() or self.cleaned_data
        asks = found.get("mode") == "forward" or (found.get("mode") in ("reply", "new") and "to" in self.data)
        if asks and not found.get("to") and "to" not in self.errors:
            self.add_error("to", _("Say to whom it goes."))
        return found

    def chosen(self) -> set[str]:
        """Every address it goes to, in lower case."""
        lines = (one for name in ("to", "cc", "bcc") for one in self.cleaned_data[name])
        return {parseaddr(one)[1].lower() for one in lines}

    def outgoing_files(self) -> list[OutgoingFile]:
        return [
            OutgoingFile(
                filename=file.name or "file",
                content_type=file.content_type or "application/octet-stream",
                content=file.read(),
            )
            for file in self.cleaned_data["attached"]
        ]

    def problem(self) -> str:
        """The first thing that is wrong, as a sentence."""
        return next((str(errors[0]) for errors in self.errors.values()), "")
