"""`caseway mail parse FILE…`: what Caseway reads in a mail, one JSON object a line. Needs no database and no Django."""

import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from caseway.engagement.channels.email.rules import Address, Attachment, Meeting, ParsedMail, parse


def parse_files(files: Iterable[str]) -> None:
    """Prints one object a file, in order; `-` is standard input. What cannot be opened prints `{file, error}`."""
    for name in files:
        answer: dict[str, object] = {"file": name.encode("utf-8", "replace").decode()}
        try:
            raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        except (OSError, ValueError) as error:
            answer["error"] = str(error)
        else:
            answer |= described(parse(raw))
        sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def described(mail: ParsedMail) -> dict[str, object]:
    """The mail as plain JSON values; the date in ISO 8601, UTC."""
    return {
        "from": _address(mail.sender),
        "reply_to": [_address(address) for address in mail.reply_to],
        "to": [_address(address) for address in mail.to],
        "cc": [_address(address) for address in mail.cc],
        "subject": mail.subject,
        "date": _moment(mail.date),
        "message_id": mail.message_id,
        "in_reply_to": list(mail.in_reply_to),
        "references": list(mail.references),
        "text": mail.text,
        "html": mail.html,
        "reply_text": mail.reply_text,
        "quoted_text": mail.quoted_text,
        "attachments": [_attachment(one) for one in mail.attachments],
        "is_auto": mail.is_auto,
        "auto_reason": mail.auto_reason,
        "auto_until": mail.auto_until.isoformat() if mail.auto_until else None,
        "is_bounce": mail.is_bounce,
        "bounce": _bounce(mail),
        "complaint": asdict(mail.complaint) if mail.complaint else None,
        "calendar": _calendar(mail.calendar),
        "is_list": mail.is_list,
        "is_forward": mail.is_forward,
        "author": _address(mail.author) | {"source": mail.author_source},
        "other_senders": [_address(address) for address in mail.other_senders],
        "claimed_addresses": list(mail.claimed_addresses),
        "authentication": [asdict(one) for one in mail.authentication],
        "defects": list(mail.defects),
    }


def _address(address: Address) -> dict[str, str]:
    return {"name": address.name, "email": address.email}


def _attachment(attachment: Attachment) -> dict[str, object]:
    """`filename` is what Caseway shows, `declared_name` what the sender called it: null where that is nothing."""
    return {
        "filename": attachment.filename,
        "declared_name": attachment.declared_name or None,
        "content_type": attachment.content_type,
        "size": attachment.size,
        "inline": attachment.inline,
        "content_id": attachment.content_id or None,
    }


def _calendar(meeting: Meeting | None) -> dict[str, object] | None:
    if meeting is None:
        return None
    return asdict(meeting) | {"starts_at": _moment(meeting.starts_at), "ends_at": _moment(meeting.ends_at)}


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _bounce(mail: ParsedMail) -> dict[str, object] | None:
    if mail.bounce is None:
        return None
    return {
        "recipient": mail.bounce.recipient,
        "status": mail.bounce.status,
        "permanent": mail.bounce.permanent,
        "diagnostic": mail.bounce.diagnostic,
        "recipients": list(mail.bounce.recipients),
        "original_message_id": mail.bounce.original_message_id,
    }
