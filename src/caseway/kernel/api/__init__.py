"""The API's plumbing. An area's `api.py` needs no more than what is named here."""

from ninja import Path, Query, Router, Schema, Status

from caseway.kernel.api.entity_tags import held, require_match, stamp
from caseway.kernel.api.lists import FilterQuery, ListAnswer, Listing, ListQuery, expanded, filtered, listing
from caseway.kernel.api.requests import ApiRequest
from caseway.kernel.api.types import (
    Condition,
    EmailAddress,
    FileIn,
    Identifier,
    Input,
    Line,
    Moment,
    Number,
    Prose,
    Shift,
    Slug,
    of_length,
)

__all__ = [
    "ApiRequest",
    "Condition",
    "EmailAddress",
    "FileIn",
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
    "Shift",
    "Slug",
    "Status",
    "expanded",
    "filtered",
    "held",
    "listing",
    "of_length",
    "require_match",
    "stamp",
]
