"""Who wrote the mail that somebody forwards. Pure, and a claim of whoever forwards it."""

from collections.abc import Sequence

from .addresses import first_address
from .headers import split_message
from .limits import Defects
from .lines import Line, text_lines
from .model import Address, ParsedMail
from .replies.markers import is_forward_delimiter, is_header_block, label_of

MOST_LINES = 400
BLOCK_LINES = 12
NESTED = ("message/rfc822", "message/global")


def forwarded_author(mail: ParsedMail) -> Address | None:
    """The writer of the mail inside: an attached one, else the block of headers that clients write above it.

    None for a mail that forwards nothing: its subject says so, or a line such as "Forwarded message".
    """
    lines = text_lines(mail.text[:200_000])[:MOST_LINES]
    start = next((at + 1 for at, line in enumerate(lines) if is_forward_delimiter(line)), None)
    if start is None and not mail.is_forward:
        return None
    found = _of_attachment(mail) or _of_block(lines[start or 0 :])
    return found if found and found.email.lower() != mail.sender.email.lower() else None


def _of_attachment(mail: ParsedMail) -> Address | None:
    for one in mail.attachments:
        if one.content_type in NESTED:
            headers, _body = split_message(one.content, Defects())
            return _usable(first_address(headers.texts("from")))
    return None


def _of_block(lines: Sequence[Line]) -> Address | None:
    for at in range(len(lines)):
        if is_header_block(lines, at):
            values = (value for name, value in map(label_of, lines[at : at + BLOCK_LINES]) if name == "from")
            return _usable(first_address([next(values, "").replace("[mailto:", "<").replace("]", ">")]))
    return None


def _usable(address: Address) -> Address | None:
    return address if "@" in address.email else None
