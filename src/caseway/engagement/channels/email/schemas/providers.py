"""Mail providers, and signing in with them, as the API writes and reads them."""

from datetime import date
from typing import Annotated, Literal

from caseway.kernel.api import Input, Schema, of_length

ProviderKind = Literal["microsoft", "google"]
Name = Annotated[str, of_length(80, 1)]
ClientId = Annotated[str, of_length(255, 1)]
Secret = Annotated[str, of_length(500)]
Tenant = Annotated[str, of_length(120)]
Url = Annotated[str, of_length(500)]


class ProviderIn(Input):
    """A registration with a mail provider. Empty addresses mean the usual ones. The secret is never shown again.

    `is_application`: nobody signs in; the tenant's administrator has let it into mailboxes (Microsoft).
    """

    name: Name
    kind: ProviderKind
    client_id: ClientId
    secret: Secret
    secret_ends_on: date | None = None
    is_application: bool = False
    tenant: Tenant = ""
    authorize_url: Url = ""
    token_url: Url = ""
    api_url: Url = ""


class ProviderChange(Input):
    """What is left out stays as it is."""

    name: Name | None = None
    kind: ProviderKind | None = None
    client_id: ClientId | None = None
    secret: Secret | None = None
    secret_ends_on: date | None = None
    is_application: bool | None = None
    tenant: Tenant | None = None
    authorize_url: Url | None = None
    token_url: Url | None = None
    api_url: Url | None = None


class ProviderOut(Schema):
    id: int
    name: str
    kind: str
    client_id: str
    secret_ends_on: date | None
    is_application: bool
    tenant: str
    authorize_url: str
    token_url: str
    api_url: str


class SignInOut(Schema):
    """Send the mailbox's owner to `url`. They come back with `state` and a code, which finishes it with `verifier`."""

    url: str
    state: str
    verifier: str


class SignInFinish(Input):
    code: Annotated[str, of_length(4000, 1)]
    verifier: Annotated[str, of_length(200, 1)]
