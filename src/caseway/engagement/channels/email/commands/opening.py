"""Protected mail is opened in a process of its own, with little memory and time: it never ends or delays ours."""

import base64
import json
import subprocess
import sys
from dataclasses import asdict, replace
from datetime import datetime
from typing import cast

import structlog

from caseway.engagement.channels.email.queries.keys import known_keys
from caseway.engagement.channels.email.rules import ParsedMail, parse
from caseway.engagement.channels.email.rules import protection as rules
from caseway.engagement.channels.email.rules.protection import Protection, Scheme, Verdict

log = structlog.get_logger()
SECONDS = 30
TOO_MUCH = "It could not be opened in the time and memory that one mail may take."
DAMAGED = "It could not be opened: it is damaged, or protected in a way that is not known here."


def opened(mail: ParsedMail, raw: bytes, *, at: datetime) -> ParsedMail:
    """The mail as it reads without its protection, and what that was; itself if it has none. Identity stays."""
    if not rules.may_be_protected(raw):
        return mail
    answer = _asked(raw, mail.sender.email, at)
    if "protection" not in answer:
        return mail
    protection = _protection(answer["protection"])
    entity = base64.b64decode(str(answer["entity"]))
    if not entity:
        return replace(mail, protection=protection)
    inside = parse(rules.rewrapped(raw, entity))
    return replace(
        inside,
        protection=protection,
        message_id=mail.message_id,
        is_message_id_derived=mail.is_message_id_derived,
        content_hash=mail.content_hash,
    )


def _asked(raw: bytes, sender: str, at: datetime) -> dict[str, object]:
    keys = [asdict(key) for key in known_keys()]
    question = {"raw": base64.b64encode(raw).decode(), "keys": keys, "sender": sender, "at": at.isoformat()}
    command = [sys.executable, "-m", rules.__name__]
    try:
        answer = subprocess.run(
            command, input=json.dumps(question).encode(), capture_output=True, timeout=SECONDS, check=True
        )
    except subprocess.TimeoutExpired:
        return _given_up(raw, TOO_MUCH, "timeout")
    except subprocess.CalledProcessError as error:
        words = error.stderr.decode("utf-8", "replace")[-500:]
        return _given_up(raw, TOO_MUCH if error.returncode < 0 or "MemoryError" in words else DAMAGED, words)
    return cast("dict[str, object]", json.loads(answer.stdout))


def _given_up(raw: bytes, problem: str, words: str) -> dict[str, object]:
    log.warning("protected mail could not be opened", words=words)
    scheme = Scheme.SMIME if b"pkcs7" in raw.lower() else Scheme.PGP
    return {"protection": asdict(Protection(scheme, is_readable=False, problem=problem)), "entity": ""}


def _protection(values: object) -> Protection:
    found = dict(values) if isinstance(values, dict) else {}
    return Protection(**found | {"scheme": Scheme(found["scheme"]), "verdict": Verdict(found.get("verdict", ""))})
