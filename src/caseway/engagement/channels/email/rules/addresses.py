"""Address lists as people and programs really write them. Never fails; linear in the length of the header."""

import re

from .charsets import clean
from .limits import MAX_ADDRESSES, MAX_NAME_CHARS
from .model import Address
from .words import decode_words

_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"?|([()<>,;:])|([^"()<>,;:]+)', re.DOTALL)
_BARE = re.compile(
    r"[^\s<>()\[\],;:\"']{1,250}@[^\s<>()\[\],;:\"']{1,250}|[^\s<>()\[\],;:\"']{1,250}@\[[^\s\]]{1,60}\]"
)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_SPACES = re.compile(r"\s+")


class _Reader:
    """One pass over the tokens of a list; an unquoted comma inside a name does not end the entry."""

    def __init__(self) -> None:
        self.found: list[Address] = []
        self.start()

    def start(self) -> None:
        self.words: list[str] = []
        self.words_before_angle = 0
        self.has_at_sign = False
        self.comments: list[str] = []
        self.angle: list[str] | None = None
        self.is_in_angle = self.is_addressed = False
        self.depth = 0

    def quoted(self, text: str) -> None:
        if self.depth:
            self.comments.append(text)
        elif self.is_in_angle and self.angle is not None:
            self.angle.append(f'"{text}"' if not _BARE.search(text) else text)
        else:
            self.word(_ESCAPED.sub(r"\1", text))

    def text(self, text: str) -> None:
        if self.depth:
            self.comments.append(text)
        elif self.is_in_angle and self.angle is not None:
            self.angle.append(text)
            self.is_addressed = self.is_addressed or "@" in text
        else:
            self.word(text)

    def word(self, text: str) -> None:
        self.words.append(text)
        self.has_at_sign = self.has_at_sign or "@" in text

    def sign(self, sign: str) -> None:
        if sign in "()":
            self.parenthesis(sign)
        elif self.depth:
            self.comments.append(sign)
        elif sign == "<":
            self.open_angle()
        elif sign == ">":
            self.is_in_angle, self.words_before_angle = False, len(self.words)
        else:
            self.separator(sign)

    def open_angle(self) -> None:
        """A second address in angle brackets begins an entry of its own, with the words since the first."""
        if self.is_addressed and not self.is_in_angle:
            words = self.words[self.words_before_angle :]
            del self.words[self.words_before_angle :]
            self.finish()
            self.words = words
        self.is_in_angle, self.angle = True, self.angle or []

    def parenthesis(self, sign: str) -> None:
        self.depth = max(self.depth + (1 if sign == "(" else -1), 0)
        if not self.is_in_angle:
            self.comments.append(sign)
            if self.depth == (1 if sign == "(" else 0):
                self.words.append("\x00" if sign == "(" else "")

    def separator(self, sign: str) -> None:
        if self.is_in_angle and sign in ":,":
            self.text(sign)
        elif sign == ":" and self.angle is None:
            self.group_name()
        elif sign == "," and self.is_unfinished():
            self.words.append(",")
        else:
            self.finish()

    def group_name(self) -> None:
        if self.has_at_sign:
            self.words.append(":")
        elif "".join(self.words).strip().lower() in {"mailto", "smtp"}:
            self.words.clear()
        else:
            self.start()

    def is_unfinished(self) -> bool:
        """A piece with neither an angle address nor an `@`: the first half of "Last, First <address>"."""
        return (
            self.angle is None and not self.has_at_sign and len(self.words) < 60 and bool("".join(self.words).strip())
        )

    def finish(self) -> None:
        if self.words or self.angle is not None:
            self.found.extend(_entry(self.words, self.comments, self.angle))
        self.start()


def parse_addresses(value: str) -> tuple[Address, ...]:
    """All addresses of a header value, names decoded; an entry without an address keeps its name."""
    if not value:
        return ()
    reader = _Reader()
    for token in _TOKEN.finditer(value):
        if token[3] is not None:
            reader.text(token[3])
        elif token[2]:
            reader.sign(token[2])
        else:
            reader.quoted(token[1] or "")
        if len(reader.found) >= MAX_ADDRESSES:
            break
    else:
        if reader.depth:
            return parse_addresses(value.replace("(", " ").replace(")", " "))
        reader.finish()
    return tuple(address for address in reader.found if address.email or address.name)


def first_address(values: list[str]) -> Address:
    """The first address among several header values; a bare name only where there is no address."""
    addresses = [address for value in values for address in parse_addresses(value)]
    return next((address for address in addresses if "@" in address.email), addresses[0] if addresses else Address())


def addresses_in(text: str) -> list[str]:
    """What looks like an address in running text."""
    return _BARE.findall(text)


def _entry(words: list[str], comments: list[str], angle: list[str] | None) -> list[Address]:
    comment = "".join(comments)
    if angle is not None:
        name = "".join(words).replace("\x00", comment, 1).replace("\x00", "")
        email = _angle_email("".join(angle))
        if not email and (bare := _BARE.search(name)):
            email, name = bare[0], name.replace(bare[0], "", 1)
        return [Address(_name(name), email)]
    return _without_angle("".join(words).replace("\x00", " "), comment)


def _without_angle(text: str, comment: str) -> list[Address]:
    if "=?" in text and "@" not in text:
        decoded = decode_words(text)
        if "<" in decoded and _BARE.search(decoded):
            return list(parse_addresses(decoded))[:1]
        text = decoded
    bare = _BARE.findall(text)
    if len(bare) > 1:
        return [Address("", _email(email)) for email in bare]
    if bare:
        name = text.replace(bare[0], " ", 1).strip(" \t,[]<>'")
        return [Address(_name(name or _inner(comment)), _email(bare[0]))]
    word = text.strip().strip(",")
    if "@" in word:
        return [Address(_name(_inner(comment)), _email(_SPACES.sub("", word)))]
    return [Address(_name(f"{word} {comment}".strip()), "")]


def _angle_email(text: str) -> str:
    text = text.strip()
    if text.startswith("@") and ":" in text:
        text = text.rsplit(":", 1)[1]
    text = re.sub(r"^(?:mailto|smtp):", "", text, flags=re.IGNORECASE)
    if "=?" in text:
        text = decode_words(text)
    return _email(text if '"' in text else _SPACES.sub("", text))


def _email(text: str) -> str:
    return clean(text).strip(" \t\r\n<>,;'").rstrip(".")[:MAX_NAME_CHARS]


def _inner(comment: str) -> str:
    return comment[1:-1] if comment.startswith("(") and comment.endswith(")") else comment.strip("()")


def _name(text: str) -> str:
    text = _SPACES.sub(" ", decode_words(text)).strip(" \t,")
    if len(text) > 1 and text[0] == text[-1] == '"':
        text = text[1:-1].strip()
    return clean(text)[:MAX_NAME_CHARS]
