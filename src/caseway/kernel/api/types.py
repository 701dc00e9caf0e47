"""The types that API schemas are written in. Each is bounded by what the database keeps, so bad input ends as a 422.

NUL characters, broken Unicode, NaN and infinity never get here: the parser refuses them for every endpoint.
"""

from datetime import datetime
from typing import Annotated

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from pydantic import (
    AfterValidator,
    AwareDatetime,
    Base64Bytes,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)

BIGGEST_ID = 2**63 - 1
BIGGEST_NUMBER = 2**31 - 1
MOST_BASE64 = 35_000_000
YEARS = range(1970, 2200)


def _not_a_truth_value(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError(_("Write a whole number."))
    return value


class Input(BaseModel):
    """The base of what a request's body may say. A name that is not listed is refused."""

    model_config = ConfigDict(extra="forbid")


class Shift(Input):
    """How many places later something is to stand, earlier by a negative number; at the ends it stops."""

    by: Annotated[int, BeforeValidator(_not_a_truth_value), Field(ge=-10_000, le=10_000)]


def of_length(most: int, least: int = 0) -> StringConstraints:
    """For `Annotated[str, of_length(80)]`: at most so many characters, without blanks at either end."""
    return StringConstraints(strip_whitespace=True, min_length=least, max_length=most)


class FileIn(Input):
    """A file, in base64."""

    filename: Annotated[str, of_length(255, 1)]
    content_type: Annotated[str, of_length(127)] = "application/octet-stream"
    content: Annotated[Base64Bytes, Field(max_length=MOST_BASE64)]


def _address(value: str) -> str:
    try:
        validate_email(value)
    except ValidationError:
        raise ValueError(_("Write one mail address, as in maria@lumenlabs.example.")) from None
    return value


def _in_our_time(value: datetime) -> datetime:
    if value.year not in YEARS:
        raise ValueError(_("Write a year from %(first)s to %(last)s.") % {"first": YEARS[0], "last": YEARS[-1]})
    return value


Identifier = Annotated[int, BeforeValidator(_not_a_truth_value), Field(ge=1, le=BIGGEST_ID)]
Number = Annotated[int, BeforeValidator(_not_a_truth_value), Field(ge=0, le=BIGGEST_NUMBER)]
Line = Annotated[str, of_length(200, 1)]
Prose = Annotated[str, of_length(100_000)]
EmailAddress = Annotated[str, of_length(254, 3), AfterValidator(_address)]
Slug = Annotated[str, of_length(80, 1), Field(pattern=r"^[-a-zA-Z0-9_]+$")]
Condition = Annotated[dict[str, object], Field(description="A condition tree; empty always holds.")]
Moment = Annotated[AwareDatetime, AfterValidator(_in_our_time)]
