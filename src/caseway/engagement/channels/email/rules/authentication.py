"""What servers on the way say they checked about the sender (RFC 8601, and ARC's copies of it, RFC 8617).

Anybody can write such a header: whose word counts is decided by who reads this.
"""

import re

from .charsets import clean
from .headers import Headers
from .model import Authentication, AuthenticationResult

MAX_HEADERS = 20
MAX_HEADER_CHARS = 8_000
MAX_RESULTS = 40
_PIECE = re.compile(r'"(?:[^"\\]|\\.)*"?|\\.|[()]|[^"()\\]+|\\')
_SEGMENT = re.compile(r'(?:"[^"]*"?|[^;"])+')
_PAIR = re.compile(r'([A-Za-z][\w.-]{0,60})(?:/\d{1,3})? ?= ?("[^"]{0,500}"?|[^\s;"]{1,500})')
_DOMAINS = {
    "dmarc": ("header.from",),
    "dkim": ("header.d", "header.i"),
    "spf": ("smtp.mailfrom", "smtp.mfrom", "smtp.helo"),
    "arc": ("header.oldest-pass", "smtp.remote-ip"),
}


def authentications(headers: Headers) -> tuple[Authentication, ...]:
    """The statements as they stand in the mail: the newest server's first, then those that ARC carries along."""
    plain = [_statement(value, 0) for value in headers.texts("authentication-results")[:MAX_HEADERS]]
    carried = [_carried(value) for value in headers.texts("arc-authentication-results")[:MAX_HEADERS]]
    return tuple(plain + carried)


def _carried(value: str) -> Authentication:
    instance, _, rest = value.partition(";")
    number = instance.strip().removeprefix("i=").strip()
    return _statement(rest, int(number) if number.isascii() and number.isdecimal() and len(number) < 4 else 0)


def _statement(value: str, instance: int) -> Authentication:
    segments = [part.strip() for part in _SEGMENT.findall(_without_comments(value[:MAX_HEADER_CHARS]))]
    server = ""
    if segments and "=" not in segments[0]:
        server = segments.pop(0).split(" ", 1)[0].strip('"').lower()
    results = [result for segment in segments if (result := _result(segment))]
    return Authentication(clean(server), tuple(results[:MAX_RESULTS]), instance)


def _without_comments(value: str) -> str:
    """The value on one line; what stands in parentheses, however nested, is left out."""
    kept, depth = [], 0
    for piece in _PIECE.findall(value):
        if piece == "(":
            depth += 1
        elif piece == ")":
            depth = max(depth - 1, 0)
        elif not depth:
            kept.append(piece)
    return " ".join("".join(kept).split())


def _result(segment: str) -> AuthenticationResult | None:
    pairs = [(name.lower(), clean(value.strip('"'))) for name, value in _PAIR.findall(segment)]
    if not pairs:
        return None
    (method, result), properties = pairs[0], dict(pairs[1:])
    found = (properties[name] for name in _DOMAINS.get(method, ()) if name in properties)
    return AuthenticationResult(method, result.lower(), _domain(next(found, "")), properties.get("reason", ""))


def _domain(identity: str) -> str:
    return identity.rpartition("@")[2].strip("<>.").lower()
