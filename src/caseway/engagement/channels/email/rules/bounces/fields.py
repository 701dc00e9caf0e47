"""The machine-readable halves of delivery and feedback reports."""

import re
from dataclasses import dataclass

from caseway.engagement.channels.email.rules.addresses import first_address
from caseway.engagement.channels.email.rules.words import decode_words

from .codes import enhanced_code, status_from_words

_FIELD = re.compile(r"([A-Za-z][\w-]{1,60})[ \t]*:[ \t]*(.*)")
_ADDRESS_TYPE = re.compile(r"^\s*(?:rfc822|rfc-822|utf-8|x400|system|smtp|unknown|local|dns)\s*;\s*", re.IGNORECASE)
_DIAGNOSTIC_TYPE = re.compile(r"^\s*[\w-]{1,20}\s*;\s*")
MAX_RECIPIENTS = 500

Fields = dict[str, str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one recipient's group says; `action` is failed, delayed, delivered, relayed or expanded."""

    recipient: str
    original_recipient: str
    action: str
    status: str
    diagnostic: str


def read_groups(text: str) -> list[Fields]:
    """The groups of fields in a report, names in lower case; a new recipient starts one even without a blank line."""
    groups: list[Fields] = [{}]
    last = ""
    for line in text.split("\n")[:20_000]:
        if not line.strip():
            if groups[-1]:
                groups.append({})
            last = ""
        elif line[0] in " \t" and last:
            groups[-1][last] = f"{groups[-1][last]} {line.strip()}"[:4_000]
        elif found := _FIELD.match(line):
            last = found[1].lower()
            if last == "final-recipient" and last in groups[-1]:
                groups.append({})
            groups[-1].setdefault(last, found[2].strip())
        if len(groups) > MAX_RECIPIENTS:
            break
    return [group for group in groups if group]


def outcomes(text: str) -> list[Outcome]:
    """One outcome for each recipient of an RFC 3464 report."""
    found = []
    for group in read_groups(text):
        final, original = _address(group.get("final-recipient", "")), _address(group.get("original-recipient", ""))
        if not (final or original or "action" in group):
            continue
        diagnostic = decode_words(_DIAGNOSTIC_TYPE.sub("", group.get("diagnostic-code", "")))
        action = group.get("action", "").split("(", 1)[0].split(";", 1)[0].strip().lower()
        found.append(Outcome(final, original, action, _status(group.get("status", ""), diagnostic, action), diagnostic))
    return found


def _status(declared: str, diagnostic: str, action: str) -> str:
    code = enhanced_code(declared) or ("2.0.0" if declared.strip().startswith("2.") else "")
    if code and not code.endswith(".0.0"):
        return code
    if not diagnostic:
        return code
    better = status_from_words(diagnostic, is_temporary=action == "delayed")
    return better if not code or better[0] == code[0] else code


def _address(value: str) -> str:
    value = _ADDRESS_TYPE.sub("", decode_words(value))
    return first_address([value]).email if value else ""
