import random
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from caseway.engagement.channels.email.rules import parse
from caseway.engagement.channels.email.rules.html_cleaning import sanitise
from caseway.engagement.channels.email.rules.limits import MAX_DEPTH, MAX_PARTS

from .damage import damaged, mutated
from .letters import letter, multipart, nested, part, read

SEEDS = [
    letter("Hello\n\nOn Mon, Jan 1, 2024 at 9:00 AM Bob <b@c.example> wrote:\n> old\n-- \nAnn"),
    multipart(
        "alternative",
        part("Grüße", "text/plain; charset=utf-8"),
        part("<p>Grüße</p><blockquote type=cite>x</blockquote>", "text/html; charset=utf-8"),
    ),
    multipart(
        "mixed",
        nested("related", part('<img src="cid:a">', "text/html"), part(b"\x89PNG", "image/png", Content_ID="<a>")),
        part(b'x\x9f>"', "application/ms-tnef"),
    ),
    multipart(
        "report",
        part("failed", "text/plain"),
        part("Final-Recipient: rfc822; a@b.example\nAction: failed\nStatus: 5.1.1\n", "message/delivery-status"),
        part(letter("x"), "message/rfc822"),
    ),
    letter(
        "begin 644 a.txt\n#0V%T\n`\nend\n",
        content_type="text/plain; charset=iso-2022-jp",
        subject="=?gb2312?B?zOG9uw==?=",
    ),
    letter(
        "SGVsbG8=",
        content_transfer_encoding="base64",
        content_type="text/html",
        content_disposition="attachment; filename*0*=utf-8''a; filename*1=b",
    ),
]
FORBIDDEN = (
    "script, iframe, style, object, embed, form, base, meta, link, [onclick], [style*='url('], [style*='expression('], "
    "[href^='javascript'], [src^='http']"
)


def strings_of(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from strings_of(one)
    elif hasattr(value, "__slots__"):
        for name in value.__slots__:
            yield from strings_of(getattr(value, name))


def assert_sound(raw: bytes) -> None:
    mail = parse(raw)
    for text in strings_of(mail):
        assert "\x00" not in text
        text.encode("utf-8")
    assert not [defect for defect in mail.defects if "could not be read" in defect]
    assert not mail.html or LexborHTMLParser(mail.html).css_first(FORBIDDEN) is None
    words = "".join((mail.reply_text + mail.quoted_text).split())
    if not mail.html:
        assert sorted(words) == sorted("".join(mail.text.split()))


@given(st.binary(max_size=2_000))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_read(raw):
    assert_sound(raw)


@given(st.integers(0, 2**32))
@settings(max_examples=800, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_damaged_mail_is_read(number):
    chance = random.Random(number)
    assert_sound(mutated(chance.choice(SEEDS), chance))


@given(st.integers(0, 2**32))
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_mail_that_is_joined_and_written_at_random_is_read(number):
    assert_sound(damaged(SEEDS, random.Random(number)))


@given(st.text(alphabet="<>/=\"' abimgsrcx:\\&#;!-[]()uldvqwe\n", max_size=400))
@settings(max_examples=300, deadline=None)
def test_any_html_is_safe(source):
    cleaned = sanitise(source)
    assert "<script" not in cleaned
    assert sanitise(cleaned.replace("data-remote-src", "src")) == cleaned


def test_ten_thousand_parts_are_bounded():
    mail = parse(multipart("mixed", *[part("x", "application/pdf")] * 10_000))
    assert len(mail.attachments) <= MAX_PARTS
    assert "too many parts" in mail.defects


def test_nested_bombs_are_bounded():
    raw = part("deep", "text/plain")
    for level in range(200):
        raw = nested("mixed", raw, boundary=f"b{level}")
    mail = parse(b"From: a@b.example\r\n" + raw)
    assert "parts nested too deep" in mail.defects
    assert MAX_DEPTH < 200


BAIT = {
    "encoded words": b"Subject: " + b"=?utf-8?q?" * 60_000,
    "closed encoded words": b"Subject: " + b"=?utf-8?q?a?=" * 60_000,
    "addresses": b"To: " + b"a@b.example, " * 60_000,
    "parentheses": b"To: " + b"(" * 200_000,
    "angles": b"To: " + b"<" * 200_000,
    "quotes": b"To: " + b'"' * 200_000,
    "commas": b"To: " + b"a," * 200_000,
    "parameters": b"Content-Type: text/plain; " + b'a="b;' * 60_000,
    "sections": b"Content-Type: text/plain; " + b"".join(b"n*%d*=x;" % n for n in range(20_000)),
    "references": b"References: " + b"<a@b> " * 60_000,
    "open references": b"References: " + b"<" * 300_000,
    "folds": b"Subject: x" + b"\r\n " * 200_000,
    "names": b"\r\n".join(b"X-%d: y" % n for n in range(60_000)),
    "garbage lines": b"\r\n".join(b"garbage %d" % n for n in range(60_000)),
    "date": b"Date: " + b"1:" * 100_000,
    "blanks": b"Subject: a" + b" " * 300_000 + b"b",
    "colons": b"To: a@b.example" + b":" * 300_000,
    "schemes": b"To: " + b"a@b.example:" * 30_000,
    "empty angles": b"To: " + b"<a>" * 100_000,
    "comments": b"Authentication-Results: mx; " + b"(" * 150_000 + b"a=b " * 20_000,
    "results": b"Authentication-Results: mx; " + b"spf=pass " * 30_000,
    "lists": b"From: a via " + b"via " * 60_000 + b"<a@b.example>",
}


@pytest.mark.parametrize("name", BAIT)
def test_megabyte_headers_are_read_in_linear_time(name, linear_time):
    linear_time(lambda: parse(b"From: a@b.example\r\n" + BAIT[name] + b"\r\n\r\nbody"))


LINES = {
    "attributions": "On Mon, Jan 1, 2024 at 9:00 AM Bob wrote:\n",
    "colons": "a:\n",
    "headers": "From: a\n",
    "dashes": "--\n",
    "rules": "======\n",
    "quotes": "> > > > a\n",
    "names": "-Ann\n",
    "phones": "Sent from my iPhone\n",
    "originals": "-----Original Message-----\n",
    "begin": "begin 644 a\n",
    "words": "wrote " * 500,
    "blanks": " " * 2_000,
    "underscores": "_" * 5_000 + "x\n",
    "legal notices": "Confidential, only for the addressee: delete it, and mind the virus. " * 3 + "\n\n",
    "angles": "<a\n> b:\n",
    "answers": "> a\nb\n",
    "glued": "a --- Original Message --- b\n",
    "returns": "a\rb \r",
}


@pytest.mark.parametrize("name", LINES)
def test_long_texts_are_split_in_linear_time(name, linear_time):
    text = LINES[name] * (400_000 // len(LINES[name]))
    linear_time(lambda: read("Hi\n" + text))


@pytest.mark.parametrize("name", LINES)
def test_bounces_are_searched_in_linear_time(name, linear_time):
    text = LINES[name] * (200_000 // len(LINES[name]))
    linear_time(
        lambda: read(
            "Delivery failed\n" + text, from_="MAILER-DAEMON@b.example", return_path="<>", subject="Undelivered Mail"
        )
    )


MARKUP = [
    "<a>",
    "<p><b>",
    "<td>",
    "</div>",
    "<blockquote>",
    "&amp;",
    "<!--",
    "<br>",
    "<img src=x ",
    '<a href="',
    "<x y='",
    "< ",
    "<select><option>",
    '<span class="gmail_attr">x</span>',
    '<div class="gmail_signature">',
    '<div class="gmail_signature">x</div><div>',
    '<blockquote class="gmail_quote">a:',
    '<blockquote type="cite">x</blockquote>',
    "<pre>a\n",
    '<p style="color:rgb(1,1,1)">',
    '<p style="background:url(a)',
]


@pytest.mark.parametrize("markup", MARKUP)
def test_hostile_html_is_read_in_linear_time(markup, linear_time):
    linear_time(lambda: read(markup * (300_000 // len(markup)), content_type="text/html"))
