"""Mail out: queued messages, each through its claim, its making, a real SMTP server and its note.

The floor is bare smtplib on one connection, handing over the very same mails.
"""

import smtplib
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from bench.mail_in import _wait_until

MAILS, DOMAINS = 400, 8
TEXT = "Please close the valve below the brewer, and tell us whether it still drips. " * 5
SINK = """
import asyncio, sys
from aiosmtpd.smtp import SMTP
class Sink:
    async def handle_DATA(self, server, session, envelope):
        return "250 OK"
async def main():
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(Sink()), "127.0.0.1", int(sys.argv[1]))
    await server.serve_forever()
asyncio.run(main())
"""


def run(port: int) -> list[str]:
    """The stage is set and the sink listens. Returns the figures as lines."""
    from caseway.engagement.channels.email.commands import send_due
    from caseway.engagement.channels.email.jobs.dispatch import Dispatch

    _queue(20, "warm")
    send_due()
    _queue(MAILS, "one")
    rate, cpu = _timed(send_due)
    sources = _sources("one")
    floor, floor_cpu = _timed(lambda: _hand_over(sources, port))
    _queue(MAILS, "many")
    dispatch = Dispatch()
    dispatch.send_due()
    several, several_cpu = _timed(dispatch.close)
    assert _left("many") == MAILS
    floor_words = f"floor {floor:7.1f} a second, {floor_cpu:5.2f} ms  × {rate / floor:4.2f}"
    return [
        f"mail out, one lane after the other {rate:7.1f} a second, {cpu:5.2f} ms of CPU each  {floor_words}",
        f"mail out, {DOMAINS} lanes at once           {several:7.1f} a second, {several_cpu:5.2f} ms of CPU each",
    ]


def _timed(work: object) -> tuple[float, float]:
    """Mails a second, and milliseconds of this process's CPU for each."""
    started, cpu = time.perf_counter(), time.process_time()
    work()  # type: ignore[operator]
    return MAILS / (time.perf_counter() - started), (time.process_time() - cpu) / MAILS * 1000


def _queue(count: int, mark: str) -> None:
    from caseway.cases import commands
    from caseway.customers.models import Contact
    from caseway.kernel.access import SYSTEM

    contact = Contact.objects.get(points__normalized="priya.nair@mail.example")
    case = commands.open_case(commands.NewCase(title=mark, contact=contact, origin="email"), actor=SYSTEM)
    for number in range(count):
        to = [f"customer{number}@{mark}{number % DOMAINS}.example"]
        mail = commands.NewMail(subject=f"Your brewer, {mark}", text=TEXT, html=f"<p>{TEXT}</p>", to=to)
        commands.write_to_customer(case, actor=SYSTEM, mail=mail)


def _sources(mark: str) -> list[bytes]:
    import zlib

    from caseway.engagement.models import RawSource

    sent = RawSource.objects.filter(message__subject=f"Your brewer, {mark}").order_by("-pk")[:MAILS]
    return [zlib.decompress(source.data) for source in sent]


def _left(mark: str) -> int:
    from caseway.engagement.models import Message

    newest = Message.objects.filter(subject=f"Your brewer, {mark}").order_by("-pk")[:MAILS]
    return sum(message.state == "sent" for message in newest)


def _hand_over(sources: list[bytes], port: int) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=60) as smtp:
        for source in sources:
            smtp.sendmail("support@caseway.example", ["customer@one.example"], source)


@contextmanager
def _sink(port: int) -> Iterator[None]:
    process = subprocess.Popen([sys.executable, "-c", SINK, str(port)])
    try:
        _wait_until(lambda: _is_listening_at(port), process)
        yield
    finally:
        process.terminate()
        process.wait(30)


def _is_listening_at(port: int) -> bool:
    try:
        with smtplib.SMTP("127.0.0.1", port, timeout=1):
            return True
    except OSError:
        return False


def run_apart() -> None:
    """In a process of its own, as each stage sets Django up."""
    subprocess.run([sys.executable, "-m", "bench.mail_out"], check=True)


def main() -> None:
    from bench.stage import stage

    port = 2599
    with stage(Path("build/bench/mail")), _sink(port):
        from django.conf import settings

        from caseway.config.values import SmtpServer

        settings.CASEWAY = replace(settings.CASEWAY, smtp=SmtpServer("127.0.0.1", port, "", "", "none"))
        print(*run(port), sep="\n", flush=True)


if __name__ == "__main__":
    main()
