"""A settings form whose saving is a command of its area, shown and answered like those of a declared set."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from django.db.models import Model
from django.forms import BaseForm
from django.http import HttpResponse

from caseway.kernel.crud.dialogs import carry_out
from caseway.kernel.crud.pages import address, dialog_of
from caseway.kernel.crud.sets import CrudSet
from caseway.kernel.pages import AgentRequest
from caseway.kernel.versions import version_of

M = TypeVar("M", bound=Model)
N = TypeVar("N", bound=Model)


def answer(
    request: AgentRequest,
    screen: CrudSet[M],
    form: BaseForm,
    save: Callable[[], N],
    *,
    row: M | None = None,
    then: Callable[[N], str] | None = None,
) -> HttpResponse:
    """Save a posted form that is valid, or show it with what is wrong; then go on to `then`, or back to the list."""
    dialog = dialog_of(screen, request, heading=row, seen=version_of(row) if row else "")
    if row and screen.deletes:
        dialog = replace(dialog, delete_url=address(screen, request, "_delete", row))
    return carry_out(request, dialog, form, save, then=then)
