"""How fast mail is parsed, beside the bare standard library on the same bytes."""

import base64
import random
import struct
import time
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage

from caseway.engagement.channels.email.rules import parse

WORDS = [
    "the",
    "kitchen",
    "machine",
    "does",
    "not",
    "heat",
    "up",
    "since",
    "Monday",
    "please",
    "send",
    "a",
    "new",
    "part",
    "or",
    "refund",
    "order",
    "number",
    "thanks",
    "kind",
    "regards",
]
ROUNDS = 15


def usual_mails() -> dict[str, bytes]:
    """Mail as it usually comes: short plain, reply with HTML, newsletter, with attachments."""
    chance = random.Random(7)
    return {
        "plain reply": _mail(_sentences(chance, 8) + _quotation(chance, 20), "", []),
        "reply with HTML": _mail(_sentences(chance, 8) + _quotation(chance, 40), _html(chance, 30), []),
        "HTML only": _mail("", _html(chance, 60), []),
        "newsletter": _mail(_sentences(chance, 60), _newsletter(chance), []),
        "two attachments": _mail(
            _sentences(chance, 8), _html(chance, 10), [chance.randbytes(80_000), chance.randbytes(200_000)]
        ),
        "large HTML": _mail("", _html(chance, 1_500), []),
        "eight megabytes": _mail(_sentences(chance, 8), "", [chance.randbytes(2_000_000) for _ in range(4)]),
        "winmail.dat": _mail(_sentences(chance, 8), "", [_winmail(chance)]),
    }


def floor(raw: bytes) -> int:
    """What the bare standard library does to answer the same questions."""
    message = message_from_bytes(raw, policy=policy.default)
    found = [
        str(message[name])
        for name in ("from", "to", "cc", "reply-to", "subject", "date", "message-id", "in-reply-to", "references")
    ]
    bodies = [message.get_body((kind,)) for kind in ("plain", "html")]
    found += [body.get_content() for body in bodies if body is not None]
    return len(found) + sum(len(part.get_content()) for part in message.iter_attachments())


def seconds(work: Callable[[bytes], object], raw: bytes) -> float:
    """The best of several runs, of one mail."""
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work(raw)
        best = min(best, time.perf_counter() - start)
    return best


def run() -> float:
    """Prints both figures and their ratio for each kind of mail and for all together; answers the ratio of all."""
    ours_all = floor_all = 0.0
    print(f"{'mail':<18}{'bytes':>9}{'caseway':>12}{'stdlib':>12}{'ratio':>8}")
    for name, raw in usual_mails().items():
        ours, bare = seconds(parse, raw), seconds(floor, raw)
        ours_all, floor_all = ours_all + ours, floor_all + bare
        print(f"{name:<18}{len(raw):>9}{ours * 1e3:>9.2f} ms{bare * 1e3:>9.2f} ms{ours / bare:>8.2f}")
    print(f"{'all':<18}{'':>9}{ours_all * 1e3:>9.2f} ms{floor_all * 1e3:>9.2f} ms{ours_all / floor_all:>8.2f}")
    return ours_all / floor_all


def _mail(text: str, html: str, files: list[bytes]) -> bytes:
    message = EmailMessage(policy=policy.SMTP)
    message["Received"] = (
        "from mail.lumenlabs.example (mail.lumenlabs.example [192.0.2.7]) by mx.caseway.example "
        "with ESMTPS id 4Xy; Mon, 1 Jan 2024 09:00:02 +0000"
    )
    message["From"] = "María Núñez <maria@lumenlabs.example>"
    message["To"] = 'Support <support@caseway.example>, "Second, Person" <second@lumenlabs.example>'
    message["Subject"] = "Re: Die Küchenmaschine läuft nicht mehr — Bestellung 4711"
    message["Date"] = "Mon, 01 Jan 2024 10:00:00 +0100"
    message["Message-ID"] = "<9f1c2a@lumenlabs.example>"
    message["In-Reply-To"] = "<reply-1@caseway.example>"
    message["References"] = "<first@lumenlabs.example> <reply-1@caseway.example>"
    message["DKIM-Signature"] = (
        "v=1; a=rsa-sha256; d=lumenlabs.example; s=k1; h=from:to:subject; bh="
        + base64.b64encode(bytes(range(32))).decode()
        + "; b="
        + "A" * 300
    )
    if text:
        message.set_content(text)
    if html and text:
        message.add_alternative(html, subtype="html")
    elif html:
        message.set_content(html, subtype="html")
    for number, content in enumerate(files):
        message.add_attachment(content, maintype="image", subtype="jpeg", filename=f"Foto {number}.jpg")
    return message.as_bytes()


def _winmail(chance: random.Random) -> bytes:
    """Outlook's container with one file of 200 kB in it."""
    pieces = ((0x00069002, bytes(14)), (0x00018010, b"PHOTO.JPG\0"), (0x0006800F, chance.randbytes(200_000)))
    packed = (struct.pack("<BII", 2, kind, len(data)) + data + bytes(2) for kind, data in pieces)
    return b"\x78\x9f\x3e\x22\x01\x00" + b"".join(packed)


def _sentences(chance: random.Random, lines: int) -> str:
    return "".join(" ".join(chance.choices(WORDS, k=12)).capitalize() + ".\n" for _ in range(lines))


def _quotation(chance: random.Random, lines: int) -> str:
    quoted = "".join(f"> {line}\n" for line in _sentences(chance, lines).splitlines())
    return f"\nOn Mon, Jan 1, 2024 at 9:00 AM Caseway Support <support@caseway.example> wrote:\n\n{quoted}"


def _html(chance: random.Random, lines: int) -> str:
    paragraphs = "".join(
        f'<div style="font-family:Arial;color:#222">{line}</div>' for line in _sentences(chance, lines).splitlines()
    )
    return (
        f'<html><body><div dir="ltr">{paragraphs}</div><div class="gmail_quote">'
        '<div class="gmail_attr">On Mon, Jan 1, 2024 Support wrote:<br></div>'
        f'<blockquote class="gmail_quote" style="border-left:1px #ccc solid">{paragraphs}</blockquote></div></body>'
    )


def _newsletter(chance: random.Random) -> str:
    cell = (
        '<td align="left" valign="top" style="padding:10px;font-size:14px;line-height:20px">'
        '<a href="https://shop.example/p?id={0}"><img src="https://shop.example/{0}.png" width="100" alt="x"></a>'
        '<p style="margin:0">{1}</p></td>'
    )
    rows = "".join(
        "<tr>" + "".join(cell.format(row * 3 + column, _sentences(chance, 1)) for column in range(3)) + "</tr>"
        for row in range(60)
    )
    return f"<html><head><style>td{{color:red}}</style></head><body><table width=600>{rows}</table></body></html>"


if __name__ == "__main__":
    run()
