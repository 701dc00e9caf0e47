"""Our addresses: which one a mail was for, and which one answers."""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet

from caseway.engagement.channels.email.models import HealthSpell, Mailbox, WayOut
from caseway.engagement.channels.email.models.mailboxes import FETCHED_BY
from caseway.kernel.access import Actor, may
from caseway.kernel.caching import kept_for

SOURCES: dict[str, tuple[str, ...]] = {Mailbox.WayIn.LISTENER: ("smtp", "pipe")}


@kept_for(timedelta(seconds=2))
def active_mailboxes() -> dict[str, Mailbox]:
    """Mailboxes in use by their address; the support address of the settings while there are none at all."""
    mailboxes = list(Mailbox.objects.select_related("way_out").defer("fetch_password"))
    if not mailboxes:
        mailboxes = [Mailbox(address=settings.CASEWAY.support_address, is_default=True)]
    return {mailbox.address.lower(): mailbox for mailbox in mailboxes if mailbox.is_active}


def believed_by(recipients: Iterable[str], source: str) -> frozenset[str]:
    """The servers, in lower case, whose authentication results are believed of a mail that came this way.

    `recipients` are the envelope's. What a mail itself names counts for nothing here, and a mailbox that is fetched
    believes nothing of what was brought to our door past its server.
    """
    known = active_mailboxes()
    reached = (known[address] for address in our_addresses(recipients))
    named = (one.believed_servers for one in reached if source in SOURCES.get(one.way_in, (one.way_in,)))
    return frozenset(server for servers in named for server in servers.lower().replace(",", " ").split())


def holds_forgeries(mailboxes: Iterable[str]) -> bool:
    """Whether one of these mailboxes wants mail held that is not from whom it says."""
    known = active_mailboxes()
    return any(known[address].on_forgery == Mailbox.OnForgery.HOLD for address in mailboxes)


def our_address(address: str) -> str | None:
    """The mailbox an address leads to, with or without a plus detail; None when it is not ours."""
    lowered = address.strip().lower()
    known = active_mailboxes()
    if lowered in known:
        return lowered
    local, _at, domain = lowered.rpartition("@")
    base = f"{local.partition('+')[0]}@{domain}"
    return base if base in known else None


def our_address_now(address: str) -> str | None:
    """The same, reading anew before it says None: a mailbox just added is known at once."""
    if found := our_address(address):
        return found
    active_mailboxes.forget()
    return our_address(address)


def our_addresses(addresses: Iterable[str]) -> list[str]:
    """The mailboxes these addresses lead to, each once, in order."""
    return list(dict.fromkeys(ours for address in addresses if (ours := our_address(address))))


def mailbox_for_sending(addresses: Iterable[str]) -> Mailbox:
    """The first of these addresses that is ours; otherwise the default mailbox, or what the settings name."""
    known = active_mailboxes()
    for ours in our_addresses(addresses):
        return known[ours]
    default = next((mailbox for mailbox in known.values() if mailbox.is_default), None)
    return default or next(iter(known.values()), None) or Mailbox(address=settings.CASEWAY.support_address)


def sending_addresses(actor: Actor) -> list[str]:
    """The mailboxes that this actor may choose to send from, the default one first."""
    known = [mailbox for mailbox in active_mailboxes().values() if mailbox_is_open_to(mailbox, actor)]
    return [mailbox.address.lower() for mailbox in sorted(known, key=lambda one: (not one.is_default, one.address))]


def mailbox_is_open_to(mailbox: Mailbox, actor: Actor) -> bool:
    """A mailbox of a team is for its members, and for those who work on everybody's cases; any other for everybody."""
    way_out = way_out_of(mailbox)
    team_id = way_out.team_id if way_out else None
    is_in_reach = team_id is None or team_id in actor.team_ids or actor.reaches_all("cases.work")
    return is_in_reach and may(actor, "cases.work")


def way_out_of(mailbox: Mailbox) -> WayOut | None:
    """How its mail leaves; None for the server of the installation, open to everybody."""
    return getattr(mailbox, "way_out", None)


def fetched_mailboxes() -> list[Mailbox]:
    """The active mailboxes whose mail we fetch."""
    return list(Mailbox.objects.filter(is_active=True, way_in__in=FETCHED_BY).select_related("provider").order_by("pk"))


def hooked_mailboxes() -> QuerySet[Mailbox]:
    """Those whose mail a provider posts; each call proves itself by that mailbox's secret, not by who is signed in."""
    return Mailbox.objects.filter(is_active=True, way_in=Mailbox.WayIn.WEBHOOK).exclude(hook_provider="")


def visible_mailboxes(actor: Actor) -> QuerySet[Mailbox]:
    """Mailboxes are configuration: for those who may manage settings."""
    return Mailbox.objects.select_related("way_out__team") if may(actor, "settings.manage") else Mailbox.objects.none()


def visible_spells(actor: Actor, mailbox: Mailbox) -> QuerySet[HealthSpell]:
    """How its sessions fared, newest first, for those who may see the mailbox."""
    return HealthSpell.objects.filter(mailbox__in=visible_mailboxes(actor).filter(pk=mailbox.pk)).order_by("-id")


def taken_mails(mailbox: Mailbox) -> dict[str, bool]:
    """The unique ids of what was dealt with and stood on the server last, each with whether we keep it in whole."""
    return dict(mailbox.taken.values_list("uidl", "is_whole"))
