"""What happened to customers and what they own."""

from dataclasses import dataclass
from typing import ClassVar

from caseway.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class AccountCreated(Event):
    subject: ClassVar[str] = "account"
    account_id: int


@dataclass(frozen=True, kw_only=True)
class AccountChanged(Event):
    """`fields` names what is another now; `points` stands for its addresses and numbers."""

    subject: ClassVar[str] = "account"
    account_id: int
    fields: list[str]


@dataclass(frozen=True, kw_only=True)
class ContactCreated(Event):
    subject: ClassVar[str] = "contact"
    contact_id: int
    account_id: int | None


@dataclass(frozen=True, kw_only=True)
class ContactChanged(Event):
    """`fields` names what is another now; `points` stands for their addresses and numbers."""

    subject: ClassVar[str] = "contact"
    contact_id: int
    fields: list[str]


@dataclass(frozen=True, kw_only=True)
class AssetRegistered(Event):
    subject: ClassVar[str] = "asset"
    asset_id: int
    account_id: int | None
    contact_id: int | None


@dataclass(frozen=True, kw_only=True)
class AssetChanged(Event):
    subject: ClassVar[str] = "asset"
    asset_id: int
    fields: list[str]
