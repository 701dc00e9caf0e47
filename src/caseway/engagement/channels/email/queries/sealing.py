"""Whether a mail leaves encrypted, for whom, and in how many copies: none tells who else reads it hidden."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from caseway.engagement.channels.email.models import Mailbox, MailKey
from caseway.engagement.channels.email.queries.keys import signing_key_of
from caseway.engagement.channels.email.queries.mime import UnusableRecipient, source_of
from caseway.engagement.channels.email.queries.outgoing import Letter
from caseway.engagement.channels.email.rules.protection import Key, Scheme
from caseway.engagement.channels.email.rules.protection.encrypting import encrypt_mail, is_for
from caseway.kernel.caching import kept_for

Held = dict[str, dict[Scheme, Key]]
ENCRYPT = "encrypt"
MOST_ASKED = 200


class NoKeyForRecipient(UnusableRecipient):
    """The mail may leave encrypted only, and there is no key of somebody it goes to: it does not leave."""


@dataclass(frozen=True)
class Copy:
    """The same mail as certain recipients get it."""

    source: bytes
    recipients: list[str]


def copies_of(letter: Letter) -> list[Copy]:
    """One for all; of an encrypted one, one for each kind of key, and one for each hidden recipient.

    Raises `NoKeyForRecipient` where its writer wants it encrypted, or UnusableKey where a key fails.
    """
    is_wanted, everybody = bool(letter.message.facts.get(ENCRYPT)), letter.envelope_recipients
    if not (is_wanted or letter.mailbox.encrypts):
        return [Copy(source_of(letter), everybody)]
    held = _keys_held([*everybody, letter.mailbox.address])
    missing = [address for address in everybody if not held[address.lower()]]
    if missing and is_wanted:
        raise NoKeyForRecipient(no_key_words(missing))
    if missing:
        return [Copy(source_of(letter), everybody)]
    return _sealed(letter, held)


def without_key(addresses: Iterable[str]) -> list[str]:
    """Those to whom no mail can be encrypted."""
    listed = list(addresses)
    held = _keys_held(listed)
    return [address for address in listed if not held[address.lower()]]


@kept_for(timedelta(seconds=10))
def can_encrypt() -> bool:
    """Whether there is a key of anybody but ourselves; those of authorities name no address."""
    return MailKey.objects.filter(secrets="", names__contains="@").exists()


def no_key_words(addresses: Sequence[str]) -> str:
    sentence = _("There is no key here to encrypt with for %s: add it to a mailbox, or send it without encryption.")
    return sentence % ", ".join(addresses)


def _sealed(letter: Letter, held: Held) -> list[Copy]:
    source = source_of(replace(letter, is_encrypted=True))
    hidden = {one["email"] for one in letter.message.recipients.get("bcc", ())}
    visible = [address for address in letter.envelope_recipients if address not in hidden]
    preferred = _preferred(letter.mailbox, [held[address.lower()] for address in visible])
    groups: dict[Scheme, list[str]] = {}
    for address in visible:
        groups.setdefault(_kind(held[address.lower()], preferred), []).append(address)
    apart = [(_kind(held[address.lower()], preferred), [address]) for address in sorted(hidden)]
    ours = letter.mailbox.address
    return [
        Copy(encrypt_mail(source, _keys(scheme, [*addresses, ours], held)), addresses)
        for scheme, addresses in [*groups.items(), *apart]
    ]


def _kind(keys: dict[Scheme, Key], preferred: Scheme) -> Scheme:
    return preferred if preferred in keys else next(iter(keys))


def _keys(scheme: Scheme, addresses: list[str], held: Held) -> list[Key]:
    """Theirs, and our own if there is one, so that what was sent can be opened here."""
    return [held[address.lower()][scheme] for address in addresses if scheme in held[address.lower()]]


def _preferred(mailbox: Mailbox, held: list[dict[Scheme, Key]]) -> Scheme:
    """The kind that all have; where they have both, that by which the mailbox signs."""
    signing = signing_key_of(mailbox)
    first = signing.scheme if signing else Scheme.SMIME
    return next((one for one in (first, *Scheme) if all(one in keys for keys in held)), first)


def _keys_held(addresses: Iterable[str]) -> Held:
    """The newest good key of each kind for each address, in lower case."""
    wanted = dict.fromkeys(address.lower() for address in addresses)
    named = Q()
    for address in list(wanted)[:MOST_ASKED]:
        named |= Q(names__icontains=address)
    rows = MailKey.objects.filter(named).order_by("-id") if wanted else MailKey.objects.none()
    now, found = timezone.now(), {address: dict[Scheme, Key]() for address in wanted}
    for row in rows:
        key = Key(Scheme(row.scheme), row.public)
        for address, keys in found.items():
            if key.scheme not in keys and address in row.names.lower() and is_for(key, address, now):
                keys[key.scheme] = key
    return found
