"""The pages of a settings screen. Adding, changing and deleting open as dialogs where htmx runs, as pages elsewhere."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from caseway.kernel.access import may
from caseway.kernel.crud import commands
from caseway.kernel.crud.declaration import Declaration
from caseway.kernel.crud.dialogs import Dialog, carry_out, confirm_deletion
from caseway.kernel.db import atomic, lock_row
from caseway.kernel.pages import AgentRequest, agent_page
from caseway.kernel.paging import page_of
from caseway.kernel.versions import version_of

LONGEST_ASKED = 1_000
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
    """Its fields may be filled in by the address: `?name=…`."""
    form = crud.form_class(request.POST or None, initial=_asked(crud, request))

    def save() -> M:
        return commands.save_row(form, actor=request.actor, permission=crud.permission)

    return carry_out(request, dialog_of(crud, request), form, save)


@_guarded(reads=False)
def change_row(crud: Declaration[M], request: AgentRequest, pk: str) -> HttpResponse:
    with atomic():
        row = lock_row(crud.row(pk)) if request.method == "POST" else crud.row(pk)
        dialog = dialog_of(crud, request, heading=row, seen=version_of(row))
        form = crud.form_class(request.POST or None, instance=row)

        def save() -> M:
            return commands.save_row(form, actor=request.actor, permission=crud.permission)

        return carry_out(request, replace(dialog, delete_url=address(crud, request, "_delete", row)), form, save)


@_guarded(reads=False)
def delete_row(crud: Declaration[M], request: AgentRequest, pk: str) -> HttpResponse:
    row = crud.row(pk)

    def delete() -> None:
        commands.delete_row(row, actor=request.actor, permission=crud.permission)

    return confirm_deletion(request, row, delete, dialog_of(crud, request, heading=row))


def _asked(crud: Declaration[M], request: AgentRequest) -> dict[str, str]:
    names = crud.form_class.base_fields.keys() & request.GET.keys()
    return {name: request.GET[name].replace("\0", "")[:LONGEST_ASKED] for name in names}


def address(crud: Declaration[M], request: HttpRequest, step: str = "", row: M | None = None) -> str:
    """Where a step of this set is, in the namespace the set was mounted in."""
    match = request.resolver_match
    namespace = f"{match.namespace}:" if match and match.namespace else ""
    return reverse(f"{namespace}{crud.url_name}{step}", kwargs={"pk": row.pk} if row else None)


def dialog_of(crud: Declaration[M], request: HttpRequest, *, heading: Model | None = None, seen: str = "") -> Dialog:
    """The dialog of a row of this set, or of a new one."""
    named = str(heading) if heading else _("New %(singular)s") % {"singular": crud.singular}
    return Dialog(heading=named, back=address(crud, request), back_title=crud.title, seen=seen)
