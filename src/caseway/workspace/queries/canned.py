"""Quick replies and templates, filled in for the case they are to stand in."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from caseway.cases.models import Case
from caseway.kernel.access import Actor
from caseway.kernel.html import clean_html, html_of, text_of
from caseway.operations.models import QuickReply, Template
from caseway.operations.queries.settings import visible_quick_replies, visible_templates
from caseway.operations.rules.templates import Data, TemplateError, missing, render

MOST_SHOWN, MOST_TEMPLATES = 8, 6
LONGEST_SUBJECT = 200


@dataclass(frozen=True)
class Canned:
    """A quick reply with the case's own words in it, as HTML and as text. `lacking` are the values it has none for.

    A template has a subject too, for a mail that begins a conversation, and files; `template` is its key.
    """

    name: str
    html: str
    text: str
    lacking: tuple[str, ...]
    shortcut: str = ""
    language: str = ""
    subject: str = ""
    template: int | None = None
    files: int = 0


def canned_replies(case: Case, actor: Actor, text: str) -> list[Canned]:
    """Those whose name, shortcut, tags or words hold this text: the shortcut first, one's own, then by name.

    `#tag` asks for a tag alone. Templates come last. One that cannot be filled in is left out.
    """
    wanted, values = text.strip().lower(), _values(case, actor)
    rows = sorted(
        (row for row in visible_quick_replies(actor) if _fits(row, wanted)), key=lambda row: _rank(row, wanted)
    )
    replies = _present(_filled(row, values) for row in rows)[:MOST_SHOWN]
    rows_with_files = visible_templates(actor).annotate(file_count=Count("files"))
    templates = (row for row in rows_with_files if wanted in f"{row.name} {row.subject} {row.body}".lower())
    filled = _present(_filled_template(row, values, row.file_count) for row in templates)
    return [*replies, *filled[:MOST_TEMPLATES]]


def _present(found: Iterable[Canned | None]) -> list[Canned]:
    return [canned for canned in found if canned]


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
        lacking = missing(reply.body, values)
    except TemplateError:
        return None
    return Canned(reply.name, html, text_of(html), lacking, reply.shortcut, reply.language)


def _filled_template(template: Template, values: dict[str, Data], files: int) -> Canned | None:
    """Its body is text, in which an empty line begins a paragraph."""
    try:
        text, subject = render(template.body, values), " ".join(render(template.subject, values).split())
        lacking = missing(f"{template.subject}\n{template.body}", values)
    except TemplateError:
        return None
    subject = subject[:LONGEST_SUBJECT]
    return Canned(template.name, html_of(text), text, lacking, subject=subject, template=template.pk, files=files)


def _values(case: Case, actor: Actor) -> dict[str, Data]:
    """Names are None where there is nobody, so that what lacks them is told."""
    contact = case.contact.name if case.contact else None
    return {
        "case": {"number": case.number, "title": case.title},
        "contact": {"name": contact, "first_name": contact.split()[0] if contact else None},
        "account": {"name": case.account.name if case.account else None},
        "agent": {"name": actor.name, "first_name": actor.name.split()[0] if actor.name else None},
    }
