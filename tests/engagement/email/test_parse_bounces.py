import tomllib
from pathlib import Path

import pytest

from caseway.engagement.channels.email.rules import parse
from caseway.engagement.channels.email.rules.bounces.codes import status_from_words

from .letters import letter, multipart, part, read

NOTICES = tomllib.loads((Path(__file__).parent / "notices.toml").read_text(encoding="utf-8"))
OURS = letter("Hello", message_id="<out-1@caseway.example>", to="ann@lost.example", from_="support@caseway.example")


def report(*groups: str, words: str = "Your mail could not be delivered.", original: bytes | None = OURS) -> bytes:
    status = "Reporting-MTA: dns; mx.caseway.example\n\n" + "\n\n".join(groups) + "\n"
    parts = [part(words, "text/plain"), part(status, "message/delivery-status")]
    if original is not None:
        parts.append(part(original, "message/rfc822"))
    return multipart(
        "report", *parts, from_="MAILER-DAEMON@mx.caseway.example", subject="Undelivered Mail Returned to Sender"
    )


GROUP = (
    "Final-Recipient: rfc822; ann@lost.example\nAction: failed\nStatus: 5.1.1\n"
    "Diagnostic-Code: smtp; 550 5.1.1 User unknown"
)


def test_a_delivery_report_names_recipient_status_and_our_mail():
    bounce = parse(report(GROUP)).bounce
    assert bounce is not None
    assert (bounce.recipient, bounce.status, bounce.permanent) == ("ann@lost.example", "5.1.1", True)
    assert (bounce.original_message_id, bounce.diagnostic) == ("<out-1@caseway.example>", "550 5.1.1 User unknown")


def test_a_bounce_is_automatic_mail():
    mail = parse(report(GROUP))
    assert (mail.is_bounce, mail.is_auto, mail.auto_reason) == (True, True, "delivery report")


@pytest.mark.parametrize(
    ("group", "recipient", "status", "permanent"),
    [
        (
            "Final-Recipient: rfc822;ann@lost.example\nAction: delayed\nStatus: 4.4.1",
            "ann@lost.example",
            "4.4.1",
            False,
        ),
        (
            "Original-Recipient: rfc822;ann@lost.example\nFinal-Recipient: rfc822;anna\nAction: failed\nStatus: 5.2.2",
            "ann@lost.example",
            "5.2.2",
            True,
        ),
        (
            "Final-Recipient: RFC822; <ann@lost.example>\nAction: failed (x)\nDiagnostic-Code: smtp;\n 550-5.7.26\n no",
            "ann@lost.example",
            "5.7.26",
            True,
        ),
        (
            "Final-Recipient: rfc822; ann@lost.example\nAction: failed\nDiagnostic-Code: smtp; 552 mailbox full",
            "ann@lost.example",
            "5.2.2",
            True,
        ),
        (
            "Final-Recipient: ann@lost.example\nAction: failed\nStatus: 5.1.10 (not found)",
            "ann@lost.example",
            "5.1.10",
            True,
        ),
        ("Action: failed\nStatus: 5.1.2", "ann@lost.example", "5.1.2", True),
    ],
)
def test_delivery_reports_are_read_in_every_form(group, recipient, status, permanent):
    bounce = parse(report(group)).bounce
    assert bounce is not None
    assert (bounce.recipient, bounce.status, bounce.permanent) == (recipient, status, permanent)


def test_the_failed_recipient_goes_before_the_delayed_one():
    delayed = "Final-Recipient: rfc822; bob@slow.example\nAction: delayed\nStatus: 4.4.1"
    bounce = parse(report(delayed, GROUP)).bounce
    assert bounce is not None
    assert (bounce.recipient, bounce.recipients) == ("ann@lost.example", ("ann@lost.example", "bob@slow.example"))


def test_a_report_of_success_is_no_bounce():
    mail = parse(report("Final-Recipient: rfc822; ann@lost.example\nAction: delivered\nStatus: 2.0.0"))
    assert (mail.is_bounce, mail.is_auto) == (False, True)


def test_a_read_receipt_is_automatic_but_no_bounce():
    receipt = part(
        "Final-Recipient: rfc822; ann@lost.example\nDisposition: manual-action/MDN-sent-manually; displayed\n",
        "message/disposition-notification",
    )
    mail = parse(multipart("report", part("Read", "text/plain"), receipt))
    assert (mail.is_bounce, mail.auto_reason) == (False, "read receipt")


def test_a_feedback_report_is_a_complaint():
    fields = part("Feedback-Type: abuse\nOriginal-Rcpt-To: <ann@lost.example>\n", "message/feedback-report")
    mail = parse(
        multipart("report", part("This is an abuse report", "text/plain"), fields, part(OURS, "message/rfc822"))
    )
    assert mail.complaint is not None
    assert (mail.complaint.recipient, mail.complaint.kind, mail.complaint.original_message_id) == (
        "ann@lost.example",
        "abuse",
        "<out-1@caseway.example>",
    )
    assert (mail.is_bounce, mail.is_auto) == (False, True)


@pytest.mark.parametrize("name", NOTICES["bounces"])
def test_a_bounce_in_words_only_is_understood(name):
    notice = NOTICES["bounces"][name]
    mail = read(
        notice["text"],
        from_=notice.get("from", "Mail Delivery System <MAILER-DAEMON@mx.example>"),
        subject=notice["subject"],
        to="support@caseway.example",
        return_path=notice.get("return_path", "<>"),
    )
    assert mail.bounce is not None
    assert (mail.bounce.recipient, mail.bounce.status) == ("ann@lost.example", notice["status"])
    assert mail.bounce.permanent is notice["status"].startswith("5")


@pytest.mark.parametrize("name", NOTICES["others"])
def test_other_mail_is_no_bounce(name):
    notice = NOTICES["others"][name]
    assert not read(
        notice["text"], from_=notice["from"], subject=notice["subject"], return_path=notice.get("return_path", "")
    ).is_bounce


def test_the_failed_recipients_header_is_believed():
    mail = read(
        "Sorry.",
        from_="postmaster@mx.example",
        subject="Mail",
        x_failed_recipients="ann@lost.example, bob@lost.example",
    )
    assert mail.bounce is not None
    assert mail.bounce.recipients == ("ann@lost.example", "bob@lost.example")


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("550 5.1.1 <ann@lost.example>: Recipient address rejected", "5.1.1"),
        ("host mx.lost.example said: 550 No such user here", "5.1.1"),
        ("SMTP error: 452 mailbox full", "4.2.2"),
        ("552 Message size exceeds fixed limit", "5.3.4"),
        ("554 blocked using a blocklist", "5.7.1"),
        ("Connection timed out", "5.4.1"),
        ("Host or domain name not found", "5.1.2"),
        ("something odd", "5.0.0"),
    ],
)
def test_a_servers_words_become_a_status(words, status):
    assert status_from_words(words) == status
