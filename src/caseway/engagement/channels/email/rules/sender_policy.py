"""What a domain says about who may send in its name: SPF (RFC 7208) for one address, and DMARC (RFC 7489)."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Protocol

MOST_LOOKUPS = 10
RESULTS = {"+": "pass", "-": "fail", "~": "softfail", "?": "neutral"}
LOOKED_UP = ("include", "a", "mx", "exists", "ptr")
Address = IPv4Address | IPv6Address


class Names(Protocol):
    """What the DNS knows. Each answers an empty list when there is nothing."""

    def texts(self, name: str) -> list[str]: ...
    def addresses(self, name: str) -> list[str]: ...
    def mail_servers(self, name: str) -> list[str]: ...


class BrokenPolicy(Exception):
    """The record cannot be evaluated, so receivers ignore or refuse; why."""


def spf_records(domain: str, names: Names) -> list[str]:
    return [text for text in names.texts(domain) if text.lower().split(" ")[0] == "v=spf1"]


def spf_result(domain: str, address: str, names: Names) -> str:
    """pass, fail, softfail, neutral, or none without a record. Raises `BrokenPolicy`."""
    return _Evaluation(ip_address(address), names).result(domain)


def dmarc_policy(domain: str, names: Names) -> tuple[str, str | None]:
    """The policy that covers a domain, with the name it stands at: its own, or that of a domain above it."""
    labels = domain.split(".")
    for start in range(max(len(labels) - 1, 1)):
        name = "_dmarc." + ".".join(labels[start:])
        for text in names.texts(name):
            tags = tags_of(text)
            if tags.get("v", "").upper() == "DMARC1":
                return name, tags.get("p", "").lower()
    return f"_dmarc.{domain}", None


def tags_of(text: str) -> dict[str, str]:
    """`v=DMARC1; p=none` as a dictionary; the first of a name counts."""
    pairs = (part.partition("=") for part in text.split(";") if "=" in part)
    found: dict[str, str] = {}
    for name, _sign, value in pairs:
        found.setdefault(name.strip().lower(), value.strip())
    return found


class _Evaluation:
    """One look through a domain's record and all it includes, within the lookups that receivers allow."""

    def __init__(self, address: Address, names: Names) -> None:
        self.address, self.names, self.left = address, names, MOST_LOOKUPS

    def result(self, domain: str) -> str:
        records = spf_records(domain, self.names)
        if not records:
            return "none"
        if len(records) > 1:
            raise BrokenPolicy(f"{domain} has {len(records)} SPF records")
        terms = records[0].split()[1:]
        for term in terms:
            sign, mechanism = (term[0], term[1:]) if term[0] in RESULTS else ("+", term)
            if "=" not in mechanism.split(":")[0] and self._matches(mechanism, domain):
                return RESULTS[sign]
        redirect = next((term[9:] for term in terms if term.lower().startswith("redirect=")), "")
        if redirect:
            self._count()
            return self.result(redirect)
        return "neutral"

    def _matches(self, mechanism: str, domain: str) -> bool:
        head, _slash, prefix = mechanism.partition("/")
        name, _sign, value = head.partition(":")
        name = name.lower()
        if name in ("ip4", "ip6"):
            return self._is_in(mechanism[4:])
        if name in LOOKED_UP:
            self._count()
        if name == "include":
            return self._includes(value)
        return name == "all" or self._is_among(self._addresses(name, value or domain), prefix)

    def _includes(self, domain: str) -> bool:
        result = self.result(domain)
        if result == "none":
            raise BrokenPolicy(f"{domain}, which it includes, has no record")
        return result == "pass"

    def _addresses(self, mechanism: str, domain: str) -> list[str]:
        if mechanism == "a":
            return self.names.addresses(domain)
        servers = self.names.mail_servers(domain)[:MOST_LOOKUPS] if mechanism == "mx" else []
        return [found for server in servers for found in self.names.addresses(server)]

    def _is_among(self, addresses: list[str], prefix: str) -> bool:
        """`prefix` is `24`, or `24//64` with one for each family."""
        for_four, _slashes, for_six = prefix.partition("//")
        lengths = {address: for_six if ":" in address else for_four for address in addresses}
        return any(self._is_in(f"{address}/{length}" if length else address) for address, length in lengths.items())

    def _is_in(self, network: str) -> bool:
        try:
            return self.address in ip_network(network, strict=False)
        except ValueError as error:
            raise BrokenPolicy(f"{network} is not a network") from error

    def _count(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise BrokenPolicy(f"it needs more than {MOST_LOOKUPS} lookups")
