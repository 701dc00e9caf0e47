"""Keyset pages: a cursor holds the last row's sort values, so page one thousand costs what page one costs."""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from typing import Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from caseway.kernel.errors import Invalid

M = TypeVar("M", bound=Model)
R = TypeVar("R")
T = TypeVar("T")
MOST = 200


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some rows in order, and the cursor of the next ones (empty at the end)."""

    items: list[T]
    next: str


def page_of(queryset: QuerySet[M], *, order: tuple[str, ...], cursor: str = "", limit: int = 50) -> Page[M]:
    """Read one page. `order` names non-null fields of the row, `-` first for descending, the last of them unique."""
    return page_as(queryset, lambda row: row, order=order, cursor=cursor, limit=limit)


def page_as(
    queryset: QuerySet[M, R], read: Callable[[R], T], *, order: tuple[str, ...], cursor: str = "", limit: int = 50
) -> Page[T]:
    """Read one page, each row through `read`; what it returns has the fields that `order` names."""
    limit = max(1, min(limit, MOST))
    if cursor:
        queryset = _from_cursor(queryset, order, cursor)
    rows = [read(row) for row in queryset.order_by(*order)[: limit + 1]]
    more = len(rows) > limit
    rows = rows[:limit]
    return Page(rows, _encode(rows[-1], order) if more else "")


def _from_cursor(queryset: QuerySet[M, R], order: tuple[str, ...], cursor: str) -> QuerySet[M, R]:
    try:
        return queryset.filter(_after(order, _decode(cursor, len(order))))
    except (ValueError, TypeError, ValidationError) as error:
        raise Invalid(
            _("The cursor is not one this list gave out: start again without it."), fields={"cursor": "unknown"}
        ) from error


def _after(order: tuple[str, ...], values: list[object]) -> Q:
    """(a, b) > (x, y), spelt out because directions may differ, with an outer bound that an index can use."""
    names = [name.removeprefix("-") for name in order]
    steps = [
        Q(**{f"{names[i]}__{'lt' if order[i].startswith('-') else 'gt'}": values[i]})
        & reduce(lambda q, j: q & Q(**{names[j]: values[j]}), range(i), Q())
        for i in range(len(order))
    ]
    bound = Q(**{f"{names[0]}__{'lte' if order[0].startswith('-') else 'gte'}": values[0]})
    return bound & reduce(lambda a, b: a | b, steps)


def _encode(row: object, order: tuple[str, ...]) -> str:
    values = [getattr(row, name.removeprefix("-")) for name in order]
    plain = [value.isoformat() if isinstance(value, datetime) else value for value in values]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def _decode(cursor: str, length: int) -> list[object]:
    """The values in a cursor; ValueError for one we did not make."""
    values = json.loads(base64.urlsafe_b64decode(cursor[:2000] + "=" * (-len(cursor) % 4)))
    if not isinstance(values, list) or len(values) != length:
        raise ValueError(cursor)
    if any(not isinstance(value, str | int) or "\0" in str(value) for value in values):
        raise ValueError(cursor)
    return values
