"""Makes the demo company look alive: mails arrive, some are answered, one is resolved."""

import time
import uuid
from dataclasses import dataclass

import httpx

from caseway.config.cli.playing import theatre_at
from caseway.config.temporary import Instance
from caseway.setup.story import play
from tests.screenshots.letters import OPEN_MAIL, SUPPORT, answer, bounce, post, post_all


@dataclass(frozen=True)
class Stage:
    """What the photographed addresses are made of."""

    open_case: str
    resolved_case: str
    contact: int
    account: str
    article: str
    entitlement: int
    messages: tuple[int, ...]
    held: int


def set_stage(instance: Instance) -> Stage:
    """Play the story, then more mails, a pick, a note and an answer."""
    values: dict[str, object] = {"CASEWAY_DATA": instance.data, "DATABASE_URL": ""}
    theatre = theatre_at(instance.base_url, instance.smtp_port, SUPPORT, values)
    play(theatre, lambda title, _detail: None)
    post_all(instance)
    headers = {"Authorization": f"Bearer {theatre.agent_token}"}
    with httpx.Client(base_url=f"{instance.base_url}/api/v1", headers=headers, timeout=30) as api:
        number = _case_of(api, OPEN_MAIL)
        _post(api, f"/cases/{number}/pick")
        _post(api, f"/cases/{number}/note", {"text": "Same batch as last week: check the valve first."})
        _post(api, f"/cases/{number}/reply", {"text": "Hi Maria,\n\nplease close the valve and try once more.\n\nAna"})
        sent = _sent(api, number)
        post(instance, answer(str(sent["message_id"])), bounce(str(sent["message_id"])))
        case = api.get(f"/cases/{number}").json()
        resolved = api.get("/cases?state=resolved&q=Brewer leaks").json()["items"]
        return Stage(
            open_case=number,
            resolved_case=str(resolved[0]["number"]) if resolved else number,
            contact=case["contact"]["id"],
            account=case["account"]["number"],
            article=api.get("/articles?q=brewer").json()["items"][0]["number"],
            entitlement=case["entitlement"]["id"],
            messages=_messages(api, number, 4),
            held=_held(instance, theatre.admin_token),
        )


def _case_of(api: httpx.Client, title: str) -> str:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        waiting = api.get("/queues/gold/items?limit=200").json()["items"]
        found = [item["reference"] for item in waiting if item["title"].endswith(title)]
        if found:
            return str(found[0])
        time.sleep(0.2)
    raise TimeoutError(f"no case opened for “{title}”")


def _post(api: httpx.Client, path: str, body: dict[str, object] | None = None) -> None:
    api.post(path, json=body or {}, headers={"Idempotency-Key": uuid.uuid4().hex}).raise_for_status()


def _sent(api: httpx.Client, number: str) -> dict[str, object]:
    """Our answer, once it has left."""
    until = time.monotonic() + 40
    while time.monotonic() < until:
        mails = _mails(api, number)
        ours = [mail for mail in mails if mail["direction"] == "out" and not mail["is_auto"]]
        left = [mail for mail in ours if mail["state"] == "sent"]
        if left:
            return left[0]
        time.sleep(0.2)
    raise TimeoutError(f"nothing was sent in {number}")


def _messages(api: httpx.Client, number: str, count: int) -> tuple[int, ...]:
    """The messages of a case, newest first, once there are so many."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        mails = _mails(api, number)
        if len(mails) >= count:
            return tuple(int(str(mail["id"])) for mail in mails)
        time.sleep(0.2)
    raise TimeoutError(f"{number} has {len(mails)} messages")


def _mails(api: httpx.Client, number: str) -> list[dict[str, object]]:
    entries = api.get(f"/cases/{number}/timeline?shown=mails").json()["items"]
    return [entry["data"] for entry in entries if entry["kind"] == "message"]


def _held(instance: Instance, token: str) -> int:
    """The newest mail in the quarantine."""
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=f"{instance.base_url}/api/v1", headers=headers, timeout=30) as api:
        return int(api.get("/quarantine").json()["items"][0]["id"])
