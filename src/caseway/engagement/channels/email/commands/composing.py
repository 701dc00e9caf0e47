"""From what the parser read to what engagement stores."""

from dataclasses import asdict
from datetime import datetime

from caseway.engagement import commands as engagement
from caseway.engagement.channels.email.commands.noticing import notices_of, notices_of_place
from caseway.engagement.channels.email.commands.senders import Sender
from caseway.engagement.channels.email.queries import Place
from caseway.engagement.channels.email.rules import Meeting, ParsedMail
from caseway.engagement.channels.email.rules.trust import Check


def incoming_message(
    raw: bytes, mail: ParsedMail, sender: Sender, *, at: datetime, place: Place, mailboxes: list[str]
) -> engagement.IncomingMessage:
    """`mailboxes` are those of ours that it was for."""
    return engagement.IncomingMessage(
        channel="email",
        at=at,
        message_id=mail.message_id,
        content_hash=mail.content_hash,
        raw=raw,
        from_name=sender.name,
        from_email=sender.email,
        recipients=_recipients(mail, sender, mailboxes),
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        reply_text=mail.reply_text,
        quoted_text=mail.quoted_text,
        in_reply_to=mail.in_reply_to,
        references=mail.references,
        is_auto=mail.is_auto or mail.is_bounce or not sender.is_usable,
        is_bounce=mail.is_bounce,
        facts={name: value for name, value in facts_of(mail).items() if value} | _checked(sender.check),
        notices=[*notices_of(mail, sender), *notices_of_place(mail, sender, place)],
        files=files_of(mail),
        conversation_id=place.conversation_id,
        evidence=_evidence(place, sender),
    )


def _evidence(place: Place, sender: Sender) -> dict[str, object]:
    if not sender.forwarded_by:
        return place.evidence
    matched = {} if place.conversation_id else {"by": "forward", "value": sender.forwarded_by}
    return place.evidence | matched


def _checked(check: Check) -> dict[str, object]:
    return {"sender_check": asdict(check)} if check.server else {}


def _recipients(mail: ParsedMail, sender: Sender, mailboxes: list[str]) -> dict[str, list[dict[str, str]]]:
    """Answers to what an agent forwarded go to the customer, not where the agent's own answers go.

    What was found forged says nothing of where answers go.
    """
    kinds = {"to": mail.to, "cc": mail.cc, "reply_to": () if sender.forwarded_by or sender.is_forged else mail.reply_to}
    listed = {kind: [{"name": one.name, "email": one.email} for one in addresses] for kind, addresses in kinds.items()}
    return listed | {"delivered_to": [{"name": "", "email": address} for address in mailboxes]}


def files_of(mail: ParsedMail) -> list[engagement.IncomingFile]:
    return [
        engagement.IncomingFile(
            filename=one.filename,
            content_type=one.content_type,
            content=one.content,
            is_inline=one.inline,
            content_id=one.content_id,
        )
        for one in mail.attachments
    ]


def facts_of(mail: ParsedMail) -> dict[str, object]:
    """What else was read, and what was looked for and is not there."""
    return {
        "date": mail.date.isoformat() if mail.date else "",
        "auto_reason": mail.auto_reason,
        "auto_until": mail.auto_until.isoformat() if mail.auto_until else "",
        "author": asdict(mail.author) | {"source": mail.author_source} if mail.author != mail.sender else {},
        "other_senders": [asdict(one) for one in mail.other_senders],
        "claimed_addresses": list(mail.claimed_addresses),
        "authentication": [asdict(one) for one in mail.authentication],
        "return_path": mail.return_path,
        "defects": list(mail.defects),
        "is_list": mail.is_list,
        "is_forward": mail.is_forward,
        "is_id_derived": mail.is_message_id_derived,
        "calendar": _calendar(mail.calendar),
        "bounce": _bounce(mail),
        "complaint": mail.complaint.kind if mail.complaint else "",
        "protection": asdict(mail.protection) if mail.protection else {},
    }


def _calendar(meeting: Meeting | None) -> dict[str, object]:
    if meeting is None:
        return {}
    moments = {"starts_at": meeting.starts_at, "ends_at": meeting.ends_at}
    return asdict(meeting) | {name: moment.isoformat() if moment else "" for name, moment in moments.items()}


def _bounce(mail: ParsedMail) -> dict[str, object]:
    if mail.bounce is None:
        return {}
    bounce = mail.bounce
    return {
        "recipient": bounce.recipient,
        "status": bounce.status,
        "is_permanent": bounce.permanent,
        "diagnostic": bounce.diagnostic[:2000],
    }
