"""The mails that the photographed company gets: plain ones, and what makes pages of mail difficult."""

import smtplib
import uuid
from email.message import EmailMessage
from email.policy import SMTP

from caseway.config.temporary import Instance

SUPPORT = "support@caseway.example"
MARIA = "Maria Gomez <maria@lumenlabs.example>"
OPEN_MAIL = "Steam wand gives water instead of steam"
LETTERS = (
    (MARIA, "Grinder stops after ten seconds", "It stops, beeps twice, and the display says E4. Is there a reset?"),
    ("Jon Hale <jon@halebakery.example>", "Mixer app does not find my mixer", "The app searches and finds nothing."),
    ("Priya Nair <priya@nairkitchens.example>", "Invoice for the service visit", "Could you send it again, please?"),
)
HTML = """<p>Dear team,</p><p>the <b>steam wand</b> has these problems:</p>
<table border="1"><tr><th>Day</th><th>What happened</th></tr><tr><td>Monday</td><td>No steam</td></tr>
<tr><td>Tuesday</td><td>Water instead of steam</td></tr></table><p>Maria</p>
<div class="gmail_quote"><blockquote>On Friday you wrote: it is on its way.</blockquote></div>"""
ANSWER = """<div dir="ltr">I closed the valve, and it still drips. A picture of it is here:<br>
<img src="https://pictures.example/valve.png" width="320" height="180"><br>Could somebody come on Thursday?</div>
<div class="gmail_quote">
<div class="gmail_attr">On Mon, 30 Nov 2026 at 09:00, Ana &lt;support@caseway.example&gt; wrote:
<br></div><blockquote class="gmail_quote">Hi Maria,<br><br>please close the valve and try once more.<br><br>Ana
</blockquote></div>"""
INVITATION = """BEGIN:VCALENDAR
VERSION:2.0
METHOD:REQUEST
BEGIN:VEVENT
UID:visit-1@lumenlabs.example
DTSTART:20261203T090000Z
DTEND:20261203T100000Z
SUMMARY:Visit of the technician
LOCATION:Harbour Street 12
ORGANIZER;CN=Maria Gomez:mailto:maria@lumenlabs.example
ATTENDEE:mailto:support@caseway.example
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n")
HELD = (
    ("Otto Brandt <otto@lumenlabs.example>", "Automatic reply: your newsletter", {"Auto-Submitted": "auto-replied"}),
    ("Shop of the week <news@offers.example>", "Ten machines you will love", {"List-Id": "<offers.example>"}),
    ("Fleet monitor <alarms@fleet.example>", "Battery low on unit 4411", {"Auto-Submitted": "auto-generated"}),
)


def letter(sender: str, subject: str, text: str, **headers: str) -> EmailMessage:
    """A mail to our support; headers by name, with underscores for dashes."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, SUPPORT, subject
    mail["Message-ID"] = f"<{uuid.uuid4().hex}@screens.example>"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail


def opening() -> EmailMessage:
    """What opens the case that is photographed: with a table and a file."""
    mail = letter(MARIA, OPEN_MAIL, "The steam wand gives water.")
    mail.add_alternative(HTML, subtype="html")
    mail.add_attachment(b"serial 4411-02\n", maintype="text", subtype="plain", filename="serial number.txt")
    return mail


def answer(to: str) -> EmailMessage:
    """The customer's answer: quoted text, a picture from elsewhere, and an invitation."""
    text = "I closed the valve, and it still drips. Could somebody come on Thursday?"
    mail = letter(MARIA, f"Re: {OPEN_MAIL}", text, In_Reply_To=to)
    mail.add_alternative(ANSWER, subtype="html")
    mail.add_attachment(INVITATION.encode(), maintype="text", subtype="calendar", filename="invite.ics")
    return mail


def bounce(of: str) -> bytes:
    """The report of a mail system that our answer could not be delivered."""
    return f"""From: Mail Delivery System <MAILER-DAEMON@mx.lumenlabs.example>
To: {SUPPORT}
Subject: Undelivered Mail Returned to Sender
Message-ID: <{uuid.uuid4().hex}@mx.lumenlabs.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I could not deliver your message to one or more recipients.

<maria@lumenlabs.example>: mailbox full for five days

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.lumenlabs.example

Final-Recipient: rfc822; maria@lumenlabs.example
Action: failed
Status: 5.2.2
Diagnostic-Code: smtp; 552 5.2.2 Mailbox full

--b
Content-Type: text/rfc822-headers

Message-ID: {of}
Subject: Re: {OPEN_MAIL}

--b--
""".replace("\n", "\r\n").encode()


def post(instance: Instance, *mails: EmailMessage | bytes) -> None:
    """Deliver them by SMTP, one after the other."""
    with smtplib.SMTP("localhost", instance.smtp_port, timeout=30) as server:
        for mail in mails:
            data = mail if isinstance(mail, bytes) else mail.as_bytes(policy=SMTP)
            server.sendmail("" if isinstance(mail, bytes) else "somebody@screens.example", [SUPPORT], data)


def post_all(instance: Instance) -> None:
    """What arrives before anybody answers."""
    plain = [letter(sender, subject, text) for sender, subject, text in LETTERS]
    held = [letter(sender, subject, "Not read by anybody.", **headers) for sender, subject, headers in HELD]
    post(instance, *plain, *held, opening())
