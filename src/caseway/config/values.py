"""How one value of the environment is read. Each function answers a usable value or raises SettingsError."""

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import SplitResult, unquote, urlsplit

from caseway.config.errors import StartError

YES, NO = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
ADDRESS = re.compile(r"[^@\s<>\",;:]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
HOST_NAME = re.compile(r"\*|\.?[a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\]")

Values = Mapping[str, str]
SmtpSecurity = Literal["none", "starttls", "tls"]
SMTP_SECURITY: dict[str, tuple[SmtpSecurity, int]] = {
    "smtp": ("none", 25),
    "smtp+starttls": ("starttls", 587),
    "smtps": ("tls", 465),
}


class SettingsError(StartError):
    """A setting that cannot be used; the message says what to write instead."""


@dataclass(frozen=True)
class SmtpServer:
    """The server that takes our outgoing mail."""

    host: str
    port: int
    user: str
    password: str
    security: SmtpSecurity


def text(values: Values, name: str, default: str = "") -> str:
    value = values.get(name, "").strip() or default
    if any(ord(character) < 32 for character in value):
        raise SettingsError(f"{name} holds a line break or control character: write it on one line.")
    return value


def number(values: Values, name: str, default: int, low: int, high: int) -> int:
    value = text(values, name, str(default))
    if not re.fullmatch(r"[0-9]{1,9}", value) or not low <= int(value) <= high:
        raise SettingsError(f"{name} is {value!r}: write a whole number from {low} to {high}, such as {default}.")
    return int(value)


def port(values: Values, name: str, default: int) -> int:
    return number(values, name, default, 1, 65535)


def flag(values: Values, name: str, *, default: bool = False) -> bool:
    value = text(values, name, "yes" if default else "no").lower()
    if value not in YES | NO:
        raise SettingsError(f"{name} is {value!r}: write 1 for yes or 0 for no.")
    return value in YES


def log_level(values: Values, name: str) -> str:
    value = text(values, name, "INFO").upper()
    if value not in LOG_LEVELS:
        raise SettingsError(f"{name} is {value!r}: write one of {', '.join(LOG_LEVELS)}.")
    return value


def host(values: Values, name: str) -> str:
    value = text(values, name, "127.0.0.1")
    try:
        return "127.0.0.1" if value == "localhost" else str(ipaddress.ip_address(value))
    except ValueError:
        raise SettingsError(
            f"{name} is {value!r}: write an address to listen on, 127.0.0.1 for this machine only or 0.0.0.0 for all."
        ) from None


def address(values: Values, name: str, default: str) -> str:
    value = text(values, name, default)
    if not ADDRESS.fullmatch(value):
        raise SettingsError(f"{name} is {value!r}: write one mail address, such as {default}.")
    return value.lower()


def reachable(host: str) -> str:
    """An address to connect to for one that was listened on."""
    address = ipaddress.ip_address(host)
    if not address.is_unspecified:
        return host
    return "127.0.0.1" if address.version == 4 else "::1"


def origin(values: Values, name: str, default: str, schemes: tuple[str, str]) -> str:
    """Scheme, host and port of a URL without a path, such as https://support.example.com."""
    value = text(values, name, default).rstrip("/")
    parts = split_url(value)
    extras = parts.path or parts.query or parts.fragment or parts.username
    if parts.scheme not in schemes or not parts.hostname or extras:
        raise SettingsError(
            f"{name} is {value!r}: write how people reach it, as in {schemes[1]}://support.example.com, without a path."
        )
    return value


def host_names(values: Values, name: str) -> tuple[str, ...]:
    listed = tuple(part.strip().lower() for part in text(values, name).split(",") if part.strip())
    for part in listed:
        if not HOST_NAME.fullmatch(part):
            raise SettingsError(
                f"{name} holds {part!r}: write host names with commas between, such as support.example.com."
            )
    return listed


def dns_server(values: Values, name: str) -> tuple[str, int] | None:
    """The address and port of a DNS server; None, for the system's own, when the setting is empty."""
    value = text(values, name)
    if not value:
        return None
    parts = split_url(f"//{value}")
    try:
        return str(ipaddress.ip_address(parts.hostname or "")), parts.port or 53
    except ValueError:
        raise SettingsError(f"{name} is {value!r}: write a server's address, such as 192.0.2.53.") from None


def smtp_server(values: Values, name: str) -> SmtpServer | None:
    """The server in an smtp://, smtp+starttls:// or smtps:// URL; None when the setting is empty."""
    value = text(values, name)
    if not value:
        return None
    parts = split_url(value)
    if parts.scheme not in SMTP_SECURITY or not parts.hostname:
        raise SettingsError(
            f"{name} is not a mail server: write smtp://user:password@mail.example:587,"
            " with smtp+starttls:// or smtps:// when it encrypts."
        )
    security, usual_port = SMTP_SECURITY[parts.scheme]
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return SmtpServer(parts.hostname, parts.port or usual_port, user, password, security)


def split_url(value: str) -> SplitResult:
    """The parts of a URL; all of them empty when it, or its port, cannot be read."""
    try:
        parts = urlsplit(value)
        is_readable = parts.port != 0
    except ValueError:
        is_readable = False
    return parts if is_readable else urlsplit("")


def rates(values: Values, name: str) -> dict[str, int]:
    """Domains with how many mails a minute, with commas between: `gmail.com=60, *=600`; `*` means all others."""
    found: dict[str, int] = {}
    for entry in text(values, name).split(","):
        domain, _equals, rate = (part.strip().lower() for part in entry.partition("="))
        if not entry.strip():
            continue
        if not HOST_NAME.fullmatch(domain) or not re.fullmatch(r"[1-9][0-9]{0,6}", rate):
            raise SettingsError(
                f"{name} holds {entry.strip()!r}: write domains with mails a minute, such as gmail.com=60, *=600."
            )
        found[domain] = int(rate)
    return found


def networks(values: Values, name: str) -> tuple[str, ...]:
    """Networks, addresses and host names with commas between: `10.20.0.0/16, hooks.intern.example`."""
    entries = tuple(entry.strip().lower() for entry in text(values, name).split(",") if entry.strip())
    for entry in entries:
        if not _is_network(entry) and not HOST_NAME.fullmatch(entry):
            raise SettingsError(f"{name} holds {entry!r}: write networks or host names, such as 10.20.0.0/16.")
    return entries


def _is_network(entry: str) -> bool:
    try:
        ipaddress.ip_network(entry)
    except ValueError:
        return False
    return True
