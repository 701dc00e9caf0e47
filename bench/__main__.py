"""`make bench`: every figure beside its floor. `ARGS="--cases 100000 --only pages"` chooses."""

import argparse
from pathlib import Path

from bench import mail_in, mail_out, mail_parse, mailboxes, memory, pages, search, verbs
from bench.stage import fill_to, stage

FOLDER = Path("build/bench")
SMALL = 1_000
PARTS = ("parse", "pages", "verbs", "search", "mail", "mail-out", "mailboxes", "memory")


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--cases", type=int, default=100_000, help="how many cases the larger database holds")
    parser.add_argument("--only", choices=PARTS, action="append", help="measure only this part; may be given again")
    asked = parser.parse_args()
    wanted = asked.only or PARTS
    if "parse" in wanted:
        mail_parse.run()
    if {"pages", "verbs"} & set(wanted):
        with stage(FOLDER / f"{asked.cases}"):
            _measure_pages(asked.cases, wanted)
    if "search" in wanted:
        search.run_apart(FOLDER / f"search-{asked.cases}", asked.cases)
    if "mail" in wanted:
        mail_in.run_apart()
    if "mail-out" in wanted:
        mail_out.run_apart()
    if "mailboxes" in wanted:
        mailboxes.run_apart()
    if "memory" in wanted:
        _show_memory()


def _measure_pages(cases: int, wanted: tuple[str, ...] | list[str]) -> None:
    for size in (SMALL, cases):
        fill_to(size)
        print(f"\nAt {_count():,} cases")
        if "pages" in wanted:
            print(*pages.run(), sep="\n")
    if "verbs" in wanted:
        print(*verbs.run(), sep="\n")


def _count() -> int:
    from caseway.cases.models import Case

    return Case.objects.count()


def _show_memory() -> None:
    sizes = memory.run()
    for name, size in sorted(sizes.items()):
        print(f"{name:<20} {size:7.1f} MB")
    print(f"{'all, idle':<20} {sum(sizes.values()):7.1f} MB proportional set size, under 600 wanted")


main()
