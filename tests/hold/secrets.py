"""A case that only some may see, and every address under which something of it could be found."""

import uuid
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from caseway.cases.commands import NewActivity, NewCase, add_activity, add_note, open_case, pick_case
from caseway.cases.models import Case
from caseway.engagement.commands import IncomingFile, IncomingMessage, receive_message
from caseway.engagement.models import Message
from caseway.kernel.access import SYSTEM
from caseway.operations.models import Agent
from caseway.operations.queries import actor_for
from tests.world import World

WORD = "Zanzibar"
AREAS = ("cases_", "engagement_", "routing_", "sla_", "entitlements_", "customers_", "flows_", "knowledge_", "email_")
DIGEST = "SELECT '{table}', md5(string_agg(t::text, '|' ORDER BY t::text)) FROM \"{table}\" t"
ELSEWHERE = ("accounts/", "api/", "__debug__/")


@dataclass(frozen=True)
class Secret:
    """The case, its mail with a file, its activity, and the values by which addresses name them."""

    case: Case
    message: Message
    values: dict[str, dict[str, object]]

    def named(self, route: str) -> dict[str, object]:
        """The parameters of a route: those of the longest beginning that is known."""
        begin = max((known for known in self.values if route.startswith(known)), key=len)
        return self.values[""] | self.values[begin]


@dataclass(frozen=True)
class Route:
    """One address of ours: its name, its pattern without anchors, and the names of its parameters."""

    name: str
    pattern: str
    parameters: tuple[str, ...]

    def address(self, secret: Secret) -> str:
        values = secret.named(self.pattern)
        return reverse(self.name, kwargs={name: values[name] for name in self.parameters})


def make_secret(world: World, owner: Agent) -> Secret:
    actor = actor_for(owner.pk, via="page")
    message = _mail(world)
    new = NewCase(title=f"Leaks in {WORD}", contact=world.maria, account=world.account, origin=Case.Origin.EMAIL)
    case = open_case(new, actor=SYSTEM, conversation=message.conversation)
    pick_case(case, actor=actor)
    add_note(case, actor=actor, text=f"Same batch as in {WORD}")
    activity = add_activity(case, actor=actor, new=NewActivity(kind="task", subject=f"Call {WORD}"))
    return Secret(Case.objects.get(pk=case.pk), message, _values(world, case, message, activity.pk))


def routes() -> list[Route]:
    """Every named page of ours; the API and sign-in have tests of their own."""
    return [route for route in _walk(get_resolver(), "", "") if not route.pattern.startswith(ELSEWHERE)]


def rows() -> dict[str, str]:
    """A digest of every row of each table of the areas, to see that nothing changed."""
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(DIGEST.format(table=table) for table in _tables()))
        return dict(cursor.fetchall())


@cache
def _tables() -> tuple[str, ...]:
    return tuple(name for name in connection.introspection.table_names() if name.startswith(AREAS))


def _walk(resolver: URLResolver, before: str, namespace: str) -> list[Route]:
    found: list[Route] = []
    for entry in resolver.url_patterns:
        pattern = before + str(entry.pattern).lstrip("^").rstrip("$")
        if isinstance(entry, URLPattern):
            found.append(Route(namespace + (entry.name or ""), pattern, tuple(entry.pattern.regex.groupindex)))
        else:
            inside = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            found += _walk(entry, pattern, inside)
    return found


def _mail(world: World) -> Message:
    key = uuid.uuid4().hex
    values: dict[str, Any] = {
        "channel": "email",
        "at": timezone.now(),
        "message_id": f"<{key}@lumenlabs.example>",
        "content_hash": key,
        "raw": f"Subject: {WORD}\r\n\r\n{WORD}".encode(),
        "from_name": "Maria Gomez",
        "from_email": "maria@lumenlabs.example",
        "recipients": {"to": [{"name": "", "email": "support@caseway.example"}], "cc": [], "reply_to": []},
        "subject": f"Leaks in {WORD}",
        "text": f"It leaks in {WORD}.",
        "html": f"<p>It leaks in <b>{WORD}</b>.</p>",
        "reply_text": f"It leaks in {WORD}.",
        "quoted_text": "",
        "files": [IncomingFile(filename=f"{WORD}.txt", content_type="text/plain", content=WORD.encode())],
    }
    return receive_message(IncomingMessage(**values))


def _values(world: World, case: Case, message: Message, activity: int) -> dict[str, dict[str, object]]:
    queue = {"slug": world.gold_queue.slug}
    anything = {
        "pk": 1,
        "key": 1,
        "way": "up",
        "item": 1,
        "delivery_pk": 1,
        "number": "KB-1",
        "what": "jobs",
        "verb": "discard",
    }
    return {
        "": anything,
        "cases/": {
            "number": case.number,
            "kind": "task",
            "article": "KB-1",
            "verb": "next",
            "step": 1,
        },
        r"cases/(?P<number>[^/]+)/articles": {"number": case.number, "article": "KB-1", "verb": "send"},
        "messages/": {"pk": message.pk},
        "attachments/": {"pk": message.attachments.get().pk},
        "activities/": {"pk": activity, "outcome": "complete"},
        "queues/": queue | {"number": case.number},
        "customers/(?P<": {"kind": "contacts", "key": world.maria.pk},
        "customers/accounts/": {"number": world.account.number},
        "customers/contacts/": {"pk": world.maria.pk},
        "entitlements/": {"pk": world.entitlement.pk},
    }
