"""A settings form whose saving is a command of its area, shown and answered like those of a declared set."""

from collections.abc import Callable
from typing import TypeVar

from django.db.models import Model
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from caseway.kernel.crud.pages import address
from caseway.kernel.crud.sets import CrudSet
from caseway.kernel.errors import Invalid
from caseway.kernel.pages import AgentRequest, done, go, wants_fragment
from caseway.kernel.versions import version_of

M = TypeVar("M", bound=Model)
N = TypeVar("N", bound=Model)


def answer(
    request: AgentRequest,
    screen: CrudSet[M],
    form: BaseForm,
    save: Callable[[], N],
    *,
    row: Model | None = None,
    then: Callable[[N], str] | None = None,
) -> HttpResponse:
    """Save a posted form that is valid, or show it with what is wrong. What the command refuses stands at its field.

    `then` names the page to go on to; without it the reader stays with the list.
    """
    seen = version_of(row) if row else ""
    if request.POST.get("seen", seen) != seen:
        form.add_error(None, _("Somebody changed this since you opened it. Look at it again, or save once more."))
    if request.method == "POST" and form.is_valid():
        try:
            saved = save()
        except Invalid as error:
            for name, fault in error.fields.items():
                form.add_error(name if name in form.fields else None, fault)
        else:
            if then:
                return go(request, then(saved))
            return done(request, _("%s is saved.") % saved, to=address(screen, request))
    list_url = address(screen, request)
    context = {"crud": screen, "form": form, "row": row, "seen": seen, "list_url": list_url, "delete_url": None}
    template = "kernel/crud/_form.html" if wants_fragment(request) else "kernel/crud/form.html"
    return render(request, template, context, status=422 if form.errors else 200)
