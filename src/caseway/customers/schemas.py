"""Customers as the API writes and reads them."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from caseway.kernel.api import EmailAddress, FilterQuery, Identifier, Input, ListQuery, Schema, of_length

Name = Annotated[str, of_length(160, 1)]
Short = Annotated[str, of_length(120)]
Tier = Literal["standard", "silver", "gold"]
Website = Annotated[str, of_length(200)]
Phone = Annotated[str, of_length(60, 3)]
Emails = Annotated[list[EmailAddress], Field(max_length=20)]
Phones = Annotated[list[Phone], Field(max_length=20)]


class SearchQuery(FilterQuery):
    """Customers by part of a name, a misspelt name, an address or a number."""

    q: str = Field("", max_length=200, description="Part of a name, an address or a number.")


class AccountIn(Input):
    name: Name
    tier: Tier = "standard"
    website: Website = ""
    emails: Emails = []
    phones: Phones = []


class AccountChange(Input):
    """What is left out stays as it is."""

    name: Name | None = None
    tier: Tier | None = None
    website: Website | None = None


class ContactIn(Input):
    name: Name
    account_id: Identifier | None = None
    job_title: Short = ""
    time_zone: Annotated[str, of_length(60)] = ""
    language: Annotated[str, of_length(12)] = ""
    emails: Emails = []
    phones: Phones = []


class ContactChange(Input):
    """What is left out stays as it is; `account_id: null` takes the contact out of its account."""

    name: Name | None = None
    account_id: Identifier | None = None
    job_title: Short | None = None
    time_zone: Annotated[str, of_length(60)] | None = None
    language: Annotated[str, of_length(12)] | None = None


class PointIn(Input):
    kind: Literal["email", "phone"]
    value: Annotated[str, of_length(320, 3)]
    is_primary: bool = False


class ProductIn(Input):
    name: Name
    sku: Annotated[str, of_length(40, 1)]
    is_active: bool = True


class ProductChange(Input):
    name: Name | None = None
    sku: Annotated[str, of_length(40, 1)] | None = None
    is_active: bool | None = None


class AssetQuery(ListQuery):
    account: Identifier | None = None
    contact: Identifier | None = None


class AssetIn(Input):
    product_id: Identifier
    serial: Annotated[str, of_length(100, 1)]
    account_id: Identifier | None = None
    contact_id: Identifier | None = None
    bought_on: date | None = None
    warranty_until: date | None = None


class AssetChange(Input):
    """What is left out stays as it is."""

    product_id: Identifier | None = None
    serial: Annotated[str, of_length(100, 1)] | None = None
    account_id: Identifier | None = None
    contact_id: Identifier | None = None
    bought_on: date | None = None
    warranty_until: date | None = None


class PointOut(Schema):
    id: int
    kind: str
    value: str
    is_primary: bool
    is_undeliverable: bool


class AccountBrief(Schema):
    id: int
    number: str
    name: str
    tier: str


class AccountOut(AccountBrief):
    website: str
    created_at: datetime
    points: list[PointOut]


class ContactBrief(Schema):
    id: int
    name: str


class ContactOut(ContactBrief):
    account: AccountBrief | None
    job_title: str
    time_zone: str
    language: str
    created_at: datetime
    points: list[PointOut]


class ProductOut(Schema):
    id: int
    name: str
    sku: str
    is_active: bool


class AssetOut(Schema):
    id: int
    product: ProductOut
    serial: str
    account: AccountBrief | None
    contact: ContactBrief | None
    bought_on: date | None
    warranty_until: date | None
