"""A made-up company's history for the search bench: cases with ten messages each, in words spread as words are."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate

import psycopg

TEAMS, AGENTS, CONTACTS, MESSAGES = 10, 100, 20_000, 10
VOCABULARY = 40_000
FIRST_DAY = datetime(2020, 1, 1, 9, tzinfo=UTC)
SYLLABLES = [
    "ba",
    "be",
    "bi",
    "bo",
    "bu",
    "ca",
    "ce",
    "co",
    "da",
    "de",
    "di",
    "do",
    "fa",
    "fe",
    "fi",
    "ga",
    "ge",
    "gi",
    "la",
    "le",
    "li",
    "lo",
    "ma",
    "me",
    "mi",
    "mo",
    "na",
    "ne",
    "no",
    "pa",
    "pe",
    "pi",
    "po",
    "ra",
    "re",
    "ri",
    "ro",
    "sa",
    "se",
    "si",
    "so",
    "ta",
    "te",
    "ti",
    "to",
    "va",
    "ve",
    "vi",
]
KNOWN = [
    "the",
    "machine",
    "not",
    "please",
    "order",
    "refund",
    "delivery",
    "invoice",
    "heating",
    "water",
    "filter",
    "broken",
    "replace",
    "thanks",
    "kitchen",
    "pump",
    "display",
    "error",
]
NAMES = [
    "Maria",
    "Ana",
    "Jonas",
    "Priya",
    "Wei",
    "Olu",
    "Elena",
    "Marco",
    "Ines",
    "Sven",
    "Tomas",
    "Zoe",
    "Liam",
    "Noor",
    "Hana",
    "Pablo",
]


@dataclass
class Corpus:
    """The words by how often they come, most frequent first."""

    words: list[str]
    weights: list[float]

    @classmethod
    def made(cls, chance: random.Random) -> "Corpus":
        found = dict.fromkeys(KNOWN)
        while len(found) < VOCABULARY:
            found[
                "".join(chance.choices(SYLLABLES, k=chance.choice((2, 3, 3, 4)))) + chance.choice(("", "n", "r", "s"))
            ] = None
        words = list(found)
        return cls(words, list(accumulate(1 / (rank + 3) for rank in range(len(words)))))

    def text(self, chance: random.Random, length: int) -> str:
        return " ".join(chance.choices(self.words, cum_weights=self.weights, k=length))


def fill(connection: psycopg.Connection, cases: int, seed: int = 7) -> Corpus:
    """Write everything by COPY: ten teams of equal shares, so that a team sees a tenth."""
    chance = random.Random(seed)
    corpus = Corpus.made(chance)
    _copy(
        connection, "operations_team", "id name created_at", ((n, f"Team {n}", FIRST_DAY) for n in range(1, TEAMS + 1))
    )
    _copy(connection, "operations_agent", "id kind name signature time_zone is_active created_at", _agents())
    _copy(connection, "customers_contact", "id name job_title time_zone language created_at", _contacts(corpus))
    _copy(
        connection,
        "customers_contactpoint",
        "contact_id kind value normalized is_primary is_undeliverable",
        _points(corpus),
    )
    _copy(connection, "cases_case", CASE, _cases(cases, corpus, chance))
    _copy(
        connection,
        "engagement_conversation",
        "id channel subject reference",
        ((n, "email", "", f"CAS-{n}") for n in range(1, cases + 1)),
    )
    _copy(connection, "cases_caseconversation", "case_id conversation_id", ((n, n) for n in range(1, cases + 1)))
    _copy(connection, "engagement_message", MESSAGE, _messages(cases, corpus, chance))
    connection.commit()
    return corpus


CASE = (
    "id number title description contact_id kind origin priority state status_reason_id owner_id team_id"
    " decrements_entitlement is_waiting_for_us opened_at closed_at version"
)
MESSAGE = (
    "conversation_id direction state author from_name from_email recipients subject text html reply_text quoted_text"
    " message_id in_reply_to references is_auto is_bounce has_attachments evidence facts at send_attempts send_error"
)


def _agents() -> Iterator[tuple[object, ...]]:
    return ((n, "person", f"Agent {n}", "", "UTC", True, FIRST_DAY) for n in range(1, AGENTS + 1))


def contact_name(corpus: Corpus, number: int) -> str:
    return f"{NAMES[number % len(NAMES)]} {corpus.words[200 + number % 9000].title()}"


def contact_address(corpus: Corpus, number: int) -> str:
    first, last = contact_name(corpus, number).lower().split()
    return f"{first}.{last}{number}@{corpus.words[300 + number % 700]}.example"


def _contacts(corpus: Corpus) -> Iterator[tuple[object, ...]]:
    return ((n, contact_name(corpus, n), "", "", "", FIRST_DAY) for n in range(1, CONTACTS + 1))


def _points(corpus: Corpus) -> Iterator[tuple[object, ...]]:
    addresses = ((n, contact_address(corpus, n)) for n in range(1, CONTACTS + 1))
    return ((n, "email", address, address, True, False) for n, address in addresses)


def _cases(cases: int, corpus: Corpus, chance: random.Random) -> Iterator[tuple[object, ...]]:
    for n in range(1, cases + 1):
        opened = FIRST_DAY + timedelta(minutes=30 * n)
        is_open = n > cases * 0.95
        state, reason = ("active", "in_progress") if is_open else ("resolved", "problem_solved")
        owner = chance.randint(1, AGENTS) if chance.random() < 0.5 else None
        values = (
            corpus.text(chance, 6),
            corpus.text(chance, 40),
            n % CONTACTS + 1,
            "problem",
            "email",
            2,
            state,
            reason,
        )
        closed = None if is_open else opened + timedelta(days=2)
        yield (n, f"CAS-{n}", *values, owner, n % TEAMS + 1, True, False, opened, closed, 1)


def _messages(cases: int, corpus: Corpus, chance: random.Random) -> Iterator[tuple[object, ...]]:
    for n in range(cases * MESSAGES):
        case = n // MESSAGES + 1
        at = FIRST_DAY + timedelta(minutes=30 * case + n % MESSAGES)
        text = corpus.text(chance, chance.randint(20, 100))
        direction, state = ("out", "sent") if n % 2 else ("in", "received")
        flags = ("[]", "[]", False, False, False, "{}", "{}", at, 0, "")
        yield (case, direction, state, "", "", "", "{}", "", "", "", text, "", f"<{n}@bench.example>", *flags)


def _copy(connection: psycopg.Connection, table: str, columns: str, rows: Iterator[tuple[object, ...]]) -> None:
    names = ", ".join(f'"{name}"' for name in columns.split())
    with connection.cursor().copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
