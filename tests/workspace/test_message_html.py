"""A customer's HTML on its own, the source, and files: shown without ever running."""

import pytest
from django.test import Client

from caseway.cases.models import Case
from caseway.engagement.commands import IncomingFile
from caseway.engagement.models import Attachment, Message
from caseway.kernel.models import Share
from caseway.operations.models import Agent
from caseway.workspace.queries.mail import mail_document
from tests.fixtures import SignIn
from tests.workspace.conftest import PNG, Mailed

ISOLATED = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'"


@pytest.fixture
def ana(owner: Agent, signed_in: SignIn) -> Client:
    return signed_in(owner)


@pytest.fixture
def letter(owned_case: Case, mailed: Mailed) -> Message:
    """HTML with a picture of its own, one from elsewhere, and a quotation."""
    return mailed(
        "Look",
        conversation_id=Message.objects.get().conversation_id,
        html='<p style="color:red">Look <b>here</b></p><img src="cid:base@1"><img data-remote-src="https://t.example/p.png">'
        '<div class="gmail_quote"><blockquote>Before</blockquote></div><p>after</p>',
        quoted_text="Before",
        files=[
            IncomingFile(filename="a.png", content_type="image/png", content=PNG, is_inline=True, content_id="<base@1>")
        ],
    )


def test_text_runs_in_the_direction_of_its_language(letter: Message, ana: Client) -> None:
    assert '<body dir="auto">' in ana.get(f"/messages/{letter.pk}/html/").content.decode()


def test_html_stands_in_a_document_that_may_neither_run_nor_fetch(letter: Message, ana: Client) -> None:
    answer = ana.get(f"/messages/{letter.pk}/html/")
    page = answer.content.decode()
    file = Attachment.objects.get(content_id="<base@1>")
    assert answer["Content-Security-Policy"] == ISOLATED
    assert answer["Referrer-Policy"] == "no-referrer"
    assert f'src="/attachments/{file.pk}/"' in page
    assert "t.example/p.png" in page
    assert 'src="https://t.example' not in page.replace("data-remote-src", "")
    assert "<details><summary>···</summary>" in page
    assert "<script" not in page


def test_pictures_from_elsewhere_come_when_asked_for(letter: Message, ana: Client) -> None:
    answer = ana.get(f"/messages/{letter.pk}/html/?images=1")
    assert '<img src="https://t.example/p.png">' in answer.content.decode()
    assert "script-src" not in answer["Content-Security-Policy"]
    assert answer["Content-Security-Policy"].startswith("default-src 'none'")


def test_the_case_page_frames_it_without_scripts(letter: Message, owned_case: Case, ana: Client) -> None:
    page = ana.get(f"/cases/{owned_case.number}/").content.decode()
    assert f'src="/messages/{letter.pk}/html/"' in page
    assert 'sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"' in page
    assert "color:red" not in page
    assert "Pictures from elsewhere are not loaded." in page


def test_a_message_without_html_shows_its_text(owned_case: Case, ana: Client) -> None:
    message = Message.objects.get()
    assert "our brewer leaks from below" in ana.get(f"/messages/{message.pk}/html/").content.decode()


def test_the_source_is_shown_as_it_came_and_saved(owned_case: Case, ana: Client) -> None:
    message = Message.objects.get()
    assert "Subject: Brewer leaks" in ana.get(f"/messages/{message.pk}/source/").content.decode()
    answer = ana.get(f"/messages/{message.pk}/source/?download=1")
    assert answer.content.startswith(b"From: maria@lumenlabs.example\r\n")
    assert answer["Content-Disposition"] == f'attachment; filename="message-{message.pk}.eml"'


def test_a_message_without_a_source_says_so(owned_case: Case, ana: Client) -> None:
    values = {"mode": "reply", "body": "Hello", "to": "maria@lumenlabs.example"}
    ana.post(f"/cases/{owned_case.number}/write/", values)
    answer = ana.get(f"/messages/{Message.objects.get(direction='out').pk}/source/?download=1")
    assert "No source was kept" in answer.content.decode()


def test_pictures_are_shown_and_everything_else_is_saved(owned_case: Case, ana: Client) -> None:
    picture, page = Attachment.objects.order_by("id")
    answer = ana.get(f"/attachments/{picture.pk}/")
    assert b"".join(answer.streaming_content) == PNG
    assert answer["Content-Disposition"] == 'inline; filename="base.png"'
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    answer = ana.get(f"/attachments/{page.pk}/")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == 'attachment; filename="bad.html"'
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("part", ["messages/{message}/html/", "messages/{message}/source/", "attachments/{file}/"])
def test_a_colleague_may_look_a_stranger_finds_nothing(
    part: str, owned_case: Case, colleague: Agent, stranger: Agent, signed_in: SignIn
) -> None:
    names = {"message": Message.objects.get().pk, "file": Attachment.objects.order_by("id")[0].pk}
    address = "/" + part.format(**names)
    assert signed_in(colleague).get(address).status_code == 200
    assert signed_in(stranger).get(address).status_code == 404
    assert Client().get(address).status_code == 302
    Share.objects.create(kind="case", object_id=owned_case.pk, agent_id=stranger.pk, shared_by="agent:1")
    assert signed_in(stranger).get(address).status_code == 200


@pytest.mark.parametrize("pk", [0, 10**30])
def test_what_does_not_exist_is_not_found(pk: int, owned_case: Case, ana: Client) -> None:
    for part in (f"messages/{pk}/html/", f"messages/{pk}/source/", f"attachments/{pk}/"):
        assert ana.get(f"/{part}").status_code == 404


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<p>a</p>", "<p>a</p>"),
        ("<p>a</p><blockquote>q<p>r</p></blockquote>b", "<p>a</p>«<blockquote>q<p>r</p></blockquote>»b"),
        (
            '<div>a<div class="x gmail_quote">q<br></div></div>c',
            '<div>a«<div class="x gmail_quote">q<br></div>»</div>c',
        ),
        ('<div>a<hr id="appendonsend"><p>q</p></div>c', '<div>a«<hr id="appendonsend"><p>q</p>»</div>c'),
        ("<p>a</p><blockquote>q", "<p>a</p>«<blockquote>q»"),
    ],
)
def test_what_is_quoted_is_folded(html: str, shown: str) -> None:
    body = mail_document(html, pictures={}, with_remote=False, folds=True).body
    assert body.replace("<details><summary>···</summary>", "«").replace("</details>", "»") == shown


def test_a_picture_that_is_not_there_asks_for_nothing() -> None:
    assert (
        mail_document('<img src="cid:x" alt="a">', pictures={}, with_remote=False, folds=False).body == '<img alt="a">'
    )
