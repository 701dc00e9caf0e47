"""Reading kept sources again, after the parser has learnt something."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from caseway.engagement import commands as engagement
from caseway.engagement.channels.email.commands.composing import facts_of, files_of
from caseway.engagement.channels.email.commands.noticing import notices_of_content
from caseway.engagement.channels.email.commands.opening import opened
from caseway.engagement.channels.email.queries.sources import read_sources
from caseway.engagement.channels.email.rules import parse
from caseway.kernel.access import Actor, require

PERMISSION = "settings.manage"
Report = Callable[[int, list[str]], None]


@dataclass(frozen=True, kw_only=True)
class Extent:
    """Which messages: those that came `since` then, to one of our mailboxes, and that follow a message by its id."""

    since: datetime | None = None
    mailbox: str = ""
    after: int = 0


def reread_mail(extent: Extent, *, actor: Actor, report: Report, is_dry: bool = False) -> int:
    """Read each again, in the order of ids, and report each with what differed (nothing, for most).

    Each message is a transaction of its own: whoever stops goes on after the last one reported.
    """
    require(actor, PERMISSION)
    count = 0
    for message_id, at, raw in read_sources(extent.after, since=extent.since, mailbox=extent.mailbox):
        mail = opened(parse(raw), raw, at=at)
        reading = engagement.Reading(
            text=mail.text,
            html=mail.html,
            reply_text=mail.reply_text,
            quoted_text=mail.quoted_text,
            facts=facts_of(mail),
            files=files_of(mail),
            notices=notices_of_content(mail),
        )
        report(message_id, engagement.reread_message(message_id, reading, actor=actor, is_dry=is_dry))
        count += 1
    return count
