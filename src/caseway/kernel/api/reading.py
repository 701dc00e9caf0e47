"""Reading bodies and query strings: strict, so that nothing gets in that the database or JSON cannot hold."""

from collections.abc import Mapping
from math import isfinite
from typing import Any, ClassVar

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from ninja.parser import Parser
from pydantic_core import from_json

from caseway.kernel.errors import DomainError, Invalid

JSON_TYPES = ("application/json", "")


class MalformedBody(DomainError):
    """The body is not the JSON it should be."""

    status: ClassVar[int] = 400
    title = "The request cannot be read"


class UnsupportedContentType(DomainError):
    status: ClassVar[int] = 415
    title = "This content type is not accepted"


class StrictParser(Parser):
    """JSON by the letter of RFC 8259, UTF-8 only, finite numbers, no NUL anywhere."""

    def parse_body(self, request: HttpRequest) -> Any:
        if request.content_type not in JSON_TYPES:
            raise UnsupportedContentType(_("Send JSON, with the header Content-Type: application/json."))
        try:
            data = from_json(request.body, allow_inf_nan=False)
        except ValueError as error:
            raise MalformedBody(_("The body is not valid JSON: %s.") % error) from error
        _refuse_unkeepable(data)
        return data

    def parse_querydict(self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest) -> Any:
        wrong = [
            name for name, values in data.lists() if any("\0" in value for value in values if isinstance(value, str))
        ]
        if wrong:
            raise Invalid(_nul(), fields=dict.fromkeys(wrong, _nul()))
        return super().parse_querydict(data, list_fields, request)


def _refuse_unkeepable(data: object) -> None:
    """Walk the document without recursion: whoever sends it chooses how deep it is."""
    waiting = [data]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            if "\0" in value:
                raise Invalid(_nul(), fields={"body": _nul()})
        elif isinstance(value, Mapping):
            waiting.extend(value.keys())
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
        elif isinstance(value, float) and not isfinite(value):
            raise MalformedBody(_("The body holds a number that is too large."))


def _nul() -> str:
    return _("Remove the NUL character (code 0) from the text.")
