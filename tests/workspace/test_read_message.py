"""A message, its source and its files for programs."""

from pathlib import Path

import pytest
from django.test import Client

from caseway.cases.models import Case
from caseway.engagement.models import Attachment, Message, RawSource
from caseway.operations.models import Agent
from tests.fixtures import SignIn
from tests.workspace.conftest import PNG
from tests.workspace.pages import assert_cheap


@pytest.fixture
def ana(owner: Agent, signed_in: SignIn) -> Client:
    return signed_in(owner)


def test_a_program_reads_all_of_a_message(ana: Client, owned_case: Case) -> None:
    message = Message.objects.get()
    read = ana.get(f"/api/v1/messages/{message.pk}").json()
    assert read["case"] == owned_case.number
    assert read["text"] == message.reply_text
    assert read["quoted_text"] == "On Friday you wrote:\n> delivered"
    assert read["whole_text"] == message.text
    assert read["has_attachments"] is True
    assert [(file["filename"], file["content_type"], file["size"]) for file in read["attachments"]] == [
        ("base.png", "image/png", len(PNG)),
        ("bad.html", "text/html", 25),
    ]
    assert_cheap(ana, f"/api/v1/messages/{message.pk}")


def test_the_source_comes_byte_for_byte(ana: Client, owned_case: Case) -> None:
    message = Message.objects.get()
    answer = ana.get(f"/api/v1/messages/{message.pk}/source")
    assert answer.content.startswith(b"From: maria@lumenlabs.example\r\n")
    assert answer["Content-Type"] == "message/rfc822"
    assert answer["Content-Disposition"] == f'attachment; filename="message-{message.pk}.eml"'
    RawSource.objects.all().delete()
    assert ana.get(f"/api/v1/messages/{message.pk}/source").status_code == 404


def test_a_file_is_given_to_be_saved_and_never_runs(ana: Client, owned_case: Case) -> None:
    picture, page = Attachment.objects.order_by("id")
    answer = ana.get(f"/api/v1/attachments/{picture.pk}")
    assert b"".join(answer.streaming_content) == PNG
    assert answer["Content-Disposition"] == 'attachment; filename="base.png"'
    answer = ana.get(f"/api/v1/attachments/{page.pk}")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == 'attachment; filename="bad.html"'


def test_a_file_that_the_storage_lost_is_not_found(ana: Client, owned_case: Case) -> None:
    picture = Attachment.objects.order_by("id")[0]
    Path(picture.file.path).unlink()
    assert ana.get(f"/api/v1/attachments/{picture.pk}").status_code == 404


def test_who_may_not_see_the_case_reads_nothing_of_it(
    owned_case: Case, stranger: Agent, client: Client, signed_in: SignIn
) -> None:
    message, file = Message.objects.get(), Attachment.objects.order_by("id")[0]
    paths = [f"messages/{message.pk}", f"messages/{message.pk}/source", f"attachments/{file.pk}"]
    for path in paths:
        assert client.get(f"/api/v1/{path}").status_code == 401
    refused = signed_in(stranger)
    for path in paths:
        answer = refused.get(f"/api/v1/{path}")
        assert answer.status_code == 404
        assert b"brewer" not in answer.content
