"""Answers as JSON, narrowed to the fields the client asks for."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from ninja.renderers import BaseRenderer
from pydantic_core import to_json

from caseway.kernel.errors import Invalid


class ApiRenderer(BaseRenderer):
    """JSON; `?fields=number,title` leaves the other names out, in the items of a list or in a single resource."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        is_read = request.method == "GET" and response_status == HTTPStatus.OK
        wanted = request.GET.get("fields", "") if is_read else ""
        return to_json(_narrowed(data, wanted) if wanted else data, fallback=_translated)


def _narrowed(data: object, wanted: str) -> object:
    names = {name.strip() for name in wanted.split(",")}
    if not isinstance(data, dict):
        return data
    if set(data) == {"items", "next"}:
        return data | {"items": [_of(item, names) for item in data["items"]]}
    return _of(data, names)


def _of(resource: dict[str, object], names: set[str]) -> dict[str, object]:
    unknown = sorted(names - set(resource))
    if unknown:
        known = _("Choose from %s.") % ", ".join(resource)
        raise Invalid(_("There is no field %s.") % ", ".join(unknown)[:200], fields={"fields": known})
    return {name: value for name, value in resource.items() if name in names}


def _translated(value: object) -> str:
    if isinstance(value, Promise):
        return str(value)
    raise TypeError(f"{type(value).__name__} is not JSON: say it in the schema.")
