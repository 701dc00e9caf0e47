"""Mail in: real SMTP into a real mail process, until each mail is a routed case with clocks, entitlement and events.

The floor is the same rows, row by row through bare psycopg, with the same commits, on copies of the same tables.
"""

import os
import smtplib
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from bench.cpu import Meter, database_pid
from bench.stage import bare
from bench.statements import Rows, copies, insert_rows, rows_since, tops

SENDERS = 4
MAILS = 1200
PARAGRAPH = "Our brewer has been leaking from below since Monday, and the descaling did not help at all. "


class Mail(NamedTuple):
    """A mail as it is sent: the envelope's two ends, and the source."""

    sender: str
    recipient: str
    raw: bytes


def run(*, is_acknowledged: bool = True, mails: int = MAILS) -> list[str]:
    """The stage is set. Returns the figures as lines."""
    _prepare(is_acknowledged=is_acknowledged)
    with process("mail") as mail, process("worker") as worker:
        before = decided()
        send(mails_to(_support(), 60, "warm"))
        wait_for(60, before)
        before = decided()
        meter = Meter({"mail": mail.pid, "worker": worker.pid, "PostgreSQL": database_pid()})
        ready = mails_to(_support(), mails, "bench")
        started = time.perf_counter()
        send(ready)
        accepted = mails / (time.perf_counter() - started)
        wait_for(mails, before)
        rate = mails / (time.perf_counter() - started)
        cost = meter.milliseconds_each(mails)
    least = floor(mails // 2)
    kind = "with acknowledgement" if is_acknowledged else "without acknowledgement"
    figure = f"mail in, {kind:<24} {rate:7.1f} a second to the routed case ({accepted:.1f} accepted); {cost}"
    return [f"{figure}  floor {least:7.1f} a second  × {rate / least:4.2f}  wanted: 60 (aim 150), × 0.25"]


def _prepare(*, is_acknowledged: bool) -> None:
    from caseway.intake.models import CreationRuleItem
    from caseway.operations.models import Template

    template = Template.objects.filter(slug="acknowledgement").first() if is_acknowledged else None
    CreationRuleItem.objects.update(auto_reply=template)


def decided() -> int:
    from caseway.intake.models import IntakeLog

    return IntakeLog.objects.count()


def wait_for(more: int, before: int) -> None:
    until = time.monotonic() + 120
    while decided() < before + more:
        assert time.monotonic() < until, f"{decided() - before} of {more} mails were decided upon"
        time.sleep(0.05)


def mails_to(recipient: str, count: int, name: str) -> list[Mail]:
    """Mails of known customers, each another one, to one of our addresses."""
    from caseway.customers.models import ContactPoint

    known = list(ContactPoint.objects.filter(kind="email", contact__isnull=False).values_list("value", flat=True)[:200])
    mark = f"{name}.{time.time_ns()}"
    senders = [known[i % len(known)] for i in range(count)]
    return [Mail(sender, recipient, _mail(sender, recipient, f"{mark}.{i}")) for i, sender in enumerate(senders)]


def _mail(sender: str, recipient: str, mark: str) -> bytes:
    text = f"Hello,\r\n\r\n{PARAGRAPH * 5}\r\nThe order is {mark}.\r\n\r\nKind regards\r\n"
    html = f"<html><body><p>Hello,</p><p>{PARAGRAPH * 5}</p><p>The order is <b>{mark}</b>.</p></body></html>\r\n"
    return (
        f"Received: from mx.example by mail.example; Mon, 23 Nov 2026 10:00:00 +0000\r\nFrom: A Customer <{sender}>\r\n"
        f"To: {recipient}\r\nSubject: Brewer leaks {mark[-6:]}\r\nMessage-ID: <{mark}@mail.example>\r\n"
        "Date: Mon, 23 Nov 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/alternative; boundary="b"\r\n\r\n'
        f"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
        f"--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}\r\n--b--\r\n"
    ).encode()


def send(mails: list[Mail]) -> None:
    """Over several connections at once."""
    threads = [threading.Thread(target=_send_some, args=(mails[n::SENDERS],)) for n in range(SENDERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _send_some(mails: list[Mail]) -> None:
    from caseway.config.env import env

    with smtplib.SMTP("127.0.0.1", env().smtp_port, timeout=60) as smtp:
        for mail in mails:
            smtp.sendmail(mail.sender, [mail.recipient], mail.raw)


def _support() -> str:
    from caseway.config.env import env

    return env().support_address


@contextmanager
def process(name: str) -> Iterator["subprocess.Popen[bytes]"]:
    from caseway.config.env import env

    environment = os.environ | {"CASEWAY_PROCESS": name, "PYTHONUNBUFFERED": "1", "CASEWAY_LOG_LEVEL": "WARNING"}
    with (env().data / f"{name}.log").open("wb") as log:
        process = subprocess.Popen([sys.executable, "-m", "caseway", name], env=environment, stdout=log, stderr=log)
    try:
        if name == "mail":
            _wait_until(lambda: _is_listening(env().smtp_port), process)
        yield process
    finally:
        process.terminate()
        process.wait(30)


def _wait_until(is_so: Callable[[], bool], process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 60
    while not is_so():
        assert process.poll() is None, "the mail process ended: see mail.log"
        assert time.monotonic() < until
        time.sleep(0.1)


def _is_listening(port: int) -> bool:
    try:
        with smtplib.SMTP("127.0.0.1", port, timeout=1):
            return True
    except OSError:
        return False


def floor(rounds: int) -> float:
    """Mails a second: the rows of one real mail, again and again, in as many commits."""
    received, decided = _rows_of_a_mail()
    with bare() as connection, copies(connection, {*received, *decided}):
        started = time.perf_counter()
        for _round in range(rounds):
            for rows in (received, decided):
                with connection.transaction():
                    insert_rows(connection, rows)
        return rounds / (time.perf_counter() - started)


def _rows_of_a_mail() -> tuple[Rows, Rows]:
    """What receiving one mail writes, and what deciding about it adds."""
    from datetime import UTC, datetime

    from caseway.engagement.channels.email import commands

    with bare() as connection:
        between: list[dict[str, int]] = []
        before = tops(connection)
        [mail] = mails_to(_support(), 1, "floor")
        envelope = commands.Envelope(mail.sender, (mail.recipient,))
        commands.receive_mail(
            mail.raw, at=datetime.now(UTC), envelope=envelope, kept=lambda: between.append(tops(connection))
        )
        return rows_since(connection, before, between[0]), rows_since(connection, between[0], tops(connection))


def run_apart() -> None:
    """In a process of its own, as each stage sets Django up."""
    subprocess.run([sys.executable, "-m", "bench.mail_in"], check=True)


def main() -> None:
    from bench.stage import stage

    with stage(Path("build/bench/mail")):
        for is_acknowledged in (False, True):
            print(*run(is_acknowledged=is_acknowledged), sep="\n", flush=True)


if __name__ == "__main__":
    main()
