"""The audit, as people read it: who changed which field of what, when, and through what."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from caseway.kernel.access import Actor, may
from caseway.kernel.models import ChangeRecord
from caseway.workspace.queries.names import agent_names
from caseway.workspace.queries.words import Names

LONGEST = 300


@dataclass(frozen=True)
class AuditLine:
    """One change. `fields` are triples of name, value before and value after, as text."""

    record: ChangeRecord
    who: str
    action: str
    via: str
    fields: list[tuple[str, str, str]]


def changes_for(actor: Actor, *, kind: str = "", pk: str = "") -> QuerySet[ChangeRecord]:
    """Every change, or those of one kind or one record, for those who may read the audit."""
    if not may(actor, "audit.read"):
        return ChangeRecord.objects.none()
    rows = ChangeRecord.objects.all()
    if kind:
        rows = rows.filter(kind=kind)
    return rows.filter(object_id=int(pk)) if kind and pk.isascii() and pk.isdecimal() and len(pk) < 19 else rows


def audit_lines(records: Iterable[ChangeRecord]) -> list[AuditLine]:
    names = Names(agent_names())
    actions = {"created": _("created"), "changed": _("changed"), "removed": _("removed"), "deleted": _("deleted")}
    vias = {
        "page": _("a page"),
        "api": _("the API"),
        "mail": _("mail"),
        "job": _("a job"),
        "cli": _("the command line"),
    }
    return [
        AuditLine(
            record,
            names.of(record.actor),
            actions.get(record.action, record.action),
            vias.get(record.via, record.via),
            [(name, _text(pair[0]), _text(pair[1])) for name, pair in record.changes.items()],
        )
        for record in records
    ]


def _text(value: object) -> str:
    if value in (None, ""):
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
