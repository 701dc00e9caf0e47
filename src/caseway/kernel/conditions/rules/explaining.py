"""Why a condition matched, or did not, in one sentence."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from caseway.kernel.conditions.rules.fields import Field
from caseway.kernel.conditions.rules.matching import holds
from caseway.kernel.conditions.rules.operators import Operator
from caseway.kernel.conditions.rules.problems import gettext_noop
from caseway.kernel.conditions.rules.tree import AllOf, AnyOf, Not, Test, Tree
from caseway.kernel.conditions.rules.values import Operand, Value, read, span_text

Translate = Callable[[str], str]

WORDS: dict[Operator, str] = {
    Operator.IS: gettext_noop("is"),
    Operator.IS_NOT: gettext_noop("is not"),
    Operator.IS_ONE_OF: gettext_noop("is one of"),
    Operator.CONTAINS: gettext_noop("contains"),
    Operator.DOES_NOT_CONTAIN: gettext_noop("does not contain"),
    Operator.STARTS_WITH: gettext_noop("starts with"),
    Operator.IS_EMPTY: gettext_noop("is empty"),
    Operator.IS_NOT_EMPTY: gettext_noop("is not empty"),
    Operator.MORE_THAN: gettext_noop("is more than"),
    Operator.AT_LEAST: gettext_noop("is at least"),
    Operator.LESS_THAN: gettext_noop("is less than"),
    Operator.AT_MOST: gettext_noop("is at most"),
    Operator.BEFORE: gettext_noop("is before"),
    Operator.AFTER: gettext_noop("is after"),
    Operator.WITHIN_LAST: gettext_noop("is within the last"),
    Operator.WITHIN_NEXT: gettext_noop("is within the next"),
    Operator.INCLUDES: gettext_noop("includes"),
    Operator.DOES_NOT_INCLUDE: gettext_noop("does not include"),
}


@dataclass(frozen=True)
class Explanation:
    """The outcome, and the conditions that decided it in the order they were asked. `str()` is the sentence."""

    matched: bool
    reasons: tuple[str, ...]
    translate: Translate = str

    def __str__(self) -> str:
        say = self.translate
        if not self.reasons:
            return say(gettext_noop("matched because it has no conditions"))
        yes, no = gettext_noop("matched because %s"), gettext_noop("did not match because %s")
        return say(yes if self.matched else no) % say(gettext_noop(" and ")).join(self.reasons)


def explain(
    tree: Tree, values: Mapping[str, Value], fields: Mapping[str, Field], *, now: datetime, translate: Translate = str
) -> Explanation:
    """Say why: "matched because Customer tier is Gold". Pass Django's `gettext` to have it in the user's language."""
    matched, decisive = _decide(tree, values, now)
    teller = Teller(values, fields, translate)
    return Explanation(matched, tuple(teller.tell(test, is_true) for test, is_true in decisive), translate)


Outcome = tuple[bool, list[tuple[Test, bool]]]


def _decide(tree: Tree, values: Mapping[str, Value], now: datetime) -> Outcome:
    """The outcome and the tests, each with its own, without which it would have been another."""
    if isinstance(tree, Test):
        is_true = holds(tree, values, now=now)
        return is_true, [(tree, is_true)]
    if isinstance(tree, Not):
        is_true, decisive = _decide(tree.item, values, now)
        return not is_true, decisive
    return _decide_group(tree, values, now)


def _decide_group(group: AllOf | AnyOf, values: Mapping[str, Value], now: datetime) -> Outcome:
    settles = isinstance(group, AnyOf)
    collected: list[tuple[Test, bool]] = []
    for item in group.items:
        is_true, decisive = _decide(item, values, now)
        if is_true is settles:
            return settles, decisive
        collected += decisive
    return not settles, collected


@dataclass(frozen=True)
class Teller:
    values: Mapping[str, Value]
    fields: Mapping[str, Field]
    translate: Translate

    def tell(self, test: Test, is_true: bool) -> str:
        field = self.fields[test.field]
        asked = self.phrase(test, field)
        if is_true:
            return f"{field.label} {asked}"
        actual = read(self.values.get(test.field), test.type)
        is_absent = actual is None or actual in ("", ())
        said = self.translate("is empty") if is_absent else f"{self.translate('is')} {self.show(actual, field)}"
        return self.translate(gettext_noop("%(field)s %(said)s (asked: %(asked)s)")) % {
            "field": field.label,
            "said": said,
            "asked": asked,
        }

    def phrase(self, test: Test, field: Field) -> str:
        words = self.translate(WORDS[test.op])
        return words if test.value is None else f"{words} {self.show(test.value, field)}"

    def show(self, value: Operand, field: Field) -> str:
        if isinstance(value, tuple):
            return ", ".join(self.show(one, field) for one in value)
        if isinstance(value, bool):
            return self.translate(gettext_noop("yes")) if value else self.translate(gettext_noop("no"))
        if isinstance(value, datetime):
            return f"{value:%Y-%m-%d %H:%M} UTC"
        if isinstance(value, timedelta):
            return span_text(timedelta(minutes=value // timedelta(minutes=1)))
        if isinstance(value, Decimal):
            return f"{value:f}"
        return field.name_of(str(value)) if field.choices else str(value)
