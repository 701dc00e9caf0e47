"""A settings set over REST, checked by the same form as its pages."""

import json
from collections.abc import Mapping
from typing import Any, TypeVar

from django import forms
from django.db.models import Model
from django.forms.models import model_to_dict
from django.utils.translation import gettext as _
from ninja import Body, Router, Status
from ninja.orm import create_schema
from pydantic import JsonValue

from caseway.kernel.access import require
from caseway.kernel.api import ApiRequest, ListAnswer, Listing, ListQuery, Query, listing, require_match, stamp
from caseway.kernel.crud import commands
from caseway.kernel.crud.declaration import Declaration
from caseway.kernel.db import atomic, lock_row
from caseway.kernel.errors import Invalid

M = TypeVar("M", bound=Model)
Values = dict[str, JsonValue]


def router_of(crud: Declaration[M]) -> Router:
    """Five operations; their names carry the set's, so that the document tells them apart."""
    router = Router(tags=[crud.url_name.replace("_", "-")])
    schema: Any = create_schema(crud.model, name=f"{crud.model.__name__}Setting", fields=_names(crud))
    _add_reading(router, crud, schema)
    _add_writing(router, crud, schema)
    return router


def _add_reading(router: Router, crud: Declaration[M], schema: Any) -> None:
    base, name = crud.url_name.replace("_", "-"), crud.url_name
    listing_of: Any = Listing

    @router.get(f"/{base}", response=listing_of[schema], operation_id=f"list_{name}", summary=f"List {crud.title}")
    def list_rows(request: ApiRequest, asked: Query[ListQuery]) -> ListAnswer:
        require(request.actor, crud.needed_to_read)
        return listing(crud.rows(), asked, order=crud.order)

    @router.get(f"/{base}/{{pk}}", response=schema, operation_id=f"get_{name}", summary=f"One of {crud.title}")
    def get_row(request: ApiRequest, pk: str) -> Model:
        require(request.actor, crud.needed_to_read)
        return stamp(request, crud.row(pk))


def _add_writing(router: Router, crud: Declaration[M], schema: Any) -> None:
    base, name = crud.url_name.replace("_", "-"), crud.url_name

    @router.post(f"/{base}", response={201: schema}, operation_id=f"create_{name}", summary=f"Add to {crud.title}")
    def create_row(request: ApiRequest, data: Body[Values]) -> Status[Model]:
        require(request.actor, crud.permission)
        form = crud.form_class(_posted(crud.form_class, data))
        return Status(201, _saved(crud, request, form))

    @router.patch(f"/{base}/{{pk}}", response=schema, operation_id=f"change_{name}", summary=f"Change in {crud.title}")
    def change_row(request: ApiRequest, pk: str, data: Body[Values]) -> Model:
        require(request.actor, crud.permission)
        with atomic():
            row = lock_row(crud.row(pk))
            require_match(request, row)
            kept = model_to_dict(row, fields=list(crud.form_class.base_fields))
            form = crud.form_class(_posted(crud.form_class, {**kept, **data}), instance=row)
            return _saved(crud, request, form)

    @router.delete(
        f"/{base}/{{pk}}", response={204: None}, operation_id=f"delete_{name}", summary=f"Delete in {crud.title}"
    )
    def delete_row(request: ApiRequest, pk: str) -> Status[None]:
        require(request.actor, crud.permission)
        with atomic():
            row = lock_row(crud.row(pk))
            require_match(request, row)
            commands.delete_row(row, actor=request.actor, permission=crud.permission)
        return Status(204, None)


def _names(crud: Declaration[M]) -> list[str]:
    key = crud.model._meta.pk.name
    return [key, *(name for name in crud.form_class.base_fields if name != key)]


def _saved(crud: Declaration[M], request: ApiRequest, form: "forms.ModelForm[M]") -> M:
    if not form.is_valid():
        errors = {
            name if name != "__all__" else "body": " ".join(map(str, found)) for name, found in form.errors.items()
        }
        raise Invalid(_("Correct what is wrong with %s and send it again.") % ", ".join(errors), fields=errors)
    return stamp(request, commands.save_row(form, actor=request.actor, permission=crud.permission))


def _posted(form: "type[forms.ModelForm[M]]", data: Mapping[str, object]) -> dict[str, object]:
    """The values as a browser would post them. A name the form does not ask for is refused."""
    unknown = sorted(set(data) - set(form.base_fields))
    if unknown:
        sentence = _("There is no such field: leave it out.")
        raise Invalid(_("There is no field %s.") % ", ".join(unknown)[:200], fields=dict.fromkeys(unknown, sentence))
    return {name: _plain(form.base_fields[name], value) for name, value in data.items()}


def _plain(field: forms.Field, value: object) -> object:
    if isinstance(field, forms.JSONField):
        return json.dumps(value, default=str)
    if isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField):
        return [str(getattr(one, "pk", one)) for one in value] if isinstance(value, list) else value
    if isinstance(value, bool) or value is None:
        return value
    return json.dumps(value, default=str) if isinstance(value, dict | list) else str(value)
