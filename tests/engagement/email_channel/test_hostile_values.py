"""Whatever stands in names, subjects, texts and files, what leaves is one well-formed mail to those it is for."""

import re
from copy import copy
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from caseway.cases import commands as cases
from caseway.cases.models import Case
from caseway.engagement.channels.email.models import Mailbox
from caseway.engagement.channels.email.queries.mime import source_of
from caseway.engagement.channels.email.queries.outgoing import Letter, letter_of
from caseway.engagement.channels.email.rules.heading import LONGEST_NAME, one_line
from caseway.engagement.commands import OutgoingFile
from caseway.kernel.access import SYSTEM
from tests.engagement.email_channel.mails import Deliver, mail, read, received
from tests.world import World

HEADERS = ["message-id", "in-reply-to", "references", "from", "to", "cc", "reply-to", "subject", "date"]
HEADERS += ["mime-version", "content-type"]
BARE = re.compile(rb"(?<!\r)\n|\r(?!\n)")
LONGEST_LINE = 998
INJECTED = "x\r\nBcc: eve@evil.example\r\n\r\nHello\n.\nX-Evil: yes\u2028\x85\x0b\x0c\x1c\r.\r"
PIECES = (
    INJECTED,
    '"',
    "\\",
    "<eve@evil.example>",
    ",",
    ";",
    "=?utf-8?q?=0D=0ABcc:?=",
    "ä" * 90,
    "\r",
    "\n",
    "\r\n.\r\n",
)
LETTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
WORDS = st.one_of(
    st.text(LETTERS, max_size=80),
    st.lists(st.sampled_from([*PIECES, "x" * 1200, "{{ x }}", "\u202e", " "]), max_size=4).map("".join),
)
DECLARED = (
    "text/html; name=x",
    "message/rfc822",
    "Multipart/mixed",
    "MESSAGE/RFC822",
    "текст/plain",
    "text/plain",
    "a/b",
)
TYPES = st.one_of(WORDS, st.sampled_from(DECLARED))


@pytest.fixture
def letter(world: World, deliver: Deliver) -> Letter:
    """A reply with a picture within and a file."""
    received(mail())
    deliver()
    picture = OutgoingFile(filename="a", content_type="a/b", content=b"PNG", is_inline=True, content_id="1@x")
    file = OutgoingFile(filename="b", content_type="a/b", content=b"From me\r\n.\r\nBcc: eve@evil.example\n")
    reply = cases.Reply(text="x", html="<p>x</p>", files=[picture, file])
    return letter_of(cases.reply_to_customer(Case.objects.get(), actor=SYSTEM, reply=reply))


def written(letter: Letter, words: list[str], kind: str) -> Letter:
    """The letter with these words wherever a customer, an agent or a stranger may have chosen them."""
    message, files, answered = copy(letter.message), [copy(one) for one in letter.files], copy(letter.answered)
    message.subject, message.from_name, message.text, name, filename, content_id, said, mailbox = words
    message.recipients = {
        "to": [{"name": name, "email": "maria@lumenlabs.example"}],
        "cc": [{"name": name, "email": "adam@lumenlabs.example"}],
        "bcc": [{"name": name, "email": "hidden@lumenlabs.example"}],
    }
    message.references = [*message.references, f"<{name}@x.example>"]
    for file in files:
        file.filename, file.content_type, file.content_id = filename, kind, content_id if file.is_inline else ""
    assert answered is not None
    answered.from_name, answered.reply_text = name, said
    ours = Mailbox(address=letter.mailbox.address, name=mailbox)
    return replace(letter, message=message, files=files, answered=answered, mailbox=ours)


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(words=st.lists(WORDS, min_size=8, max_size=8), kind=TYPES)
@example(words=[INJECTED] * 8, kind=INJECTED)
@example(words=["x" * 1200] * 8, kind="message/rfc822")
def test_no_value_breaks_out_of_its_place(letter: Letter, words: list[str], kind: str) -> None:
    source = source_of(written(letter, words, kind))
    found = read(source)
    assert {name.lower() for name in found.keys()} == set(HEADERS)  # noqa: SIM118
    assert len(found.keys()) == len(HEADERS)
    assert not BARE.search(source)
    assert found["Subject"].split() == one_line(words[0]).split()
    name, shown = one_line(words[3])[:LONGEST_NAME], found["To"].addresses[0].display_name
    assert "".join(shown.split()) == "".join(name.split())  # the library's reader puts blanks between encoded words
    assert max(map(len, source.split(b"\r\n"))) <= LONGEST_LINE
    assert b"hidden@lumenlabs" not in source
    for header, address in (("To", "maria@lumenlabs.example"), ("Cc", "adam@lumenlabs.example")):
        assert [one.addr_spec for one in found[header].addresses] == [address]
    assert [one.addr_spec for one in found["From"].addresses] == [letter.mailbox.address]
    files = [part for part in found.walk() if part.get_content_disposition() in ("inline", "attachment")]
    assert [part.get_content_maintype() in ("message", "multipart") for part in files] == [False, False]
    assert [bool(part.get_payload(decode=True)) for part in files] == [True, True]
