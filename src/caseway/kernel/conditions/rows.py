"""The condition editor's rows: field, operator and value, with one all/any switch and one level of groups.

Posted names, for a form field called `when`: `when-join`, `when-0-field`, `when-0-op`, `when-0-value` (several for
`is_one_of`), and for a group in place of a row: `when-1-join`, `when-1-0-field` and so on. Order follows the numbers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from caseway.kernel.conditions.rules import (
    ALWAYS,
    AllOf,
    AnyOf,
    ConditionError,
    Field,
    FieldType,
    Json,
    Test,
    Tree,
    parse,
    to_json,
)
from caseway.kernel.conditions.rules.operators import WITH_LIST, WITH_SPAN, WITHOUT_VALUE

MOST_ROWS = 100


@dataclass(frozen=True)
class Row:
    """One line of the editor; `values` are what its inputs hold."""

    field: str
    op: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Rows:
    """What stands in the editor; `join` is `all` or `any`."""

    join: str
    items: tuple["Row | Rows", ...]


def rows_of(tree: Tree, *, depth: int = 1) -> Rows | None:
    """The tree as editor rows; None when it says more than rows can (a `not`, a deeper group): then JSON is edited."""
    if isinstance(tree, Test):
        return Rows("all", (_row_of(tree),))
    if not isinstance(tree, AllOf | AnyOf) or depth > 2:
        return None
    items = [_row_of(item) if isinstance(item, Test) else rows_of(item, depth=depth + 1) for item in tree.items]
    found = tuple(item for item in items if item is not None)
    return Rows("all" if isinstance(tree, AllOf) else "any", found) if len(found) == len(items) else None


def tree_from_rows(post: MultiValueDict[str, str], name: str, fields: Mapping[str, Field]) -> Tree:
    """Read the posted editor; rows whose field is blank are left out, and no rows at all mean always."""
    return parse(_group_json(post, name, fields, is_outer=True), fields)


def _row_of(test: Test) -> Row:
    written = to_json(test)
    value = written.get("value") if isinstance(written, Mapping) else None
    values = value if isinstance(value, list) else [] if value is None else [value]
    return Row(test.field, test.op.value, tuple(_input(one) for one in values))


def _input(value: Json) -> str:
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)


def _group_json(post: MultiValueDict[str, str], name: str, fields: Mapping[str, Field], *, is_outer: bool) -> Json:
    items: list[Json] = []
    for number in _numbers(post, name):
        here = f"{name}-{number}"
        if is_outer and f"{here}-join" in post:
            items.append(_group_json(post, here, fields, is_outer=False))
        elif post.get(f"{here}-field"):
            items.append(_row_json(post, here, fields))
    filled = [item for item in items if item]
    if not filled:
        return to_json(ALWAYS)
    return {"any" if post.get(f"{name}-join") == "any" else "all": filled}


def _numbers(post: MultiValueDict[str, str], name: str) -> list[int]:
    parts = (key.removeprefix(f"{name}-").partition("-")[0] for key in post if key.startswith(f"{name}-"))
    numbers = sorted({int(part) for part in parts if part.isascii() and part.isdigit() and len(part) <= 6})
    if len(numbers) > MOST_ROWS:
        raise ConditionError("Use at most %(most)s rows.", name, most=MOST_ROWS)
    return numbers


def _row_json(post: MultiValueDict[str, str], here: str, fields: Mapping[str, Field]) -> Json:
    name, op = str(post[f"{here}-field"]), str(post.get(f"{here}-op", ""))
    row: dict[str, Json] = {"field": name, "op": op}
    if op in WITHOUT_VALUE:
        return row
    values = [_typed(text.strip(), op, fields.get(name)) for text in post.getlist(f"{here}-value")]
    row["value"] = values if op in WITH_LIST else values[0] if values else ""
    return row


def _typed(text: str, op: str, field: Field | None) -> Json:
    """A posted text as JSON would have it: true and false, and local times with the user's time zone."""
    if field is None or op in WITH_SPAN:
        return text
    if field.type is FieldType.BOOLEAN:
        return {"true": True, "false": False}.get(text.lower(), text)
    return _with_zone(text) if field.type is FieldType.DATE_TIME else text


def _with_zone(text: str) -> str:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return text if moment.tzinfo else timezone.make_aware(moment).isoformat()
