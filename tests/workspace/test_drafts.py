"""What was begun is kept on the server: for each mode, with its files, and never overwritten by an older tab."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from caseway.cases.models import Case
from caseway.engagement.models import Attachment, Message
from caseway.operations.models import Agent
from caseway.workspace.commands import purge_orphans
from caseway.workspace.models import Draft, DraftFile
from tests.fixtures import SignIn
from tests.workspace.conftest import PNG

MARIA = "Maria Gomez <maria@lumenlabs.example>"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def ana(owner: Agent, signed_in: SignIn) -> Client:
    return signed_in(owner)


@pytest.fixture
def address(owned_case: Case) -> str:
    return f"/cases/{owned_case.number}"


def keep(client: Client, address: str, mode: str = "reply", **parts: object) -> HttpResponse:
    return client.post(f"{address}/draft/", {"mode": mode, **parts})


def upload(client: Client, address: str, *files: SimpleUploadedFile, **values: str) -> HttpResponse:
    return client.post(f"{address}/draft/files/", {"mode": "reply", "files": files, **values}, headers=HTMX)


def bodies() -> dict[str, str]:
    return dict(Draft.objects.values_list("mode", "body"))


def test_drafts_are_kept_for_each_mode_and_come_back(ana: Client, address: str) -> None:
    keep(ana, address, body="<p>Half a sent</p>")
    keep(ana, address, "note", body="to remember")
    keep(ana, address, cc="boss@lumenlabs.example")
    assert bodies() == {"reply": "<p>Half a sent</p>", "note": "to remember"}
    page = ana.get(f"{address}/").content.decode()
    assert "&lt;p&gt;Half a sent&lt;/p&gt;" in page
    assert "to remember" in page
    assert "boss@lumenlabs.example" in page


@pytest.mark.parametrize(
    ("tab", "is_to_all"), [("note", True), ("forward", True), ("reply_all", True), ("reply", False)]
)
def test_a_reply_to_all_behind_another_tab_stays_one(tab: str, is_to_all: bool, ana: Client, address: str) -> None:
    keep(ana, address, body="Hello all", cc="otto@lumenlabs.example", to_all="on")
    page = ana.get(f"{address}/?write={tab}").content.decode()
    assert f'name="to_all" value="{"on" if is_to_all else ""}"' in page


def test_an_older_tab_does_not_overwrite_a_newer_draft(ana: Client, address: str) -> None:
    assert keep(ana, address, body="one", version=0).json()["version"] == 1
    assert keep(ana, address, body="<p>two</p><p>lines</p>", version=1).json()["version"] == 2
    late = keep(ana, address, body="an old one", version=1)
    assert late.status_code == 412
    told = late.json()
    assert (told["version"], told["body"], told["words"]) == (2, "<p>two</p><p>lines</p>", "two lines")
    assert bodies() == {"reply": "<p>two</p><p>lines</p>"}
    assert ana.get(f"{address}/draft/", {"mode": "reply"}).json()["version"] == 2


def test_what_is_told_of_a_draft_that_is_none(ana: Client, address: str) -> None:
    assert ana.get(f"{address}/draft/", {"mode": "reply"}).json()["version"] == 0
    assert keep(ana, address, "shout", body="x").status_code == 422
    assert keep(ana, address, body="x", version="seven").status_code == 422


def test_a_draft_is_ones_own(ana: Client, address: str, colleague: Agent, signed_in: SignIn) -> None:
    keep(ana, address, body="<p>Half a sent</p>")
    ben = signed_in(colleague)
    assert "Half a sent" not in ben.get(f"{address}/").content.decode()
    assert ben.get(f"{address}/draft/", {"mode": "reply"}).json()["body"] == ""


def test_sending_ends_the_draft_of_that_mode_only(ana: Client, address: str) -> None:
    keep(ana, address, body="<p>Hello</p>")
    keep(ana, address, "note", body="stays")
    ana.post(f"{address}/write/", {"mode": "reply", "body": "<p>Hello</p>", "to": MARIA})
    assert bodies() == {"reply": "", "note": "stays"}


def test_a_late_save_of_what_was_sent_does_not_come_back(ana: Client, address: str) -> None:
    version = keep(ana, address, body="<p>Hello</p>", version=0).json()["version"]
    ana.post(f"{address}/write/", {"mode": "reply", "body": "<p>Hello</p>", "to": MARIA})
    assert keep(ana, address, body="<p>Hello there</p>", version=version).status_code == 412
    assert bodies() == {"reply": ""}


def test_a_draft_may_be_thrown_away_with_its_files(
    ana: Client, address: str, django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]]
) -> None:
    keep(ana, address, body="no")
    upload(ana, address, SimpleUploadedFile("a.txt", b"hello"))
    name = DraftFile.objects.get().file.name
    with django_capture_on_commit_callbacks(execute=True):
        answer = ana.post(f"{address}/draft/discard/", {"mode": "reply"}, headers=HTMX)
    assert "draft:gone" in json.loads(answer["HX-Trigger"])
    assert bodies() == {"reply": ""}
    assert not DraftFile.objects.exists()
    assert not default_storage.exists(name)


def test_files_are_stored_at_once_listed_and_sent(ana: Client, address: str) -> None:
    answer = upload(ana, address, SimpleUploadedFile("a <b>.txt", b"hello", "text/plain"))
    assert "a &lt;b&gt;.txt" in answer.content.decode()
    assert "a &lt;b&gt;.txt" in ana.get(f"{address}/").content.decode()
    ana.post(f"{address}/write/", {"mode": "reply", "body": "See", "to": MARIA})
    sent = Attachment.objects.get(message__direction="out")
    assert (sent.filename, sent.size, sent.is_inline, sent.file.read()) == ("a <b>.txt", 5, False, b"hello")
    assert not DraftFile.objects.exists()


def test_a_pasted_picture_is_sent_within_the_text_and_shown_there(ana: Client, address: str) -> None:
    upload(ana, address, SimpleUploadedFile("p.png", PNG, "image/png"), is_inline="on")
    upload(ana, address, SimpleUploadedFile("unused.png", PNG, "image/png"), is_inline="on")
    picture = DraftFile.objects.get(filename="p.png")
    assert ana.get(f"/draft-files/{picture.pk}/").getvalue() == PNG
    body = f'<p>Here: <img src="/draft-files/{picture.pk}/" alt=""></p>'
    ana.post(f"{address}/write/", {"mode": "reply", "body": body, "to": MARIA})
    message, sent = Message.objects.get(direction="out"), Attachment.objects.get(message__direction="out")
    assert sent.is_inline
    assert message.html == f'<p>Here: <img src="cid:{sent.content_id}" alt=""></p>'
    assert f'<img src="/attachments/{sent.pk}/" alt="">' in ana.get(f"{address}/").content.decode()


def test_anothers_picture_does_not_come_along(ana: Client, address: str, colleague: Agent, signed_in: SignIn) -> None:
    upload(ana, address, SimpleUploadedFile("p.png", PNG, "image/png"), is_inline="on")
    body = f'<p>x<img src="/draft-files/{DraftFile.objects.get().pk}/"></p>'
    signed_in(colleague).post(f"{address}/write/", {"mode": "reply", "body": body, "to": MARIA})
    assert not Attachment.objects.filter(message__direction="out").exists()
    assert "draft-files" not in Message.objects.get(direction="out").html


@pytest.mark.parametrize(
    ("files", "values"),
    [
        ([("big.bin", b"x" * 26_000_000, "application/octet-stream")], {}),
        ([("page.html", b"<script>", "text/html")], {"is_inline": "on"}),
        ([("a.txt", b"x", "text/plain")], {"mode": "note"}),
        ([("a.txt", b"x", "text/plain")], {"mode": "shout"}),
        ([("empty.txt", b"", "text/plain")], {}),
        ([], {}),
    ],
)
def test_files_that_cannot_go_are_refused_and_not_kept(
    files: list[tuple[str, bytes, str]], values: dict[str, str], ana: Client, address: str
) -> None:
    answer = upload(ana, address, *(SimpleUploadedFile(*file) for file in files), **values)
    assert answer.status_code == 422
    assert not DraftFile.objects.exists()


def test_files_together_have_a_limit(ana: Client, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("caseway.workspace.commands.draft_files.MOST_BYTES", 10)
    assert upload(ana, address, SimpleUploadedFile("a.txt", b"123456")).status_code == 200
    answer = upload(ana, address, SimpleUploadedFile("b.txt", b"123456"))
    assert "25 MB" in answer.content.decode()
    assert DraftFile.objects.count() == 1


def test_a_file_is_taken_away_again(ana: Client, address: str) -> None:
    upload(ana, address, SimpleUploadedFile("a.txt", b"hello"))
    assert ana.post(f"/draft-files/{DraftFile.objects.get().pk}/remove/").status_code == 200
    assert not DraftFile.objects.exists()


def test_nobody_else_reads_or_removes_a_draft_s_file(
    ana: Client, address: str, colleague: Agent, stranger: Agent, signed_in: SignIn
) -> None:
    upload(ana, address, SimpleUploadedFile("a.txt", b"hello"))
    pk = DraftFile.objects.get().pk
    for agent in (colleague, stranger):
        assert signed_in(agent).get(f"/draft-files/{pk}/").status_code == 404
        assert signed_in(agent).post(f"/draft-files/{pk}/remove/").status_code == 404
    assert DraftFile.objects.count() == 1


def test_stored_files_that_no_draft_names_are_purged_after_a_day(ana: Client, address: str) -> None:
    upload(ana, address, SimpleUploadedFile("a.txt", b"hello"))
    kept = DraftFile.objects.get().file.name
    folder = kept.rsplit("/", 1)[0]
    orphan = default_storage.save(f"{folder}/orphan", ContentFile(b"x"))
    purge_orphans()
    assert default_storage.exists(orphan)
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        assert purge_orphans() >= 1
    assert default_storage.exists(kept)
    assert not default_storage.exists(orphan)
