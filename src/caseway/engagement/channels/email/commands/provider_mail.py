"""What a provider's call only names is fetched from it: a mail as it came, the content of an attachment."""

from urllib.parse import quote

import httpx

from caseway.engagement.channels.email.commands.fetching import MOST_BYTES
from caseway.engagement.channels.email.commands.receiving import TryLater
from caseway.kernel.outbound import client

RESEND, BREVO = "https://api.resend.com", "https://api.brevo.com/v3"
SECONDS = 20.0


def mail_at_resend(email_id: str, *, key: str) -> bytes:
    """The mail as it came. Raises TryLater."""
    found = _got(f"{RESEND}/emails/receiving/{quote(email_id, safe='')}", {"Authorization": f"Bearer {key}"})
    raw = found.json().get("raw") or {}
    if not raw.get("download_url"):
        raise TryLater("Resend does not give the whole mail yet.")
    return _got(str(raw["download_url"]), {}).content


def attachment_at_brevo(token: str, *, key: str) -> tuple[bytes, str]:
    """Its content, and its type where Brevo names one. Raises TryLater."""
    found = _got(f"{BREVO}/inbound/attachments/{quote(token, safe='')}", {"api-key": key})
    return found.content, found.headers.get("Content-Type", "")


def _got(url: str, headers: dict[str, str]) -> httpx.Response:
    try:
        with client(seconds=SECONDS, most_bytes=MOST_BYTES) as http:
            return http.get(url, headers=headers).raise_for_status()
    except httpx.HTTPError as error:
        raise TryLater(f"The provider did not hand it over: {error}") from error
