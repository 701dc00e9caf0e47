"""What an agent has seen, follows and lets in; drafts and following for programs."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from caseway.cases.models import Case
from caseway.engagement.models import Attachment, Message
from caseway.operations.models import Agent
from caseway.workspace.models import CaseLook, Draft, DraftFile, OpenTab, TrustedSender
from tests.fixtures import SignIn
from tests.workspace.conftest import Mailed

HTMX = {"HX-Request": "true"}


@pytest.fixture
def ana(owner: Agent, signed_in: SignIn) -> Client:
    return signed_in(owner)


def test_the_mark_of_what_is_new_outlives_the_tab(ana: Client, owned_case: Case, mailed: Mailed) -> None:
    ana.post(f"/cases/{owned_case.number}/tab/")
    OpenTab.objects.all().delete()
    mailed("It got worse.", conversation_id=Message.objects.get().conversation_id)
    page = ana.get(f"/cases/{owned_case.number}/").content.decode()
    assert page.index('id="unread"') < page.index("It got worse.")


def test_a_case_is_followed_and_no_longer(ana: Client, owned_case: Case) -> None:
    address = f"/cases/{owned_case.number}"
    assert owned_case.number not in ana.get("/cases/", {"view": "followed"}).content.decode()
    ana.post(f"{address}/follow/", {"is_following": "yes"}, headers=HTMX)
    assert "No longer follow" in ana.get(f"{address}/header/").content.decode()
    assert owned_case.number in ana.get("/cases/", {"view": "followed"}).content.decode()
    ana.post(f"{address}/follow/", {"is_following": "no"}, headers=HTMX)
    assert CaseLook.objects.get().followed_at is None


def test_pictures_from_elsewhere_are_let_in_for_a_sender(
    ana: Client, owned_case: Case, colleague: Agent, signed_in: SignIn, mailed: Mailed
) -> None:
    html = '<p>Look <img data-remote-src="https://x.example/a.png"></p>'
    message = mailed("Look", html=html, conversation_id=Message.objects.get().conversation_id)
    address = f"/messages/{message.pk}"
    assert "https://x.example" not in ana.get(f"{address}/html/")["Content-Security-Policy"]
    assert ' src="https://x.example/a.png"' not in ana.get(f"{address}/html/").content.decode()
    ana.post(f"{address}/pictures/", headers=HTMX)
    assert TrustedSender.objects.get().address == "maria@lumenlabs.example"
    assert ' src="https://x.example/a.png"' in ana.get(f"{address}/html/").content.decode()
    assert "Pictures from elsewhere" not in ana.get(f"/cases/{owned_case.number}/").content.decode()
    ben = signed_in(colleague)
    assert ' src="https://x.example/a.png"' not in ben.get(f"{address}/html/").content.decode()


def test_trust_in_a_sender_is_none_in_what_was_found_forged(ana: Client, owned_case: Case, mailed: Mailed) -> None:
    first = Message.objects.get()
    ana.post(f"/messages/{first.pk}/pictures/", headers=HTMX)
    html = '<p>Look <img data-remote-src="https://x.example/a.png"></p>'
    forged = {"kind": "check_failed", "server": "mx.example", "address": "maria@lumenlabs.example"}
    message = mailed("Look", html=html, conversation_id=first.conversation_id, notices=[forged])
    answer = ana.get(f"/messages/{message.pk}/html/")
    assert ' src="https://x.example/a.png"' not in answer.content.decode()
    assert "https:" not in answer["Content-Security-Policy"]
    assert "Pictures from elsewhere are not loaded." in ana.get(f"/cases/{owned_case.number}/").content.decode()


@pytest.mark.parametrize(
    ("kind", "name", "served"),
    [("text/plain", "log.txt", "text/plain; charset=utf-8"), ("application/pdf", "plan.pdf", "application/pdf")],
)
def test_text_and_pdf_are_shown_and_never_run(kind: str, name: str, served: str, ana: Client, owned_case: Case) -> None:
    file = Attachment.objects.get(filename="bad.html")
    saved = ana.get(f"/attachments/{file.pk}/")
    assert (saved["Content-Type"], saved["Content-Disposition"].split(";")[0]) == (
        "application/octet-stream",
        "attachment",
    )
    Attachment.objects.filter(pk=file.pk).update(content_type=kind, filename=name)
    shown = ana.get(f"/attachments/{file.pk}/")
    assert shown["Content-Type"] == served
    assert shown["Content-Disposition"].startswith("inline")
    assert shown["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert shown["X-Content-Type-Options"] == "nosniff"


def test_programs_keep_drafts_and_follow(ana: Client, owned_case: Case, stranger: Agent, signed_in: SignIn) -> None:
    base = f"/api/v1/cases/{owned_case.number}"

    def put(client: Client, body: dict[str, object]) -> int:
        answer = client.put(f"{base}/drafts/reply", json.dumps(body), content_type="application/json")
        return int(answer.status_code)

    assert put(ana, {"body": "<p>Half</p>", "to": "maria@lumenlabs.example", "version": 0}) == 200
    assert put(ana, {"body": "<p>Old</p>", "version": 0}) == 412
    ana.post(f"/cases/{owned_case.number}/draft/files/", {"mode": "reply", "files": SimpleUploadedFile("a.txt", b"x")})
    [draft] = ana.get(f"{base}/drafts").json()["items"]
    assert (draft["body"], draft["recipients"]["to"], draft["version"]) == ("<p>Half</p>", "maria@lumenlabs.example", 1)
    assert put(signed_in(stranger), {"body": "x"}) == 404
    assert ana.delete(f"{base}/drafts/reply").status_code == 204
    assert Draft.objects.get().body == ""
    follow = json.dumps({"is_following": True})
    assert ana.post(f"{base}/follow", follow, content_type="application/json").status_code == 204
    assert CaseLook.objects.get().followed_at is not None


def test_a_stranger_neither_follows_nor_trusts(owned_case: Case, stranger: Agent, signed_in: SignIn) -> None:
    client = signed_in(stranger)
    assert client.post(f"/cases/{owned_case.number}/follow/").status_code == 404
    assert client.post(f"/messages/{Message.objects.get().pk}/pictures/").status_code == 404
    assert not CaseLook.objects.exists()
    assert not TrustedSender.objects.exists()


def test_trust_in_a_sender_is_withdrawn_on_the_message_and_on_the_page(
    ana: Client, owned_case: Case, colleague: Agent, stranger: Agent, signed_in: SignIn
) -> None:
    address = f"/messages/{Message.objects.get().pk}/pictures/"
    ana.post(address, headers=HTMX)
    sender = TrustedSender.objects.get()
    assert "maria@lumenlabs.example" in ana.get("/trusted-senders/").content.decode()
    forget = f"/trusted-senders/{sender.pk}/forget/"
    for other in (signed_in(colleague), signed_in(stranger)):
        assert "maria@lumenlabs.example" not in other.get("/trusted-senders/").content.decode()
        assert other.post(forget).status_code == 404
        assert other.delete(f"/api/v1/trusted-senders/{sender.pk}").status_code == 404
    assert TrustedSender.objects.exists()
    ana.post(forget)
    assert not TrustedSender.objects.exists()
    ana.post(address, headers=HTMX)
    ana.post(address, {"is_trusted": "no"}, headers=HTMX)
    assert not TrustedSender.objects.exists()


def test_programs_trust_senders_and_withdraw_it(ana: Client) -> None:
    path = "/api/v1/trusted-senders"
    for _twice in range(2):
        answer = ana.post(path, json.dumps({"address": "Eve@X.example"}), content_type="application/json")
        assert answer.status_code == 201
    assert ana.get(path).json()["items"] == [{"id": answer.json()["id"], "address": "eve@x.example"}]
    assert ana.delete(f"{path}/{answer.json()['id']}").status_code == 204
    assert not TrustedSender.objects.exists()


def test_programs_put_files_into_drafts(
    ana: Client, owned_case: Case, colleague: Agent, stranger: Agent, signed_in: SignIn
) -> None:
    path = f"/api/v1/cases/{owned_case.number}/drafts/new/files"
    body = json.dumps({"filename": "a.txt", "content_type": "text/plain", "content": "aGVsbG8="})
    added = ana.post(path, body, content_type="application/json")
    assert (added.status_code, added.json()["size"], added.json()["is_inline"]) == (201, 5, False)
    [listed] = ana.get(path).json()["items"]
    file = f"/api/v1/draft-files/{listed['id']}"
    assert signed_in(colleague).get(path).json()["items"] == []
    assert signed_in(stranger).get(path).status_code == 404
    assert signed_in(stranger).post(path, body, content_type="application/json").status_code == 404
    for other in (colleague, stranger):
        assert signed_in(other).delete(file).status_code == 404
    inline = json.dumps({"filename": "a.txt", "content": "aGVsbG8=", "is_inline": True})
    assert ana.post(path, inline, content_type="application/json").status_code == 422
    assert DraftFile.objects.count() == 1
    assert ana.delete(file).status_code == 204
    assert not DraftFile.objects.exists()
