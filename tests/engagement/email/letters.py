"""Writing the mails of these tests: short, and exact to the byte."""

from caseway.engagement.channels.email.rules import ParsedMail, parse

CRLF = "\r\n"


def letter(body: str | bytes = "", *, charset: str = "utf-8", **headers: str) -> bytes:
    """A mail with CRLF line ends; header names in keyword form (`in_reply_to`), empty ones left out."""
    fields = {
        "from_": "Maria <maria@lumenlabs.example>",
        "subject": "Machine",
        "date": "Mon, 1 Jan 2024 10:00:00 +0100",
    } | headers
    lines = [f"{name.strip('_').replace('_', '-').title()}: {value}" for name, value in fields.items() if value]
    content = body if isinstance(body, bytes) else body.replace("\n", CRLF).encode(charset)
    return CRLF.join(lines).encode(charset) + b"\r\n\r\n" + content


def read(body: str | bytes = "", **headers: str) -> ParsedMail:
    return parse(letter(body, **headers))


def part(content: str | bytes, content_type: str, **headers: str) -> bytes:
    lines = [f"Content-Type: {content_type}"] + [
        f"{name.replace('_', '-')}: {value}" for name, value in headers.items()
    ]
    data = content if isinstance(content, bytes) else content.replace("\n", CRLF).encode()
    return CRLF.join(lines).encode() + b"\r\n\r\n" + data


def multipart(kind: str, *parts: bytes, boundary: str = "=_b1", **headers: str) -> bytes:
    delimiter = b"\r\n--" + boundary.encode()
    body = b"".join(delimiter + b"\r\n" + piece for piece in parts) + delimiter + b"--\r\n"
    return letter(body, content_type=f'multipart/{kind}; boundary="{boundary}"', **headers)


def nested(kind: str, *parts: bytes, boundary: str = "=_b2") -> bytes:
    delimiter = b"\r\n--" + boundary.encode()
    body = b"".join(delimiter + b"\r\n" + piece for piece in parts) + delimiter + b"--\r\n"
    return part(body, f'multipart/{kind}; boundary="{boundary}"')
