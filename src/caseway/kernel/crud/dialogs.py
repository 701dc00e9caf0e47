"""What settings pages ask, in a dialog where htmx runs and as a page elsewhere: a form, or whether to delete."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Model
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from caseway.kernel.conditions.forms import ConditionField
from caseway.kernel.crud.columns import Label
from caseway.kernel.errors import Invalid
from caseway.kernel.pages import AgentRequest, done, go, wants_fragment

M = TypeVar("M", bound=Model)
T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Dialog:
    """What is asked, and the page it was opened from. `seen` is the version of the row that the form shows."""

    heading: Label
    back: str
    back_title: Label
    delete_url: str = ""
    seen: str = ""


def carry_out(
    request: AgentRequest,
    dialog: Dialog,
    form: BaseForm,
    save: Callable[[], M],
    *,
    then: Callable[[M], str] | None = None,
) -> HttpResponse:
    """Save a posted form that is valid, or show it with what is wrong. What the command refuses stands at its field.

    `then` names the page to go on to; without it the reader stays with the list.
    """
    if request.POST.get("seen", dialog.seen) != dialog.seen:
        form.add_error(None, _("Somebody changed this since you opened it. Look at it again, or save once more."))
    row = saved(form, save)
    if row is None:
        return show(request, dialog, form)
    if then:
        return go(request, then(row))
    return done(request, _("%s is saved.") % row, to=dialog.back)


def saved(form: BaseForm, save: Callable[[], T]) -> T | None:
    """What saving a valid form returned; None when the form or the command refuses, each fault at its field."""
    if not form.is_valid():
        return None
    try:
        return save()
    except Invalid as error:
        for name, fault in error.fields.items():
            form.add_error(name if name in form.fields else None, fault)
        if not error.fields:
            form.add_error(None, str(error))
        return None


def show(request: AgentRequest, dialog: Dialog, form: BaseForm) -> HttpResponse:
    """The form, with what is wrong with it."""
    is_wide = any(isinstance(field, ConditionField) for field in form.fields.values())
    context = {"dialog": dialog, "form": form, "is_wide": is_wide}
    return render(request, _template(request, "form"), context, status=422 if form.errors else 200)


def confirm_deletion(
    request: AgentRequest, row: Model, delete: Callable[[], object], dialog: Dialog, *, leaves: bool = False
) -> HttpResponse:
    """Ask before deleting, and delete when it is posted. `leaves`: the reader was on the row's own page."""
    name = str(row)
    if request.method != "POST":
        return render(request, _template(request, "delete"), {"dialog": dialog, "name": name})
    delete()
    if leaves:
        return go(request, dialog.back)
    return done(request, _("%s is deleted.") % name, to=dialog.back)


def _template(request: AgentRequest, name: str) -> str:
    return f"kernel/crud/_{name}.html" if wants_fragment(request) else f"kernel/crud/{name}.html"
