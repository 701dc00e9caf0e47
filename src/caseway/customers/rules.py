"""How customers' addresses, numbers and names are brought into the one form in which they are compared. Pure."""

import re
import unicodedata

LONGEST_ADDRESS = 320
LONGEST_LOCAL = 64
LONGEST_NAME = 160
PUNCTUATION = re.compile(r"[\s().\-/\u2010-\u2015\u2212]+")
EXTENSION = re.compile(r"\s*(?:;ext=|ext\.?|extension|x|#)\s*(\d{1,8})$", re.IGNORECASE)
DOMAIN = re.compile(r"(?!-)[\w-]{1,63}(?<!-)(?:\.(?!-)[\w-]{1,63}(?<!-))*\.?|\[[0-9A-Fa-f.:IPv]{2,60}\]")


class UnusableAddressError(ValueError):
    """It is no address or number of its kind; the message says what to write."""


def normalize_email(value: str) -> str:
    """The form in which mail addresses are compared: lower case, the domain as the DNS has it.

    Local parts are taken as case-insensitive, as every large provider does. Raises `UnusableAddressError`.
    """
    text = unicodedata.normalize("NFC", value.strip())
    local, at, domain = text.rpartition("@")
    is_printable = not any(c.isspace() or unicodedata.category(c).startswith("C") for c in text)
    if not (at and 0 < len(local) <= LONGEST_LOCAL and is_printable and DOMAIN.fullmatch(domain)):
        raise UnusableAddressError("Write a mail address, such as maria@lumenlabs.example.")
    found = f"{local.lower()}@{_ascii_domain(domain.lower().rstrip('.'))}"
    if len(found) > LONGEST_ADDRESS:
        raise UnusableAddressError("Write a shorter mail address.")
    return found


def is_usable_email(value: str) -> bool:
    """Whether somebody can be written to there, and so be a customer."""
    try:
        normalize_email(value)
    except UnusableAddressError:
        return False
    return True


def normalize_phone(value: str) -> str:
    """Digits with a leading `+` if the country is known, and `x` before an extension: `+49301234567x12`.

    Raises `UnusableAddressError`.
    """
    text = unicodedata.normalize("NFKC", value.strip())
    extension = EXTENSION.search(text)
    digits = PUNCTUATION.sub("", EXTENSION.sub("", text))
    digits = f"+{digits[2:]}" if digits.startswith("00") else digits
    if not re.fullmatch(r"\+?[0-9]{3,15}", digits):
        raise UnusableAddressError("Write a telephone number, such as +49 30 1234567.")
    return f"{digits}x{extension[1]}" if extension else digits


def contact_name(display_name: str, address: str) -> str:
    """A name for somebody known by mail only: the one they gave, else one made of the address (`maria.lopez@…`)."""
    given = clean_line(display_name)
    if given and "@" not in given:
        return given
    local = address.rpartition("@")[0].split("+")[0]
    words = [word for word in re.split(r"[._\-\s]+", clean_line(local)) if word]
    return clean_line(" ".join(word[:1].upper() + word[1:] for word in words)) or clean_line(address) or "?"


def clean_line(text: str) -> str:
    """One line a person can read: no control characters, single blanks, at most a name's length."""
    shown = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp", "Zs") else c for c in text[:2_000])
    kept = "".join(c for c in shown if unicodedata.category(c) not in ("Cf", "Cs") or c in "\u200c\u200d")
    return " ".join(kept.split())[:LONGEST_NAME].strip()


def _ascii_domain(domain: str) -> str:
    """The domain's ASCII form; as it is when it has none."""
    try:
        return domain if domain.isascii() else domain.encode("idna").decode("ascii")
    except UnicodeError:
        return domain
