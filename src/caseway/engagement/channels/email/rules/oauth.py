"""OAuth2 as mail providers speak it: their addresses, what is asked for, PKCE, and SASL with a token."""

import base64
import hashlib
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

LOGIN = "https://login.microsoftonline.com"
OUTLOOK = "https://outlook.office.com"
AUTHORIZE = {
    "microsoft": LOGIN + "/{tenant}/oauth2/v2.0/authorize",
    "google": "https://accounts.google.com/o/oauth2/v2/auth",
}
TOKEN = {"microsoft": LOGIN + "/{tenant}/oauth2/v2.0/token", "google": "https://oauth2.googleapis.com/token"}
SCOPES = {
    ("microsoft", "imap"): f"offline_access {OUTLOOK}/IMAP.AccessAsUser.All {OUTLOOK}/SMTP.Send",
    ("microsoft", "pop3"): f"offline_access {OUTLOOK}/POP.AccessAsUser.All {OUTLOOK}/SMTP.Send",
    ("microsoft", "microsoft"): "offline_access https://graph.microsoft.com/Mail.Read",
    ("google", "google"): "https://mail.google.com/",
    ("google", "imap"): "https://mail.google.com/",
    ("google", "pop3"): "https://mail.google.com/",
}
OF_APPLICATION = "https://outlook.office365.com/.default"
SCOPES_OF_APPLICATION = {
    "imap": OF_APPLICATION,
    "pop3": OF_APPLICATION,
    "microsoft": "https://graph.microsoft.com/.default",
}
EXTRAS = {"microsoft": {"prompt": "select_account"}, "google": {"access_type": "offline", "prompt": "consent"}}
LONGEST_LIFE = 10 * 365 * 86_400


@dataclass(frozen=True)
class Request:
    """Where somebody is sent to allow it; `state` and `verifier` are kept until they come back."""

    url: str
    state: str
    verifier: str


@dataclass(frozen=True)
class Grant:
    """What a provider gave. Lives are in seconds, None when it did not say; without a refresh token the old stays."""

    access_token: str
    access_life: int
    refresh_token: str
    refresh_life: int | None


class NoGrant(ValueError):
    """The provider's answer holds no token."""


def authorize_request(url: str, *, kind: str, scope: str, client_id: str, redirect_uri: str, address: str) -> Request:
    state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(48)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    asked = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": redirect_uri,
        "scope": scope,
        "state": state,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        "login_hint": address,
        **EXTRAS[kind],
    }
    return Request(f"{url}?{urlencode(asked)}", state, verifier)


def grant_of(answer: object) -> Grant:
    """Raises `NoGrant` when the answer is not what RFC 6749 says."""
    if not isinstance(answer, Mapping) or not isinstance(answer.get("access_token"), str):
        raise NoGrant("The provider's answer holds no token.")
    refresh_token = answer.get("refresh_token")
    named = next((answer[name] for name in ("refresh_token_expires_in", "refresh_expires_in") if name in answer), None)
    return Grant(
        answer["access_token"],
        _seconds(answer.get("expires_in")) or 3600,
        refresh_token if isinstance(refresh_token, str) else "",
        _seconds(named),
    )


def refusal_of(answer: object) -> tuple[str, str]:
    """The code and the words of a provider that gives no token."""
    if not isinstance(answer, Mapping):
        return "", ""
    code, words = str(answer.get("error", "")), str(answer.get("error_description", ""))
    return code, (words.splitlines() or [""])[0][:500]


@dataclass(frozen=True)
class TokenSasl:
    """Signing in with a token by SASL. A server that refuses explains itself, and says no once `farewell` is sent."""

    mechanism: str
    first: bytes = field(repr=False)
    farewell: bytes


def token_sasl(offered: Collection[str], user: str, token: str) -> TokenSasl:
    """The standard mechanism (RFC 7628) where the server offers only that, else the one that providers speak."""
    if "OAUTHBEARER" in offered and "XOAUTH2" not in offered:
        escaped = user.replace("=", "=3D").replace(",", "=2C")
        return TokenSasl("OAUTHBEARER", f"n,a={escaped},\1auth=Bearer {token}\1\1".encode(), b"\1")
    return TokenSasl("XOAUTH2", f"user={user}\1auth=Bearer {token}\1\1".encode(), b"")


def _seconds(value: object) -> int | None:
    """Some write the number as text."""
    text = str(value)
    return min(int(text), LONGEST_LIFE) if text.isascii() and text.isdigit() else None
