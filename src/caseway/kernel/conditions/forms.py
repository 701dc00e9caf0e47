"""A condition as a form field: JSON text, or the editor's rows (`rows`)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from caseway.kernel.conditions.editor import Editor, editor_of
from caseway.kernel.conditions.registry import fields_of
from caseway.kernel.conditions.rows import Row, Rows, rows_of, tree_from_rows
from caseway.kernel.conditions.rules import ConditionError, Json, parse, to_json

__all__ = ["ConditionField", "Row", "Rows", "fault_in", "message_of", "rows_of", "tree_from_rows"]

LONGEST_JSON = 100_000


class ConditionWidget(forms.Textarea):
    """Takes JSON under the field's own name, or the editor's rows under names that start with it."""

    def value_from_datadict(self, data: Mapping[str, object], _files: object, name: str) -> object:
        if name not in data and f"{name}-join" in data and isinstance(data, MultiValueDict):
            return Posted(data, name)
        return data.get(name)

    def value_omitted_from_data(self, data: Mapping[str, object], _files: object, name: str) -> bool:
        return name not in data and f"{name}-join" not in data

    def format_value(self, value: object) -> str:
        return value if isinstance(value, str) else "" if not value else json.dumps(value, indent=2, ensure_ascii=False)


@dataclass(frozen=True)
class Posted:
    """Editor rows as they were posted, not yet read."""

    data: MultiValueDict[str, str]
    name: str


class BoundCondition(forms.BoundField):
    """A condition in its form, with the editor that shows it."""

    @property
    def editor(self) -> Editor | None:
        """What was posted, if it can be read, else what is stored; None for a condition that only JSON can say."""
        posted = getattr(self.form, "cleaned_data", {}).get(self.name)
        condition = posted if posted is not None else self.initial or {}
        record_type = cast("ConditionField", self.field).record_type
        try:
            rows = rows_of(parse(condition, fields_of(record_type)))
        except ConditionError:
            return None
        return editor_of(self.name, record_type, rows) if rows else None


class ConditionField(forms.Field):
    """A condition over the fields of one record type, from JSON text or editor rows. Cleans to its JSON form."""

    widget = ConditionWidget
    default_error_messages = {"json": _("Write valid JSON, or use the editor.")}

    def __init__(self, record_type: str, *, label: str | None = None, help_text: str = "") -> None:
        super().__init__(required=False, label=label, help_text=help_text)
        self.record_type = record_type

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> "BoundCondition":
        return BoundCondition(form, self, field_name)

    def to_python(self, value: object) -> Json:
        fields = fields_of(self.record_type)
        try:
            if isinstance(value, Posted):
                return to_json(tree_from_rows(value.data, value.name, fields))
            return to_json(parse(self.load(value), fields))
        except ConditionError as error:
            raise ValidationError(message_of(error), code="condition") from error

    def load(self, value: object) -> object:
        if not isinstance(value, str):
            return value
        if len(value) > LONGEST_JSON:
            raise ValidationError(self.error_messages["json"], code="json")
        try:
            return json.loads(value) if value.strip() else None
        except (ValueError, RecursionError) as error:
            raise ValidationError(self.error_messages["json"], code="json") from error

    def has_changed(self, initial: object, data: object) -> bool:
        try:
            return bool((initial or {}) != self.to_python(data))
        except ValidationError:
            return True


def fault_in(condition: object, record_type: str) -> str:
    """What is wrong with a condition over this kind of record, in the user's language; empty when it can be used."""
    try:
        parse(condition, fields_of(record_type))
    except ConditionError as error:
        return message_of(error)
    return ""


def message_of(error: ConditionError) -> str:
    """The error in the user's language, with its place."""
    message = gettext(error.template) % error.values if error.values else gettext(error.template)
    return f"{error.path}: {message}" if error.path else message
