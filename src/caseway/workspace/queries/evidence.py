"""Why a message stands where it stands, in plain words."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from caseway.engagement.models import Message

Evidence = Mapping[str, Any]
WORDS = {
    "signed address": gettext_lazy("It was written to the reply address of this conversation."),
    "In-Reply-To": gettext_lazy("It answers %(what)s."),
    "References": gettext_lazy("It belongs to the thread of %(what)s."),
    "our Message-ID": gettext_lazy("It answers a message of ours that is no longer kept."),
    "subject tag": gettext_lazy("Its subject names %(value)s."),
    "copy": gettext_lazy("It went to several of our addresses, and this one has a case of its own."),
    "report": gettext_lazy("It reports on %(what)s."),
    "forward": gettext_lazy("%(value)s forwarded it for the customer who wrote it."),
}
SENDERS = {
    "participant": gettext_lazy("Its sender takes part in this conversation."),
    "customer": gettext_lazy("Its sender is the customer of this conversation, or of the same company."),
}


def why_here(message: Message) -> list[str]:
    """A sentence on what put the message into its conversation, and one for each thing that happened on the way."""
    evidence: Evidence = message.evidence
    sentences = [_matched(message, evidence), *(_refused(one) for one in evidence.get("refused", ()))]
    if "merged_from" in evidence:
        sentences.append(_("What it answers was merged into this conversation."))
    sentences += [_moved(one) for one in evidence.get("moved", ())]
    return [sentence for sentence in sentences if sentence]


def last_move(message: Message) -> str:
    """How it came here from another case, "" if it was never moved."""
    moved = message.evidence.get("moved")
    return _moved(moved[-1]) if moved else ""


def refused_claims(message: Message) -> list[str]:
    return [_refused(one) for one in message.evidence.get("refused", ())]


def _matched(message: Message, evidence: Evidence) -> str:
    if message.direction == Message.Direction.OUT:
        return _("We wrote it here.")
    words = WORDS.get(evidence.get("by", ""), gettext_lazy("Nothing in it pointed to an earlier message."))
    values = {"value": evidence.get("value", ""), "what": _answered(evidence)}
    return " ".join(part for part in (str(words) % values, str(SENDERS.get(evidence.get("sender", ""), ""))) if part)


def _answered(evidence: Evidence) -> str:
    """What a message refers to: one of ours or of theirs, and of which day."""
    if "at" not in evidence:
        return _("a message of this conversation")
    is_ours = evidence["direction"] == Message.Direction.OUT
    text = _("a message we sent on %(date)s") if is_ours else _("a message that came on %(date)s")
    return text % {"date": _day(evidence["at"])}


def _refused(claim: Evidence) -> str:
    if claim["by"] == "subject tag":
        return _("It named %(number)s, but its sender does not take part there.") % {"number": claim["value"]}
    return _("It claimed to answer a message of another conversation, but its sender does not take part there.")


def _moved(move: Evidence) -> str:
    values = {"name": move["by"], "number": move["from"], "date": _day(move["at"])}
    return _("%(name)s moved it here from %(number)s on %(date)s.") % values


def _day(text: str) -> str:
    at = timezone.localtime(datetime.fromisoformat(text))
    return f"{at.day} {at:%B}" if at.year == timezone.localdate().year else f"{at.day} {at:%B %Y}"
