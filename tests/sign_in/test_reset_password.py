"""A forgotten password."""

import re
import stat

import pytest
from django.core import mail
from django.core.mail import send_mail
from django.test import Client

from caseway.operations.models import Agent

RESET = "/accounts/password/reset/"
SMTP = "django.core.mail.backends.smtp.EmailBackend"


def test_a_link_by_mail_sets_a_new_password(owner: Agent, settings) -> None:
    client = Client()
    assert client.post(RESET, {"email": "ana@caseway.example"})["Location"] == f"{RESET}done/"
    (message,) = mail.outbox
    assert (message.to, message.from_email) == (["ana@caseway.example"], settings.DEFAULT_FROM_EMAIL)
    assert message.subject == "Reset your password"
    (link,) = re.findall(rf"http://testserver({RESET}key/\S+)", message.body)
    form = client.get(link)["Location"]
    assert client.post(form, {"password1": "two kettles", "password2": "two kettles"}).status_code == 302
    owner.user.refresh_from_db()
    assert owner.user.has_usable_password()
    assert Client().get(link).status_code == 200


@pytest.mark.parametrize("email", ["ana@caseway.example", "nobody@caseway.example"])
def test_the_page_does_not_tell_who_is_known_also_without_a_mail_server(owner: Agent, settings, email: str) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = SMTP, "127.0.0.1", 1
    answer = Client().post(RESET, {"email": email})
    assert (answer.status_code, answer["Location"]) == (302, f"{RESET}done/")


def test_nobody_who_is_unknown_gets_mail(db: None) -> None:
    Client().post(RESET, {"email": "nobody@elsewhere.example"})
    assert mail.outbox == []


def test_without_a_server_mail_is_kept_in_the_outbox(settings) -> None:
    settings.EMAIL_BACKEND = "caseway.config.outbox.OutboxBackend"
    before = set(settings.CASEWAY.outbox.glob("account-*.eml"))
    send_mail("Reset", "Here is the link.", None, ["ana@caseway.example"])
    (path,) = set(settings.CASEWAY.outbox.glob("account-*.eml")) - before
    assert b"Here is the link." in path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
