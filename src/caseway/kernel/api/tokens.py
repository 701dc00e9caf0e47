"""Tokens of the API. The secret is shown once; only its SHA-256 is kept, which is enough for 256 random bits."""

import hashlib
import re
import secrets
from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from caseway.kernel.access import Actor, require
from caseway.kernel.audit import record_change
from caseway.kernel.db import atomic, lock_row
from caseway.kernel.errors import Invalid, NotAllowed
from caseway.kernel.models import ApiToken, User

PERMISSION = "settings.manage"
SCOPE = re.compile(r"[a-z_]{1,40}(\.[a-z_]{1,40})?")
MOST_SCOPES = 50


def tokens(actor: Actor) -> QuerySet[ApiToken]:
    """Every token, for those who manage settings."""
    require(actor, PERMISSION)
    return ApiToken.objects.select_related("user")


def user_named(email: str, actor: Actor) -> User:
    """Who signs in with this address; `Invalid` when nobody does."""
    require(actor, PERMISSION)
    user = User.objects.filter(email__iexact=email, is_active=True).first()
    if user is None:
        sentence = _("Nobody signs in with this address: invite them first.")
        raise Invalid(sentence, fields={"email": sentence})
    return user


@atomic()
def create_token(
    user: User,
    *,
    actor: Actor,
    name: str,
    scopes: Sequence[str] = (),
    expires_at: datetime | None = None,
    may_act_as: bool = False,
) -> tuple[ApiToken, str]:
    """The token and its secret `cw_<prefix>_<random>`, which nobody can read again. No scopes: all the user may."""
    require(actor, PERMISSION)
    _require_grantable(actor, scopes)
    if expires_at and expires_at <= timezone.now():
        raise Invalid(_("Choose a time to come."), fields={"expires_at": _("Choose a time to come.")})
    prefix = secrets.token_hex(4)
    secret = f"cw_{prefix}_{secrets.token_urlsafe(32)}"
    token = ApiToken.objects.create(
        user=user,
        name=name,
        prefix=prefix,
        digest=digest_of(secret),
        scopes=sorted(set(scopes)),
        expires_at=expires_at,
        may_act_as=may_act_as,
    )
    record_change(token, actor=actor)
    return token, secret


@atomic()
def revoke_token(token: ApiToken, *, actor: Actor) -> ApiToken:
    """Refuse the token from now on; revoking twice changes nothing."""
    require(actor, PERMISSION)
    token = lock_row(token)
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
        record_change(token, actor=actor, action="revoked")
    return token


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()


def _require_grantable(actor: Actor, scopes: Sequence[str]) -> None:
    """A token cannot make one that reaches further than itself."""
    wrong = [scope for scope in scopes if not SCOPE.fullmatch(scope)]
    if wrong or len(scopes) > MOST_SCOPES:
        sentence = _("Write scopes as areas or permissions, such as cases or cases.read.")
        raise Invalid(sentence, fields={"scopes": sentence})
    is_narrow = bool(scopes) and all(any(_covers(own, scope) for own in actor.scopes) for scope in scopes)
    if actor.scopes and not is_narrow:
        raise NotAllowed(_("Your own token is limited: give the new one scopes within %s.") % ", ".join(actor.scopes))


def _covers(own: str, scope: str) -> bool:
    return scope == own or scope.startswith(f"{own}.")
