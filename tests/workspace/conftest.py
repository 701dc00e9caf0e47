"""A gold case that came by mail, with an answer, a note and a task, for the pages around it."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from caseway.cases.commands import NewActivity, NewCase, add_activity, add_note, open_case, pick_case
from caseway.cases.models import Case
from caseway.engagement.commands import IncomingFile, IncomingMessage, receive_message
from caseway.engagement.models import Message
from caseway.kernel.access import SYSTEM, Actor
from caseway.operations.models import Agent
from tests.world import World

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360f8cf500f0003860180"
    "5a34cd5d0000000049454e44ae426082"
)
Mailed = Callable[..., Message]


@pytest.fixture
def mailed() -> Mailed:
    """A mail arrives from Maria, in a conversation of its own or in the one that is named."""

    def mail(text: str = "Our brewer leaks.", **changes: Any) -> Message:
        key = uuid.uuid4().hex
        values: dict[str, Any] = {
            "channel": "email",
            "at": timezone.now(),
            "message_id": f"<{key}@lumenlabs.example>",
            "content_hash": key,
            "raw": b"From: maria@lumenlabs.example\r\nSubject: Brewer leaks\r\n\r\n" + text.encode(),
            "from_name": "Maria Gomez",
            "from_email": "maria@lumenlabs.example",
            "recipients": {"to": [{"name": "", "email": "support@caseway.example"}], "cc": [], "reply_to": []},
            "subject": "Brewer leaks since Monday",
            "text": text,
            "html": "",
            "reply_text": text,
            "quoted_text": "",
        }
        return receive_message(IncomingMessage(**values | changes))

    return mail


@pytest.fixture
def gold_case(world: World, mailed: Mailed) -> Case:
    """Opened from Maria's mail, and waiting in the gold queue."""
    message = mailed(
        "Hello,\n\nour brewer leaks from below.",
        quoted_text="On Friday you wrote:\n> delivered",
        files=[
            IncomingFile(filename="base.png", content_type="image/png", content=PNG),
            IncomingFile(filename="bad.html", content_type="text/html", content=b"<script>alert(1)</script>"),
        ],
    )
    new = NewCase(
        title="Brewer leaks since Monday", contact=world.maria, account=world.account, origin=Case.Origin.EMAIL
    )
    return open_case(new, actor=SYSTEM, conversation=message.conversation)


@pytest.fixture
def owned_case(gold_case: Case, owner: Agent, acting: Callable[[Agent], Actor]) -> Case:
    """Picked by its owner, who wrote a note and planned a call."""
    actor = acting(owner)
    pick_case(gold_case, actor=actor)
    add_note(gold_case, actor=actor, text="Same batch as last week: https://intra.example/batch")
    add_activity(gold_case, actor=actor, new=NewActivity(kind="task", subject="Ask for the serial number"))
    return Case.objects.get(pk=gold_case.pk)
