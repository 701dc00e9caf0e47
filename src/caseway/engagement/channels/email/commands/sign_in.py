"""Signing in at a mail provider by OAuth2: ask for it, keep what is given, and get fresh tokens from it."""

from datetime import datetime, timedelta

import httpx
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from caseway.engagement.channels.email.models import Mailbox, MailboxSignIn, MailProvider
from caseway.engagement.channels.email.queries import sealed, unsealed
from caseway.engagement.channels.email.rules import oauth
from caseway.kernel.access import Actor, require
from caseway.kernel.audit import record_change
from caseway.kernel.db import atomic, lock_row
from caseway.kernel.errors import DomainError
from caseway.kernel.outbound import client

PERMISSION = "settings.manage"
SPARE = timedelta(minutes=2)
ENDED = ("invalid_grant", "interaction_required", "consent_required")


class SignInRefused(DomainError):
    """The provider gives no token; its words."""


class SignInNeeded(DomainError):
    """Nobody signed in yet, or what was allowed has ended."""


def begin_sign_in(mailbox: Mailbox, *, actor: Actor) -> oauth.Request:
    """Where to send whoever owns the mailbox, so that they allow it."""
    require(actor, PERMISSION)
    provider = _provider_of(mailbox)
    if provider.is_application:
        raise SignInRefused(_("Nobody signs in with %s: its administrator lets Caseway in.") % provider)
    url = provider.authorize_url or oauth.AUTHORIZE[provider.kind].format(tenant=provider.tenant or "common")
    scope = oauth.SCOPES.get((provider.kind, mailbox.way_in))
    if scope is None:
        raise SignInRefused(_("%s offers no such way in: choose another one.") % provider)
    return oauth.authorize_request(
        url,
        kind=provider.kind,
        scope=scope,
        client_id=provider.client_id,
        redirect_uri=redirect_uri(),
        address=mailbox.address,
    )


def finish_sign_in(mailbox: Mailbox, *, actor: Actor, code: str, verifier: str) -> Mailbox:
    """Turn the code that they came back with into tokens, kept encrypted. Raises `SignInRefused`."""
    require(actor, PERMISSION)
    provider = _provider_of(mailbox)
    asked = {
        "grant_type": "authorization_code",
        "redirect_uri": redirect_uri(),
        "code": code,
        "code_verifier": verifier,
    }
    grant = _granted(provider, asked)
    if not grant.refresh_token:
        raise SignInRefused(
            _("%s did not allow Caseway to come back: sign in again, and agree to all it asks.") % provider
        )
    return _keep(mailbox, grant, actor)


@atomic()
def _keep(mailbox: Mailbox, grant: oauth.Grant, actor: Actor) -> Mailbox:
    mailbox = lock_row(mailbox)
    MailboxSignIn.objects.update_or_create(mailbox=mailbox, defaults=_values_of(grant))
    mailbox.signed_in_at = timezone.now()
    mailbox.save(update_fields=["signed_in_at"])
    record_change(mailbox, actor=actor, action="signed in")
    return mailbox


def redirect_uri() -> str:
    """What is registered at the provider: it sends people back here."""
    return f"{settings.CASEWAY.base_url}{reverse('email:sign_in_returned')}"


def access_token(mailbox: Mailbox) -> str:
    """A token that is still good for some minutes. Raises `SignInNeeded` or `SignInRefused`."""
    sign_in = MailboxSignIn.objects.filter(mailbox_id=mailbox.pk).first()
    if _provider_of(mailbox).is_application:
        return _token_of_application(mailbox, sign_in)
    if sign_in is None or not sign_in.refresh_token:
        raise SignInNeeded(_("Nobody has signed in for this mailbox: do so on its page."))
    if sign_in.refusal:
        raise SignInNeeded(_("The sign-in has ended (%s): sign in again on the mailbox's page.") % sign_in.refusal)
    if _is_fresh(sign_in):
        return unsealed(sign_in.access_token)
    return _refreshed(mailbox, sign_in)


def _is_fresh(sign_in: MailboxSignIn) -> bool:
    return sign_in.access_ends_at - SPARE > timezone.now()


def _token_of_application(mailbox: Mailbox, kept: MailboxSignIn | None) -> str:
    """One for Caseway itself (RFC 6749, 4.4). A token that a person got by signing in before is not used."""
    if kept and not kept.refresh_token and _is_fresh(kept):
        return unsealed(kept.access_token)
    provider = _provider_of(mailbox)
    scope = oauth.SCOPES_OF_APPLICATION.get(mailbox.way_in, oauth.OF_APPLICATION)
    grant = _granted(provider, {"grant_type": "client_credentials", "scope": scope})
    values = _values_of(grant) | {"refresh_token": "", "ends_at": None}
    MailboxSignIn.objects.update_or_create(mailbox=mailbox, defaults=values)
    return grant.access_token


def _refreshed(mailbox: Mailbox, sign_in: MailboxSignIn) -> str:
    """Asked outside any transaction; whoever else was faster with another refresh token keeps theirs."""
    used = sign_in.refresh_token
    mine = MailboxSignIn.objects.filter(pk=sign_in.pk, refresh_token=used)
    asked = {"grant_type": "refresh_token", "refresh_token": unsealed(used)}
    try:
        grant = _granted(_provider_of(mailbox), asked)
    except _Ended as error:
        mine.update(refusal=str(error)[:500])
        raise SignInNeeded(_("The sign-in has ended (%s): sign in again on the mailbox's page.") % error) from error
    mine.update(**_values_of(grant))
    return grant.access_token


class _Ended(SignInRefused):
    """It will not give one again until somebody signs in anew."""


def _granted(provider: MailProvider, asked: dict[str, str]) -> oauth.Grant:
    url = provider.token_url or oauth.TOKEN[provider.kind].format(tenant=provider.tenant or "common")
    who = {"client_id": provider.client_id, "client_secret": unsealed(provider.client_secret)}
    try:
        with client() as http:
            answer = http.post(url, data=asked | who)
        body = answer.json()
    except (httpx.HTTPError, ValueError) as error:
        values = {"name": provider, "error": type(error).__name__}
        raise SignInRefused(_("%(name)s did not answer as it should: %(error)s") % values) from error
    if answer.status_code != 200:
        code, words = oauth.refusal_of(body)
        kind = _Ended if code in ENDED else SignInRefused
        raise kind(words or code or str(answer.status_code))
    return oauth.grant_of(body)


def _values_of(grant: oauth.Grant) -> dict[str, object]:
    """What changes with a grant; an answer without a new refresh token leaves the old one and its end."""
    now = timezone.now()
    values: dict[str, object] = {
        "access_token": sealed(grant.access_token),
        "access_ends_at": now + timedelta(seconds=grant.access_life),
        "refusal": "",
    }
    if grant.refresh_token:
        values["refresh_token"] = sealed(grant.refresh_token)
        values["ends_at"] = _after(now, grant.refresh_life)
    return values


def _after(now: datetime, seconds: int | None) -> datetime | None:
    return None if seconds is None else now + timedelta(seconds=seconds)


def _provider_of(mailbox: Mailbox) -> MailProvider:
    provider = mailbox.provider
    if provider is None:
        raise SignInNeeded(_("The mailbox names no provider to sign in with: choose one in its settings."))
    return provider
