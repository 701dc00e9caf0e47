"""Reading a mailbox of Microsoft 365 by Graph: what a folder's delta query names, each mail as MIME."""

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote, urlencode

import httpx
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from caseway.engagement.channels.email.commands.credentials import Credentials
from caseway.engagement.channels.email.commands.fetching import MOST_BYTES, Fetched
from caseway.engagement.channels.email.models import Mailbox
from caseway.kernel.errors import DomainError
from caseway.kernel.outbound import AnswerTooLargeError, client

GRAPH = "https://graph.microsoft.com/v1.0"
WANTED = {"changeType": "created", "$select": "id,receivedDateTime"}
PREFERRED = 'IdType="ImmutableId", odata.maxpagesize=50'


class GraphRefused(DomainError):
    """Graph does not give what was asked for; its words."""


class CursorForgotten(Exception):
    """Graph no longer knows how far we had read: all is to be read again; what we have is not taken twice."""


@dataclass(frozen=True)
class Entry:
    """A mail that came, by its id."""

    id: str
    at: datetime


@dataclass(frozen=True)
class Page:
    """What came, in order, and where to go on; `is_last` when nothing more is there now."""

    entries: list[Entry]
    cursor: str
    is_last: bool


class Graph:
    """One mailbox at Graph, with a token for it."""

    def __init__(self, mailbox: Mailbox, credentials: Credentials, *, seconds: float) -> None:
        self._base = (mailbox.provider.api_url if mailbox.provider else "") or GRAPH
        self._user = f"{self._base}/users/{quote(credentials.user, safe='@')}"
        self._folder = quote(mailbox.folder.lower() if mailbox.folder.upper() == "INBOX" else mailbox.folder)
        self._headers = {"Authorization": f"Bearer {credentials.token}", "Prefer": PREFERRED}
        self._seconds = seconds

    def page_after(self, cursor: str) -> Page:
        """What came since the cursor; from the beginning when it is empty. Raises `CursorForgotten`."""
        first = f"{self._user}/mailFolders/{self._folder}/messages/delta?{urlencode(WANTED, safe='$,')}"
        answer = self._get(cursor if cursor.startswith(f"{self._base}/") else first)
        if answer.status_code == 410:
            raise CursorForgotten
        body = _checked(answer).json()
        following, last = body.get("@odata.nextLink"), body.get("@odata.deltaLink")
        entries = [Entry(str(one["id"]), _arrived(one)) for one in body["value"] if "@removed" not in one]
        return Page(entries, str(following or last or ""), following is None)

    def fetch(self, entry: Entry) -> Fetched | None:
        """One mail, or None when it is gone meanwhile; nothing of it when it is too large."""
        try:
            answer = self._get(f"{self._user}/messages/{quote(entry.id, safe='')}/$value")
        except AnswerTooLargeError:
            return Fetched(entry.at, b"", MOST_BYTES + 1, is_whole=False)
        if answer.status_code == 404:
            return None
        return Fetched(entry.at, _checked(answer).content, len(answer.content))

    def _get(self, url: str) -> httpx.Response:
        try:
            with client(seconds=self._seconds, most_bytes=MOST_BYTES) as http:
                return http.get(url, headers=self._headers)
        except AnswerTooLargeError:
            raise
        except httpx.HTTPError as error:
            raise GraphRefused(_("Graph did not answer as it should: %s") % error) from error


def move_delta(mailbox: Mailbox, cursor: str) -> None:
    """Everything before the cursor is kept by us. Called after the commits of what was fetched."""
    Mailbox.objects.filter(pk=mailbox.pk).update(delta_link=cursor)
    mailbox.delta_link = cursor


def _checked(answer: httpx.Response) -> httpx.Response:
    if answer.status_code == 200:
        return answer
    try:
        error = answer.json()["error"]
        words = f"{error['code']}: {error['message']}"
    except (ValueError, KeyError, TypeError):
        words = str(answer.status_code)
    raise GraphRefused(words[:500])


def _arrived(entry: dict[str, object]) -> datetime:
    return parse_datetime(str(entry.get("receivedDateTime", ""))) or datetime.now(UTC)
