"""Makes the demo company look alive: mails arrive, some are answered, one is resolved."""

import smtplib
import time
import uuid
from dataclasses import dataclass
from email.message import EmailMessage

import httpx

from caseway.config.cli.playing import theatre_at
from caseway.config.temporary import Instance
from caseway.setup.story import play

SUPPORT = "support@caseway.example"
MARIA = "Maria Gomez <maria@lumenlabs.example>"
LETTERS = (
    (MARIA, "Grinder stops after ten seconds", "It stops, beeps twice, and the display says E4. Is there a reset?"),
    ("Jon Hale <jon@halebakery.example>", "Mixer app does not find my mixer", "The app searches and finds nothing."),
    ("Priya Nair <priya@nairkitchens.example>", "Invoice for the service visit", "Could you send it again, please?"),
)
HTML = """<p>Dear team,</p><p>the <b>steam wand</b> has these problems:</p>
<table border="1"><tr><th>Day</th><th>What happened</th></tr><tr><td>Monday</td><td>No steam</td></tr>
<tr><td>Tuesday</td><td>Water instead of steam</td></tr></table><p>Maria</p>
<div class="gmail_quote"><blockquote>On Friday you wrote: it is on its way.</blockquote></div>"""
OPEN_MAIL = "Steam wand gives water instead of steam"


@dataclass(frozen=True)
class Stage:
    """What the photographed addresses are made of."""

    open_case: str
    resolved_case: str
    contact: int
    account: str
    article: str
    entitlement: int


def set_stage(instance: Instance) -> Stage:
    """Play the story, then more mails, a pick, a note and an answer."""
    values: dict[str, object] = {"CASEWAY_DATA": instance.data, "DATABASE_URL": ""}
    theatre = theatre_at(instance.base_url, instance.smtp_port, SUPPORT, values)
    play(theatre, lambda title, _detail: None)
    for sender, subject, text in LETTERS:
        _send(instance, sender, subject, text)
    _send(instance, MARIA, OPEN_MAIL, "The steam wand gives water.", html=HTML)
    headers = {"Authorization": f"Bearer {theatre.agent_token}"}
    with httpx.Client(base_url=f"{instance.base_url}/api/v1", headers=headers, timeout=30) as api:
        number = _case_of(api, OPEN_MAIL)
        _post(api, f"/cases/{number}/pick")
        _post(api, f"/cases/{number}/note", {"text": "Same batch as last week: check the valve first."})
        _post(api, f"/cases/{number}/reply", {"text": "Hi Maria,\n\nplease close the valve and try once more.\n\nAna"})
        case = api.get(f"/cases/{number}").json()
        resolved = api.get("/cases?state=resolved&q=Brewer leaks").json()["items"]
        return Stage(
            open_case=number,
            resolved_case=str(resolved[0]["number"]) if resolved else number,
            contact=case["contact"]["id"],
            account=case["account"]["number"],
            article=api.get("/articles?q=brewer").json()["items"][0]["number"],
            entitlement=case["entitlement"]["id"],
        )


def _send(instance: Instance, sender: str, subject: str, text: str, *, html: str = "") -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, SUPPORT, subject
    mail["Message-ID"] = f"<{uuid.uuid4().hex}@screens.example>"
    mail.set_content(text)
    if html:
        mail.add_alternative(html, subtype="html")
        mail.add_attachment(b"serial 4411-02\n", maintype="text", subtype="plain", filename="serial number.txt")
    with smtplib.SMTP("localhost", instance.smtp_port, timeout=30) as server:
        server.send_message(mail)


def _case_of(api: httpx.Client, title: str) -> str:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        waiting = api.get("/queues/gold/items?limit=200").json()["items"]
        found = [item["reference"] for item in waiting if item["title"].endswith(title)]
        if found:
            return str(found[0])
        time.sleep(0.2)
    raise TimeoutError(f"no case opened for “{title}”")


def _post(api: httpx.Client, path: str, body: dict[str, object] | None = None) -> None:
    api.post(path, json=body or {}, headers={"Idempotency-Key": uuid.uuid4().hex}).raise_for_status()
