"""From JSON to a typed tree. Whatever comes in, the answer is a tree or a sentence that says what to write instead."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from caseway.kernel.conditions.rules.fields import Field
from caseway.kernel.conditions.rules.operands import operand
from caseway.kernel.conditions.rules.operators import Operator, operators_of
from caseway.kernel.conditions.rules.problems import ConditionError, gettext_noop
from caseway.kernel.conditions.rules.tree import ALWAYS, AllOf, AnyOf, Not, Test, Tree

__all__ = ["ConditionError", "parse"]

DEEPEST = 8
LARGEST = 200
GROUPS: dict[str, Callable[[tuple[Tree, ...]], Tree]] = {"all": AllOf, "any": AnyOf}


def parse(data: object, fields: Mapping[str, Field]) -> Tree:
    """Read a condition as JSON gave it, over these fields; None and `{}` always hold. Raises `ConditionError`."""
    if data is None:
        return ALWAYS
    return _Reader(fields).tree(data, path="", depth=1)


@dataclass
class _Reader:
    fields: Mapping[str, Field]
    count: int = field(default=0)

    def tree(self, data: object, *, path: str, depth: int) -> Tree:
        self.check_size(path, depth)
        if not isinstance(data, dict):
            raise ConditionError(gettext_noop('Write an object: {"all": […]}, or a field, an op and a value.'), path)
        if not data:
            return ALWAYS
        if "field" in data:
            return self.test(data, path)
        if len(data) != 1:
            raise ConditionError(gettext_noop('Write exactly one of "all", "any" and "not" here.'), path)
        key, inner = next(iter(data.items()))
        if key == "not":
            return Not(self.tree(inner, path=_step(path, "not"), depth=depth + 1))
        return self.group(key, inner, path, depth)

    def check_size(self, path: str, depth: int) -> None:
        self.count += 1
        if depth > DEEPEST:
            raise ConditionError(gettext_noop("Nest at most %(most)s levels."), path, most=DEEPEST)
        if self.count > LARGEST:
            raise ConditionError(gettext_noop("Use at most %(most)s conditions and groups."), path, most=LARGEST)

    def group(self, key: object, inner: object, path: str, depth: int) -> Tree:
        if not isinstance(key, str) or key not in GROUPS:
            raise ConditionError(gettext_noop('Start a group with "all", "any" or "not".'), path)
        here = _step(path, key)
        if not isinstance(inner, list):
            raise ConditionError(gettext_noop("Write a list of conditions."), here)
        if key == "any" and not inner:
            raise ConditionError(gettext_noop("Add at least one condition, or remove the group."), here)
        return GROUPS[key](tuple(self.tree(x, path=f"{here}[{i}]", depth=depth + 1) for i, x in enumerate(inner)))

    def test(self, data: Mapping[str, object], path: str) -> Test:
        if set(data) - {"field", "op", "value"}:
            raise ConditionError(gettext_noop('Write only "field", "op" and "value" in a condition.'), path)
        asked = self.field(data["field"], _step(path, "field"))
        op = _operator(data.get("op"), asked, _step(path, "op"))
        return Test(asked.name, op, operand(data.get("value"), op, asked, _step(path, "value")), asked.type)

    def field(self, name: object, path: str) -> Field:
        found = self.fields.get(name) if isinstance(name, str) else None
        if found is None:
            known = ", ".join(sorted(self.fields))
            raise ConditionError(gettext_noop("There is no such field. Choose one of: %(known)s."), path, known=known)
        return found


def _operator(name: object, asked: Field, path: str) -> Operator:
    for op in operators_of(asked.type):
        if op.value == name:
            return op
    known = ", ".join(operators_of(asked.type))
    message = gettext_noop("%(field)s cannot be compared like that. Choose one of: %(known)s.")
    raise ConditionError(message, path, field=str(asked.label), known=known)


def _step(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
