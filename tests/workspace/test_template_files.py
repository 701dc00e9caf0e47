"""Files of a template: kept with it, and put with what is written by it."""

import base64
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from caseway.engagement.models import Attachment
from caseway.kernel.access import SYSTEM
from caseway.kernel.errors import Invalid
from caseway.operations import commands
from caseway.operations.models import Agent, Template, TemplateFile
from caseway.workspace.models import Draft
from tests.callers import make_caller
from tests.fixtures import SignIn

HTMX = {"HX-Request": "true"}


@pytest.fixture
def template(db: None) -> Template:
    made = Template.objects.create(name="Manual", slug="manual", subject="The manual", body="Here it is.")
    for name, content in (("manual.pdf", b"%PDF-1"), ("form.txt", b"Sign here.")):
        add(made, name, content)
    return made


@pytest.fixture
def address(owned_case: object) -> str:
    return f"/cases/{owned_case.number}"  # type: ignore[attr-defined]


def add(template: Template, name: str, content: bytes) -> TemplateFile:
    file = commands.FileForTemplate(filename=name, content_type="text/plain", content=ContentFile(content))
    return commands.add_template_file(template, actor=SYSTEM, file=file)


def attach(client: Client, address: str, template: Template, mode: str = "reply") -> str:
    answer = client.post(f"{address}/draft/templates/{template.pk}/", {"mode": mode}, headers=HTMX)
    return answer.content.decode() if answer.status_code == 200 else str(answer.status_code)


def test_a_template_brings_its_files_into_the_draft_and_they_are_sent(
    owner: Agent, signed_in: SignIn, address: str, template: Template
) -> None:
    ana = signed_in(owner)
    popup = ana.get(f"{address}/canned/", {"q": "manual"}).content.decode()
    assert f'data-files-url="{address}/draft/templates/{template.pk}/"' in popup
    assert "2 files" in popup
    listed = attach(ana, address, template)
    assert ("manual.pdf" in listed, "form.txt" in listed) == (True, True)
    ana.post(f"{address}/write/", {"mode": "reply", "body": "<p>Here it is.</p>", "to": "maria@lumenlabs.example"})
    sent = {file.filename: file.file.read() for file in Attachment.objects.filter(message__direction="out")}
    assert sent == {"manual.pdf": b"%PDF-1", "form.txt": b"Sign here."}
    assert template.files.count() == 2
    assert default_storage.exists(template.files.all()[0].file.name)


def test_the_same_files_are_put_there_once(owner: Agent, signed_in: SignIn, address: str, template: Template) -> None:
    ana = signed_in(owner)
    attach(ana, address, template)
    assert attach(ana, address, template).count("<li") == 0
    assert Draft.objects.get().files.count() == 2


def test_a_template_without_files_brings_none(
    owner: Agent, signed_in: SignIn, address: str, template: Template
) -> None:
    template.files.all().delete()
    popup = signed_in(owner).get(f"{address}/canned/", {"q": "manual"}).content.decode()
    assert ("Here it is." in popup, "data-files-url" in popup) == (True, False)


def test_files_go_into_drafts_of_cases_that_one_may_work_on(
    owner: Agent, stranger: Agent, signed_in: SignIn, address: str, template: Template
) -> None:
    assert attach(signed_in(stranger), address, template) == "404"
    assert attach(signed_in(owner), address, template, "note") == "422"
    assert attach(signed_in(owner), address, Template(pk=4711)) == "404"
    assert not Draft.objects.filter(files__isnull=False).exists()


def test_administrators_keep_the_files_on_a_page(
    administrator: Agent,
    owner: Agent,
    signed_in: SignIn,
    template: Template,
    django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[list[object]]],
) -> None:
    boss, page = signed_in(administrator), reverse("operations:template_files", args=[template.pk])
    assert page in boss.get(reverse("operations:templates")).content.decode()
    assert boss.post(page, {"file": SimpleUploadedFile("price.csv", b"a;b")}).status_code == 302
    assert "price.csv" in boss.get(page).content.decode()
    assert boss.post(page, {"file": ""}).status_code == 422
    file = template.files.get(filename="price.csv")
    remove = reverse("operations:remove_template_file", args=[file.pk])
    shown = reverse("operations:template_file", args=[file.pk])
    ana = signed_in(owner)
    assert (ana.get(shown).getvalue(), ana.get(page).status_code, ana.post(remove).status_code) == (b"a;b", 403, 403)
    boss = signed_in(administrator)
    with django_capture_on_commit_callbacks(execute=True):
        boss.post(remove)
    assert (template.files.count(), default_storage.exists(file.file.name)) == (2, False)


def test_a_template_that_is_deleted_takes_its_files_along(
    administrator: Agent,
    signed_in: SignIn,
    template: Template,
    django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[list[object]]],
) -> None:
    names = [file.file.name for file in template.files.all()]
    with django_capture_on_commit_callbacks(execute=True):
        signed_in(administrator).post(reverse("operations:templates_delete", args=[template.pk]), headers=HTMX)
    assert not Template.objects.filter(pk=template.pk).exists()
    assert [default_storage.exists(name) for name in names] == [False, False]


def test_a_file_of_the_same_name_takes_the_others_place_and_limits_hold(template: Template) -> None:
    add(template, "form.txt", b"Sign there.")
    assert [file.file.read() for file in template.files.filter(filename="form.txt")] == [b"Sign there."]
    with pytest.raises(Invalid, match="10 MB"):
        add(template, "film.mp4", b"x" * 10_000_000)
    for number in range(8):
        add(template, f"{number}.txt", b"x")
    with pytest.raises(Invalid, match="10 files"):
        add(template, "more.txt", b"x")
    assert template.files.count() == 10


def test_programs_keep_them_too(client: Client, template: Template) -> None:
    call, path = make_caller(client, "settings.manage"), "/templates/manual/files"
    made = call("post", path, {"filename": "a.txt", "content": base64.b64encode(b"hello").decode()})
    assert (made.status_code, made.json()["size"]) == (201, 5)
    assert [one["filename"] for one in call("get", path).json()["items"]] == ["manual.pdf", "form.txt", "a.txt"]
    other = make_caller(client, "cases.read")
    assert other("post", path, {"filename": "b", "content": ""}).status_code == 403
    assert other("delete", f"{path}/{made.json()['id']}").status_code == 403
    assert call("delete", f"{path}/{made.json()['id']}").status_code == 204
    assert call("delete", f"{path}/{made.json()['id']}").status_code == 404
    assert template.files.count() == 2
