"""Twenty mailboxes at once, and what one whose every mail is hostile costs the others."""

import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import Path

from bench.cpu import Meter, database_pid
from bench.mail_in import Mail, decided, floor, mails_to, process, send, wait_for

MAILBOXES = 20
EACH = 60
WARMING = 10
FLOOR_ROUNDS = 600
NESTED, PARTS, REFERENCES = 200, 3000, 2000


def run() -> list[str]:
    """The stage is set. Returns the figures as lines."""
    *ordinary, poisoned = _prepare()
    with process("mail") as mail, process("worker") as worker:
        pids = {"mail": mail.pid, "worker": worker.pid, "PostgreSQL": database_pid()}
        _rate([mails_to(address, WARMING, "warm") for address in (*ordinary, poisoned)])
        every, cost = _measured([mails_to(address, EACH, "all") for address in (*ordinary, poisoned)], pids)
        alone, cost_alone = _measured([mails_to(address, EACH, "alone") for address in ordinary], pids)
        mails = [mails_to(address, EACH, "beside") for address in ordinary]
        beside, cost_beside = _measured(mails, pids, _hostile(poisoned))
    least = floor(FLOOR_ROUNDS)
    together = f"mail in, {MAILBOXES} mailboxes  {every:6.1f} a second to the routed case  wanted: 100; {cost}"
    together += f"  floor {least:7.1f} a second  × {every / least:4.2f}"
    poison = (
        f"beside one whose mails are all hostile {beside:6.1f}  × {beside / alone:4.2f}  wanted: 0.90; {cost_beside}"
    )
    return [together, f"{len(ordinary)} of them  {alone:6.1f} a second; {cost_alone}", poison]


def _measured(mailboxes: list[list[Mail]], pids: Mapping[str, int], hostile: Sequence[Mail] = ()) -> tuple[float, str]:
    """Ordinary mails a second, and what each cost: the one that a busy machine changes, the other hardly."""
    meter = Meter(pids)
    rate = _rate(mailboxes, hostile)
    return rate, f"{meter.milliseconds_each(sum(map(len, mailboxes)))}; {meter.others()}"


def _rate(mailboxes: list[list[Mail]], hostile: Sequence[Mail] = ()) -> float:
    """Ordinary mails a second, from the first handed over until the last is decided upon; hostile ones between."""
    before = decided()
    ordinary = list(chain.from_iterable(zip(*mailboxes, strict=True)))
    for number, mail in enumerate(hostile):
        ordinary.insert(number * (MAILBOXES + 1), mail)
    count = len(ordinary) - len(hostile)
    started = time.perf_counter()
    send(ordinary)
    wait_for(count, before)
    return count / (time.perf_counter() - started)


def _prepare() -> list[str]:
    """The addresses of active mailboxes, under one rule for any address."""
    from caseway.engagement.channels.email.models import Mailbox
    from caseway.intake.models import CreationRule, CreationRuleItem

    addresses = [f"desk-{number:02}@caseway.example" for number in range(1, MAILBOXES + 1)]
    for address in addresses:
        Mailbox.objects.get_or_create(address=address)
    CreationRule.objects.update(mailbox="")
    CreationRuleItem.objects.update(auto_reply=None)
    return addresses


def _hostile(recipient: str) -> list[Mail]:
    """As many as each other mailbox gets: nested and split beyond reason, with headers as long as they come."""
    levels = range(NESTED)
    nested = "".join(f"Content-Type: multipart/mixed; boundary=b{one}\r\n\r\n--b{one}\r\n" for one in levels)
    parts = "--b\r\nContent-Type: text/html\r\n\r\n<div><table><b>\r\n" * PARTS
    body = f"{nested}Content-Type: multipart/mixed; boundary=b\r\n\r\n{parts}"
    references = " ".join(f"<{number}@nowhere.example>" for number in range(REFERENCES))
    mark = time.time_ns()
    head = (
        f"From: nobody@hostile.example\r\nTo: {recipient}\r\nSubject: {'=?utf-8?q?x?= ' * 500}\r\n"
        f"Auto-Submitted: auto-generated\r\nReferences: {references}\r\nMIME-Version: 1.0\r\n"
    )
    identities = (f"Message-ID: <{mark}.{number}@hostile.example>\r\n" for number in range(EACH))
    return [Mail("nobody@hostile.example", recipient, f"{one}{head}{body}".encode()) for one in identities]


def run_apart() -> None:
    """In a process of its own, as each stage sets Django up."""
    subprocess.run([sys.executable, "-m", "bench.mailboxes"], check=True)


def main() -> None:
    from bench.stage import stage

    with stage(Path("build/bench/mailboxes")):
        print(*run(), sep="\n", flush=True)


if __name__ == "__main__":
    main()
