"""How sign-in is limited, and how being signed in ends."""

import pytest
from django.test import Client

from caseway.operations.commands import deactivate_agent
from caseway.operations.models import Agent
from tests.sign_in.conftest import PASSWORD, is_inside, sign_in


def test_the_password_signs_in_and_signing_out_ends_it(ana: Agent) -> None:
    client = Client()
    assert not is_inside(client)
    assert sign_in(client) == "/"
    assert is_inside(client)
    client.post("/accounts/logout/")
    assert not is_inside(client)


def test_where_somebody_wanted_to_go_is_kept_and_nobody_is_sent_elsewhere(ana: Agent) -> None:
    assert Client().get("/cases/")["Location"] == "/accounts/login/?next=/cases/"
    asked = {"login": "ana@caseway.example", "password": PASSWORD}
    assert Client().post("/accounts/login/", asked | {"next": "/cases/"})["Location"] == "/cases/"
    assert Client().post("/accounts/login/", asked | {"next": "https://evil.example/"})["Location"] == "/"


def test_after_five_failures_an_account_waits_wherever_they_come_from(ana: Agent) -> None:
    for number in range(5):
        assert sign_in(Client(REMOTE_ADDR=f"192.0.2.{number}"), "wrong") == ""
    answer = Client(REMOTE_ADDR="192.0.2.99").post(
        "/accounts/login/", {"login": "ana@caseway.example", "password": PASSWORD}
    )
    assert "Too many failed login attempts" in answer.content.decode()


def test_after_ten_failures_an_address_waits_whomever_it_tries(ana: Agent) -> None:
    for number in range(10):
        assert sign_in(Client(), "wrong", f"nobody{number}@caseway.example") == ""
    assert sign_in(Client()) == ""
    assert sign_in(Client(REMOTE_ADDR="192.0.2.1")) == "/"


def test_an_unknown_address_is_told_no_more_than_a_known_one(ana: Agent) -> None:
    known, unknown = ({"login": f"{name}@caseway.example", "password": "wrong"} for name in ("ana", "nobody"))
    said = "The email address and/or password you specified are not correct."
    for asked in (known, unknown):
        assert said in Client().post("/accounts/login/", asked).content.decode()


def test_a_new_password_ends_the_other_sessions(ana: Agent) -> None:
    here, elsewhere = Client(), Client()
    sign_in(here)
    sign_in(elsewhere)
    new = {"oldpassword": PASSWORD, "password1": "a mixer in the rain", "password2": "a mixer in the rain"}
    assert here.post("/accounts/password/change/", new).status_code == 302
    assert (is_inside(here), is_inside(elsewhere)) == (True, False)
    assert (sign_in(Client()), sign_in(Client(), "a mixer in the rain")) == ("", "/")


def test_who_is_deactivated_is_out_at_once(ana: Agent, administrator: Agent, acting) -> None:
    client = Client()
    sign_in(client)
    deactivate_agent(ana, actor=acting(administrator))
    assert not is_inside(client)
    assert sign_in(Client()) != "/"


def test_nobody_signs_up(ana: Agent) -> None:
    asked = {"email": "new@caseway.example", "password1": PASSWORD}
    assert Client().post("/accounts/signup/", asked).status_code != 302
    page = Client().get("/accounts/login/").content.decode()
    assert "sign up" not in page.lower()


@pytest.mark.parametrize("path", ["/accounts/password/change/", "/accounts/2fa/", "/accounts/2fa/webauthn/"])
def test_the_pages_of_an_account_are_for_its_owner(path: str, ana: Agent) -> None:
    assert Client().get(path)["Location"].startswith("/accounts/login/")
    client = Client()
    sign_in(client)
    assert client.get(path).status_code == 200
