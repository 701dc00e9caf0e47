"""A mail by SMTP ends at the line with only a dot, wherever its bytes are cut on their way."""

import asyncio

import pytest

from caseway.engagement.channels.email.jobs import reception
from caseway.engagement.channels.email.jobs.reception import Room, Session, Share


def content_of(*pieces: bytes) -> tuple[bytes | None, bytes]:
    """What the listener takes for the mail, and what it leaves for the next command."""

    async def read() -> tuple[bytes | None, bytes]:
        session = Session.__new__(Session)
        session._reader = reader = asyncio.StreamReader()
        task = asyncio.create_task(session._content(Share(Session.room)))
        for piece in pieces:
            reader.feed_data(piece)
            await asyncio.sleep(0)
            await asyncio.sleep(0)
        content = await task
        reader.feed_eof()
        return content, await reader.read()

    return asyncio.run(read())


@pytest.mark.parametrize(
    ("sent", "content"),
    [
        (b".\r\n", b""),
        (b"\r\n.\r\n", b"\r\n"),
        (b"a: b\r\n\r\nHello\r\n.\r\n", b"a: b\r\n\r\nHello\r\n"),
        (b"..\r\n...b\r\n.c\r\n\r\n..\r\n.\r\n", b".\r\n..b\r\nc\r\n\r\n.\r\n"),
        (b"a\n.\nb\n.\r\nc\r.\r\nd\r\n.\ne\r\n.\r\n", b"a\n.\nb\n.\r\nc\r.\r\nd\r\n\ne\r\n"),
        (b"nothing but\0bytes \xff\xfe\r\n.\r\n", b"nothing but\0bytes \xff\xfe\r\n"),
    ],
)
def test_it_ends_at_the_lone_dot_however_it_is_cut(sent: bytes, content: bytes) -> None:
    for cut in range(len(sent) + 1):
        assert content_of(sent[:cut], sent[cut:]) == (content, b"")
    assert content_of(*(bytes([byte]) for byte in sent)) == (content, b"")


def test_what_follows_it_is_the_next_command() -> None:
    assert content_of(b"Hello\r\n.\r\nQUIT\r\n") == (b"Hello\r\n", b"QUIT\r\n")
    assert content_of(b"Hello\r\n.\r", b"\nMAIL FROM:<a@b>\r\nRC") == (b"Hello\r\n", b"MAIL FROM:<a@b>\r\nRC")


def test_one_that_is_too_large_is_read_to_its_end_and_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reception, "MOST_BYTES", 100)
    lines = [b"x" * 30 + b"\r\n"] * 10
    assert content_of(*lines, b".\r\nQUIT\r\n") == (None, b"QUIT\r\n")
    assert content_of(b"".join(lines), b".\r\nQUIT\r\n") == (None, b"QUIT\r\n")
    assert content_of(b"".join(lines) + b".\r\n") == (None, b"")


def test_a_peer_that_hangs_up_ends_it() -> None:
    async def read() -> None:
        session = Session.__new__(Session)
        session._reader = asyncio.StreamReader()
        session._reader.feed_data(b"Hello")
        session._reader.feed_eof()
        await session._content(Share(Session.room))

    with pytest.raises(ConnectionResetError):
        asyncio.run(read())


def test_large_mails_share_a_bounded_room_and_small_ones_always_find_some(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reception, "ALWAYS_TAKEN", 10)
    room = Room(100)
    with Share(room) as first, Share(room) as second, Share(room) as small:
        assert (first.takes(30), first.takes(60), room.taken) == (True, True, 60)
        assert (second.takes(10), second.takes(41), second.is_refused, room.taken) == (True, False, True, 60)
        assert (second.takes(5), small.takes(10)) == (False, True)
    assert room.taken == 0
    with Share(room) as third:
        assert third.takes(100)
