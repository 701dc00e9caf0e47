"""The operators: which type of field has which, and what each is compared with."""

from enum import StrEnum

from caseway.kernel.conditions.rules.fields import FieldType


class Operator(StrEnum):
    """Written in JSON as it is here."""

    IS = "is"
    IS_NOT = "is_not"
    IS_ONE_OF = "is_one_of"
    CONTAINS = "contains"
    DOES_NOT_CONTAIN = "does_not_contain"
    STARTS_WITH = "starts_with"
    IS_EMPTY = "is_empty"
    IS_NOT_EMPTY = "is_not_empty"
    MORE_THAN = "more_than"
    AT_LEAST = "at_least"
    LESS_THAN = "less_than"
    AT_MOST = "at_most"
    BEFORE = "before"
    AFTER = "after"
    WITHIN_LAST = "within_last"
    WITHIN_NEXT = "within_next"
    INCLUDES = "includes"
    DOES_NOT_INCLUDE = "does_not_include"


Op = Operator
_EQUAL = (Op.IS, Op.IS_NOT)
_EMPTY = (Op.IS_EMPTY, Op.IS_NOT_EMPTY)
_ORDER = (Op.MORE_THAN, Op.AT_LEAST, Op.LESS_THAN, Op.AT_MOST)

OPERATORS: dict[FieldType, tuple[Operator, ...]] = {
    FieldType.TEXT: (*_EQUAL, Op.IS_ONE_OF, Op.CONTAINS, Op.DOES_NOT_CONTAIN, Op.STARTS_WITH, *_EMPTY),
    FieldType.CHOICE: (*_EQUAL, Op.IS_ONE_OF, *_EMPTY),
    FieldType.NUMBER: (*_EQUAL, Op.IS_ONE_OF, *_ORDER, *_EMPTY),
    FieldType.BOOLEAN: (*_EQUAL, *_EMPTY),
    FieldType.DATE_TIME: (Op.BEFORE, Op.AFTER, Op.WITHIN_LAST, Op.WITHIN_NEXT, *_EMPTY),
    FieldType.DURATION: (*_EQUAL, *_ORDER, *_EMPTY),
    FieldType.REFERENCE: (*_EQUAL, Op.IS_ONE_OF, *_EMPTY),
    FieldType.MANY: (Op.INCLUDES, Op.DOES_NOT_INCLUDE, *_EMPTY),
}

WITHOUT_VALUE = frozenset(_EMPTY)
WITH_LIST = frozenset({Op.IS_ONE_OF})
WITH_SPAN = frozenset({Op.WITHIN_LAST, Op.WITHIN_NEXT})

OPPOSITES = {
    Op.IS_NOT: Op.IS,
    Op.DOES_NOT_CONTAIN: Op.CONTAINS,
    Op.DOES_NOT_INCLUDE: Op.INCLUDES,
    Op.IS_NOT_EMPTY: Op.IS_EMPTY,
}
"""Negative operators, each defined as the exact opposite of the positive one."""


def operators_of(type_: FieldType) -> tuple[Operator, ...]:
    """The operators a field of this type offers, in the order they are shown."""
    return OPERATORS[type_]
