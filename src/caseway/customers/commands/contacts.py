"""Contacts: the people."""

import zoneinfo
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache

from django.db import transaction
from django.utils.translation import gettext as _

from caseway.customers.commands.checking import PERMISSION, apply, check
from caseway.customers.commands.points import add_first_points
from caseway.customers.events import ContactChanged, ContactCreated
from caseway.customers.models import Contact
from caseway.kernel.access import Actor, require
from caseway.kernel.audit import record_change
from caseway.kernel.db import lock_row
from caseway.kernel.errors import Invalid
from caseway.kernel.events import publish


@dataclass(frozen=True, kw_only=True)
class ContactDetails:
    """What is written down about a person. `time_zone` is an IANA name, `language` a BCP 47 tag; both may be empty."""

    name: str
    account_id: int | None = None
    job_title: str = ""
    time_zone: str = ""
    language: str = ""

    @classmethod
    def of(cls, contact: Contact) -> "ContactDetails":
        return cls(
            name=contact.name,
            account_id=contact.account_id,
            job_title=contact.job_title,
            time_zone=contact.time_zone,
            language=contact.language,
        )


@transaction.atomic
def create_contact(
    details: ContactDetails, *, actor: Actor, emails: Sequence[str] = (), phones: Sequence[str] = ()
) -> Contact:
    """A new contact; the first address and number of each kind are the primary ones. Raises `AddressTaken`."""
    require(actor, PERMISSION)
    _require_time_zone(details.time_zone)
    contact = Contact(**asdict(details))
    check(contact)
    contact.save(force_insert=True)
    add_first_points(contact, emails=emails, phones=phones)
    record_change(contact, actor=actor)
    publish(ContactCreated(contact_id=contact.pk, account_id=contact.account_id, actor=actor.reference))
    return contact


@transaction.atomic
def update_contact(contact: Contact, *, actor: Actor, details: ContactDetails) -> Contact:
    """Write down what is known now; when nothing differs, nothing happens."""
    require(actor, PERMISSION)
    _require_time_zone(details.time_zone)
    contact = lock_row(contact)
    changed = apply(contact, asdict(details))
    if changed:
        contact.save(update_fields=changed)
        record_change(contact, actor=actor)
        publish(ContactChanged(contact_id=contact.pk, fields=changed, actor=actor.reference))
    return contact


def _require_time_zone(name: str) -> None:
    if name and name not in _time_zones():
        sentence = _("Choose a time zone such as Europe/Berlin.")
        raise Invalid(sentence, fields={"time_zone": sentence})


@cache
def _time_zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())
