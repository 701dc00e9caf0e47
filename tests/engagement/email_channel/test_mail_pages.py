"""Mailboxes and quarantine, in pages."""

import pytest
from django.urls import reverse

from caseway.engagement.channels.email.commands.health import MOST_SPELLS, note_health, note_taken
from caseway.engagement.channels.email.models import HealthSpell, Mailbox, Quarantine
from caseway.engagement.channels.email.queries import unsealed
from caseway.engagement.models import Message
from caseway.kernel.models import ChangeRecord
from caseway.operations.models import Agent
from tests.engagement.email_channel.mails import mail, receive
from tests.fixtures import SignIn
from tests.world import World

FORM = {
    "address": "Returns@caseway.example",
    "name": "Fornello returns",
    "is_active": "on",
    "way_in": "imap",
    "fetch_host": "mail.example",
    "fetch_port": "993",
    "fetch_security": "tls",
    "fetch_user": "returns",
    "password": "secret-word",
    "folder": "INBOX",
}


@pytest.fixture
def held(world: World) -> Quarantine:
    receive(mail(sender="Support <support@caseway.example>", subject="<script>alert(1)</script>", text="<b>Hi</b>\n"))
    return Quarantine.objects.get()


def test_a_mailbox_is_added_with_its_password_kept_encrypted(
    world: World, administrator: Agent, signed_in: SignIn
) -> None:
    client = signed_in(administrator)
    response = client.post(reverse("email:mailboxes_new"), FORM)
    box = Mailbox.objects.get()
    assert (response.status_code, response["Location"]) == (302, reverse("email:mailboxes_change", args=[box.pk]))
    assert (box.address, box.is_default) == ("returns@caseway.example", True)
    assert (unsealed(box.fetch_password), "secret" in box.fetch_password) == ("secret-word", False)
    assert "secret-word" not in str(list(ChangeRecord.objects.values_list("changes", flat=True)))


def test_a_mailbox_is_changed_and_keeps_a_password_left_empty(
    world: World, administrator: Agent, signed_in: SignIn
) -> None:
    client = signed_in(administrator)
    client.post(reverse("email:mailboxes_new"), FORM)
    box = Mailbox.objects.get()
    Mailbox.objects.update(uid_validity=7, uid_next=9, health="good")
    client.post(reverse("email:mailboxes_edit", args=[box.pk]), FORM | {"password": "", "name": "Returns"})
    box.refresh_from_db()
    assert (box.name, unsealed(box.fetch_password), box.uid_next) == ("Returns", "secret-word", 9)
    client.post(reverse("email:mailboxes_edit", args=[box.pk]), FORM | {"folder": "Support"})
    box.refresh_from_db()
    assert (box.folder, box.uid_validity, box.uid_next) == ("Support", 0, 1)


def test_two_mailboxes_cannot_have_one_address(world: World, administrator: Agent, signed_in: SignIn) -> None:
    client = signed_in(administrator)
    client.post(reverse("email:mailboxes_new"), FORM)
    response = client.post(reverse("email:mailboxes_new"), FORM)
    assert response.status_code == 422
    assert b"There is a mailbox with this address already." in response.content


def test_one_mailbox_is_the_default(world: World, administrator: Agent, signed_in: SignIn) -> None:
    client = signed_in(administrator)
    client.post(reverse("email:mailboxes_new"), FORM)
    client.post(reverse("email:mailboxes_new"), FORM | {"address": "b@caseway.example", "is_default": "on"})
    assert Mailbox.objects.get(is_default=True).address == "b@caseway.example"


def test_the_page_of_a_mailbox_says_that_mail_is_kept_while_no_server_is_set(
    world: World, administrator: Agent, signed_in: SignIn
) -> None:
    box = Mailbox.objects.create(address="a@caseway.example", health="failing", health_note="No such user")
    page = signed_in(administrator).get(reverse("email:mailboxes_change", args=[box.pk])).content.decode()
    assert "No outgoing server is set" in page
    assert "No such user" in page
    assert signed_in(administrator).get(reverse("email:mailboxes")).status_code == 200


def test_a_mailbox_is_removed(world: World, administrator: Agent, signed_in: SignIn) -> None:
    box = Mailbox.objects.create(address="a@caseway.example")
    client = signed_in(administrator)
    assert client.get(reverse("email:mailboxes_delete", args=[box.pk])).status_code == 200
    client.post(reverse("email:mailboxes_delete", args=[box.pk]))
    assert not Mailbox.objects.exists()


def test_held_mail_is_listed_and_shown_with_its_source_harmlessly(
    held: Quarantine, administrator: Agent, signed_in: SignIn, django_assert_max_num_queries: object
) -> None:
    client = signed_in(administrator)
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        listed = client.get(reverse("email:quarantine")).content.decode()
    shown = client.get(reverse("email:quarantined_mail", args=[held.pk])).content.decode()
    for page in (listed, shown):
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
        assert "<script>alert" not in page
    assert "&lt;b&gt;Hi&lt;/b&gt;" in shown
    source = client.get(reverse("email:quarantined_source", args=[held.pk]))
    assert (source.content, source["Content-Type"]) == (bytes(held.data), "message/rfc822")


def test_held_mail_is_taken_in_after_all(held: Quarantine, administrator: Agent, signed_in: SignIn) -> None:
    response = signed_in(administrator).post(reverse("email:recover_mail", args=[held.pk]))
    held.refresh_from_db()
    message = Message.objects.get()
    assert response.status_code == 302
    assert (held.state, held.decided_by) == ("recovered", f"agent:{administrator.pk}")
    assert (message.at, message.from_email) == (held.arrived_at, "support@caseway.example")


def test_held_mail_is_discarded_and_its_source_kept(held: Quarantine, administrator: Agent, signed_in: SignIn) -> None:
    client = signed_in(administrator)
    client.post(reverse("email:discard_mail", args=[held.pk]))
    held.refresh_from_db()
    assert (held.state, Message.objects.count(), bytes(held.data)[:5]) == ("discarded", 0, b"From:")
    assert client.post(reverse("email:recover_mail", args=[held.pk])).status_code == 409
    listed = client.get(reverse("email:quarantine"), {"state": "discarded"}).content.decode()
    assert reverse("email:quarantined_mail", args=[held.pk]) in listed


def test_what_names_no_sender_is_taken_in_as_automatic(world: World, administrator: Agent, signed_in: SignIn) -> None:
    receive(b"\0 nothing")
    held = Quarantine.objects.get()
    signed_in(administrator).post(reverse("email:recover_mail", args=[held.pk]))
    assert Message.objects.get().is_auto


@pytest.mark.parametrize("name", ["quarantine", "mailboxes", "mailboxes_new"])
def test_an_agent_without_the_permission_sees_none_of_it(
    world: World, owner: Agent, signed_in: SignIn, name: str
) -> None:
    assert signed_in(owner).get(reverse(f"email:{name}")).status_code == 403


def test_an_agent_without_the_permission_decides_nothing(held: Quarantine, owner: Agent, signed_in: SignIn) -> None:
    client = signed_in(owner)
    for verb in ("recover_mail", "discard_mail"):
        assert client.post(reverse(f"email:{verb}", args=[held.pk])).status_code == 403
    held.refresh_from_db()
    assert (held.state, Message.objects.count()) == ("held", 0)


def test_what_a_way_in_needs_is_asked_for_and_the_usual_port_is_known(
    world: World, administrator: Agent, signed_in: SignIn
) -> None:
    client = signed_in(administrator)
    form = FORM | {"way_in": "pop3", "fetch_port": "", "fetch_host": "", "fetch_user": "", "password": ""}
    page = client.post(reverse("email:mailboxes_new"), form)
    assert page.status_code == 422
    for sentence in ("such as mail.example.com.", "Write the user that the server knows.", "Write the password"):
        assert sentence in page.content.decode()
    client.post(reverse("email:mailboxes_new"), FORM | {"way_in": "pop3", "fetch_port": ""})
    assert Mailbox.objects.get().fetch_port == 995
    client.post(reverse("email:mailboxes_new"), {"address": "b@caseway.example", "way_in": "listener"})
    assert Mailbox.objects.get(address="b@caseway.example").is_fetched is False


def test_the_history_of_a_mailbox_is_shown_and_bounded(
    world: World, administrator: Agent, signed_in: SignIn, django_assert_max_num_queries: object
) -> None:
    box = Mailbox.objects.create(address="a@caseway.example", way_in="imap", fetch_host="mail.example")
    for number in range(MOST_SPELLS + 5):
        note_health(box, "failing", f"No such user <{number}>")
    note_health(box, "good")
    note_health(box, "good")
    note_taken(box, 3)
    assert HealthSpell.objects.count() == MOST_SPELLS
    client = signed_in(administrator)
    with django_assert_max_num_queries(9):  # type: ignore[operator]
        page = client.get(reverse("email:mailbox_history", args=[box.pk])).content.decode()
    assert f"No such user &lt;{MOST_SPELLS + 4}&gt;" in page
    assert page.index("Connected") < page.index("Failing")


def test_the_history_is_for_those_who_manage_settings(world: World, owner: Agent, signed_in: SignIn) -> None:
    box = Mailbox.objects.create(address="a@caseway.example")
    assert signed_in(owner).get(reverse("email:mailbox_history", args=[box.pk])).status_code == 403
