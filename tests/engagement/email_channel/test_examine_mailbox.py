"""The set-up doctor, against real servers and a name server of our own."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from django.conf import LazySettings
from django.urls import reverse

from caseway.config.cli.mail_doctor import examine as tell
from caseway.config.errors import StartError
from caseway.config.values import SmtpServer
from caseway.engagement.channels.email import commands
from caseway.engagement.channels.email.commands.doctor.names import Domain
from caseway.engagement.channels.email.commands.doctor.steps import Report
from caseway.engagement.channels.email.models import Mailbox
from caseway.kernel.access import SYSTEM, NotAllowed
from caseway.operations.models import Agent
from tests.engagement.email_channel.authority import Authority, encrypted_server, name_server
from tests.engagement.email_channel.dovecot import Dovecot
from tests.engagement.email_channel.fetching import AT, make_mailbox
from tests.engagement.email_channel.mails import free_port, mail
from tests.fixtures import SignIn
from tests.world import World

Records = dict[tuple[str, str], list[str]]
GOOD: Records = {
    ("caseway.example", "MX"): ["10 mx.caseway.example."],
    ("caseway.example", "TXT"): ['"v=spf1 include:_spf.caseway.example ~all"', '"something else"'],
    ("_spf.caseway.example", "TXT"): ['"v=spf1 ip4:192.0.2.0/24 a:out.caseway.example -all"'],
    ("_dmarc.caseway.example", "TXT"): ['"v=DMARC1; p=quarantine; " "rua=mailto:d@caseway.example"'],
}
Examine = Callable[[Mailbox], dict[str, commands.Step]]


@pytest.fixture
def records(settings: LazySettings) -> Iterator[Records]:
    """What the name server knows; a test may change it."""
    records = dict(GOOD)
    with name_server(records) as address:
        settings.CASEWAY = replace(settings.CASEWAY, dns_server=address, smtp=None)
        settings.OUTBOUND_ALLOW = ("127.0.0.0/8",)
        yield records


@pytest.fixture
def examine(records: Records) -> Examine:
    """The steps by their titles."""
    return lambda box: {step.title: step for step in commands.examine_mailbox(box, actor=SYSTEM)}


def states(steps: dict[str, commands.Step]) -> dict[str, str]:
    return {title: step.state for title, step in steps.items()}


NAMES = {"Mail servers (MX)": "ok", "SPF": "ok", "DMARC": "ok"}


def test_a_good_imap_mailbox_is_told_step_by_step(world: World, dovecot: Dovecot, user: str, examine: Examine) -> None:
    dovecot.append(user, mail(), AT)
    steps = examine(make_mailbox(dovecot.port, user))
    assert states(steps) == NAMES | {
        "Name": "ok",
        "Connection": "ok",
        "Encryption": "info",
        "Server": "warn",
        "Sign-in": "ok",
        "Folder": "ok",
        "New mail": "ok",
    }
    assert steps["Folder"].said == "INBOX holds 1 mail."
    assert steps["New mail"].said == "The server tells of new mail at once (IDLE)."


def test_a_good_pop3_mailbox_too(world: World, dovecot: Dovecot, user: str, examine: Examine) -> None:
    steps = examine(make_mailbox(dovecot.pop3_port, user, way_in="pop3"))
    assert states(steps)["Sign-in"] == "ok"
    assert steps["Mails"].said == "The server holds 0 mails."


def test_a_wrong_password_and_a_wrong_folder_say_what_to_do(
    world: World, dovecot: Dovecot, user: str, examine: Examine
) -> None:
    box = make_mailbox(dovecot.port, user, password="wrong")
    steps = examine(box)
    assert "Authentication failed" in steps["Sign-in"].said
    assert steps["Sign-in"].advice.startswith("Check user and password.")
    assert "Folder" not in steps
    good = make_mailbox(dovecot.port, user, address="b@caseway.example", folder="Nowhere")
    assert examine(good)["Folder"].advice == "Write one of these: INBOX"


def test_a_port_where_nobody_or_somebody_else_listens_is_told(
    world: World, dovecot: Dovecot, user: str, examine: Examine
) -> None:
    nobody = make_mailbox(free_port(), user)
    assert "does not take connections on port" in examine(nobody)["Connection"].said
    other = make_mailbox(dovecot.pop3_port, user, address="b@caseway.example")
    assert examine(other)["Greeting"].state == "bad"


def test_a_private_network_is_not_connected_to_unasked(
    world: World, dovecot: Dovecot, user: str, examine: Examine, settings: LazySettings
) -> None:
    settings.OUTBOUND_ALLOW = ()
    steps = examine(make_mailbox(dovecot.port, user))
    assert "CASEWAY_OUTBOUND_ALLOW" in steps["Name"].advice
    assert "Connection" not in steps


def test_a_name_that_nobody_has_is_told(world: World, examine: Examine) -> None:
    box = Mailbox.objects.create(address="a@caseway.example", way_in="imap", fetch_host="no.such.invalid")
    assert examine(box)["Name"].said == "No server is called no.such.invalid."


@dataclass(frozen=True)
class Certificate:
    said: str
    host: str = "127.0.0.1"
    days: int = 30
    is_trusted: bool = True


@pytest.mark.parametrize(
    "case",
    [
        Certificate("The line is encrypted (TLSv1.3), and the certificate holds."),
        Certificate("The certificate of 127.0.0.1 has expired.", days=-2),
        Certificate("The certificate is for another name than 127.0.0.1.", host="mail.example"),
        Certificate("Nobody this machine trusts signed the certificate of 127.0.0.1.", is_trusted=False),
    ],
    ids=lambda case: case.said,
)
def test_what_is_wrong_with_a_certificate_is_told(
    world: World, examine: Examine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: Certificate
) -> None:
    authority = Authority(tmp_path)
    if case.is_trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    with encrypted_server(authority.context(host=case.host, days=case.days)) as port:
        box = make_mailbox(port, "a")
        Mailbox.objects.update(fetch_security="tls")
        box.refresh_from_db()
        steps = examine(box)
    assert steps["Encryption"].said == case.said
    assert ("Greeting" in steps) == (case.said.endswith("holds."))


@pytest.mark.parametrize(
    ("changes", "title", "state", "said"),
    [
        (
            {("caseway.example", "MX"): []},
            "Mail servers (MX)",
            "bad",
            "Nothing says where mail to caseway.example goes.",
        ),
        (
            {("caseway.example", "TXT"): []},
            "SPF",
            "bad",
            "caseway.example says nothing about who may send in its name.",
        ),
        (
            {("caseway.example", "TXT"): ['"v=spf1 -all"', '"v=spf1 ~all"']},
            "SPF",
            "bad",
            "The record cannot be used: caseway.example has 2 SPF records.",
        ),
        (
            {("_dmarc.caseway.example", "TXT"): []},
            "DMARC",
            "warn",
            "Nothing stands at _dmarc.caseway.example, so anybody can pretend to be you.",
        ),
        (
            {("_dmarc.caseway.example", "TXT"): ['"v=DMARC1"']},
            "DMARC",
            "bad",
            "The record at _dmarc.caseway.example has no policy.",
        ),
    ],
)
def test_what_a_domain_lacks_is_told(
    world: World, records: Records, examine: Examine, changes: Records, title: str, state: str, said: str
) -> None:
    records.update(changes)
    step = examine(Mailbox.objects.create(address="a@caseway.example"))[title]
    assert (step.state, step.said, bool(step.advice)) == (state, said, True)


@pytest.fixture
def smtp(records: Records, settings: LazySettings) -> Iterator[SmtpServer]:
    """A server for outgoing mail that knows one user."""

    def judge(_server: object, _session: object, _envelope: object, _kind: str, given: LoginPassword) -> AuthResult:
        return AuthResult(success=given.password == b"right")

    port = free_port()
    controller = Controller(
        object(), "127.0.0.1", port, authenticator=judge, auth_required=True, auth_require_tls=False
    )
    controller.start()
    server = SmtpServer("127.0.0.1", port, "support", "right", "none")
    settings.CASEWAY = replace(settings.CASEWAY, smtp=server)
    yield server
    controller.stop()


def test_the_server_for_outgoing_mail_is_tried_with_its_password(
    world: World, smtp: SmtpServer, examine: Examine, settings: LazySettings
) -> None:
    box = Mailbox.objects.create(address="a@caseway.example")
    assert examine(box)["Sign-in"].said == "support is let in."
    settings.CASEWAY = replace(settings.CASEWAY, smtp=replace(smtp, password="wrong"))
    assert examine(box)["Sign-in"].state == "bad"


@pytest.mark.parametrize(("address", "state"), [("192.0.2.7", "ok"), ("198.51.100.7", "warn")])
def test_spf_is_judged_for_the_server_that_mail_leaves_through(
    world: World, records: Records, examine: Examine, settings: LazySettings, address: str, state: str
) -> None:
    records[("smtp.invalid", "A")] = [address]
    settings.CASEWAY = replace(settings.CASEWAY, smtp=SmtpServer("smtp.invalid", 25, "", "", "none"))
    assert examine(Mailbox.objects.create(address="a@caseway.example"))["SPF"].state == state


def test_the_page_shows_every_step_and_is_for_administrators(
    world: World, records: Records, administrator: Agent, owner: Agent, signed_in: SignIn
) -> None:
    box = Mailbox.objects.create(address="a@caseway.example")
    path = reverse("email:examine_mailbox", args=[box.pk])
    assert "this takes some seconds" in signed_in(administrator).get(path).content.decode()
    page = signed_in(administrator).post(path).content.decode()
    assert "Mail to caseway.example goes to mx.caseway.example." in page
    assert signed_in(owner).post(path).status_code == 403


def test_the_command_line_tells_the_same_and_ends_with_what_is_to_be_mended(
    world: World, dovecot: Dovecot, user: str, records: Records, capsys: pytest.CaptureFixture[str]
) -> None:
    box = make_mailbox(dovecot.port, user)
    assert tell(box.address) == 0
    told = capsys.readouterr().out
    titles = ("Mail coming in:", "Mail going out:", "What others can look up:", "Nothing is wrong.")
    places = [told.index(title) for title in titles]
    assert places == sorted(places)
    assert f"ok       Sign-in: {user} is let in." in told
    assert "LOOK     Server: None is set, so mail is kept as files in the outbox folder. Set one" in told
    Mailbox.objects.update(fetch_port=1)
    assert tell(box.address.upper()) == 1
    told = capsys.readouterr().out
    assert "on port 1: Connection refused. Check the port" in told
    assert "To mend: 1." in told
    with pytest.raises(StartError, match="not one of our mailboxes"):
        tell("nobody@caseway.example")


@pytest.mark.parametrize(("server", "advice"), [("127.0.0.1", "a:mail.example.com"), ("8.8.8.8", "ip4:8.8.8.8")])
def test_what_to_publish_names_a_server_that_others_see(records: Records, server: str, advice: str) -> None:
    report = Report("names")
    Domain("nothing.example", server).spf(report)
    assert report.steps[0].advice == f"Publish a TXT record such as: v=spf1 {advice} ~all"


def test_who_may_not_manage_settings_may_not_examine(world: World, owner: Agent, acting: Callable[..., object]) -> None:
    with pytest.raises(NotAllowed):
        commands.examine_mailbox(Mailbox(address="a@caseway.example"), actor=acting(owner))  # type: ignore[arg-type]


def test_a_signing_key_is_looked_for_where_it_must_stand(world: World, records: Records, examine: Examine) -> None:
    box = Mailbox.objects.create(address="a@caseway.example")
    assert "DKIM" not in examine(box)
    key = commands.use_signing_key(commands.make_signing_key("caseway.example", actor=SYSTEM), actor=SYSTEM)
    step = examine(box)["DKIM"]
    assert (step.state, bool(step.advice)) == ("bad", True)
    assert key.record_name in step.said
    value = key.record_value
    records[(key.record_name, "TXT")] = [f'"{value[:200]}" "{value[200:]}"']
    assert examine(box)["DKIM"].state == "ok"
