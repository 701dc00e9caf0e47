"""Mails that are damaged, joined and written at random: as bytes, by their structure, and as what clients write."""

import random
from collections.abc import Sequence

from caseway.engagement.channels.email.rules.replies import languages

SNIPPETS = [
    b"\r\n",
    b"\n\n",
    b"--=_b1",
    b"=?utf-8?b?",
    b"?=",
    b'"',
    b"(",
    b"<",
    b">",
    b"\x00",
    b"\xff\xfe",
    b"\x1b$B",
    b";",
    b"boundary=",
    b"=_b2",
    b"*0*=",
    b"multipart/mixed",
    b"\xed\xa0\x80",
    b"> ",
    b"&#xD800;",
]
ELEMENTS = (
    "div", "p", "span", "b", "a", "td", "tr", "table", "ul", "li", "pre", "blockquote", "center", "font", "o:p",
    "svg",
    "style", "script", "textarea", "select", "plaintext", "template", "h1", "em", "tbody", "title", "x",
)  # fmt: skip
ATTRIBUTES = (
    ' class="gmail_quote"', ' class="gmail_attr"', ' class="gmail_signature"', ' class="moz-cite-prefix"', ' dir="ltr"',
    ' id="appendonsend"', ' id="divRplyFwdMsg"', ' type="cite"', ' cite="mid:1"', ' style="border-left:1px solid"',
    ' style="background:url(http://a.example/b)"', ' style="color:red;width:expression(1)"', ' href="javascript:x()"',
    ' href="//a.example/"', " onclick=x", ' src="cid:a"', ' src="http://a.example/p.gif"', ' title="a>b<c"', " x='\"'",
    ' class="yahoo_quoted"', ' class="x_x_gmail_quote"', ' class="moz-forward-container"', ' style="', " /", "=",
)  # fmt: skip
HTML_WORDS = (
    "hello", " ", "\n", "&nbsp;", "&lt;", "&amp;#60;", "<br>", "<hr>", "<img src=cid:a>", "<!--", "-->",
    "<![CDATA[", "]]>",
    "\t", "From: Ann <a@b.example>", "Sent: Monday, 1 January 2024 09:00", "On Mon, Jan 1, 2024, Ann wrote:", "<",
    ">",
    "\x1c", "\x1f", "\u202e", "Grüße", "&#0;", "&#x1f;", "--", "-- \n", "Sent from my iPhone", "\u00a0", "</",
    "</body>",
)  # fmt: skip
LINES = (
    "Hello", "", "", "> quoted", ">> deeper", "> ", ">", "-- ", "--", "___________________", "==========", "-Ann",
    "Regards,",
    "On Mon, Jan 1, 2024 at 9:00 AM Ann <a@b.example> wrote:", "Am 01.01.2024 um 09:00 schrieb Ann:",
    "a@b.example wrote:",
    "-----Original Message-----", "Thanks ---- Original Message ---- old",
    "---------- Forwarded message ---------", "FYI",
    "From: Ann <a@b.example>", "Sent: Monday, 1 January 2024 09:00", "To: Bob", "Subject: x",
    "##- reply above this line -##",
    "This e-mail is confidential and intended only for the addressee. Notify the sender, delete it, no liability.",
    "Sent from my iPhone", "Get Outlook for iOS", "https://a.example/", "begin 644 a.txt", "#0V%T", "`", "end",
    "* a", "| b",
    "2024年1月1日 Ann 写道：", "To unsubscribe visit https://a.example/", "x" * 300, "\x0c", "\u2028", "a\rb", "\x00",
    "1.", ":",
)  # fmt: skip
HEADERS = (
    "From: ", "To: ", "Subject: ", "Date: ", "Message-ID: ", "References: ", "In-Reply-To: ", "Content-Type: ",
    "Cc: ",
    "Content-Transfer-Encoding: ", "Content-Disposition: ", "Reply-To: ", "Return-Path: ", "Auto-Submitted: ",
    "List-Id: ",
    "Authentication-Results: ", "X-Original-From: ", "Received: ", "Precedence: ", " ", "\t", "", ":",
)  # fmt: skip

_REPEATS = (*[1] * 30, 2, 40)


def damaged(seeds: Sequence[bytes], chance: random.Random) -> bytes:
    """One mail: of shape and damage that differ from one draw to the next."""
    match chance.randrange(8):
        case 0 | 1 | 2:
            return mutated(chance.choice(seeds), chance)
        case 3:
            return _joined(chance.choice(seeds), chance.choice(seeds), chance)
        case 4:
            return _with_odd_lines(chance.choice(seeds), chance)
        case 5:
            return mutated(_letter("html", _html(chance), chance), chance)
        case 6:
            return _letter("html", _html(chance), chance)
        case _:
            return _letter("plain", _reply(chance), chance)


def mutated(seed: bytes, chance: random.Random) -> bytes:
    """Bytes put in, taken out, changed and repeated."""
    data = bytearray(seed)
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(data) + 1)
        match chance.randrange(4):
            case 0:
                data[at:at] = chance.choice(SNIPPETS)
            case 1:
                del data[at : at + chance.randint(1, 30)]
            case 2:
                data[at : at + 1] = bytes([chance.randrange(256)])
            case _:
                data[at:at] = data[at : at + chance.randint(1, 200)] * chance.randint(1, 4)
    return bytes(data)


def _joined(first: bytes, second: bytes, chance: random.Random) -> bytes:
    """The lines of one mail up to somewhere, and those of another from somewhere."""
    above, below = first.splitlines(keepends=True), second.splitlines(keepends=True)
    return b"".join(above[: chance.randint(0, len(above))] + below[chance.randint(0, len(below)) :])


def _with_odd_lines(seed: bytes, chance: random.Random) -> bytes:
    """Lines moved, lost, said twice, and headers where none belong; one of them very long now and then."""
    lines = seed.splitlines(keepends=True)
    for _ in range(chance.randint(1, 6)):
        at = chance.randint(0, len(lines))
        match chance.randrange(4):
            case 0:
                lines[at:at] = chance.choices(lines or [b"\n"], k=chance.randint(1, 5))
            case 1:
                del lines[at : at + chance.randint(1, 4)]
            case 2:
                lines[at:at] = [f"{chance.choice(HEADERS)}{_bait(chance)}\n".encode()]
            case _:
                lines[at:at] = [line.replace(b"\r", b"") for line in lines[at : at + 5]]
    return b"".join(lines)


def _bait(chance: random.Random) -> str:
    unit = chance.choice(
        ['"', "(", "<", "a@b, ", "=?utf-8?q?a?=", "; a*0=b", " ", "<a@b> ", ":", "\\", "é", "[", "a=b;"]
    )
    return unit * chance.choice([0, 1, 2, 3, 50, 2_000])


def _html(chance: random.Random) -> str:
    """Elements of all kinds within each other, some never closed, some closed twice."""
    pieces: list[str] = []
    open_: list[str] = []
    for _ in range(chance.randint(1, 60)):
        match chance.randrange(5):
            case 0 | 1:
                name = chance.choice(ELEMENTS)
                open_.append(name)
                pieces.append(f"<{name}{''.join(chance.choices(ATTRIBUTES, k=chance.choice([0, 1, 1, 2])))}>")
            case 2 if open_:
                pieces.append(f"</{open_.pop(chance.choice([-1, -1, -1, 0]))}>")
            case _:
                pieces.append(chance.choice(HTML_WORDS))
    return "".join(pieces) * chance.choice(_REPEATS)


def _reply(chance: random.Random) -> str:
    """Lines as people, clients, lists and companies write them, in any order."""
    words = chance.choice((languages.WROTE, languages.ORIGINAL, languages.FORWARDED, languages.REPLY_ABOVE))
    more = [f"Ann {chance.choice(words)}:", f"---- {chance.choice(words)} ----", chance.choice(words)]
    lines = chance.choices((*LINES, *more), k=chance.randint(1, 30)) * chance.choice(_REPEATS)
    return "\n".join(lines)


def _letter(subtype: str, text: str, chance: random.Random) -> bytes:
    subject = chance.choice(("Re: x", "Fwd: x", "", "Undelivered Mail Returned to Sender", "Automatic reply: x"))
    charset = chance.choice(("utf-8", "iso-8859-1", "gb2312", "utf-7", "x-unknown", "utf-16"))
    head = f"From: a@b.example\nSubject: {subject}\nContent-Type: text/{subtype}; charset={charset}\n\n"
    return head.encode() + text.encode("utf-8")
