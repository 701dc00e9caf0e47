"""What a reader should be told beside a mail: who it may not be from, where answers would go, what handed it on."""

from collections.abc import Iterator
from dataclasses import asdict

from caseway.engagement.channels.email.commands.senders import Sender
from caseway.engagement.channels.email.queries import Place
from caseway.engagement.channels.email.rules import ParsedMail
from caseway.operations.queries import agent_addresses

Notice = dict[str, object]


def notices_of(mail: ParsedMail, sender: Sender) -> list[Notice]:
    """Each `{"kind": …}` with its values; most mails have none."""
    return [*_pretended(mail, sender), *_handed_on(mail, sender), *_automatic(mail), *notices_of_content(mail)]


def notices_of_content(mail: ParsedMail) -> list[Notice]:
    """Those that hang on nothing but the mail itself, and so may differ when it is read again."""
    return [*_invited(mail), *_protected(mail)]


def notices_of_place(mail: ParsedMail, sender: Sender, place: Place) -> list[Notice]:
    """Whoever was given a conversation's own address can write to it: then an answer would go to somebody new."""
    is_told = place.has_newcomer and not (mail.is_auto or mail.is_bounce)
    return [{"kind": "newcomer", "address": sender.email}] if is_told else []


def _pretended(mail: ParsedMail, sender: Sender) -> Iterator[Notice]:
    if sender.is_forged:
        yield {"kind": "check_failed", "server": sender.check.server, "address": mail.sender.email}
    if mail.claimed_addresses:
        yield {"kind": "claims", "addresses": list(mail.claimed_addresses)[:5]}
    if mail.other_senders:
        yield {"kind": "several_senders", "addresses": [one.email for one in mail.other_senders[:5]]}
    agents = agent_addresses()
    if mail.sender.email.lower() not in agents and _plain(mail.sender.name) in {_plain(one) for one in agents.values()}:
        yield {"kind": "agent_name", "name": mail.sender.name}
    if elsewhere := _answers_elsewhere(mail, sender):
        yield {"kind": "answers_elsewhere", "addresses": elsewhere[:5]}


def _handed_on(mail: ParsedMail, sender: Sender) -> Iterator[Notice]:
    if sender.forwarded_by:
        yield {"kind": "forwarded", "by": sender.forwarded_by}
    elif sender.email == mail.author.email != mail.sender.email:
        yield {"kind": "list", "address": mail.sender.email, "source": mail.author_source}


def _automatic(mail: ParsedMail) -> Iterator[Notice]:
    if mail.auto_until:
        yield {"kind": "away", "until": mail.auto_until.isoformat()}


def _invited(mail: ParsedMail) -> Iterator[Notice]:
    """The event that it brings; of its times an event without a beginning has none worth telling."""
    event = mail.calendar
    if event is None or event.starts_at is None:
        return
    yield {
        "kind": "event",
        "method": event.method,
        "summary": event.summary[:200],
        "starts_at": event.starts_at.isoformat(),
        "ends_at": event.ends_at.isoformat() if event.ends_at else "",
        "is_all_day": event.is_all_day,
        "location": event.location[:200],
        "organizer": (event.organizer.name or event.organizer.email)[:200],
    }


def _protected(mail: ParsedMail) -> Iterator[Notice]:
    """How it was protected; a key that comes later changes it."""
    found = mail.protection
    if found and (found.is_encrypted or found.verdict or not found.is_readable):
        yield {"kind": "protection", **asdict(found)}


def _answers_elsewhere(mail: ParsedMail, sender: Sender) -> list[str]:
    """Where Reply-To leads, if that is another domain than the sender's."""
    if sender.forwarded_by:
        return []
    own = sender.email.rpartition("@")[2].lower()
    return [one.email for one in mail.reply_to if one.email and one.email.rpartition("@")[2].lower() != own]


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
