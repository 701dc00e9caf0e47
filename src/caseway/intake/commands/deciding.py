"""Deciding about one message: attach it to its case, open one, reopen one, or say why not.

Logged once, with the reason.
"""

from dataclasses import dataclass
from functools import cache

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from psycopg.sql import SQL

from caseway.cases import commands as cases
from caseway.cases.models import Case
from caseway.cases.queries import case_of_conversation
from caseway.customers import commands as customers
from caseway.customers.models import Account, Contact
from caseway.customers.queries import customer_by_address
from caseway.customers.rules import is_usable_email
from caseway.engagement import commands as engagement
from caseway.engagement.models import Conversation, Message
from caseway.entitlements.queries import default_entitlement
from caseway.intake.commands.opening import acknowledge, case_from, meet
from caseway.intake.models import CreationRule, CreationRuleItem, IntakeLog
from caseway.intake.queries import Item, Rule, further_rules, rule_for
from caseway.intake.rules import Arrival, Gate, stopped_by
from caseway.kernel.access import Actor, ActorKind
from caseway.kernel.audit import record_change
from caseway.kernel.backend.base import Row
from caseway.kernel.conditions.registry import fields_of
from caseway.kernel.conditions.rules import Value, explain, matches
from caseway.kernel.db import atomic
from caseway.kernel.rows import columns_of, insert_later, pair_of, rows_of, write_later

INTAKE = Actor(kind=ActorKind.AUTOMATION, id=0, name="Record creation", via="mail")
Outcome = IntakeLog.Outcome

SENTENCES = {
    Gate.CONNECTED_CASE: _("It belongs to a case already."),
    Gate.WAITING: _("Its case was resolved too recently for a new one."),
    Gate.UNKNOWN_SENDER: _("The sender is unknown, and the rule opens no case for unknown senders."),
    Gate.NO_ENTITLEMENT: _("The sender has no entitlement in force, and the rule requires one."),
    Gate.NO_MATCH: _("No item of the rule matched."),
    Gate.NO_RULE: _("No active rule is for this address."),
    Gate.AUTOMATIC: _("It is an automatic message: these never open a case."),
}


HOLDING = """
SELECT {}, {} FROM engagement_message said JOIN engagement_conversation held ON held.id = said.conversation_id
WHERE said.id = %s FOR UPDATE OF said
"""
LOGGED = "SELECT FROM intake_intakelog WHERE message_id = %s LIMIT 1"
SET_ASIDE = {Gate.AUTOMATIC: "automated", Gate.UNKNOWN_SENDER: "unknown_sender"}


@dataclass(frozen=True)
class Situation:
    """A message with all that the decision needs."""

    message: Message
    conversation: Conversation
    contact: Contact | None
    account: Account | None
    case: Case | None
    rule: Rule | None

    @property
    def is_known(self) -> bool:
        return self.contact is not None or self.account is not None

    @property
    def values(self) -> dict[str, Value]:
        return {
            "subject": self.message.subject,
            "text": self.message.reply_text,
            "from": self.message.from_email,
            "to": addresses_of(self.message),
            "tier": self.account.tier if self.account else "",
            "is_known": self.is_known,
            "is_connected": self.case is not None,
        }


@atomic()
def decide_message(message_id: int) -> IntakeLog | None:
    """Decide once; safe to run again. The message's row is held, so that two deliveries cannot both open a case."""
    message, is_decided = _held(message_id)
    if is_decided:
        return None
    log = _decide(message)
    if log.outcome == Outcome.OPENED:
        _open_further(message, besides=log.rule.mailbox if log.rule else "")
    return log


@atomic()
def decide_again(message_id: int) -> IntakeLog | None:
    """Decide about a message that was skipped and is released; None when it has its case by now."""
    message, _is_decided = _held(message_id)
    if IntakeLog.objects.filter(message=message).exclude(outcome=Outcome.SKIPPED).exists():
        return None
    for log in IntakeLog.objects.filter(message=message):
        record_change(log, actor=INTAKE, action="removed")
        log.delete()
    return _decide(message)


def _held(message_id: int) -> tuple[Message, bool]:
    """The message, and whether it is in the log: asked in one go, and seen when the row is held."""
    found: list[Row] = []
    write_later(_holding(), (message_id,), found.extend)
    decided = rows_of(LOGGED, (message_id,))
    message, conversation, _more = pair_of(found[0], Message, Conversation) if found else (None, None, ())
    if message is None or conversation is None:
        raise Message.DoesNotExist(f"There is no message {message_id}.")
    message.conversation = conversation
    return message, bool(decided)


@cache
def _holding() -> str:
    return SQL(HOLDING).format(columns_of(Message, "said"), columns_of(Conversation, "held")).as_string()


def _open_further(message: Message, *, besides: str) -> None:
    """A case for each further mailbox that wants its own, with a copy of the message."""
    for rule in further_rules(message.conversation.channel, addresses_of(message), besides=besides):
        _decide(engagement.copy_message(message), rule)


def _decide(message: Message, rule: Rule | None = None) -> IntakeLog:
    situation = _situation(message, rule)
    gate = _gate(situation)
    if gate is None and situation.rule:
        return _apply(situation, situation.rule)
    if situation.case:
        cases.attach_message(situation.case, message, actor=INTAKE)
        return _log(situation, Outcome.ATTACHED, gate, _attached(situation.case, gate))
    sentence = str(SENTENCES[gate or Gate.NO_RULE])
    if gate in SET_ASIDE:
        engagement.set_aside(message, cause=SET_ASIDE[gate], detail=sentence, actor=INTAKE)
    return _log(situation, Outcome.SKIPPED, gate, sentence)


def _situation(message: Message, rule: Rule | None = None) -> Situation:
    customer = customer_by_address(message.from_email)
    if customer and customer.is_undeliverable and not message.is_auto:
        customers.mark_reachable(message.from_email, actor=INTAKE)
    return Situation(
        message=message,
        conversation=message.conversation,
        contact=customer.contact if customer else None,
        account=customer.account if customer else None,
        case=case_of_conversation(message.conversation_id) if message.conversation.reference else None,
        rule=rule or rule_for(message.conversation.channel, addresses_of(message)),
    )


def addresses_of(message: Message) -> list[str]:
    """To whom it was written, and where it was delivered."""
    return [one["email"] for kind in ("to", "cc", "delivered_to") for one in message.recipients.get(kind, ())]


def _gate(situation: Situation) -> Gate | None:
    if situation.rule is None:
        return Gate.CONNECTED_CASE if situation.case else Gate.NO_RULE
    case = situation.case
    arrival = Arrival(
        is_known_sender=situation.is_known,
        is_entitled=not situation.rule.gates.requires_entitlement or _is_entitled(situation),
        is_automatic=situation.message.is_auto or situation.message.is_bounce,
        is_released=_is_released(situation.message),
        connected_state=case.state if case else "",
        connected_resolved_at=case.closed_at if case else None,
    )
    return stopped_by(arrival, situation.rule.gates, now=situation.message.at)


def _is_released(message: Message) -> bool:
    """A person wants it; without a sender who can be a customer that leads to nothing all the same."""
    return bool(message.facts.get(engagement.RELEASED)) and is_usable_email(message.from_email)


def _is_entitled(situation: Situation) -> bool:
    contact, account = situation.contact, situation.account
    found = situation.is_known and default_entitlement(
        account_id=account.pk if account else None,
        contact_id=contact.pk if contact else None,
        product_id=None,
        at=timezone.now(),
    )
    return bool(found)


def _apply(situation: Situation, rule: Rule) -> IntakeLog:
    """Run the first item whose condition holds."""
    values, now = situation.values, timezone.now()
    item = next((one for one in rule.items if matches(one.condition, values, now=now)), None)
    if item is None:
        return _log(situation, Outcome.SKIPPED, Gate.NO_MATCH, str(SENTENCES[Gate.NO_MATCH]))
    because = f"{rule.row.name}, {item.row.name}: {explain(item.condition, values, fields_of('message'), now=now)}"
    if item.row.action == CreationRuleItem.Action.REOPEN_CASE and situation.case:
        cases.reactivate_case(situation.case, actor=INTAKE)
        case = cases.attach_message(situation.case, situation.message, actor=INTAKE)
        return _log(situation, Outcome.REOPENED, None, because, item=item, case=case)
    case = _open(situation, item)
    return _log(situation, Outcome.OPENED, None, because, item=item, case=case)


def _open(situation: Situation, item: Item) -> Case:
    message = situation.message
    contact = situation.contact if situation.is_known else meet(message, actor=INTAKE)
    conversation = engagement.begin_anew(message) if situation.case else situation.conversation
    case = cases.open_case(
        case_from(message, contact, situation.account, item.row.mapping), actor=INTAKE, conversation=conversation
    )
    acknowledge(case, message, item.row.auto_reply, actor=INTAKE)
    return case


def _attached(case: Case, gate: Gate | None) -> str:
    text = gettext("Attached to %(number)s.") % {"number": case.number}
    return f"{text} {SENTENCES[gate]}" if gate and gate != Gate.CONNECTED_CASE else text


def _log(
    situation: Situation,
    outcome: str,
    gate: Gate | None,
    explanation: str,
    *,
    item: Item | None = None,
    case: Case | None = None,
) -> IntakeLog:
    rule: CreationRule | None = situation.rule.row if situation.rule else None
    log = IntakeLog(
        message=situation.message,
        rule=rule,
        item=item.row if item else None,
        case=case or situation.case,
        outcome=outcome,
        reason=gate or "",
        explanation=explanation[:1000],
    )
    insert_later([log])
    return log
