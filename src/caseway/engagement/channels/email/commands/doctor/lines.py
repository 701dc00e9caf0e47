"""Reaching a server: its name, its port, and its certificate; the same for every protocol."""

import ssl
from ipaddress import ip_address

from django.utils.translation import gettext as _

from caseway.engagement.channels.email.commands.doctor.steps import Report
from caseway.kernel.outbound import ForbiddenUrl, addresses_of, first_answering, policy
from caseway.kernel.outbound.addresses import resolve_host

SECONDS = 8.0
EXPIRED, SELF_SIGNED, SELF_SIGNED_CHAIN, UNKNOWN_ISSUER, OTHER_NAME, OTHER_ADDRESS = 10, 18, 19, 20, 62, 64


def reach(report: Report, host: str, port: int, *, guarded: bool) -> list[str]:
    """The addresses of a host whose port answers. `guarded`: an administrator entered it in the settings pages."""
    title = _("Name")
    try:
        found = addresses_of(host, port, allowed=policy()) if guarded else resolve_host(host, port)
    except ForbiddenUrl as error:
        report.stop(title, _("%s is not a public address.") % host, str(error))
    except OSError:
        report.stop(title, _("No server is called %s.") % host, _("Check how the name is written."))
    report.ok(title, _("%(host)s is at %(addresses)s.") % {"host": host, "addresses": ", ".join(found[:4])})
    _connect(report, host, port, found)
    return found


def check_encryption(report: Report, host: str, port: int, addresses: list[str]) -> None:
    """TLS from the first byte, with a certificate that holds."""
    try:
        with (
            first_answering(addresses, port, seconds=SECONDS) as line,
            ssl.create_default_context().wrap_socket(line, server_hostname=host) as encrypted,
        ):
            tell_encryption(report, encrypted.version())
    except (ssl.SSLError, OSError) as error:
        stop_for_encryption(report, host, error)


def tell_encryption(report: Report, version: str | None) -> None:
    report.ok(_("Encryption"), _("The line is encrypted (%s), and the certificate holds.") % (version or "TLS"))


def tell_plain(report: Report, addresses: list[str]) -> None:
    if all(ip_address(address).is_loopback for address in addresses):
        report.info(_("Encryption"), _("The line is not encrypted, and does not leave this machine."))
        return
    report.warn(
        _("Encryption"),
        _("The line is not encrypted, so the password can be read on its way."),
        _("Choose TLS or STARTTLS, unless the server is on this machine."),
    )


def stop_for_encryption(report: Report, host: str, error: Exception) -> None:
    said, advice = _words_of(host, error)
    report.stop(_("Encryption"), said, advice)


def _connect(report: Report, host: str, port: int, addresses: list[str]) -> None:
    title = _("Connection")
    try:
        first_answering(addresses, port, seconds=SECONDS).close()
    except TimeoutError:
        report.stop(
            title,
            _("Port %(port)s of %(host)s does not answer.") % {"port": port, "host": host},
            _("A firewall may be in between: open the way from this machine to that port, or use another one."),
        )
    except OSError as error:
        report.stop(
            title,
            _("%(host)s does not take connections on port %(port)s: %(words)s.")
            % {"port": port, "host": host, "words": error.strerror or error},
            _("Check the port: the server's own help names it."),
        )
    report.ok(title, _("Port %s answers.") % port)


def _words_of(host: str, error: Exception) -> tuple[str, str]:
    """What is wrong with the line, and what to do."""
    if not isinstance(error, ssl.SSLCertVerificationError):
        return (
            _("No encrypted line could be made: %s") % (getattr(error, "reason", None) or error),
            _("Check the port and whether it speaks TLS at once or by STARTTLS."),
        )
    renew = _("Have it renewed by whoever runs the server.")
    known = {
        EXPIRED: (_("The certificate of %s has expired.") % host, renew),
        OTHER_NAME: (
            _("The certificate is for another name than %s.") % host,
            _("Use the name that the certificate is for, or have %s added to it.") % host,
        ),
        SELF_SIGNED: (
            _("The server signed its certificate itself."),
            _("Have it signed by a known authority, or let this machine's system trust it."),
        ),
    }
    known[SELF_SIGNED_CHAIN] = known[SELF_SIGNED]
    known[OTHER_ADDRESS] = known[OTHER_NAME]
    known[UNKNOWN_ISSUER] = (
        _("Nobody this machine trusts signed the certificate of %s.") % host,
        _("The server may leave out the certificates in between: have it send the whole chain."),
    )
    other = _("The certificate of %(host)s does not hold: %(words)s") % {"host": host, "words": error.verify_message}
    return known.get(error.verify_code, (other, renew))
