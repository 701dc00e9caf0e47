"""Tokens of the API, for those who manage settings. Only the answer that creates a token holds its secret."""

from datetime import datetime
from typing import Annotated

from django.shortcuts import get_object_or_404

from caseway.kernel.api import (
    ApiRequest,
    EmailAddress,
    Identifier,
    Input,
    ListAnswer,
    Listing,
    ListQuery,
    Moment,
    Path,
    Query,
    Router,
    Schema,
    Status,
    listing,
    of_length,
    stamp,
)
from caseway.kernel.api import tokens as commands
from caseway.kernel.models import ApiToken

router = Router(tags=["tokens"])


class TokenOut(Schema):
    id: int
    name: str
    prefix: str
    email: str
    scopes: list[str]
    may_act_as: bool
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None

    @staticmethod
    def resolve_email(token: ApiToken) -> str:
        return token.user.email


class NewTokenOut(Schema):
    token: TokenOut
    secret: str


class TokenIn(Input):
    email: EmailAddress
    name: Annotated[str, of_length(80, 1)]
    scopes: list[Annotated[str, of_length(81, 1)]] = []
    expires_at: Moment | None = None
    may_act_as: bool = False


@router.get("/tokens", response=Listing[TokenOut])
def list_tokens(request: ApiRequest, asked: Query[ListQuery]) -> ListAnswer:
    """Every token, newest first, without secrets."""
    return listing(commands.tokens(request.actor), asked, order=("-id",))


@router.post("/tokens", response={201: NewTokenOut})
def create_token(request: ApiRequest, data: TokenIn) -> Status[dict[str, object]]:
    """Create a token for whoever signs in with this address. Keep the secret: it is not shown again."""
    user = commands.user_named(data.email, request.actor)
    token, secret = commands.create_token(
        user,
        actor=request.actor,
        name=data.name,
        scopes=data.scopes,
        expires_at=data.expires_at,
        may_act_as=data.may_act_as,
    )
    return Status(201, {"token": token, "secret": secret})


@router.get("/tokens/{token_id}", response=TokenOut)
def get_token(request: ApiRequest, token_id: Path[Identifier]) -> ApiToken:
    return stamp(request, get_object_or_404(commands.tokens(request.actor), pk=token_id))


@router.post("/tokens/{token_id}/revoke", response=TokenOut)
def revoke_token(request: ApiRequest, token_id: Path[Identifier]) -> ApiToken:
    """Refuse the token from now on."""
    token = get_object_or_404(commands.tokens(request.actor), pk=token_id)
    return commands.revoke_token(token, actor=request.actor)
