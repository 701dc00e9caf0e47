import zlib

from caseway.cases.models import Case
from caseway.engagement.channels.email.models import Mailbox, Quarantine
from caseway.engagement.channels.email.queries.mailboxes import active_mailboxes
from caseway.engagement.models import Message, RawSource
from tests.engagement.email_channel.mails import AT, SUPPORT, Deliver, mail, receive, received
from tests.world import World


def test_a_mail_becomes_a_message_with_its_source(world: World) -> None:
    raw = mail()
    message = received(raw, recipients=("Support@Caseway.example",), mail_from="maria@lumenlabs.example")

    assert (message.from_name, message.from_email) == ("Maria Gomez", "maria@lumenlabs.example")
    assert (message.subject, message.reply_text.strip(), message.at) == ("Brewer leaks", "It drips.", AT)
    assert (message.message_id, message.evidence) == ("<1@lumenlabs.example>", {})
    assert message.recipients["to"] == [{"name": "", "email": SUPPORT}]
    assert message.recipients["delivered_to"] == [{"name": "", "email": SUPPORT}]
    assert zlib.decompress(RawSource.objects.get(message=message).data) == raw


def test_the_same_mail_arrives_once(world: World) -> None:
    received(mail())
    again = receive(b"Received: by another.example\r\n" + mail())
    assert (again.outcome, Message.objects.count()) == ("repeated", 1)


def test_the_same_mail_arrives_once_also_after_it_was_deleted(world: World) -> None:
    received(mail()).conversation.delete()
    assert receive(mail()).outcome == "repeated"
    assert Message.objects.count() == 0


def test_a_mail_to_several_of_our_mailboxes_is_one_message_that_names_each(world: World) -> None:
    for address in (SUPPORT, "returns@caseway.example"):
        Mailbox.objects.create(address=address)
    active_mailboxes.forget()
    raw = mail(to=f"{SUPPORT}, returns@caseway.example")
    for recipient in (SUPPORT, "returns@caseway.example", SUPPORT):
        receive(raw.replace(b"To: support@caseway.example, ", b"To: "), recipients=(recipient,))
    message = Message.objects.get()
    assert sorted(one["email"] for one in message.recipients["delivered_to"]) == ["returns@caseway.example", SUPPORT]


def test_another_mail_under_the_same_message_id_is_kept_and_flagged(world: World) -> None:
    first, second = received(mail()), received(mail(text="Something else.\n"))
    assert (first.facts.get("is_id_reused"), second.facts.get("is_id_reused")) == (None, True)


def test_a_message_id_longer_than_an_index_takes_is_kept_and_known_again(world: World) -> None:
    long = f"<{'ü' * 3000}@lumenlabs.example>"
    raw = mail().replace(b"<1@lumenlabs.example>", long.encode())
    received(raw)
    assert receive(raw).outcome == "repeated"


def test_a_mail_becomes_a_case_in_the_gold_queue(world: World, deliver: Deliver) -> None:
    received(mail())
    deliver()
    case = Case.objects.get()
    assert (case.title, case.contact, case.work_item.queue) == ("Brewer leaks", world.maria, world.gold_queue)


def test_the_sender_is_told_that_a_mail_is_kept_before_anything_reacts(
    world: World, django_capture_on_commit_callbacks: object
) -> None:
    from caseway.engagement.channels.email import commands

    calls: list[int] = []
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        commands.receive_mail(
            mail(),
            at=AT,
            envelope=commands.Envelope("", (SUPPORT,)),
            kept=lambda: calls.append(Case.objects.count()),
        )
    assert (calls, Case.objects.count()) == ([0], 1)


def test_an_automatic_message_of_ours_that_comes_back_is_held(world: World) -> None:
    from caseway.engagement.channels.email.queries import loop_token

    receipt = receive(mail(headers={"X-Caseway-Loop": loop_token()}))
    held = Quarantine.objects.get(pk=receipt.id)
    assert (receipt.outcome, held.cause, held.sender) == ("held", "loop", "maria@lumenlabs.example")
    assert Message.objects.count() == 0


def test_a_mail_from_our_own_address_is_held(world: World) -> None:
    receive(mail(sender="Support <SUPPORT+x@caseway.example>"))
    assert Quarantine.objects.get().cause == "loop"


def test_what_nobody_sent_is_held_with_its_source(world: World) -> None:
    receive(b"\0\xff no header at all")
    held = Quarantine.objects.get()
    assert (held.cause, bytes(held.data), held.size) == ("parse_error", b"\0\xff no header at all", 19)


def test_held_mail_is_held_once(world: World) -> None:
    first, second = receive(b"nothing"), receive(b"nothing")
    assert first == second
    assert Quarantine.objects.count() == 1
