"""Quick replies, filled in for the case they are to stand in."""

from dataclasses import dataclass

from caseway.cases.models import Case
from caseway.kernel.access import Actor
from caseway.kernel.html import clean_html, text_of
from caseway.operations.models import QuickReply
from caseway.operations.queries.settings import visible_quick_replies
from caseway.operations.rules.templates import Data, TemplateError, missing, render

MOST_SHOWN = 8


@dataclass(frozen=True)
class Canned:
    """A quick reply with the case's own words in it, as HTML and as text. `lacking` are the values it has none for."""

    reply: QuickReply
    html: str
    text: str
    lacking: tuple[str, ...]


def canned_replies(case: Case, actor: Actor, text: str) -> list[Canned]:
    """Those whose name, shortcut, tags or words hold this text: the shortcut first, one's own, then by name.

    `#tag` asks for a tag alone. One that cannot be filled in is left out.
    """
    wanted, values = text.strip().lower(), _values(case, actor)
    rows = sorted(
        (row for row in visible_quick_replies(actor) if _fits(row, wanted)), key=lambda row: _rank(row, wanted)
    )
    filled = (_filled(row, values) for row in rows)
    return [canned for canned in filled if canned][:MOST_SHOWN]


def _fits(reply: QuickReply, wanted: str) -> bool:
    if wanted.startswith("#"):
        return any(tag.startswith(wanted[1:]) for tag in reply.tags)
    return wanted in f"{reply.name} {reply.shortcut} {' '.join(reply.tags)} {reply.body}".lower()


def _rank(reply: QuickReply, wanted: str) -> tuple[bool, bool, bool, str, int]:
    is_named = bool(wanted) and reply.shortcut == wanted
    begins = bool(wanted) and (reply.shortcut.startswith(wanted) or reply.name.lower().startswith(wanted))
    return (not is_named, not begins, reply.owner_id is None, reply.name.lower(), reply.pk)


def _filled(reply: QuickReply, values: dict[str, Data]) -> Canned | None:
    try:
        html = clean_html(render(reply.body, values, html=True))
        return Canned(reply, html, text_of(html), missing(reply.body, values))
    except TemplateError:
        return None


def _values(case: Case, actor: Actor) -> dict[str, Data]:
    """Names are None where there is nobody, so that what lacks them is told."""
    contact = case.contact.name if case.contact else None
    return {
        "case": {"number": case.number, "title": case.title},
        "contact": {"name": contact, "first_name": contact.split()[0] if contact else None},
        "account": {"name": case.account.name if case.account else None},
        "agent": {"name": actor.name, "first_name": actor.name.split()[0] if actor.name else None},
    }
