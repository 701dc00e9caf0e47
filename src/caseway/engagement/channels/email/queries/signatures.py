"""What stands below a mail: the writer's signature, or the mailbox's, filled in, as text and as HTML."""

import re
from dataclasses import dataclass

from django.utils.safestring import SafeString

from caseway.engagement.channels.email.models import Mailbox
from caseway.kernel.html import clean_html, html_of, text_of
from caseway.operations.models import Agent
from caseway.operations.rules.templates import Data, render, variables_in

AGENT = re.compile(r"agent:(\d{1,18})")


@dataclass(frozen=True)
class Signature:
    """Empty, or the same words twice."""

    text: str = ""
    html: str = ""


def signature_of(mailbox: Mailbox, author: str) -> Signature:
    """The writer's own signature before the mailbox's, in Liquid, written as text or as HTML.

    Where the mailbox's holds `{{ agent.signature }}` it is the frame, and the writer's own stands there. `author` is an
    actor's reference; whoever is no agent has none of their own.
    """
    agent = _agent(author)
    own = agent.signature.strip() if agent else ""
    frame = mailbox.signature.strip()
    values: dict[str, Data] = {
        "agent": {"name": agent.name if agent else ""},
        "mailbox": {"name": mailbox.name, "address": mailbox.address},
    }
    if own and "agent.signature" not in variables_in(frame):
        return _filled(own, values)
    if own:
        within = _filled(own, values)
        shown = SafeString(within.html) if _is_html(frame) else within.text
        values["agent"] = {"name": agent.name if agent else "", "signature": shown}
    return _filled(frame, values)


def _filled(source: str, values: dict[str, Data]) -> Signature:
    if not source:
        return Signature()
    if _is_html(source):
        html = clean_html(render(source, values, html=True))
        return Signature(text_of(html).strip(), html)
    text = render(source, values).strip()
    return Signature(text, html_of(text))


def _is_html(source: str) -> bool:
    return source.startswith("<")


def _agent(author: str) -> Agent | None:
    found = AGENT.fullmatch(author)
    return Agent.objects.filter(pk=int(found[1])).first() if found else None
