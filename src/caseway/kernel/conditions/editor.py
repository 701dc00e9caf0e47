"""What `kernel/_conditions.html` draws: the rows of a condition, and what each field offers."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from caseway.kernel.conditions.registry import fields_of
from caseway.kernel.conditions.rows import Row, Rows
from caseway.kernel.conditions.rules import Field, FieldType, Operator, operators_of
from caseway.kernel.conditions.rules.explaining import WORDS
from caseway.kernel.conditions.rules.operators import WITH_LIST, WITH_SPAN, WITHOUT_VALUE

Pairs = Sequence[tuple[str, str]]
TYPED = {FieldType.NUMBER: "number", FieldType.DATE_TIME: "datetime-local"}


@dataclass(frozen=True)
class Offer:
    """What one field can be asked: its operators, and its choices if it has any. `type` is its input's."""

    name: str
    label: str
    operators: Pairs
    options: Pairs
    type: str


@dataclass(frozen=True)
class Editor:
    """A condition being edited. Inputs are posted as `<name>-0-field`, `-op` and `-value`."""

    name: str
    rows: Rows
    offers: Mapping[str, Offer]

    @property
    def fields(self) -> Pairs:
        return [("", _("Choose a field")), *((offer.name, offer.label) for offer in self.offers.values())]

    @property
    def catalogue(self) -> str:
        """The offers for the browser, as JSON."""
        return json.dumps(
            {
                offer.name: {"operators": offer.operators, "options": offer.options, "type": offer.type}
                for offer in self.offers.values()
            }
        )

    def kind_of(self, row: Row) -> str:
        """How the value is asked: none, choice, choices, or the type of an input."""
        offer = self.offers.get(row.field)
        return value_kind(row.op, has_options=bool(offer and offer.options), type_=offer.type if offer else "text")


def editor_of(name: str, record_type: str, rows: Rows | None, *, choices: Mapping[str, Pairs] | None = None) -> Editor:
    """The editor of a condition over this kind of record; `choices` are those kept in the database."""
    named = choices or {}
    offers = {field.name: _offer(field, named.get(field.name)) for field in fields_of(record_type).values()}
    return Editor(name, rows or Rows("all", ()), offers)


def value_kind(op: str, *, has_options: bool, type_: str) -> str:
    """What stands beside an operator. `conditions.js` says the same."""
    if op in WITHOUT_VALUE:
        return "none"
    if has_options:
        return "choices" if op in WITH_LIST else "choice"
    return "span" if op in WITH_SPAN else type_


def _offer(field: Field, choices: Pairs | None) -> Offer:
    options = [(str(value), str(label)) for value, label in (field.offered if choices is None else choices)]
    if field.type is FieldType.BOOLEAN:
        options = [("true", _("yes")), ("false", _("no"))]
    operators = [(op.value, _(WORDS[op])) for op in operators_of(field.type) if _is_offered(op, options)]
    return Offer(field.name, str(field.label), operators, options, TYPED.get(field.type, "text"))


def _is_offered(op: Operator, options: Pairs) -> bool:
    """A list is chosen from choices; without any, rows of an any-group say the same more clearly."""
    return op not in WITH_LIST or bool(options)
