"""What the world can read about a domain: where its mail goes, and who may send in its name."""

from collections.abc import Callable
from functools import wraps
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import cast

import dns.exception
import dns.resolver
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from dns.rdata import Rdata
from dns.rdtypes.ANY.MX import MX
from dns.rdtypes.ANY.TXT import TXT

from caseway.engagement.channels.email.commands.doctor.steps import Report
from caseway.engagement.channels.email.models import SigningKey
from caseway.engagement.channels.email.rules.sender_policy import (
    BrokenPolicy,
    Names,
    dmarc_policy,
    spf_records,
    spf_result,
)

SECONDS = 5.0
MOST_ANSWERS = 50
NOBODY = "192.0.2.1"
POLICIES = {"none": _lazy("only watch"), "quarantine": _lazy("put aside"), "reject": _lazy("refuse")}


class UnansweredError(Exception):
    """The DNS did not say whether there is such a record."""


def _answered(part: "Callable[[Domain, Report], None]") -> "Callable[[Domain, Report], None]":
    """A part that says so when the DNS does not answer."""

    @wraps(part)
    def tell(domain: "Domain", report: Report) -> None:
        try:
            part(domain, report)
        except UnansweredError as error:
            report.warn(_("DNS"), str(error), _("Try again; if it stays so, ask who runs the domain's name servers."))

    return tell


class Domain:
    """The examination of the domain of one of our addresses.

    `server` is the host that our mail leaves through, `key` the one that signs it, if any does here.
    """

    def __init__(self, domain: str, server: str, key: SigningKey | None = None) -> None:
        self.domain, self.server, self.key = domain, server, key
        self.names: Names = Dns()

    @_answered
    def mail_servers(self, report: Report) -> None:
        found = self.names.mail_servers(self.domain)
        title = _("Mail servers (MX)")
        values = {"domain": self.domain, "servers": ", ".join(found[:4])}
        if found:
            report.ok(title, _("Mail to %(domain)s goes to %(servers)s.") % values)
        else:
            report.bad(
                title,
                _("Nothing says where mail to %(domain)s goes.") % values,
                _("Publish an MX record that names your mail server, or nobody can answer you."),
            )

    @_answered
    def spf(self, report: Report) -> None:
        records = spf_records(self.domain, self.names)
        if not records:
            report.bad(
                _("SPF"),
                _("%s says nothing about who may send in its name.") % self.domain,
                _("Publish a TXT record such as: v=spf1 %s ~all") % (self._mechanism() or "a:mail.example.com"),
            )
            return
        try:
            self._tell_spf(report, records[0])
        except BrokenPolicy as error:
            report.bad(
                _("SPF"),
                _("The record cannot be used: %s.") % error,
                _("Correct it: receivers treat a broken record as none, or refuse the mail."),
            )

    @_answered
    def dkim(self, report: Report) -> None:
        """Whether receivers can verify what we sign; nothing to say where nothing is signed here."""
        if self.key is None:
            return
        title, name = _("DKIM"), self.key.record_name
        published = ["".join(text.split()) for text in self.names.texts(name)]
        if any(f"p={self.key.public_key}" in text.split(";") for text in published):
            report.ok(title, _("Mail is signed, and its key stands at %s.") % name)
        else:
            report.bad(
                title,
                _("Mail is signed, but its key does not stand at %s: receivers take it for forged.") % name,
                _("Publish the record that Settings → Signing keys shows, or sign with a key that is published."),
            )

    @_answered
    def dmarc(self, report: Report) -> None:
        title = _("DMARC")
        name, policy = dmarc_policy(self.domain, self.names)
        if policy is None:
            report.warn(
                title,
                _("Nothing stands at %s, so anybody can pretend to be you.") % name,
                _("Publish there, to begin with: v=DMARC1; p=none; rua=mailto:postmaster@%s") % self.domain,
            )
        elif policy not in POLICIES:
            report.bad(title, _("The record at %s has no policy.") % name, _("Add p=none, p=quarantine or p=reject."))
        else:
            values = {"name": name, "policy": policy, "meaning": POLICIES[policy]}
            said = _("%(name)s asks receivers to treat what fails by p=%(policy)s (%(meaning)s).") % values
            report.ok(title, said)

    def _tell_spf(self, report: Report, record: str) -> None:
        title = _("SPF")
        spf_result(self.domain, NOBODY, self.names)
        results = {address: spf_result(self.domain, address, self.names) for address in self._leaving_from()}
        missing = [address for address, result in results.items() if result != "pass"]
        values = {"server": self.server, "addresses": ", ".join(missing), "record": record}
        if not results:
            report.ok(title, _("There is a record: %(record)s") % values)
        elif missing:
            report.warn(
                title,
                _("The record does not allow %(server)s (%(addresses)s): %(record)s") % values,
                _("Add %s to it, or what your provider names, unless your mail leaves by another server.")
                % self._mechanism(),
            )
        else:
            report.ok(title, _("%(server)s may send: %(record)s") % values)

    def _leaving_from(self) -> list[str]:
        if not self._mechanism():
            return []
        return [self.server] if self._literal() else self.names.addresses(self.server)

    def _mechanism(self) -> str:
        """How a record names the server; "" where mail goes on from a machine that others do not see."""
        literal = self._literal()
        if literal is None:
            return f"a:{self.server}" if self.server not in ("", "localhost") else ""
        return f"ip{literal.version}:{literal}" if literal.is_global else ""

    def _literal(self) -> IPv4Address | IPv6Address | None:
        try:
            return ip_address(self.server)
        except ValueError:
            return None


class Dns:
    """The DNS, as the system's servers or the one in the settings know it."""

    def __init__(self) -> None:
        server = settings.CASEWAY.dns_server
        self._resolver = dns.resolver.Resolver(configure=server is None)
        self._resolver.lifetime = SECONDS
        if server:
            self._resolver.nameservers, self._resolver.port = [server[0]], server[1]

    def texts(self, name: str) -> list[str]:
        records = cast("list[TXT]", self._asked(name, "TXT"))
        return [b"".join(record.strings).decode("utf-8", "replace") for record in records]

    def addresses(self, name: str) -> list[str]:
        return [record.to_text() for kind in ("A", "AAAA") for record in self._asked(name, kind)]

    def mail_servers(self, name: str) -> list[str]:
        found = sorted(cast("list[MX]", self._asked(name, "MX")), key=lambda record: record.preference)
        return [str(record.exchange).rstrip(".") for record in found]

    def _asked(self, name: str, kind: str) -> list[Rdata]:
        try:
            return list(self._resolver.resolve(name, kind, search=False))[:MOST_ANSWERS]
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []
        except dns.exception.DNSException as error:
            raise UnansweredError(f"{name}: {error}") from error
