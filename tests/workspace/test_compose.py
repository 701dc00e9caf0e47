"""Writing in the composer: replies, notes, drafts, and what comes after."""

import json
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from caseway.cases.models import Case, CaseArticle, Note
from caseway.engagement.commands import mark_failed
from caseway.engagement.models import Attachment, Message
from caseway.kernel.access import Actor
from caseway.knowledge.testing import make_article
from caseway.operations.models import Agent, QuickReply, Template
from tests.fixtures import SignIn
from tests.workspace.conftest import Mailed
from tests.world import World

MARIA = "Maria Gomez <maria@lumenlabs.example>"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def ana(owner: Agent, signed_in: SignIn) -> Client:
    return signed_in(owner)


@pytest.fixture
def address(owned_case: Case) -> str:
    return f"/cases/{owned_case.number}"


def sent() -> Message:
    return Message.objects.get(direction="out")


def test_a_reply_is_sanitised_and_its_text_derived(ana: Client, address: str) -> None:
    html = '<p onclick="x()">Hi <strong>Maria</strong></p><ul><li><p>one</p></li></ul><script>alert(1)</script>'
    answer = ana.post(f"{address}/write/", {"mode": "reply", "body": html, "to": MARIA}, headers=HTMX)
    assert answer.status_code == 200
    message = sent()
    assert message.html == "<p>Hi <strong>Maria</strong></p><ul><li><p>one</p></li></ul>"
    assert message.text == "Hi Maria\n\n- one"
    assert message.recipients["to"] == [{"name": "Maria Gomez", "email": "maria@lumenlabs.example"}]
    assert message.in_reply_to == [Message.objects.get(direction="in").message_id]


def test_plain_text_becomes_paragraphs(ana: Client, address: str) -> None:
    ana.post(f"{address}/write/", {"mode": "reply", "body": "Hi,\nthere <b>\n\nBye", "to": MARIA})
    assert sent().html == "<p>Hi,<br>there &lt;b&gt;</p><p>Bye</p>"
    assert sent().text == "Hi,\nthere <b>\n\nBye"


def test_a_note_is_kept_and_never_sent(ana: Client, address: str, owned_case: Case) -> None:
    ana.post(f"{address}/write/", {"mode": "note", "body": "Ask Ben", "to": MARIA})
    assert Note.objects.latest("id").text == "Ask Ben"
    assert not Message.objects.filter(direction="out").exists()


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"mode": "reply", "body": "", "to": MARIA}, "empty"),
        ({"mode": "reply", "body": "<p></p><script>x</script>", "to": MARIA}, "empty"),
        ({"mode": "reply", "body": "Hi", "to": ""}, "Say to whom"),
        ({"mode": "reply", "body": "Hi", "to": "maria"}, "no mail address"),
        ({"mode": "reply", "body": "Hi", "to": MARIA, "cc": "<script>@x"}, "no mail address"),
        ({"mode": "reply", "body": "Hi", "to": ",".join(f"p{n}@x.example" for n in range(101))}, "recipients"),
        ({"mode": "note", "body": "   "}, "empty"),
        ({"mode": "shout", "reply": "Hi", "to": MARIA}, ""),
        ({"mode": "reply", "body": "Hi", "to": MARIA, "then": "explode"}, ""),
        ({}, ""),
    ],
)
def test_what_cannot_be_sent_is_refused_with_a_sentence(
    values: dict[str, str], words: str, ana: Client, address: str
) -> None:
    answer = ana.post(f"{address}/write/", values, headers=HTMX)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Message.objects.filter(direction="out").exists()
    assert Note.objects.count() == 1


def test_files_go_with_the_reply(ana: Client, address: str) -> None:
    files = [SimpleUploadedFile(f"{n}.txt", b"hello", "text/plain") for n in range(2)]
    ana.post(f"{address}/write/", {"mode": "reply", "body": "See", "to": MARIA, "files": files})
    kept = Attachment.objects.filter(message=sent()).order_by("id")
    assert [(file.filename, file.size, file.content_type) for file in kept] == [
        ("0.txt", 5, "text/plain"),
        ("1.txt", 5, "text/plain"),
    ]


def test_files_beyond_25_megabytes_are_refused(ana: Client, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("caseway.workspace.forms.fields.MOST_BYTES", 10)
    files = [SimpleUploadedFile("a.txt", b"hello world")]
    answer = ana.post(f"{address}/write/", {"mode": "reply", "body": "See", "to": MARIA, "files": files}, headers=HTMX)
    assert answer.status_code == 422
    assert not Message.objects.filter(direction="out").exists()


def test_a_message_that_came_meanwhile_stops_the_reply_until_it_was_seen(
    ana: Client, address: str, mailed: Mailed
) -> None:
    before = Message.objects.get()
    newer = mailed("Stop, it is solved.", conversation_id=before.conversation_id)
    values = {"mode": "reply", "body": "Do this", "to": MARIA, "seen": str(before.pk)}
    answer = ana.post(f"{address}/write/", values, headers=HTMX)
    assert answer.status_code == 422
    assert answer["HX-Retarget"] == "#composer-reply [data-problem]"
    assert "Maria Gomez wrote again" in answer.content.decode()
    assert not Message.objects.filter(direction="out").exists()
    assert ana.post(f"{address}/write/", values | {"seen": str(newer.pk)}, headers=HTMX).status_code == 200
    assert sent().text == "Do this"


def test_whoever_was_added_meanwhile_is_named_and_can_be_added(ana: Client, address: str, mailed: Mailed) -> None:
    before = Message.objects.get()
    people = {
        "to": [{"name": "", "email": "support@caseway.example"}],
        "cc": [{"name": "Tom", "email": "tom@x.example"}],
    }
    mailed("Tom joins us.", conversation_id=before.conversation_id, recipients=people)
    values = {"mode": "reply", "body": "Do this", "to": MARIA, "seen": str(before.pk)}
    answer = ana.post(f"{address}/write/", values, headers=HTMX)
    assert 'data-add-people="Tom &lt;tom@x.example&gt;"' in answer.content.decode()
    answer = ana.post(f"{address}/write/", values | {"cc": "tom@x.example"}, headers=HTMX)
    assert "data-add-people" not in answer.content.decode()


def test_send_and_wait_pauses_the_case(ana: Client, address: str, owned_case: Case) -> None:
    ana.post(f"{address}/write/", {"mode": "reply", "body": "Serial?", "to": MARIA, "then": "wait"})
    owned_case.refresh_from_db()
    assert owned_case.status_reason_id == "waiting_for_details"
    assert owned_case.on_hold_since is not None
    assert owned_case.first_responded_at is not None


def test_send_and_resolve_asks_for_the_resolution_next(ana: Client, address: str) -> None:
    values = {"mode": "reply", "body": "Done", "to": MARIA, "then": "resolve"}
    answer = ana.post(f"{address}/write/", values, headers=HTMX)
    assert json.loads(answer["HX-Trigger"])["ask"] == {"url": f"{address}/resolve/"}
    answer = ana.post(f"{address}/write/", values)
    assert answer["Location"] == f"{address}/resolve/"


def test_send_and_next_goes_on_to_the_case_that_waits_for_us(ana: Client, address: str, owner: Agent) -> None:
    values = {"mode": "reply", "body": "Done", "to": MARIA, "then": "next"}
    assert ana.post(f"{address}/write/", values, headers=HTMX)["HX-Redirect"] == "/"


def test_whoever_sends_holds_the_case_so_that_a_draft_of_it_may_be_saved_meanwhile(ana: Client, address: str) -> None:
    """A plain FOR UPDATE and the draft's foreign key would wait for each other."""
    with CaptureQueriesContext(connection) as queries:
        ana.post(f"{address}/write/", {"mode": "reply", "body": "<p>Hello</p>", "to": MARIA})
    held = [query["sql"] for query in queries if "FOR " in query["sql"] and '"cases_case"' in query["sql"]]
    assert held
    assert all("FOR NO KEY UPDATE" in sql for sql in held)


def test_an_article_is_found_put_into_the_answer_and_linked(ana: Client, address: str, owned_case: Case) -> None:
    version = make_article("Brewer leaks from below", body="<p>Replace the seal.</p>")
    popup = ana.get(f"{address}/knowledge/", {"as": "insert", "q": "leaks"}).content.decode()
    assert "Brewer leaks from below" in popup
    assert "&lt;p&gt;Replace the seal.&lt;/p&gt;" in popup
    number = version.article.number
    values = {"mode": "reply", "body": "<p>Replace the seal.</p>", "to": MARIA, "articles": [number, "KA-0"]}
    ana.post(f"{address}/write/", values)
    link = CaseArticle.objects.get(case=owned_case)
    assert (link.article_id, link.sent_at is not None) == (version.article_id, True)


def test_a_quick_reply_is_filled_in_for_the_case(
    ana: Client, address: str, owned_case: Case, owner: Agent, colleague: Agent, stranger: Agent, signed_in: SignIn
) -> None:
    body = "<p>Hi {{ contact.first_name }}, {{ case.number }}</p>"
    QuickReply.objects.create(name="Ask for a photo", shortcut="pic", tags=["question"], body=body)
    QuickReply.objects.create(name="Photo of mine", body="<p>{{ case.title }}</p>", owner=owner)
    QuickReply.objects.create(name="Photo of Ben", body="<p>x</p>", owner=colleague)
    QuickReply.objects.create(name="Broken photo", body="{{ photo")
    popup = ana.get(f"{address}/canned/", {"q": "photo"}).content.decode()
    assert f"&lt;p&gt;Hi Maria, {owned_case.number}&lt;/p&gt;" in popup
    assert popup.index("Photo of mine") < popup.index("Ask for a photo")
    assert "Photo of Ben" not in popup
    assert popup.count("data-insert") == 2
    for wanted in ("pic", "#ques"):
        assert ana.get(f"{address}/canned/", {"q": wanted}).content.decode().count("data-insert") == 1
    assert signed_in(stranger).get(f"{address}/canned/").status_code == 404


def test_a_name_that_is_hostile_stays_text_in_a_quick_reply(ana: Client, address: str, owned_case: Case) -> None:
    Case.objects.filter(pk=owned_case.pk).update(title="<script>alert(1)</script>")
    QuickReply.objects.create(name="Title", body="<p>About {{ case.title }}</p>")
    popup = ana.get(f"{address}/canned/").content.decode()
    assert "<script>" not in popup
    assert "&amp;lt;script&amp;gt;" in popup


def test_what_a_quick_reply_lacks_is_told(ana: Client, address: str, owned_case: Case) -> None:
    Case.objects.filter(pk=owned_case.pk).update(contact=None)
    QuickReply.objects.create(name="Greeting", body="<p>Hi {{ contact.first_name }}</p>")
    assert "Nothing known for: contact.first_name" in ana.get(f"{address}/canned/").content.decode()


def test_an_internal_article_is_not_offered_for_an_answer(ana: Client, address: str) -> None:
    make_article("Leaks: what we know", is_internal=True)
    assert "what we know" not in ana.get(f"{address}/knowledge/", {"as": "insert", "q": "leaks"}).content.decode()
    assert "what we know" in ana.get(f"{address}/knowledge/", {"q": "leaks"}).content.decode()


def test_an_article_is_sent_to_the_customer_from_the_panel(ana: Client, address: str, owned_case: Case) -> None:
    version = make_article("Brewer leaks from below", body="<p>Replace the seal.</p>")
    assert ana.post(f"{address}/articles/{version.article.number}/send/", headers=HTMX).status_code == 204
    assert "Replace the seal." in sent().html
    assert sent().recipients["to"][0]["email"] == "maria@lumenlabs.example"
    ana.post(f"{address}/articles/{version.article.number}/link/")
    assert CaseArticle.objects.count() == 1


def test_a_failed_message_is_sent_once_more_by_those_who_work_the_case(
    ana: Client, address: str, stranger: Agent, signed_in: SignIn
) -> None:
    ana.post(f"{address}/write/", {"mode": "reply", "body": "Hello", "to": MARIA})
    mark_failed(sent().pk, error="550 no", is_final=True)
    assert signed_in(stranger).post(f"/messages/{sent().pk}/retry/").status_code == 404
    assert sent().state == "failed"
    assert ana.post(f"/messages/{sent().pk}/retry/", headers=HTMX).status_code == 204
    assert (sent().state, sent().send_error) == ("queued", "")


def test_a_closed_case_takes_no_reply(
    ana: Client, address: str, owned_case: Case, acting: Callable[[Agent], Actor]
) -> None:
    ana.post(f"{address}/resolve/", {"resolution": "x", "billable_minutes": 0, "resolution_type": "problem_solved",
                                     "cancels_open_activities": "on"})  # fmt: skip
    owned_case.refresh_from_db()
    assert owned_case.state == "resolved"
    answer = ana.post(f"{address}/write/", {"mode": "reply", "body": "Hello", "to": MARIA}, headers=HTMX)
    assert answer.status_code == 409
    assert not Message.objects.filter(direction="out").exists()


def test_a_new_mail_begins_a_conversation_of_its_own(ana: Client, address: str, owned_case: Case) -> None:
    values = {"mode": "new", "subject": "Your invoice", "body": "<p>Here it is</p>", "to": MARIA, "then": "wait"}
    answer = ana.post(f"{address}/write/", values, headers=HTMX)
    assert 'data-mode="reply"' in answer.content.decode()
    assert "Your invoice" in ana.get(f"{address}/timeline/").content.decode()
    message, first = sent(), Message.objects.get(direction="in")
    assert (message.subject, message.text, message.in_reply_to) == ("Your invoice", "Here it is", [])
    assert message.conversation_id != first.conversation_id
    owned_case.refresh_from_db()
    assert owned_case.status_reason_id == "waiting_for_details"


def test_a_new_mail_that_was_taken_back_is_the_draft_it_was_and_answers_go_where_they_went(
    ana: Client, address: str, colleague: Agent, stranger: Agent, signed_in: SignIn
) -> None:
    ana.post(f"{address}/write/", {"mode": "new", "subject": "Your invoice", "body": "Here", "to": MARIA})
    for other, status in ((stranger, 404), (colleague, 302)):
        assert signed_in(other).post(f"/messages/{sent().pk}/withdraw/").status_code == status
    sheet = signed_in(colleague).get(f"{address}/?write=new").content.decode()
    assert 'value="Your invoice"' in sheet
    ana.post(f"{address}/write/", {"mode": "reply", "body": "Hello", "to": MARIA})
    reply = Message.objects.get(direction="out", state="queued")
    assert reply.conversation_id == Message.objects.get(direction="in").conversation_id


def test_a_sheet_that_is_seldom_used_comes_when_its_tab_is_opened(
    ana: Client, address: str, owned_case: Case, stranger: Agent, signed_in: SignIn
) -> None:
    page = ana.get(f"{address}/").content.decode()
    assert 'name="subject"' not in page
    for mode in ("new", "forward"):
        assert f'data-composer-later="{address}/pane/?panel={mode}"' in page
        assert f'action="{address}/write/"' in ana.get(f"{address}/pane/", {"panel": mode}).content.decode()
        assert f'id="composer-{mode}-at"' in ana.get(f"{address}/", {"write": mode}).content.decode()
        assert signed_in(stranger).get(f"{address}/pane/", {"panel": mode}).status_code == 404
    Case.objects.filter(pk=owned_case.pk).update(state="canceled", closed_at=timezone.now())
    assert ana.get(f"{address}/pane/", {"panel": "new"}).status_code == 404


def test_a_template_is_offered_with_its_subject_filled_in_for_the_case(
    ana: Client, address: str, owned_case: Case
) -> None:
    body = "Dear {{ contact.first_name }},\n\nyour seal <b> is on its way."
    Template.objects.create(name="Parts are sent", slug="parts", subject="Parts for {{ case.number }}", body=body)
    Template.objects.create(name="Broken parts", slug="broken", body="{{ parts")
    popup = ana.get(f"{address}/canned/", {"q": "parts"}).content.decode()
    assert popup.count("data-insert") == 1
    assert f'data-subject="Parts for {owned_case.number}"' in popup
    assert "&lt;p&gt;Dear Maria,&lt;/p&gt;&lt;p&gt;your seal &amp;lt;b&amp;gt; is on its way.&lt;/p&gt;" in popup


def test_addresses_that_mail_does_not_reach_are_marked_among_the_recipients(
    ana: Client, address: str, world: World
) -> None:
    assert 'data-unreachable=""' in ana.get(f"{address}/").content.decode()
    world.maria.points.update(is_undeliverable=True)
    page = ana.get(f"{address}/").content.decode()
    assert 'data-unreachable="maria@lumenlabs.example"' in page
    assert f"/customers/points/{world.maria.points.get().pk}/reachable/" in page
