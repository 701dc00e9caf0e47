"""What the composer sends."""

from email.utils import getaddresses, parseaddr
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from caseway.engagement.commands import OutgoingFile

MOST_BYTES = 25 * 1000 * 1000
THEN = [("", ""), ("resolve", _("Send and resolve")), ("wait", _("Send and wait")), ("next", _("Send and next"))]


class AddressesField(forms.CharField):
    """`Maria <maria@x.example>; b@x.example` → each once, with its name if it has one."""

    def clean(self, value: Any) -> list[str]:
        text = super().clean(value).replace(";", ",").replace("\n", ",")
        people = [(name, address.strip()) for name, address in getaddresses([text]) if address.strip() or name.strip()]
        if text.strip(" ,") and not people:
            raise ValidationError(_("“%(text)s” is no address."), params={"text": text.strip()[:80]})
        for _name, address in people:
            self._check(address)
        return list({address.lower(): _written(name, address) for name, address in people}.values())

    @staticmethod
    def _check(address: str) -> None:
        try:
            validate_email(address)
        except ValidationError as error:
            text = _("“%(address)s” is no mail address. Check how it is written.")
            raise ValidationError(text, params={"address": address[:80]}) from error


def _written(name: str, address: str) -> str:
    return f"{name} <{address}>" if name else address


class FilesField(forms.FileField):
    """Any number of files, 25 MB in all."""

    widget = type("FilesInput", (forms.ClearableFileInput,), {"allow_multiple_selected": True})

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        clean_one = super().clean
        files = [clean_one(file, initial) for file in (data if isinstance(data, list | tuple) else [data]) if file]
        if self.required and not files:
            raise ValidationError(_("Choose a file first."))
        if sum(file.size or 0 for file in files) > MOST_BYTES:
            raise ValidationError(_("Files may have 25 MB in all. Send fewer, or a link to them."))
        return files


class ComposeForm(forms.Form):
    """What one sheet sends. `seen` is the newest message the writer had before them."""

    mode = forms.ChoiceField(choices=[("reply", _("Reply")), ("note", _("Note"))])
    body = forms.CharField(required=False, max_length=500_000, strip=False)
    to = AddressesField(label=_("To"), required=False, max_length=8_000)
    cc = AddressesField(label=_("Cc"), required=False, max_length=8_000)
    bcc = AddressesField(label=_("Bcc"), required=False, max_length=8_000)
    attached = FilesField(label=_("Files"), required=False)
    then = forms.ChoiceField(choices=THEN, required=False)
    seen = forms.IntegerField(required=False, min_value=0, max_value=2**62)

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
