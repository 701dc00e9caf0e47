"""The pure half of conditions: tree, parser, predicate and explanation. Knows no Django and no database.

An absent value (a missing key, None, a value of another kind) never matches a positive operator; `is_not`,
`does_not_contain` and `does_not_include` match it, being the exact opposites of `is`, `contains` and `includes`.
Text is compared by Unicode full case folding, the same in Python (`str.casefold`) and PostgreSQL (`casefold`).
"""

from caseway.kernel.conditions.rules.explaining import Explanation, explain
from caseway.kernel.conditions.rules.fields import Choices, Field, FieldType, Label
from caseway.kernel.conditions.rules.matching import matches
from caseway.kernel.conditions.rules.operators import Operator, operators_of
from caseway.kernel.conditions.rules.parsing import ConditionError, parse
from caseway.kernel.conditions.rules.tree import ALWAYS, AllOf, AnyOf, Not, Test, Tree, fields_in, to_json
from caseway.kernel.conditions.rules.values import Json, Value

__all__ = [
    "ALWAYS",
    "AllOf",
    "AnyOf",
    "Choices",
    "ConditionError",
    "Explanation",
    "Field",
    "FieldType",
    "Json",
    "Label",
    "Not",
    "Operator",
    "Test",
    "Tree",
    "Value",
    "explain",
    "fields_in",
    "matches",
    "operators_of",
    "parse",
    "to_json",
]
