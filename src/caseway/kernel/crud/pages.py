"""The pages of a settings screen. Adding, changing and deleting open as dialogs where htmx runs, as pages elsewhere."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from caseway.kernel.access import may
from caseway.kernel.crud import commands
from caseway.kernel.crud.declaration import Declaration
from caseway.kernel.db import atomic, lock_row
from caseway.kernel.pages import AgentRequest, agent_page, done, wants_fragment
from caseway.kernel.paging import page_of
from caseway.kernel.versions import version_of

P = ParamSpec("P")
M = TypeVar("M", bound=Model)
View = Callable[Concatenate[Declaration[Any], AgentRequest, P], HttpResponse]
Guarded = Callable[Concatenate[Declaration[Any], HttpRequest, P], HttpResponseBase]


def _guarded(*, reads: bool) -> Callable[[View[P]], Guarded[P]]:
    def guard(view: View[P]) -> Guarded[P]:
        @wraps(view)
        def page(crud: Declaration[Any], request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            @agent_page(crud.needed_to_read if reads else crud.permission)
            def inner(request: AgentRequest) -> HttpResponse:
                return view(crud, request, *args, **kwargs)

            return inner(request)

        return cast("Guarded[P]", page)

    return guard


@_guarded(reads=True)
def list_rows(crud: Declaration[M], request: AgentRequest) -> HttpResponse:
    page = page_of(crud.rows(), order=crud.order, cursor=request.GET.get("cursor", ""))
    context = {
        "crud": crud,
        "columns": crud.shown,
        "rows": [(row, address(crud, request, "_change", row)) for row in page.items],
        "next_url": f"?cursor={page.next}" if page.next else None,
        "first_url": request.path if "cursor" in request.GET else None,
        "new_url": address(crud, request, "_new") if may(request.actor, crud.permission) else None,
    }
    return render(request, "kernel/crud/list.html", context)


@_guarded(reads=False)
def create_row(crud: Declaration[M], request: AgentRequest) -> HttpResponse:
    form = crud.form_class(request.POST or None)
    if request.method == "POST" and form.is_valid():
        row = commands.save_row(form, actor=request.actor, permission=crud.permission)
        return done(request, _("%s is added.") % row, to=address(crud, request))
    return _form(crud, request, form, row=None)


@_guarded(reads=False)
def change_row(crud: Declaration[M], request: AgentRequest, pk: str) -> HttpResponse:
    if request.method != "POST":
        row = crud.row(pk)
        return _form(crud, request, crud.form_class(instance=row), row=row)
    with atomic():
        row = lock_row(crud.row(pk))
        seen = version_of(row)
        form = crud.form_class(request.POST, instance=row)
        if form.is_valid() and request.POST.get("seen", seen) != seen:
            form.add_error(None, _("Somebody changed this since you opened it. Look at it again, or save once more."))
        if form.is_valid():
            row = commands.save_row(form, actor=request.actor, permission=crud.permission)
            return done(request, _("%s is saved.") % row, to=address(crud, request))
        return _form(crud, request, form, row=row, seen=seen)


@_guarded(reads=False)
def delete_row(crud: Declaration[M], request: AgentRequest, pk: str) -> HttpResponse:
    row = crud.row(pk)
    if request.method == "POST":
        name = str(row)
        commands.delete_row(row, actor=request.actor, permission=crud.permission)
        return done(request, _("%s is deleted.") % name, to=address(crud, request))
    return _dialog_or_page(
        request, "delete", {"crud": crud, "row": row, "list_url": address(crud, request)}, status=200
    )


def address(crud: Declaration[M], request: HttpRequest, step: str = "", row: M | None = None) -> str:
    """Where a step of this set is, in the namespace the set was mounted in."""
    match = request.resolver_match
    namespace = f"{match.namespace}:" if match and match.namespace else ""
    return reverse(f"{namespace}{crud.url_name}{step}", kwargs={"pk": row.pk} if row else None)


def _form(
    crud: Declaration[M], request: AgentRequest, form: "ModelForm[M]", *, row: M | None, seen: str = ""
) -> HttpResponse:
    context = {
        "crud": crud,
        "form": form,
        "row": row,
        "seen": seen or (version_of(row) if row else ""),
        "list_url": address(crud, request),
        "delete_url": address(crud, request, "_delete", row) if row else None,
    }
    return _dialog_or_page(request, "form", context, status=422 if form.errors else 200)


def _dialog_or_page(request: HttpRequest, name: str, context: dict[str, object], *, status: int) -> HttpResponse:
    template = f"kernel/crud/_{name}.html" if wants_fragment(request) else f"kernel/crud/{name}.html"
    return render(request, template, context, status=status)
