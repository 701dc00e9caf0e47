"""The story that must always work, played from outside through real SMTP and the API, each step checked."""

import smtplib
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import httpx

Json = dict[str, "Json"] | list["Json"] | str | int | float | bool | None
Tell = Callable[[str, str], None]

CUSTOMER = "maria@lumenlabs.example"
QUESTION = "Our brewer leaks from below since Monday. We found water under it again this morning. What can we do?"
PATIENCE = timedelta(seconds=30)


class StoryBroken(Exception):
    """A step did not happen as it should; the message says what was seen."""


@dataclass(frozen=True)
class Theatre:
    """Where the story is played: the addresses of a running instance, and tokens of an agent and an administrator."""

    base_url: str
    smtp_host: str
    smtp_port: int
    support: str
    agent_token: str
    admin_token: str


@dataclass
class Player:
    """Plays the steps one after the other and tells each with what happened."""

    theatre: Theatre
    tell: Tell
    agent: httpx.Client
    admin: httpx.Client
    subject: str = ""
    message_id: str = ""
    number: str = ""
    article: str = ""
    entitlement_id: int = 0
    before: int = 0
    seen: dict[str, object] = field(default_factory=dict)

    def case(self) -> dict[str, object]:
        return dict(_get(self.agent, f"/cases/{self.number}"))

    def remaining(self) -> int:
        return int(str(_get(self.admin, f"/entitlements/{self.entitlement_id}")["remaining_term"]).split(".")[0])


def play(theatre: Theatre, tell: Tell) -> None:
    """Play all of it; raises `StoryBroken` at the first step that is wrong."""
    with _client(theatre, theatre.agent_token) as agent, _client(theatre, theatre.admin_token) as admin:
        player = Player(theatre, tell, agent, admin)
        for step in (write, arrive, promise, pick, research, answer, resolve, count):
            step(player)


def write(player: Player) -> None:
    """The customer writes an email."""
    mail = EmailMessage()
    player.subject = f"Brewer leaks ({uuid.uuid4().hex[:6]})"
    player.message_id = f"<{uuid.uuid4().hex}@lumenlabs.example>"
    mail["From"], mail["To"] = f"Maria Gomez <{CUSTOMER}>", player.theatre.support
    mail["Subject"], mail["Message-ID"] = player.subject, player.message_id
    mail.set_content(QUESTION)
    with smtplib.SMTP(player.theatre.smtp_host, player.theatre.smtp_port, timeout=30) as server:
        server.send_message(mail)
    player.tell("Maria Gomez of Lumen Labs writes an email", f"“{player.subject}”, accepted by SMTP")


def arrive(player: Player) -> None:
    """Record creation identifies her and opens a case, which a rule sends to the gold queue."""
    log = _wait_for(lambda: _logged(player), "the email to be decided upon")
    _expect(log["outcome"] == "opened", f"the email was {log['outcome']}: {log['explanation']}")
    player.number = str(log["case"])
    case = player.case()
    _expect(case["queue"] == "gold", f"it is in the queue {case['queue']}, not in gold")
    entitlement = case["entitlement"]
    _expect(isinstance(entitlement, dict), "it has no entitlement")
    player.entitlement_id, player.before = int(entitlement["id"]), int(entitlement["remaining_term"])  # type: ignore[index]
    player.tell(f"{player.number} opens by itself", str(log["explanation"]))
    player.tell("A routing rule puts it into the gold queue", f"the contract has {player.before} cases left")


def promise(player: Player) -> None:
    """First contact is due within 15 business minutes of its arrival."""
    clock = _clock(player.case(), "first_response")
    started, due = datetime.fromisoformat(str(clock["started_at"])), datetime.fromisoformat(str(clock["due_at"]))
    _expect(due - started >= timedelta(minutes=15), f"it is due at {due}, {due - started} after {started}")
    _expect(datetime.now(UTC) - started < PATIENCE * 2, f"the clock began at {started}")
    player.tell(
        "The service level promises an answer in 15 business minutes", f"{due:%H:%M:%S}: {clock['explanation']}"
    )


def pick(player: Player) -> None:
    """An agent of that queue picks it and is responsible from now on."""
    waiting = [item["reference"] for item in _items(player.agent, "/queues/gold/items?limit=200")]
    _expect(player.number in waiting, f"{player.number} does not wait in the gold queue")
    _post(player.agent, f"/cases/{player.number}/pick")
    case = player.case()
    worker = case["worked_by"]
    _expect(isinstance(worker, dict) and worker == case["owner"], f"it is worked by {worker}")
    player.tell(f"{worker['name']} picks it", "and is responsible from now on")  # type: ignore[index]


def research(player: Player) -> None:
    """She finds an article."""
    found = _items(player.agent, "/articles?q=brewer leaks")
    _expect(bool(found), "no article is found for “brewer leaks”")
    player.article = str(found[0]["number"])
    player.tell("She finds an article", f"{player.article} {found[0]['title']}")


def answer(player: Player) -> None:
    """The article goes to the customer, under her mail; the first-response clock stops."""
    sent = _post(player.agent, f"/cases/{player.number}/send-article", {"article": player.article})
    _expect(player.message_id in str(sent["in_reply_to"]), "the answer is not threaded under the customer's mail")
    clock = _clock(player.case(), "first_response")
    _expect(clock["status"] == "succeeded", f"the first-response clock is {clock['status']}")
    _wait_for(lambda: _is_sent(player, int(str(sent["id"]))), "the answer to leave")
    player.tell(
        "The article is on its way to the customer", f"“{sent['subject']}”, under her own mail; the clock stopped"
    )


def resolve(player: Player) -> None:
    """The case is resolved, with a record."""
    body = {"resolution_type": "problem_solved", "resolution": "Reseated the base seal", "billable_minutes": 10}
    case = _post(player.agent, f"/cases/{player.number}/resolve", body)
    _expect((case["state"], case["status_reason"]) == ("resolved", "problem_solved"), f"it is {case['state']}")
    player.tell(f"{player.number} is resolved", "Problem solved: reseated the base seal")


def count(player: Player) -> None:
    """The contract shows one case less."""
    after = player.remaining()
    _expect(after == player.before - 1, f"the contract has {after} cases left, before it had {player.before}")
    player.tell("The contract counts it", f"{player.before} → {after} cases left")


def _logged(player: Player) -> dict[str, object] | None:
    entries = _items(player.admin, "/intake/log?limit=50")
    return next((entry for entry in entries if entry["message_id"] == player.message_id), None)


def _is_sent(player: Player, message: int) -> bool:
    entries = _items(player.agent, f"/cases/{player.number}/timeline?shown=mails")
    return any(entry["data"]["id"] == message and entry["data"]["state"] == "sent" for entry in entries)  # type: ignore[index]


def _clock(case: dict[str, object], kpi: str) -> dict[str, object]:
    clocks = case["clocks"]
    _expect(isinstance(clocks, list), "the case has no clocks")
    found = next((clock for clock in clocks if clock["kpi"] == kpi), None)  # type: ignore[attr-defined]
    if found is None:
        raise StoryBroken(f"there is no clock for {kpi}")
    return dict(found)


@contextmanager
def _client(theatre: Theatre, token: str) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=f"{theatre.base_url}/api/v1", headers=headers, timeout=30) as client:
        yield client


def _get(client: httpx.Client, path: str) -> dict[str, object]:
    return _answer(client.get(path))


def _post(client: httpx.Client, path: str, body: dict[str, object] | None = None) -> dict[str, object]:
    return _answer(client.post(path, json=body or {}, headers={"Idempotency-Key": uuid.uuid4().hex}))


def _items(client: httpx.Client, path: str) -> list[dict[str, object]]:
    items = _get(client, path)["items"]
    return items if isinstance(items, list) else []


def _answer(response: httpx.Response) -> dict[str, object]:
    _expect(response.is_success, f"{response.request.url.path} answered {response.status_code}: {response.text[:300]}")
    return dict(response.json())


def _wait_for(look: Callable[[], object], what: str) -> dict[str, object]:
    until = time.monotonic() + PATIENCE.total_seconds()
    while time.monotonic() < until:
        found = look()
        if found:
            return found if isinstance(found, dict) else {}
        time.sleep(0.1)
    raise StoryBroken(f"waited {PATIENCE.total_seconds():.0f} s for {what}")


def _expect(is_so: bool, otherwise: str) -> None:
    if not is_so:
        raise StoryBroken(otherwise)
