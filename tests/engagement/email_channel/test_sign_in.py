"""Signing in by OAuth2: a provider that speaks the protocol, and a Dovecot that asks it whose a token is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from caseway.cases import commands as cases
from caseway.engagement.channels.email import commands
from caseway.engagement.channels.email.commands.credentials import credentials_of
from caseway.engagement.channels.email.commands.health import warn_of_endings
from caseway.engagement.channels.email.commands.sign_in import SignInNeeded, SignInRefused
from caseway.engagement.channels.email.models import HealthSpell, Mailbox, MailboxSignIn, MailProvider, WayOut
from caseway.engagement.channels.email.queries import mail_notices, sealed
from caseway.engagement.models import Message
from caseway.kernel.access import SYSTEM, Actor
from caseway.kernel.errors import Invalid
from caseway.kernel.models import ChangeRecord
from caseway.operations.models import Agent
from tests.callers import make_caller
from tests.engagement.email_channel import dovecot as dovecots
from tests.engagement.email_channel.conftest import Fetching
from tests.engagement.email_channel.dovecot import Dovecot, Tokens
from tests.engagement.email_channel.fetching import AT, eventually, make_mailbox, messages, now
from tests.engagement.email_channel.identity_provider import CLIENT, IdentityProvider, serving
from tests.engagement.email_channel.mails import SUPPORT, free_port, mail, unique_user
from tests.fixtures import SignIn
from tests.world import World

RETURNED = "http://localhost:8000/settings/mailboxes/signed-in/"


@dataclass(frozen=True)
class Place:
    """The provider, where it is, and how it is registered here."""

    idp: IdentityProvider
    url: str

    def register(self, kind: str = "google") -> MailProvider:
        return MailProvider.objects.create(
            name=f"Our {kind}",
            kind=kind,
            client_id=CLIENT[0],
            client_secret=sealed(CLIENT[1]),
            authorize_url=f"{self.url}/authorize",
            token_url=f"{self.url}/token",
        )


class Relayed:
    """A server behind another one."""

    def __init__(self) -> None:
        self.mails: list[bytes] = []
        self.port = 0

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        self.mails.append(bytes(envelope.content or b""))
        return "250 OK"


@pytest.fixture(scope="module")
def serving_place() -> Iterator[Place]:
    idp = IdentityProvider()
    with serving(idp) as url:
        yield Place(idp, url)


@pytest.fixture
def place(serving_place: Place, settings: LazySettings) -> Place:
    settings.OUTBOUND_ALLOW = ("127.0.0.0/8",)
    serving_place.idp.__init__()  # type: ignore[misc]
    return serving_place


@pytest.fixture(scope="module")
def relayed() -> Iterator[Relayed]:
    """What comes out behind the Dovecot that takes our mail."""
    sink = Relayed()
    controller = Controller(sink, hostname="127.0.0.1", port=free_port())
    controller.start()
    sink.port = controller.port
    yield sink
    controller.stop()


@pytest.fixture(scope="module", params=["xoauth2", "oauthbearer"])
def token_dovecot(request: pytest.FixtureRequest, serving_place: Place, relayed: Relayed) -> Iterator[Dovecot]:
    """Knows the mechanisms that its name says."""
    relay = relayed.port if dovecots.takes_mail() else 0
    with dovecots.running(tokens=Tokens(f"{serving_place.url}/tokeninfo", request.param, relay)) as server:
        yield server


def sign_in(mailbox: Mailbox, place: Place, *, user: str) -> Mailbox:
    asked = commands.begin_sign_in(mailbox, actor=SYSTEM)
    code = place.idp.allow(asked.url, user=user)
    return commands.finish_sign_in(mailbox, actor=SYSTEM, code=code, verifier=asked.verifier)


@pytest.fixture
def box(world: World, place: Place) -> Mailbox:
    return Mailbox.objects.create(
        address=SUPPORT, way_in="google", fetch_host="imap.gmail.com", provider=place.register()
    )


def test_an_administrator_is_sent_to_the_provider_and_comes_back_signed_in(
    box: Mailbox, place: Place, administrator: Agent, signed_in: SignIn
) -> None:
    client = signed_in(administrator)
    sent = client.get(reverse("email:sign_in_mailbox", args=[box.pk]))
    asked = parse_qs(urlsplit(sent["Location"]).query)
    assert (sent.status_code, asked["redirect_uri"], asked["login_hint"]) == (302, [RETURNED], [SUPPORT])
    assert (asked["scope"], asked["code_challenge_method"]) == (["https://mail.google.com/"], ["S256"])
    code = place.idp.allow(sent["Location"], user=SUPPORT)
    back = client.get(reverse("email:sign_in_returned"), {"code": code, "state": asked["state"][0]})
    assert back["Location"] == reverse("email:mailboxes_change", args=[box.pk])
    kept = MailboxSignIn.objects.get()
    assert "access-1" not in kept.access_token
    assert "refresh-1" not in kept.refresh_token
    assert credentials_of(now(box)).token == "access-1"
    assert "access-1" not in repr(credentials_of(now(box)))
    told = str(list(ChangeRecord.objects.values_list("changes", flat=True)))
    assert "refresh-1" not in told
    assert "caseway-secret" not in told


@pytest.mark.parametrize("query", [{"code": "code-0", "state": "forged"}, {"code": "code-0"}, {}])
def test_whoever_comes_back_without_what_they_were_given_is_refused(
    box: Mailbox, place: Place, administrator: Agent, signed_in: SignIn, query: dict[str, str]
) -> None:
    client = signed_in(administrator)
    sent = client.get(reverse("email:sign_in_mailbox", args=[box.pk]))
    place.idp.allow(sent["Location"], user=SUPPORT)
    assert client.get(reverse("email:sign_in_returned"), query).status_code == 422
    assert not MailboxSignIn.objects.exists()


def test_what_the_provider_refuses_is_told_in_its_words(
    box: Mailbox, place: Place, administrator: Agent, signed_in: SignIn
) -> None:
    client = signed_in(administrator)
    sent = client.get(reverse("email:sign_in_mailbox", args=[box.pk]))
    state = parse_qs(urlsplit(sent["Location"]).query)["state"][0]
    query = {"error": "access_denied", "error_description": "The user said no.", "state": state}
    page = client.get(reverse("email:sign_in_returned"), query).content.decode()
    assert "The provider did not allow it: The user said no." in page


def test_a_token_that_ends_is_renewed_and_the_new_one_kept(box: Mailbox, place: Place) -> None:
    place.idp.access_life = 60
    box = sign_in(box, place, user=SUPPORT)
    assert [credentials_of(box).token for _time in range(2)] == ["access-2", "access-3"]
    place.idp.access_life = 3600
    assert [credentials_of(box).token for _time in range(3)] == ["access-4", "access-4", "access-4"]


def test_a_sign_in_that_has_ended_asks_for_a_new_one_and_the_provider_is_left_alone(box: Mailbox, place: Place) -> None:
    place.idp.access_life = 60
    box = sign_in(box, place, user=SUPPORT)
    place.idp.refusal = "invalid_grant"
    with pytest.raises(SignInNeeded, match=r"AADSTS70008: The grant has expired\."):
        credentials_of(box)
    place.idp.refusal, given = "", place.idp.given
    with pytest.raises(SignInNeeded):
        credentials_of(box)
    assert place.idp.given == given
    assert credentials_of(sign_in(box, place, user=SUPPORT)).token


def test_a_provider_that_has_a_bad_moment_is_asked_again(box: Mailbox, place: Place) -> None:
    place.idp.access_life = 60
    box = sign_in(box, place, user=SUPPORT)
    place.idp.refusal = "temporarily_unavailable"
    with pytest.raises(SignInRefused):
        credentials_of(box)
    place.idp.refusal = ""
    assert credentials_of(box).token == "access-2"


def test_an_end_is_told_two_weeks_ahead_to_administrators(
    box: Mailbox, place: Place, administrator: Agent, owner: Agent, signed_in: SignIn, acting: Callable[[Agent], Actor]
) -> None:
    place.idp.refresh_life = int(timedelta(days=15).total_seconds())
    sign_in(box, place, user=SUPPORT)
    Mailbox.objects.update(health="good")
    assert (mail_notices(acting(administrator)), warn_of_endings()) == ([], 0)
    MailboxSignIn.objects.update(ends_at=timezone.now() + timedelta(days=13))
    assert (warn_of_endings(), warn_of_endings()) == (1, 0)
    assert HealthSpell.objects.get().note.startswith("The sign-in ends on ")
    [notice] = mail_notices(acting(administrator))
    assert (notice.mailbox_id, notice.is_urgent) == (box.pk, False)
    part = signed_in(administrator).get(reverse("email:mail_notices")).content.decode()
    page = signed_in(administrator).get(reverse("email:mailboxes_change", args=[box.pk])).content.decode()
    assert "The sign-in ends on " in part
    assert "The sign-in ends on " in page
    assert mail_notices(acting(owner)) == []
    assert signed_in(owner).get(reverse("email:mail_notices")).status_code == 403
    assert reverse("email:mail_notices") in signed_in(administrator).get(reverse("workspace:home")).content.decode()
    assert reverse("email:mail_notices") not in signed_in(owner).get(reverse("workspace:home")).content.decode()


def test_the_end_of_the_providers_secret_counts_too(box: Mailbox, place: Place, administrator: Agent) -> None:
    sign_in(box, place, user=SUPPORT)
    MailProvider.objects.update(secret_ends_on=timezone.now().date() + timedelta(days=3))
    Mailbox.objects.update(health="good")
    assert warn_of_endings() == 1


@pytest.mark.parametrize(("way", "port"), [("imap", "port"), ("pop3", "pop3_port")])
@pytest.mark.skipif(dovecots.find_dovecot() is None, reason="Dovecot is not installed")
def test_a_mailbox_is_fetched_with_a_token_and_again_after_it_ended(
    token_dovecot: Dovecot, place: Place, fetching: Fetching, way: str, port: str
) -> None:
    user = unique_user()
    token_dovecot.append(user, mail(), AT)
    box = make_mailbox(getattr(token_dovecot, port), user, password="", way_in=way, provider=place.register())
    fetching()
    eventually(lambda: now(box).health == "failing")
    assert now(box).health_note == "Nobody has signed in for this mailbox: do so on its page."
    sign_in(now(box), place, user=user)
    eventually(lambda: messages() == 1)
    assert now(box).health == "good"


@pytest.mark.skipif(dovecots.find_dovecot() is None, reason="Dovecot is not installed")
def test_a_token_that_the_server_does_not_know_is_told_of(
    token_dovecot: Dovecot, place: Place, fetching: Fetching
) -> None:
    user = unique_user()
    box = make_mailbox(token_dovecot.port, user, password="", provider=place.register())
    sign_in(box, place, user=user)
    place.idp.forget_access()
    fetching()
    eventually(lambda: now(box).health == "failing")
    assert "access-1" not in now(box).health_note


@pytest.mark.skipif(not dovecots.takes_mail(), reason="Dovecot's submission service is not installed")
def test_mail_leaves_by_a_server_that_knows_tokens_only(
    token_dovecot: Dovecot,
    place: Place,
    box: Mailbox,
    relayed: Relayed,
    administrator: Agent,
    acting: Callable[[Agent], Actor],
    world: World,
) -> None:
    sign_in(box, place, user=SUPPORT)
    case = cases.open_case(cases.NewCase(title="Brewer leaks", contact=world.maria, origin="email"), actor=SYSTEM)

    def write() -> Message:
        mail = cases.NewMail(text="Hello", to=("maria@lumenlabs.example",))
        return cases.write_to_customer(case, actor=acting(administrator), mail=mail)

    WayOut.objects.create(mailbox=box, host="127.0.0.1", port=token_dovecot.submission_port, security="none")
    message, before = write(), len(relayed.mails)
    commands.send_due()
    message.refresh_from_db()
    assert (message.state, message.send_error, len(relayed.mails) - before) == ("sent", "", 1)
    place.idp.forget_access()
    refused = write()
    commands.send_due()
    refused.refresh_from_db()
    assert (refused.state, "did not let us in" in refused.send_error) == ("queued", True)
    assert "access-1" not in refused.send_error


def as_application(place: Place) -> MailProvider:
    provider = place.register("microsoft")
    provider.is_application, provider.tenant = True, "caseway.example"
    provider.save()
    return provider


def test_a_registration_of_an_organisation_gets_tokens_without_anybody_signing_in(world: World, place: Place) -> None:
    box = Mailbox.objects.create(address=SUPPORT, way_in="microsoft", provider=as_application(place))
    assert [credentials_of(box).token for _time in range(2)] == ["access-1", "access-1"]
    assert place.idp.scopes == ["https://graph.microsoft.com/.default"]
    MailboxSignIn.objects.update(access_ends_at=timezone.now())
    assert credentials_of(box).token == "access-2"
    assert "access-2" not in MailboxSignIn.objects.get().access_token
    place.idp.refusal = "unauthorized_client"
    MailboxSignIn.objects.update(access_ends_at=timezone.now())
    with pytest.raises(SignInRefused, match="AADSTS70008"):
        credentials_of(box)
    with pytest.raises(SignInRefused, match="Nobody signs in with"):
        commands.begin_sign_in(box, actor=SYSTEM)


def test_what_a_person_allowed_is_not_used_for_the_organisation_nor_the_other_way_round(
    box: Mailbox, place: Place
) -> None:
    sign_in(box, place, user=SUPPORT)
    values = {"kind": "microsoft", "is_application": True, "tenant": "caseway.example"}
    assert box.provider
    commands.save_provider(box.provider, actor=SYSTEM, values=values)
    assert credentials_of(now(box)).token == "access-2"
    commands.save_provider(box.provider, actor=SYSTEM, values={"is_application": False})
    with pytest.raises(SignInNeeded):
        credentials_of(now(box))


@pytest.mark.skipif(dovecots.find_dovecot() is None, reason="Dovecot is not installed")
def test_a_mailbox_is_fetched_by_an_organisations_registration(
    token_dovecot: Dovecot, place: Place, fetching: Fetching
) -> None:
    place.idp.tenant_user = user = unique_user()
    token_dovecot.append(user, mail(), AT)
    make_mailbox(token_dovecot.port, user, password="", provider=as_application(place))
    fetching()
    eventually(lambda: messages() == 1)
    assert place.idp.scopes == ["https://outlook.office365.com/.default"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kind": "google", "tenant": "t"}, "is_application"),
        ({"kind": "microsoft"}, "tenant"),
        ({"kind": "microsoft", "tenant": "common"}, "tenant"),
    ],
)
def test_an_organisation_that_lets_programs_in_is_microsofts_and_named(
    world: World, values: dict[str, object], field: str
) -> None:
    asked = {"name": "Ours", "client_id": "c", "is_application": True} | values
    with pytest.raises(Invalid) as refused:
        commands.save_provider(None, actor=SYSTEM, values=asked, secret="s")
    assert (list(refused.value.fields), MailProvider.objects.exists()) == ([field], False)


def test_the_page_of_a_mailbox_that_nobody_signs_in_for_says_so(
    world: World, place: Place, administrator: Agent, signed_in: SignIn
) -> None:
    box = Mailbox.objects.create(address=SUPPORT, way_in="microsoft", provider=as_application(place))
    page = signed_in(administrator).get(reverse("email:mailboxes_change", args=[box.pk])).content.decode()
    assert ("administrator lets Caseway in" in page, reverse("email:sign_in_mailbox", args=[box.pk]) in page) == (
        True,
        False,
    )


PROVIDER = {"name": "Our Google", "kind": "google", "client_id": "c", "secret": "hush"}


def test_providers_are_kept_in_pages(world: World, administrator: Agent, owner: Agent, signed_in: SignIn) -> None:
    client = signed_in(administrator)
    client.post(reverse("email:providers_new"), PROVIDER)
    provider = MailProvider.objects.get()
    assert "hush" not in provider.client_secret
    change = reverse("email:providers_change", args=[provider.pk])
    client.post(change, PROVIDER | {"secret": "", "name": "Google"})
    assert MailProvider.objects.get().name == "Google"
    assert client.get(reverse("email:providers")).status_code == 200
    assert "hush" not in client.get(change).content.decode()
    for name, args in (("providers", []), ("providers_new", []), ("providers_change", [provider.pk])):
        assert signed_in(owner).get(reverse(f"email:{name}", args=args)).status_code == 403
    client.post(reverse("email:providers_delete", args=[provider.pk]))
    assert not MailProvider.objects.exists()


def test_providers_and_signing_in_over_rest(box: Mailbox, place: Place, client: Client) -> None:
    call = make_caller(client, "settings.manage")
    made = call("post", "/mail-providers", PROVIDER)
    assert made.status_code == 201
    path = f"/mail-providers/{made.json()['id']}"
    assert b"secret" not in call("get", path).content.replace(b"secret_ends_on", b"")
    assert call("patch", path, {"tenant": "t"}).json()["tenant"] == "t"
    assert call("patch", path, {"is_application": True}).status_code == 422
    assert call("patch", path, {"kind": "microsoft", "is_application": True}).json()["is_application"] is True
    assert len(call("get", "/mail-providers").json()["items"]) == 2
    assert call("delete", path).status_code == 204
    assert call("delete", f"/mail-providers/{box.provider_id}").status_code == 409
    asked = call("post", f"/mailboxes/{box.pk}/sign-in").json()
    given = {"code": place.idp.allow(asked["url"], user=SUPPORT), "verifier": asked["verifier"]}
    assert call("post", f"/mailboxes/{box.pk}/sign-in/finish", given).json()["signed_in_at"]
    other = make_caller(client, "cases.read")
    for verb, route in (("get", "/mail-providers"), ("post", f"/mailboxes/{box.pk}/sign-in")):
        assert other(verb, route).status_code == 403
