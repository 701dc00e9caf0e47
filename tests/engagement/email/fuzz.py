"""`make fuzz`: damages mails of real shape, many times, and reads each: nightly, as the gate has only seconds for it.

The same seed makes the same mails. A mail that is read wrongly, too slowly or with too much memory is kept in
build/fuzz, and ends the run.
"""

import argparse
import random
import resource
import sys
import time
from pathlib import Path

from .conformance import behaviours
from .damage import damaged
from .test_parse_anything import SEEDS, assert_sound

KEPT = Path("build/fuzz")
BUDGET_SECONDS = 2.0
MOST_MEMORY = 1 << 30


def main() -> None:
    parser = argparse.ArgumentParser(prog="make fuzz")
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--minutes", type=float, default=120)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    asked = parser.parse_args()
    seeds = [*SEEDS, *(one.mail.read_bytes() for one in behaviours())]
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    end = time.monotonic() + asked.minutes * 60
    print(f"seed {asked.seed}, {len(seeds)} mails to damage")
    for number in range(asked.cases):
        if time.monotonic() > end:
            print(f"{number:,} cases in {asked.minutes:g} minutes, all sound")
            return
        chance = random.Random(f"{asked.seed}/{number}")
        check(damaged(seeds, chance), f"{asked.seed}-{number}")
    print(f"{asked.cases:,} cases, all sound")


def check(raw: bytes, name: str) -> None:
    """Ends the run with a reproducer unless the mail is read, soundly and in time."""
    begin, is_sound = time.process_time(), False
    try:
        assert_sound(raw)
        is_sound = time.process_time() - begin < BUDGET_SECONDS
    finally:
        if not is_sound:
            KEPT.mkdir(parents=True, exist_ok=True)
            (KEPT / f"{name}.eml").write_bytes(raw)
            print(f"caseway mail parse {KEPT / name}.eml", file=sys.stderr)
    if not is_sound:
        sys.exit("too slow")


if __name__ == "__main__":
    main()
