"""What machines write: reports tied to what they are about, answers of the absent, and loops."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse

from caseway.cases import commands as cases
from caseway.cases.models import Case
from caseway.customers.models import ContactPoint
from caseway.engagement.channels.email.models import Quarantine
from caseway.engagement.channels.email.queries import bounce_address
from caseway.engagement.models import Message
from caseway.intake.models import IntakeLog
from caseway.kernel.access import SYSTEM
from caseway.operations.models import Agent
from tests.engagement.email_channel.mails import AT, SUPPORT, Deliver, mail, receive, received
from tests.fixtures import SignIn
from tests.world import World

MARIA = "maria@lumenlabs.example"


def report(sent: Message, *, action: str, status: str, kind: str = "delivery-status") -> bytes:
    """A report of a mail server or a provider about our message."""
    outcome = f"Final-Recipient: rfc822; {MARIA}\nAction: {action}\nStatus: {status}\n"
    fields = f"Reporting-MTA: dns; mx.lumenlabs.example\n\n{outcome}"
    if kind == "feedback-report":
        fields = f"Feedback-Type: abuse\nUser-Agent: x/1\nVersion: 1\nOriginal-Rcpt-To: {MARIA}\n"
    text = (
        "--b\nContent-Type: text/plain\n\nAbout your mail.\n"
        f"--b\nContent-Type: message/{kind}\n\n{fields}\n"
        f"--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: {sent.message_id}\nTo: {MARIA}\n--b--\n"
    )
    return mail(
        sender="Mail Delivery Subsystem <mailer-daemon@lumenlabs.example>",
        to=bounce_address(SUPPORT, sent.pk),
        subject="Delivery report",
        text=text,
        message_id=f"<{status}.{kind}@mx.lumenlabs.example>",
        headers={
            "Content-Type": f'multipart/report; report-type={kind}; boundary="b"',
            "Auto-Submitted": "auto-replied",
        },
    )


def test_what_came_back_for_good_is_returned_and_its_address_undeliverable(
    sent: Message, deliver: Deliver, supervisor: Agent, signed_in: SignIn
) -> None:
    bounced = received(report(sent, action="failed", status="5.1.1"))
    deliver()
    sent.refresh_from_db()
    case = Case.objects.get()
    assert (sent.state, bounced.conversation, bounced.evidence["by"]) == ("bounced", sent.conversation, "report")
    assert (ContactPoint.objects.get(value=MARIA).is_undeliverable, case.is_waiting_for_us) == (True, True)
    page = signed_in(supervisor).get(reverse("workspace:case", args=[case.number])).content.decode()
    assert "It came back." in page
    assert "cannot be reached" in page


def test_an_address_that_writes_again_can_be_reached(sent: Message, deliver: Deliver) -> None:
    received(report(sent, action="failed", status="5.1.1"))
    received(mail(message_id="<ooo@x.example>", headers={"Auto-Submitted": "auto-replied"}))
    deliver()
    assert ContactPoint.objects.get(value=MARIA).is_undeliverable
    received(mail(message_id="<2@x.example>"))
    deliver()
    assert not ContactPoint.objects.get(value=MARIA).is_undeliverable


def test_a_delay_is_told_beside_the_message_and_changes_nothing_else(
    sent: Message, deliver: Deliver, supervisor: Agent, signed_in: SignIn
) -> None:
    received(report(sent, action="delayed", status="4.4.1"))
    deliver()
    sent.refresh_from_db()
    assert (sent.state, sent.notices[0]["kind"]) == ("sent", "delayed")
    assert not ContactPoint.objects.get(value=MARIA).is_undeliverable
    page = signed_in(supervisor).get(reverse("workspace:case", args=[Case.objects.get().number])).content.decode()
    assert "It is late; the mail server goes on trying" in page


def test_a_complaint_is_told_in_its_own_words(
    sent: Message, deliver: Deliver, supervisor: Agent, signed_in: SignIn
) -> None:
    received(report(sent, action="", status="0", kind="feedback-report"))
    deliver()
    sent.refresh_from_db()
    assert (sent.state, sent.notices) == ("sent", [{"kind": "complaint", "recipient": MARIA}])
    page = signed_in(supervisor).get(reverse("workspace:case", args=[Case.objects.get().number])).content.decode()
    assert f"{MARIA} marked it as unwanted mail." in page


def test_a_report_about_what_we_never_sent_marks_nothing(sent: Message, deliver: Deliver) -> None:
    forged = report(sent, action="failed", status="5.1.1").replace(sent.message_id.encode(), b"<other@x.example>")
    receive(forged.replace(bounce_address(SUPPORT, sent.pk).encode(), SUPPORT.encode()))
    deliver()
    sent.refresh_from_db()
    assert (sent.state, ContactPoint.objects.get(value=MARIA).is_undeliverable) == ("sent", False)
    assert Quarantine.objects.get().cause == "automated"


def test_who_is_away_is_told_with_the_date_and_is_never_answered_nor_reopens_the_case(
    sent: Message, deliver: Deliver, supervisor: Agent, signed_in: SignIn
) -> None:
    case = Case.objects.get()
    cases.resolve_case(case, actor=SYSTEM, resolution=cases.Resolution(resolution="New seal"))
    answers = Message.objects.filter(direction="out").count()
    away = received(
        mail(
            subject="Automatic reply: Brewer leaks",
            text="I am out of the office until 4 December 2026.\n",
            message_id="<away@x.example>",
            headers={"In-Reply-To": sent.message_id, "Auto-Submitted": "auto-replied"},
        )
    )
    deliver()
    case.refresh_from_db()
    assert (case.state, IntakeLog.objects.get(message=away).outcome) == ("resolved", "attached")
    assert Message.objects.filter(direction="out").count() == answers
    assert away.notices == [{"kind": "away", "until": "2026-12-04"}]
    page = signed_in(supervisor).get(reverse("workspace:case", args=[case.number])).content.decode()
    assert "Away until 4 December 2026" in page


def test_two_machines_that_answer_each_other_are_stopped_and_nothing_is_lost(
    world: World, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "CASEWAY", replace(settings.CASEWAY, loop_limit=3))
    first = received(mail())
    deliver()

    def again(number: int, minutes: int = 0) -> str:
        headers = {"In-Reply-To": first.message_id}
        raw = mail(message_id=f"<{number}@x.example>", headers=headers)
        return str(receive(raw, at=AT + timedelta(minutes=minutes)).outcome)

    assert [again(2), again(3), again(4)] == ["stored", "stored", "held"]
    held = Quarantine.objects.get()
    assert (held.cause, held.detail) == ("loop", f"{MARIA} wrote 3 messages in 10 minutes in this matter.")
    assert again(5, minutes=11) == "stored"
    received(mail(message_id="<other@x.example>"))


def test_one_sender_is_acknowledged_so_often_an_hour(
    world: World, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "CASEWAY", replace(settings.CASEWAY, acknowledgements_an_hour=2))
    for number in range(4):
        received(mail(message_id=f"<{number}@x.example>", text=f"Matter {number}\n"))
    deliver()
    assert (Case.objects.count(), Message.objects.filter(direction="out").count()) == (4, 2)
