"""The API's plumbing. An area's `api.py` needs no more than what is named here."""

from ninja import Path, Query, Router, Schema, Status

from caseway.kernel.api.entity_tags import require_match, stamp
from caseway.kernel.api.lists import FilterQuery, ListAnswer, Listing, ListQuery, expanded, filtered, listing
from caseway.kernel.api.requests import ApiRequest
from caseway.kernel.api.types import EmailAddress, Identifier, Input, Line, Moment, Number, Prose, text

__all__ = [
    "ApiRequest",
    "EmailAddress",
    "FilterQuery",
    "Identifier",
    "Input",
    "Line",
    "ListAnswer",
    "ListQuery",
    "Listing",
    "Moment",
    "Number",
    "Path",
    "Prose",
    "Query",
    "Router",
    "Schema",
    "Status",
    "expanded",
    "filtered",
    "listing",
    "require_match",
    "stamp",
    "text",
]
