"""Who wrote a mail: its sender, the person behind a list, or the customer whose mail an agent forwards."""

from dataclasses import dataclass, field, replace

from caseway.customers.rules import is_usable_email
from caseway.engagement.channels.email.commands.holding import Envelope
from caseway.engagement.channels.email.queries import believed_by
from caseway.engagement.channels.email.rules import Address, ParsedMail
from caseway.engagement.channels.email.rules.forwards import forwarded_author
from caseway.engagement.channels.email.rules.trust import Check, Verdict, judge
from caseway.operations.queries import agent_addresses


@dataclass(frozen=True)
class Sender:
    """Who wrote. Not usable: no address, or one that nobody can be reached at.

    `forwarded_by` is the agent who handed on a customer's mail. `check` is about From; whoever wrote from elsewhere is
    never verified by it.
    """

    name: str
    email: str
    is_usable: bool
    forwarded_by: str = ""
    check: Check = field(default_factory=Check)

    @property
    def is_forged(self) -> bool:
        return self.check.verdict == Verdict.FAILED


def sender_of(mail: ParsedMail, envelope: Envelope) -> Sender:
    """Whom the mail says it is from, or a customer behind it; where that cannot be used, Reply-To or the envelope.

    Only an agent, whose mail is not found forged, opens cases for others by forwarding what they wrote.
    """
    domain = mail.sender.email.rpartition("@")[2]
    believed = believed_by(envelope.recipients, envelope.source)
    check = judge(mail.authentication, domain=domain, believed=believed)
    agent = agent_addresses().get(mail.sender.email.lower(), "")
    customer = forwarded_author(mail) if agent and check.verdict != Verdict.FAILED else None
    if customer and is_usable_email(customer.email):
        return Sender(customer.name, customer.email, True, agent, _about(customer, check, domain))
    candidates = (mail.author, mail.sender, *mail.reply_to[:1], Address(mail.sender.name, envelope.mail_from))
    for candidate in candidates:
        if is_usable_email(candidate.email):
            return Sender(
                candidate.name or mail.sender.name, candidate.email, True, check=_about(candidate, check, domain)
            )
    return Sender(mail.sender.name, mail.sender.email, False, check=check)


def _about(person: Address, check: Check, domain: str) -> Check:
    """What was verified is From's domain; that says nothing of somebody elsewhere whom the mail names."""
    is_of_domain = person.email.rpartition("@")[2].lower() == domain.lower()
    return check if is_of_domain or check.verdict != Verdict.VERIFIED else replace(check, verdict=Verdict.UNKNOWN)
