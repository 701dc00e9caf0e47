"""How fast mail is parsed, beside two floors on the same bytes: the bare standard library, and that with what no safe
HTML can do without, one sanitising and one tree. All in CPU time."""

import base64
import random
import struct
import time
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage

import nh3
from selectolax.lexbor import LexborHTMLParser

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
        "chain of 40": _mail("", _chain(chance, 40, 30), []),
        "6,000 lines": _mail(_sentences(chance, 6_000), "", []),
        "5,000 quoted": _mail(_sentences(chance, 8) + _quotation(chance, 5_000), "", []),
        "eight megabytes": _mail(_sentences(chance, 8), "", [chance.randbytes(2_000_000) for _ in range(4)]),
        "winmail.dat": _mail(_sentences(chance, 8), "", [_winmail(chance)]),
    }


def floor(raw: bytes) -> int:
    """What the bare standard library does to answer the same questions."""
    return len(_answers(message_from_bytes(raw, policy=policy.default)))


def floor_with_safe_html(raw: bytes) -> int:
    """The floor, and its HTML sanitised and made into text by nh3 and selectolax alone, with no rule of ours."""
    message = message_from_bytes(raw, policy=policy.default)
    found = _answers(message)
    if message.get_body(("html",)) is None:
        return len(found)
    return len(LexborHTMLParser(nh3.clean(found[-1])).text(separator="\n"))


def _answers(message: EmailMessage) -> list[str]:
    """Headers and bodies, the HTML last; the attachments are decoded too."""
    found = [
        str(message[name])
        for name in ("from", "to", "cc", "reply-to", "subject", "date", "message-id", "in-reply-to", "references")
    ]
    found += [str(sum(len(part.get_content()) for part in message.iter_attachments()))]
    bodies = [message.get_body((kind,)) for kind in ("plain", "html")]
    return found + [body.get_content() for body in bodies if body is not None]


def seconds(work: Callable[[bytes], object], raw: bytes) -> float:
    """The best of several runs, of one mail."""
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.process_time()
        work(raw)
        best = min(best, time.process_time() - start)
    return best


def run() -> float:
    """Prints our figure, both floors and the ratios for each kind of mail and for all; answers all's to the stdlib."""
    print(f"{'mail':<18}{'bytes':>9}{'caseway':>12}{'stdlib':>12}{'ratio':>8}{'with safe HTML':>18}{'ratio':>8}")
    totals = [0.0, 0.0, 0.0]
    for name, raw in usual_mails().items():
        taken = [seconds(work, raw) for work in (parse, floor, floor_with_safe_html)]
        totals = [total + one for total, one in zip(totals, taken, strict=True)]
        print(_row(name, f"{len(raw)}", *taken))
    print(_row("all", "", *totals))
    return totals[0] / totals[1]


def _row(name: str, size: str, ours: float, bare: float, safe: float) -> str:
    figures = f"{ours * 1e3:>9.2f} ms{bare * 1e3:>9.2f} ms{ours / bare:>8.2f}"
    return f"{name:<18}{size:>9}{figures}{safe * 1e3:>15.2f} ms{ours / safe:>8.2f}"


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


def _chain(chance: random.Random, answers: int, lines: int) -> str:
    """Answers that each quote the one before, as Gmail writes them."""
    whole = ""
    for number in range(1, answers + 1):
        words = "".join(f"<div>{line}</div><div><br></div>" for line in _sentences(chance, lines).splitlines())
        quoted = (
            f'<br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Mon, Jan {number}, 2024 at 9:00 AM Ann '
            '&lt;<a href="mailto:ann@x.example">ann@x.example</a>&gt; wrote:<br></div><blockquote class="gmail_quote" '
            f'style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204)">{whole}</blockquote></div>'
        )
        signed = '<div class="gmail_signature"><b>Ann Smith</b><br><a href="https://x.example/">X &amp; Co</a></div>'
        whole = f'<div dir="ltr">{words}{signed}</div>{quoted if whole else ""}'
    return whole


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
