"""What was begun and not sent: kept on the server while one writes, so that no work is lost."""

from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone

from caseway.cases.models import Case
from caseway.kernel.access import Actor, require
from caseway.kernel.db import atomic
from caseway.workspace.models import Draft

RECIPIENTS = ("to", "cc", "bcc")
LONGEST_BODY, LONGEST_LINE = 500_000, 4_000


@atomic()
def save_draft(case: Case, *, actor: Actor, parts: Mapping[str, str], since: datetime | None = None) -> Draft | None:
    """Keep parts of what is being written: reply, note, to, cc, bcc. The newest of each wins.

    `since` is when its composer was opened: what arrives late for a composer whose text was sent meanwhile is dropped.
    """
    require(actor, "cases.work", case)
    saved = None
    for mode in _modes(parts):
        draft, _is_new = Draft.objects.select_for_update().get_or_create(agent_id=actor.id, case=case, mode=mode)
        if since and draft.sent_at and draft.sent_at > since:
            continue
        draft.body = parts.get(mode, draft.body)[:LONGEST_BODY]
        lines = {name: parts[name][:LONGEST_LINE] for name in RECIPIENTS if name in parts and mode == "reply"}
        draft.recipients = draft.recipients | lines
        draft.save()
        saved = draft
    return saved


@atomic()
def clear_draft(case: Case, *, actor: Actor, mode: str) -> None:
    """It was sent, or thrown away. The row stays, empty, to know a late save by."""
    now = timezone.now()
    Draft.objects.update_or_create(
        agent_id=actor.id, case=case, mode=mode, defaults={"body": "", "recipients": {}, "sent_at": now}
    )


def _modes(parts: Mapping[str, str]) -> list[str]:
    modes = [mode for mode in ("reply", "note") if mode in parts]
    if "reply" not in modes and any(name in parts for name in RECIPIENTS):
        modes.append("reply")
    return modes
