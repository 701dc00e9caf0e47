"""Editing a case, and its status among the active ones."""

from dataclasses import dataclass, fields

from django.utils import timezone
from django.utils.translation import gettext as _

from caseway.cases.commands.conversations import keep_due
from caseway.cases.commands.locking import lock_active, save_changes
from caseway.cases.events import CaseChanged, CaseStatusChanged
from caseway.cases.models import Case
from caseway.cases.models.cases import State
from caseway.cases.queries.cases import attributes_of_case
from caseway.cases.queries.due import due_of
from caseway.cases.queries.reasons import reason_in
from caseway.kernel.access import Actor, require
from caseway.kernel.db import atomic
from caseway.kernel.errors import Conflict, Invalid
from caseway.kernel.events import publish
from caseway.routing import commands as routing
from caseway.sla import commands as sla


@dataclass(frozen=True, kw_only=True)
class CaseEdit:
    """The fields to change; None leaves a field as it is. `version` is the one the editor saw."""

    title: str | None = None
    description: str | None = None
    kind: str | None = None
    priority: int | None = None
    product_id: int | None = None
    version: int | None = None

    def wanted(self) -> dict[str, object]:
        named = ((field.name, getattr(self, field.name)) for field in fields(self) if field.name != "version")
        return {name: value for name, value in named if value is not None}


@atomic()
def edit_case(case: Case, *, actor: Actor, edit: CaseEdit) -> Case:
    """Change fields, keep the work item and the clocks true.

    A version somebody else has left behind raises `Conflict`.
    """
    require(actor, "cases.work", case)
    case = lock_active(case)
    if edit.version is not None and edit.version != case.version:
        raise Conflict(
            _("Somebody changed %(number)s while you edited it. Look at their change and try again.")
            % {"number": case.number}
        )
    wanted = edit.wanted()
    changed = [name for name, value in wanted.items() if getattr(case, name) != value]
    if "title" in wanted and not str(wanted["title"]).strip():
        raise Invalid(_("A case needs a title."), fields={"title": _("Say in a few words what it is about.")})
    if not changed:
        return case
    for name in changed:
        setattr(case, name, wanted[name])
    attributes = attributes_of_case(case)
    clocks = sla.reevaluate(case.clock_set_id, attributes=attributes, at=timezone.now(), actor=actor)
    case.due_at = due_of(case, clocks.due_at if clocks else None)
    save_changes(case, *changed, "due_at", actor=actor)
    routing.refresh(
        case.work_item_id,
        actor=actor,
        title=case.title,
        priority=case.priority,
        attributes=attributes,
        due_at=case.due_at,
    )
    publish(CaseChanged(case_id=case.pk, fields=changed, actor=actor.reference))
    return case


@atomic()
def change_status(case: Case, *, actor: Actor, status_reason: str) -> Case:
    """Move between active reasons.

    Resolved and canceled are reached only by their own verbs. A pausing reason stops the clocks.
    """
    require(actor, "cases.work", case)
    case = lock_active(case)
    reason, now = reason_in(State.ACTIVE, status_reason), timezone.now()
    if case.status_reason_id == reason.code:
        return case
    case.status_reason_id = reason.code
    if reason.pauses_clocks and not case.on_hold_since:
        case.on_hold_since = now
        clocks = sla.pause_clocks(case.clock_set_id, at=now, actor=actor)
        case.due_at = due_of(case, clocks.due_at if clocks else None)
    elif case.on_hold_since and not reason.pauses_clocks:
        case.on_hold_since = None
        clocks = sla.resume_clocks(case.clock_set_id, at=now, actor=actor)
        case.due_at = due_of(case, clocks.due_at if clocks else None)
    save_changes(case, "status_reason", "on_hold_since", "due_at", actor=actor)
    keep_due(case, actor=actor)
    publish(CaseStatusChanged(case_id=case.pk, status_reason=reason.code, actor=actor.reference))
    return case
