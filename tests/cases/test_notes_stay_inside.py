"""Whatever one sends from a case with notes, no word of a note is in it."""

import zlib
from collections.abc import Callable

from caseway.cases import commands
from caseway.cases.commands import Forward, NewMail, Reply
from caseway.cases.models import Case
from caseway.engagement.channels.email.models import Mailbox
from caseway.engagement.models import Message, RawSource
from caseway.kernel.access import Actor
from caseway.knowledge.testing import make_article
from tests.engagement.email_channel.mails import SUPPORT, mail, received
from tests.world import World

Deliver = Callable[[], int]
SECRET = "ZZQX-INTERNAL"


def test_no_verb_lets_a_note_leave(world: World, ana: Actor, deliver: Deliver) -> None:
    Mailbox.objects.create(address=SUPPORT, name="Fornello", is_default=True)
    asked = received(mail())
    deliver()
    case = commands.pick_case(Case.objects.get(), actor=ana)
    commands.add_note(case, actor=ana, text=f"{SECRET} batch 2210 is bad")
    commands.reply_to_customer(case, actor=ana, reply=Reply(text="Hello", to_all=True))
    commands.add_note(case, actor=ana, text=f"{SECRET} again")
    commands.write_to_customer(case, actor=ana, mail=NewMail(text="Another matter", subject="Invoice"))
    commands.forward_message(case, actor=ana, forward=Forward(to=["parts@supplier.example"], message=asked.pk))
    commands.send_article(case, make_article().article, actor=ana)
    deliver()
    back = received(mail(message_id="<2@lumenlabs.example>", headers={"In-Reply-To": asked.message_id}))
    deliver()
    commands.reply_to_customer(case, actor=ana, reply=Reply(text="Second", answers=back.pk))
    deliver()
    sent = RawSource.objects.filter(message__direction=Message.Direction.OUT)
    assert sent.count() == 6
    for source in sent:
        assert SECRET.encode() not in zlib.decompress(source.data)
    assert not Message.objects.filter(text__contains=SECRET).exists()
