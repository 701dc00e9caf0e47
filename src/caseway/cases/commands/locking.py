"""Holding a case while it changes, and refusing what its state does not allow."""

from django.utils.translation import gettext as _

from caseway.cases.models import Case
from caseway.kernel.access import Actor
from caseway.kernel.audit import record_change
from caseway.kernel.db import lock_row
from caseway.kernel.errors import DomainError


class CaseAlreadyClosed(DomainError):
    """The case is resolved or canceled: reactivate it first."""


class CaseNotClosed(DomainError):
    """The case is active: there is nothing to reactivate."""


def lock_active(case: Case) -> Case:
    """The same case, held; `CaseAlreadyClosed` unless it is active."""
    locked = lock_row(case)
    if not locked.is_active:
        state = locked.get_state_display().lower()
        raise CaseAlreadyClosed(
            _("%(number)s is already %(state)s. Reactivate it to work on it.")
            % {"number": locked.number, "state": state}
        )
    return locked


def save_changes(case: Case, *fields: str, actor: Actor) -> None:
    """Write these fields with a new version, and the audit of what differed."""
    case.version += 1
    case.save(update_fields=[*fields, "version"])
    record_change(case, actor=actor)
