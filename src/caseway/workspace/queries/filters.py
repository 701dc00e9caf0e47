"""What a list of cases may be narrowed by: condition rows in its address, shown as chips."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from caseway.cases.models import Case
from caseway.cases.models.cases import State
from caseway.cases.queries import PRIORITIES
from caseway.customers.models import Account
from caseway.kernel.access import Actor
from caseway.kernel.caching import kept_for
from caseway.kernel.conditions.forms import Row, Rows, message_of, rows_of, tree_from_rows
from caseway.kernel.conditions.registry import Field, FieldType, fields_of, register
from caseway.kernel.conditions.rules import ALWAYS, ConditionError, Operator, Tree
from caseway.kernel.conditions.rules.explaining import WORDS
from caseway.kernel.conditions.sql import to_q
from caseway.operations.queries import agents, teams
from caseway.routing.queries import visible_queues

RECORD, NAME = "case_list", "when"
Choices = list[tuple[str, str]]

register(
    RECORD,
    [
        Field("state", gettext_lazy("State"), FieldType.CHOICE, "state", State.choices),
        Field("priority", gettext_lazy("Priority"), FieldType.CHOICE, "priority", PRIORITIES),
        Field("tier", gettext_lazy("Customer tier"), FieldType.CHOICE, "account__tier", Account.Tier.choices),
        Field("owner", gettext_lazy("Owner"), FieldType.REFERENCE, "owner"),
        Field("team", gettext_lazy("Team"), FieldType.REFERENCE, "team"),
        Field("queue", gettext_lazy("Queue"), FieldType.REFERENCE, "work_item__queue"),
        Field("type", gettext_lazy("Type"), FieldType.CHOICE, "kind", Case.Kind.choices),
        Field("origin", gettext_lazy("Origin"), FieldType.CHOICE, "origin", Case.Origin.choices),
        Field("title", gettext_lazy("Title"), FieldType.TEXT, "title"),
        Field("product", gettext_lazy("Product"), FieldType.TEXT, "product__sku"),
        Field("account", gettext_lazy("Account number"), FieldType.TEXT, "account__number"),
        Field("waiting", gettext_lazy("Customer waits for us"), FieldType.BOOLEAN, "is_waiting_for_us"),
        Field("opened", gettext_lazy("Opened"), FieldType.DATE_TIME, "opened_at"),
        Field("due", gettext_lazy("Due"), FieldType.DATE_TIME, "due_at"),
    ],
)


@dataclass(frozen=True)
class Chip:
    """One filter in force, and the query string without it."""

    name: str
    operator: str
    value: str
    without: str


@dataclass(frozen=True)
class Filter:
    """The condition in an address. `problem` says what is wrong with one nobody can use; it then narrows nothing."""

    tree: Tree = ALWAYS
    problem: str = ""

    @property
    def q(self) -> Q:
        return to_q(self.tree, fields_of(RECORD), now=timezone.now())

    @property
    def rows(self) -> Rows:
        return rows_of(self.tree) or Rows("all", ())


def filter_of(data: MultiValueDict[str, str]) -> Filter:
    """The filter posted as editor rows under `when-…`."""
    try:
        return Filter(tree_from_rows(data, NAME, fields_of(RECORD)))
    except ConditionError as error:
        return Filter(problem=message_of(error))


def query_of(rows: Rows) -> str:
    """The rows as a query string, "" for none."""
    return urlencode(_pairs(rows, NAME)) if rows.items else ""


def chips_of(asked: Filter, actor: Actor) -> list[Chip]:
    """What narrows the list, each with the way to drop it. A group is one chip."""
    items = asked.rows.items
    named = choices(actor) if any(_is_named(item) for item in items) else {}
    return [
        _chip(item, named, query_of(Rows(asked.rows.join, tuple(one for one in items if one is not item))))
        for item in items
    ]


def choices(actor: Actor) -> dict[str, Choices]:
    """The choices kept in the database, for those who may see them."""
    people, groups = _people()
    queues = [(str(queue.pk), queue.name) for queue in visible_queues(actor)]
    return {"owner": people, "team": groups, "queue": queues}


@kept_for(timedelta(seconds=5))
def _people() -> tuple[Choices, Choices]:
    people = [(str(agent.pk), agent.name) for agent in agents().only("name")]
    return people, [(str(team.pk), team.name) for team in teams()]


def _is_named(item: Row | Rows) -> bool:
    return isinstance(item, Row) and item.field in ("owner", "team", "queue")


def _chip(item: Row | Rows, named: Mapping[str, Choices], without: str) -> Chip:
    if isinstance(item, Rows):
        return Chip(_("Group"), _("any of") if item.join == "any" else _("all of"), str(len(item.items)), without)
    field = fields_of(RECORD)[item.field]
    labels = dict(named.get(item.field, ())) or {value: str(label) for value, label in field.offered}
    values = [labels.get(value, {"true": _("yes"), "false": _("no")}.get(value, value)) for value in item.values]
    return Chip(str(field.label), _(WORDS[Operator(item.op)]), _(" or ").join(values), without)


def _pairs(rows: Rows, name: str) -> list[tuple[str, str]]:
    pairs = [(f"{name}-join", rows.join)]
    for number, item in enumerate(rows.items):
        here = f"{name}-{number}"
        if isinstance(item, Rows):
            pairs += _pairs(item, here)
        else:
            pairs += [(f"{here}-field", item.field), (f"{here}-op", item.op)]
            pairs += [(f"{here}-value", value) for value in item.values]
    return pairs
