"""The three changes a settings screen makes, each checked, locked and audited."""

from typing import TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Model, ProtectedError, RestrictedError
from django.forms import ModelForm
from django.utils.translation import gettext as _

from caseway.kernel.access import Actor, require
from caseway.kernel.audit import record_change
from caseway.kernel.caching import forget_all
from caseway.kernel.db import atomic, lock_row
from caseway.kernel.errors import DomainError

M = TypeVar("M", bound=Model)


class StillUsed(DomainError):
    """Something refers to the row."""


class TakenAlready(DomainError):
    """Somebody else was faster with the same name."""


@atomic()
def save_row(form: "ModelForm[M]", *, actor: Actor, permission: str) -> M:
    """Save a valid form: a new row, or one that the caller has locked."""
    require(actor, permission)
    try:
        with transaction.atomic():
            row = form.save()
    except IntegrityError as error:
        raise TakenAlready(_("There is one like this already: look at the list again.")) from error
    record_change(row, actor=actor)
    transaction.on_commit(forget_all)
    return row


@atomic()
def delete_row(row: Model, *, actor: Actor, permission: str) -> None:
    """Delete a row that nothing refers to."""
    require(actor, permission)
    row = lock_row(row)
    name = str(row)
    try:
        with transaction.atomic():
            record_change(row, actor=actor, action="deleted")
            row.delete()
    except (ProtectedError, RestrictedError, IntegrityError) as error:
        raise StillUsed(_("“%s” is in use, so it cannot be deleted. Change what uses it first.") % name) from error
    transaction.on_commit(forget_all)
