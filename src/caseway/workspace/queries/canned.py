"""Replies written beforehand, filled in for the case they are to stand in."""

from dataclasses import dataclass

from caseway.cases.models import Case
from caseway.kernel.access import Actor
from caseway.operations.queries.settings import visible_templates
from caseway.operations.rules.templates import Data, TemplateError, render

MOST_SHOWN = 8


@dataclass(frozen=True)
class Canned:
    """A reply by its name. `text` is plain, with the case's own words in it."""

    name: str
    text: str


def canned_replies(case: Case, actor: Actor, text: str) -> list[Canned]:
    """Templates whose name or words hold this text, by name; one that cannot be filled in is left out."""
    wanted, values = text.strip().lower(), _values(case, actor)
    rows = [row for row in visible_templates(actor) if wanted in f"{row.name} {row.body}".lower()]
    filled = (_filled(row.name, row.body, values) for row in rows)
    return [canned for canned in filled if canned][:MOST_SHOWN]


def _filled(name: str, body: str, values: dict[str, Data]) -> Canned | None:
    try:
        return Canned(name, render(body, values).strip())
    except TemplateError:
        return None


def _values(case: Case, actor: Actor) -> dict[str, Data]:
    return {
        "case": {"number": case.number, "title": case.title},
        "contact": {"name": case.contact.name if case.contact else ""},
        "account": {"name": case.account.name if case.account else ""},
        "agent": {"name": actor.name},
    }
