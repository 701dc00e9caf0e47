"""What django-allauth's pages and mails say: in sentence case, by our own catalogue of words."""

import re
from itertools import chain
from pathlib import Path

import allauth
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation import gettext

PACKAGE = Path(allauth.__file__).parent
PARTS = ("account", "mfa", "socialaccount")
CATALOGUE = Path(settings.LOCALE_PATHS[0]) / "en" / "LC_MESSAGES" / "django.po"
NAMES = {"JavaScript", "IP", "QR", "ID", "PIN", "US"}
LINE = re.compile(r"""{%\s*trans(?:late)?\s+(?:"(.+?)"|'(.+?)')""")
BLOCK = re.compile(r"{%\s*blocktrans(?:late)?(?:\s[^%]*)?%}([^{}\n]+){%")
LABEL = re.compile(r'\b_\(\s*"([^"]+)"\s*,?\s*\)')


def texts() -> set[str]:
    """Every short text of the parts of django-allauth that Caseway shows."""
    files = chain.from_iterable((PACKAGE / "templates" / part).rglob("*.*") for part in PARTS)
    pages = [path.read_text() for path in files]
    code = [path.read_text() for part in PARTS for path in (PACKAGE / part).rglob("forms.py")]
    lines = {one or other for page in pages for one, other in LINE.findall(page)}
    blocks = {text.strip() for page in pages for text in BLOCK.findall(page)}
    return lines | blocks | {text for source in code for text in LABEL.findall(source)}


def has_capitals_within(text: str) -> bool:
    sentences = re.split(r"[.?!:]\s+", text)
    later = [word.strip("(\"'.,?)") for sentence in sentences for word in sentence.split()[1:]]
    return any(word[:1].isupper() and word not in NAMES | {"I"} for word in later)


def test_every_text_of_the_sign_in_pages_is_in_sentence_case() -> None:
    found = texts()
    assert len(found) > 150
    assert [text for text in sorted(found) if has_capitals_within(gettext(text))] == []


def test_the_catalogue_is_compiled_and_names_only_texts_that_are_there() -> None:
    with CATALOGUE.open("rb") as written, CATALOGUE.with_suffix(".mo").open("rb") as compiled:
        words = {message.id: message.string for message in read_po(written) if message.id}
        assert {message.id: message.string for message in read_mo(compiled) if message.id} == words
    sources = "".join(path.read_text() for path in PACKAGE.rglob("*") if path.suffix in {".py", ".html", ".txt"})
    plain = re.sub(r"{{\s*(\w+)\s*}}", r"%(\1)s", sources)
    assert [text for text in words if text not in plain] == []
