"""Which addresses may be reached. Names are resolved here, and what they resolve to is what is judged."""

import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

import httpx
from django.conf import settings
from django.utils.translation import gettext as _

from caseway.kernel.errors import Invalid

LONGEST_URL = 2_000
Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Resolve = Callable[[str, int], list[str]]

FORBIDDEN = tuple(
    ip_network(network)
    for network in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24"),
        *("192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"),
        *("224.0.0.0/4", "240.0.0.0/4", "168.63.129.16/32"),
        *("::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "3fff::/20", "5f00::/16"),
        *("fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8"),
    )
)
"""IANA's special-purpose registries, and one cloud's metadata host that has a public address."""

TRANSLATED = IPv6Network("64:ff9b::/96")


class ForbiddenUrl(Invalid):
    """An address Caseway does not call: what is wrong with it, and who can allow it."""


@dataclass(frozen=True)
class Policy:
    """What may be reached beyond the public internet: networks and host names of the own house."""

    networks: tuple[Network, ...] = ()
    hosts: frozenset[str] = frozenset()

    @classmethod
    def of(cls, entries: Iterable[str]) -> "Policy":
        """From `("10.20.0.0/16", "hooks.intern.example")`. ValueError for an entry that is neither."""
        entries = [entry.strip().lower() for entry in entries if entry.strip()]
        networks = [entry for entry in entries if "/" in entry or ":" in entry or entry.replace(".", "").isdigit()]
        return cls(tuple(ip_network(entry) for entry in networks), frozenset(entries) - frozenset(networks))

    def allows(self, host: str, address: str) -> bool:
        """Whether a connection to this address, found under this host name, may be made."""
        if host.lower().rstrip(".") in self.hosts:
            return True
        found = ip_address(address)
        if any(found in network for network in self.networks):
            return True
        return all(_is_public(one) for one in _meanings(found))


def policy() -> Policy:
    """The policy of this installation (`CASEWAY_OUTBOUND_ALLOW`)."""
    return Policy.of(getattr(settings, "OUTBOUND_ALLOW", ()))


def check_url(url: str, *, allowed: Policy | None = None) -> None:
    """Refuse an address that Caseway would not call; asks the DNS. For forms and commands. Raises `ForbiddenUrl`."""
    parsed = parse_url(url)
    try:
        addresses_of(parsed.host, port_of(parsed), allowed=allowed or policy())
    except OSError as error:
        raise ForbiddenUrl(_("The host %s cannot be found. Check how it is written.") % parsed.host) from error


def parse_url(url: str) -> httpx.URL:
    """Read an http or https address without a password in it. Raises `ForbiddenUrl`."""
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, ValueError) as error:
        raise ForbiddenUrl(_("Write an address such as https://example.com/hook.")) from error
    is_web = parsed.scheme in ("http", "https") and parsed.host and 0 < port_of(parsed) < 65_536
    if len(url) > LONGEST_URL or not is_web:
        raise ForbiddenUrl(_("Write an address such as https://example.com/hook."))
    if parsed.userinfo:
        raise ForbiddenUrl(_("Leave name and password out of the address."))
    return parsed


def port_of(url: httpx.URL) -> int:
    return url.port if url.port is not None else 443 if url.scheme == "https" else 80


def resolve_host(host: str, port: int) -> list[str]:
    """All addresses of a host, in the system's order. Raises OSError when there are none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        raise OSError(f"{host} is not a host name.") from error
    return list(dict.fromkeys(str(sockaddr[0]) for *_rest, sockaddr in found))


def addresses_of(host: str, port: int, *, allowed: Policy, resolve: Resolve = resolve_host) -> list[str]:
    """Resolve once and judge every answer: one forbidden address forbids the host. Raises `ForbiddenUrl` or OSError."""
    found = resolve(host, port)
    if not all(allowed.allows(host, address) for address in found):
        raise ForbiddenUrl(
            _("%s is in a private network. Ask whoever runs Caseway to allow it (CASEWAY_OUTBOUND_ALLOW).") % host
        )
    return found


def _meanings(address: Address) -> list[Address]:
    """The address itself and every IPv4 address that it carries inside."""
    if isinstance(address, IPv4Address):
        return [address]
    inner = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in TRANSLATED:
        inner.append(IPv4Address(int(address) & 0xFFFFFFFF))
    carried = [one for one in inner if one is not None]
    return carried if address.ipv4_mapped else [address, *carried]


def _is_public(address: Address) -> bool:
    return not any(address in network for network in FORBIDDEN) and (address.is_global or address in TRANSLATED)
