"""Search as an agent who may see a tenth of the cases, over rare, common and misspelt queries.

The history is made of words spread as words are (`search_corpus`), which is harder than the demo's few hundred. The
floor is the found cases themselves, read by their ids through bare psycopg.
"""

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path

from bench.figures import Figure, measure
from bench.search_corpus import MESSAGES, TEAMS, Corpus, contact_address, contact_name, fill
from bench.stage import bare

TEAM, AGENT, LIMIT, EACH = 3, 5, 20, 25
FOUND = "SELECT * FROM cases_case WHERE id = ANY(%s)"
SIZES = "SELECT pg_relation_size('case_words') / 1048576, pg_total_relation_size('cases_casesearch') / 1048576"


@contextmanager
def history(folder: Path, cases: int) -> Iterator[None]:
    """A database of its own with so many cases, indexed; kept for the next run."""
    os.environ |= {"CASEWAY_DATA": str(folder.resolve()), "CASEWAY_PROCESS": "command"}
    os.environ.pop("DATABASE_URL", None)
    folder.mkdir(parents=True, exist_ok=True)
    from caseway.config.cli.setting_up import reachable_database, use_django
    from caseway.config.env import env

    with reachable_database(env()):
        use_django("command")
        from caseway.config.migrating import migrate_database

        migrate_database(env())
        _ensure(cases)
        yield


def run_apart(folder: Path, cases: int) -> None:
    """In a process of its own: Django stands on one database for as long as a process lives."""
    subprocess.run([sys.executable, "-m", "bench.search", str(folder), str(cases)], check=True)


def run() -> list[str]:
    """The history is there. Each kind of query, all of them together, and apart from them the worst we know of."""
    asked, worst = queries(Corpus.made(random.Random(7)))
    figures = [_figure(kind, ones) for kind, ones in asked.items()]
    everything = [one for ones in asked.values() for one in ones]
    random.Random(7).shuffle(everything)
    figures.append(_figure("all of them", everything, rounds=len(everything), bound="p95 under 100 ms"))
    figures.append(_figure("phrase of two words that all cases have", worst))
    with bare() as connected:
        index, whole = connected.execute(SIZES).fetchone() or (0, 0)
    return [*map(str, figures), f"index {index} MB, with the documents {whole} MB"]


def queries(corpus: Corpus) -> tuple[dict[str, list[str]], list[str]]:
    """What agents type, by kind, the same at every run; and phrases for which every case must be read."""
    chance, words = random.Random(11), corpus.words
    pick = lambda first, last: [words[n] for n in chance.sample(range(first, last), EACH)]  # noqa: E731
    people = chance.sample(range(1, 20_000), EACH)
    pairs = list(zip(pick(0, 60), pick(60, 2000), strict=True))
    worst = [f'"{a} {b}"' for a, b in zip(pick(0, 60), pick(0, 60), strict=True)]
    return {
        "rare word": [f"{word} " for word in pick(15_000, 40_000)],
        "word of a few hundred cases": [f"{word} " for word in pick(1000, 4000)],
        "word of most cases": [f"{word} " for word in pick(0, 60)],
        "two words": [f"{a} {b} " for a, b in pairs],
        "phrase": [f'"{a} {b}"' for a, b in pairs],
        "word being typed": [word[: chance.randint(3, 5)] for word in pick(0, 3000)],
        "misspelt word": [f"{misspelt(word, chance)} " for word in pick(20, 5000) if len(word) > 4],
        "customer by name": [contact_name(corpus, n) for n in people],
        "customer by address": [contact_address(corpus, n) for n in people],
        "case number": [f"CAS-{chance.randint(1, 90_000)}" for _ in range(EACH)],
    }, worst


def misspelt(word: str, chance: random.Random) -> str:
    """Two letters swapped, or one left out."""
    at = chance.randint(1, len(word) - 3)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :] if chance.random() < 0.5 else word[:at] + word[at + 1 :]


def _figure(kind: str, asked: list[str], **more: object) -> Figure:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from caseway.cases.queries.search import search_cases
    from caseway.kernel.access import Actor, ActorKind, Grant, Level

    actor = Actor(ActorKind.AGENT, AGENT, "Agent", (Grant("cases.read", Level.TEAM),), team_ids=(TEAM,))
    texts, ids = cycle(asked), [1]

    def ask() -> None:
        ids[:] = [hit.case.pk for hit in search_cases(actor, next(texts), LIMIT)]

    with CaptureQueriesContext(connection) as statements:
        ask()
    with bare() as connected:
        floor: Callable[[], object] = lambda: connected.execute(FOUND, [ids]).fetchall()  # noqa: E731
        return measure(kind, ask, floor, queries=len(statements), **more)


def _ensure(cases: int) -> None:
    from django.db import connection

    from caseway.cases.commands.search import rebuild_search
    from caseway.cases.models import Case

    if Case.objects.count() >= cases:
        return
    started = time.perf_counter()
    with bare() as connected:
        connected.autocommit = False
        fill(connected, cases)
    print(f"wrote {cases:,} cases × {MESSAGES} messages for {TEAMS} teams in {time.perf_counter() - started:.0f} s")
    started = time.perf_counter()
    rebuild_search()
    print(f"indexed {cases / (time.perf_counter() - started):.0f} cases a second")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


if __name__ == "__main__":
    with history(Path(sys.argv[1]), int(sys.argv[2])):
        print(f"\nSearch at {int(sys.argv[2]):,} cases", *run(), sep="\n")
