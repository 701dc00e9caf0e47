"""The sender and recipients that SMTP commands name: plain ones are read in a short way, to the same end."""

import pytest
from aiosmtpd.smtp import SMTP

from caseway.engagement.channels.email.jobs.reception import Session


@pytest.mark.parametrize(
    "path",
    [
        "<maria@lumenlabs.example>",
        "<maria.o+tag_1=x~^-@a.b-c.example> SIZE=100 BODY=8BITMIME",
        "<maria@lumenlabs.example>  SIZE=1",
        "<maria@localhost>",
        "<o'brien@lumenlabs.example>",
        '<"two words"@lumenlabs.example>',
        "<maría@lumenlabs.example>",
        "<.maria@lumenlabs.example>",
        "<maria..o@lumenlabs.example>",
        "<maria@lumenlabs..example>",
        "<maria@[192.0.2.1]>",
        "<maria>",
        "<>",
        "maria@lumenlabs.example",
        " <maria@lumenlabs.example>",
        "<@relay.example:maria@lumenlabs.example>",
    ],
)
def test_it_is_what_aiosmtpd_reads(path: str) -> None:
    session = Session.__new__(Session)
    address, options = session._getaddr(path)
    expected, expected_options = SMTP._getaddr(session, path)
    assert address == expected
    assert (options or "").split() == (expected_options or "").split()
