"""Who wrote a mail, where From does not plainly say so: lists that rewrite it, and names that pretend."""

import re
from dataclasses import dataclass

from .addresses import addresses_in, first_address, parse_addresses
from .headers import Headers
from .model import Address

_VIA = re.compile(r"(?P<name>.{1,200}?) (?:via|über|a través de|por meio de|tramite|przez|через) \S", re.IGNORECASE)
_LIST_ADDRESSES = ("list-post", "x-beenthere", "mailing-list", "x-mailing-list", "list-id")
_ORIGINALS = (("x-original-from", "X-Original-From"), ("x-original-sender", "X-Original-Sender"))


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote, and the header that says so."""

    address: Address
    source: str = "From"


def author_of(headers: Headers, sender: Address, reply_to: tuple[Address, ...]) -> Author:
    """The writer behind a From that a mailing list or relay made its own; else From itself. A claim, not a proof."""
    via = _VIA.match(sender.name)
    if not via and not _is_of_list(headers, sender):
        return Author(sender)
    name = via["name"].strip("'\" ") if via else ""
    for header, source in _ORIGINALS:
        found = first_address(headers.texts(header))
        if "@" in found.email and not _is_same(found, sender):
            return Author(Address(found.name or name, found.email), source)
    others = [one for one in reply_to if "@" in one.email and not _is_same(one, sender)]
    if len(others) == 1 and not _is_of_list(headers, others[0]):
        return Author(Address(others[0].name or name, others[0].email), "Reply-To")
    return Author(sender)


def other_senders(headers: Headers, sender: Address) -> tuple[Address, ...]:
    """Further addresses in From: other readers may show one of them as the sender."""
    named = [one for value in headers.texts("from")[:10] for one in parse_addresses(value)]
    return tuple(dict.fromkeys(one for one in named if "@" in one.email and not _is_same(one, sender)))


def claimed_addresses(sender: Address) -> tuple[str, ...]:
    """Addresses in the display name that are not the sender's own, in lower case: what a careless reader believes."""
    found = (email.lower() for email in addresses_in(sender.name))
    return tuple(dict.fromkeys(email for email in found if email != sender.email.lower()))


def _is_of_list(headers: Headers, address: Address) -> bool:
    email = address.email.lower()
    return bool(email) and any(email in value.lower() for name in _LIST_ADDRESSES for value in headers.texts(name)[:5])


def _is_same(one: Address, other: Address) -> bool:
    return one.email.lower() == other.email.lower()
