"""The conformance corpus: one mail for each behaviour, what must be read in it, and the table of both in docs/email.md.

`python -m tests.engagement.email.conformance` writes the table anew.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from caseway.config.cli.mail_parse import described
from caseway.engagement.channels.email.rules import parse

CORPUS = Path(__file__).parent / "corpus"
DOCUMENT = Path(__file__).parents[3] / "docs" / "email.md"
BEGIN, END = "<!-- conformance: begin -->\n", "<!-- conformance: end -->\n"


@dataclass(frozen=True)
class Behaviour:
    """`<group>/<behaviour-in-words>.eml`, beside a `.json` with the part of the answer it is about."""

    mail: Path

    @property
    def group(self) -> str:
        return self.mail.parent.name

    @property
    def identity(self) -> str:
        return f"{self.group}/{self.mail.stem}"

    @property
    def expected(self) -> dict[str, object]:
        return json.loads(self.mail.with_suffix(".json").read_text(encoding="utf-8"))

    def differences(self) -> list[str]:
        """Where `caseway mail parse` answers otherwise; empty where it behaves as expected."""
        return list(differences(self.expected, json.loads(json.dumps(described(parse(self.mail.read_bytes()))))))


def behaviours() -> list[Behaviour]:
    return [Behaviour(mail) for mail in sorted(CORPUS.glob("*/*.eml"))]


def differences(expected: object, found: object, path: str = "mail") -> Iterator[str]:
    """An object must hold the expected keys, a list must be as long, anything else equal."""
    if isinstance(expected, dict) and isinstance(found, dict):
        for key, value in expected.items():
            yield from differences(value, found.get(key, "(missing)"), f"{path}.{key}")
    elif isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        for index, (wanted, got) in enumerate(zip(expected, found, strict=True)):
            yield from differences(wanted, got, f"{path}[{index}]")
    elif expected != found:
        yield f"{path} is {found!r}, expected {expected!r}"


def table() -> str:
    """The table of docs/email.md: each group, its behaviours, and whether they hold."""
    parts = [
        f"### {in_words(group)}\n\n| Behaviour | Result |\n|---|---|\n" + "".join(row(one) for one in members)
        for group, members in groupby(behaviours(), key=lambda one: one.group)
    ]
    return "\n".join(parts)


def row(behaviour: Behaviour) -> str:
    return f"| {in_words(behaviour.mail.stem)} | {'differs' if behaviour.differences() else 'as expected'} |\n"


def in_words(name: str) -> str:
    words = name.replace("-", " ")
    return words[:1].upper() + words[1:]


def with_table(document: str) -> str:
    """The document with the table of today between its two marks."""
    before, _, rest = document.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{table()}\n{END}{after}"


if __name__ == "__main__":
    DOCUMENT.write_text(with_table(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
