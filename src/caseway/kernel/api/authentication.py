"""Who asks: a bearer token, or the session of somebody who is signed in to the pages (then CSRF is checked).

The kernel knows tokens and sign-in identities; who they are in the product is a floor above. The composition root says
so through `People`.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import cast

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security import HttpBearer
from ninja.security.base import AuthBase
from ninja.utils import check_csrf

from caseway.kernel.access import Actor
from caseway.kernel.api.rate_limits import Limiter
from caseway.kernel.api.requests import ApiRequest
from caseway.kernel.api.tokens import digest_of
from caseway.kernel.errors import NotAllowed, NotSignedIn, TooMany
from caseway.kernel.models import ApiToken, User

ACT_AS = "Caseway-Act-As"
LONGEST_TOKEN = 200
Scopes = tuple[str, ...]


@dataclass(frozen=True)
class People:
    """How a sign-in identity, or an agent's id, becomes an actor; None for an id of nobody active."""

    actor_of: Callable[[AbstractBaseUser, Scopes], Actor]
    actor_of_agent: Callable[[int, Scopes], Actor | None]


class BearerToken(HttpBearer):
    """`Authorization: Bearer cw_…`; one statement for the token and its user.

    With `Caseway-Act-As` the actor is that agent, and `on_behalf_of` names the token's own agent, who really asked:
    both stand in the audit.
    """

    def __init__(self, people: People, limiter: Limiter) -> None:
        self._people, self._limiter = people, limiter
        super().__init__()

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken:
        found = _token(token)
        api_request = cast("ApiRequest", request)
        _count(api_request, self._limiter, f"token:{found.pk}")
        api_request.user = found.user
        api_request.actor = self._actor(found, request.headers.get(ACT_AS, "").strip())
        return found

    def _actor(self, token: ApiToken, act_as: str) -> Actor:
        scopes = tuple(token.scopes)
        actor = _agent(self._people.actor_of(token.user, scopes))
        if not act_as:
            return actor
        if not token.may_act_as:
            raise NotAllowed(_("This token may not act as somebody else: ask for one that may."))
        other = self._acted_as(act_as, scopes)
        if other is None or not other.is_agent:
            raise NotAllowed(_("There is no active agent %s to act as.") % act_as[:254])
        return replace(other, on_behalf_of=actor.reference)

    def _acted_as(self, reference: str, scopes: Scopes) -> Actor | None:
        if reference.isascii() and reference.isdigit():
            return self._people.actor_of_agent(int(reference[:18]), scopes)
        user = User.objects.filter(email__iexact=reference.replace("\0", "")[:254], is_active=True).first()
        return self._people.actor_of(user, scopes) if user else None


class SignedInSession(AuthBase):
    """The session cookie of our own pages, with its CSRF token on everything that changes something."""

    openapi_type = "apiKey"
    openapi_in = "cookie"

    def __init__(self, people: People, limiter: Limiter) -> None:
        self._people, self._limiter = people, limiter
        self.openapi_name = settings.SESSION_COOKIE_NAME
        super().__init__()

    def __call__(self, request: HttpRequest) -> User | None:
        user = request.user
        if not user.is_authenticated:
            return None
        if ACT_AS in request.headers:
            raise NotAllowed(_("Only a token may act as somebody else."))
        api_request = cast("ApiRequest", request)
        _count(api_request, self._limiter, f"user:{user.pk}")
        if check_csrf(request):
            raise NotAllowed(_("Send the page's CSRF token in the header X-CSRFToken, or use an API token."))
        api_request.actor = _agent(self._people.actor_of(user, ()))
        return user


def _token(secret: str) -> ApiToken:
    token = ApiToken.objects.select_related("user").filter(digest=digest_of(secret[:LONGEST_TOKEN])).first()
    if token is None or token.revoked_at or not token.user.is_active:
        raise NotSignedIn(_("This token is unknown or was revoked: ask an administrator for a new one."))
    if token.has_expired:
        raise NotSignedIn(_("This token has expired: ask an administrator for a new one."))
    return token


def _agent(actor: Actor) -> Actor:
    if not actor.is_agent:
        raise NotAllowed(_("Nobody who works here stands behind this sign-in: ask an administrator to add an agent."))
    return actor


def _count(request: ApiRequest, limiter: Limiter, key: str) -> None:
    request.exchange.allowance = allowance = limiter.take(key)
    if allowance.retry_seconds:
        message = _("You asked too often: wait %s seconds.") % allowance.retry_seconds
        raise TooMany(message, retry_after_seconds=allowance.retry_seconds)
