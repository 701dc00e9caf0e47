"""Fields of the composer that Django has not."""

from collections.abc import Sequence
from datetime import datetime
from email.utils import getaddresses
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

MOST_BYTES = 25 * 1000 * 1000
MOST_IDENTIFIERS = 100


class AddressesField(forms.CharField):
    """`Maria <maria@x.example>; b@x.example` → each once, with its name if it has one."""

    def clean(self, value: Any) -> list[str]:
        text = super().clean(value).replace(";", ",").replace("\n", ",")
        people = [(name, address.strip()) for name, address in getaddresses([text]) if address.strip() or name.strip()]
        if text.strip(" ,") and not people:
            raise ValidationError(_("“%(text)s” is no address."), params={"text": text.strip()[:80]})
        for _name, address in people:
            self._check(address)
        return list({address.lower(): f"{name} <{address}>" if name else address for name, address in people}.values())

    @staticmethod
    def _check(address: str) -> None:
        try:
            validate_email(address)
        except ValidationError as error:
            text = _("“%(address)s” is no mail address. Check how it is written.")
            raise ValidationError(text, params={"address": address[:80]}) from error


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


class IdentifiersField(forms.Field):
    """Numbers that name rows, as a form with boxes posts them."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: Any) -> list[int]:
        posted: Sequence[str] = value or []
        if len(posted) > MOST_IDENTIFIERS or not all(one.isascii() and one.isdecimal() for one in posted):
            raise ValidationError(_("Choose again: this is nothing that can be chosen."))
        return [int(one[:18]) for one in posted]


class MomentField(forms.CharField):
    """A moment as a browser writes it; without a zone, in ours."""

    def clean(self, value: Any) -> datetime | None:
        text = super().clean(value).strip().replace(" ", "+")
        if not text:
            return None
        try:
            moment = parse_datetime(text)
        except ValueError:
            moment = None
        if moment is None:
            raise ValidationError(_("Write a day and a time."))
        return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
