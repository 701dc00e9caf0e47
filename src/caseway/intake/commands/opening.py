"""A message becomes a case, and its sender is told."""

from collections.abc import Mapping
from datetime import timedelta

from django.conf import settings

from caseway.cases import commands as cases
from caseway.cases.models import Case
from caseway.cases.queries import cases_opened_by
from caseway.customers import commands as customers
from caseway.customers.models import Account, Contact
from caseway.customers.queries import is_contacts_name
from caseway.engagement import commands as engagement
from caseway.engagement.models import Message
from caseway.kernel.access import Actor
from caseway.operations.models import Template
from caseway.operations.rules.templates import render

MAPPED = ("kind", "priority")


def case_from(
    message: Message, contact: Contact | None, account: Account | None, mapping: Mapping[str, object]
) -> cases.NewCase:
    """The case a message asks for.

    `mapping` sets its type or priority; the clocks start when our server accepted the message.
    """
    chosen = {name: mapping[name] for name in MAPPED if name in mapping}
    return cases.NewCase(
        title=message.subject.strip() or _first_line(message.reply_text) or message.from_email,
        description=message.reply_text[:2000],
        contact=contact,
        account=account,
        origin=Case.Origin.EMAIL,
        opened_at=message.at,
        **chosen,  # type: ignore[arg-type]
    )


def meet(message: Message, *, actor: Actor) -> Contact:
    """Write down who wrote for the first time; a known customer's name from a strange address is told beside it."""
    if is_contacts_name(message.from_name):
        engagement.note_notice(message, {"kind": "namesake", "name": message.from_name})
    details = customers.ContactDetails(name=(message.from_name or message.from_email)[:160])
    return customers.create_contact(details, emails=[message.from_email], actor=actor)


def acknowledge(case: Case, message: Message, template: Template | None, *, actor: Actor) -> None:
    """Send the template, filled in, to whoever wrote; a machine is never answered."""
    if template is None or message.is_auto or _has_heard_enough(case):
        return
    values = {
        "case": {"number": case.number, "title": case.title},
        "contact": {"name": case.contact.name if case.contact else ""},
        "account": {"name": case.account.name if case.account else ""},
    }
    cases.acknowledge(
        case, message, actor=actor, subject=render(template.subject, values), text=render(template.body, values)
    )


def _has_heard_enough(case: Case) -> bool:
    """Whoever opened many cases within the hour needs no further acknowledgement; a machine must not get one each."""
    most = settings.CASEWAY.acknowledgements_an_hour
    return cases_opened_by(case, since=case.opened_at - timedelta(hours=1)) > most


def _first_line(text: str) -> str:
    return next((line.strip() for line in text.splitlines() if line.strip()), "")[:200]
