"""Lists: `{items, next}`, read page by page with a cursor, filtered by the same conditions as views and rules."""

from collections.abc import Iterable
from typing import Generic, TypedDict, TypeVar

from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import BaseModel, Field
from pydantic_core import from_json

from caseway.kernel.conditions.registry import fields_of
from caseway.kernel.conditions.rules import ConditionError, parse
from caseway.kernel.conditions.sql import to_q
from caseway.kernel.errors import Invalid
from caseway.kernel.paging import MOST, page_of

T = TypeVar("T")
M = TypeVar("M", bound=Model)


class ListQuery(BaseModel):
    """What every list may be asked. Subclass it for more (`q`, `state`)."""

    cursor: str = Field("", max_length=2000, description="The `next` of the page before.")
    limit: int = Field(50, ge=1, le=MOST, description="How many items a page holds.")
    fields: str = Field(
        "", max_length=1000, description="Names of the fields wanted, with commas between; all if left out."
    )


class FilterQuery(ListQuery):
    """A list that can be filtered by a condition tree."""

    filter: str = Field(
        "",
        max_length=20_000,
        description='A condition as JSON, such as {"all": [{"field": "priority", "op": "is", "value": "1"}]}.',
    )


class Listing(BaseModel, Generic[T]):
    """One page. `next` is the cursor of the next page, null at the end."""

    items: list[T]
    next: str | None


class ListAnswer(TypedDict):
    """What `listing` returns, before the response schema gives it its form."""

    items: Iterable[object]
    next: str | None


def listing(rows: QuerySet[M], asked: ListQuery, *, order: tuple[str, ...], kind: str = "") -> ListAnswer:
    """One page of rows the actor may see. `kind` names the record whose condition fields `filter` may use."""
    if isinstance(asked, FilterQuery) and asked.filter:
        rows = filtered(rows, asked.filter, kind)
    page = page_of(rows, order=order, cursor=asked.cursor, limit=asked.limit)
    return {"items": page.items, "next": page.next or None}


def filtered(rows: QuerySet[M], condition: str, kind: str) -> QuerySet[M]:
    """The rows that meet a condition given as JSON; `Invalid` with a sentence for one that cannot be used."""
    fields = fields_of(kind)
    try:
        tree = parse(from_json(condition, allow_inf_nan=False), fields)
    except ConditionError as error:
        sentence = (
            f"{error.path}: {_(error.template) % error.values}" if error.path else _(error.template) % error.values
        )
        raise Invalid(_("The filter cannot be used: %s") % sentence, fields={"filter": sentence}) from error
    except ValueError as error:
        sentence = _("Write the filter as JSON: %s.") % error
        raise Invalid(sentence, fields={"filter": sentence}) from error
    return rows.filter(to_q(tree, fields, now=timezone.now()))


def expanded(asked: str, *, known: Iterable[str]) -> frozenset[str]:
    """The names in `?expand=account,contact`; `Invalid` for one that is not known."""
    names = frozenset(name.strip() for name in asked.split(",") if name.strip())
    if names - frozenset(known):
        sentence = _("Choose from %s.") % ", ".join(known)
        raise Invalid(sentence, fields={"expand": sentence})
    return names
