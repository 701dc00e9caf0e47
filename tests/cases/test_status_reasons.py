"""Status reasons, arranged on their settings page and by programs."""

from collections.abc import Callable
from functools import partial

import pytest
from django.test import Client

from caseway.cases.commands import (
    NewCase,
    ReasonDetails,
    add_status_reason,
    change_status,
    deactivate_status_reason,
    make_default_status_reason,
    open_case,
)
from caseway.cases.models import Case, StatusReason
from caseway.kernel.access import SYSTEM, Actor
from caseway.kernel.audit import changes_of
from caseway.kernel.errors import Invalid, NotAllowed
from caseway.operations.models import Agent
from tests.callers import Call, make_caller
from tests.fixtures import SignIn
from tests.world import World

HTMX = {"HX-Request": "true"}
PAGE = "/settings/status-reasons/"


@pytest.fixture
def browser(administrator: Agent, signed_in: SignIn) -> Client:
    return signed_in(administrator)


@pytest.fixture
def calling(client: Client, db: None) -> Callable[..., Call]:
    return partial(make_caller, client)


@pytest.fixture
def parts(db: None) -> StatusReason:
    details = ReasonDetails(label="Waiting for parts", pauses_clocks=True)
    return add_status_reason(code="parts", state="active", details=details, actor=SYSTEM)


def test_a_reason_is_added_on_its_page_chosen_for_a_case_and_pauses_it(
    browser: Client, picked: Case, ana: Actor
) -> None:
    asked = {"label": "Waiting for parts", "code": "parts", "state": "active", "pauses_clocks": "on"}
    assert browser.post(f"{PAGE}new/", asked, headers=HTMX).status_code == 204
    reason = StatusReason.objects.get(code="parts")
    assert (reason.position, reason.is_standard, reason.is_active) == (4, False, True)
    assert [change.action for change in changes_of(reason)] == ["created"]
    case = change_status(picked, actor=ana, status_reason="parts")
    assert case.on_hold_since is not None
    page = browser.get(PAGE).content.decode()
    assert ["Waiting for parts" in page, "Information provided" in page, "Merged" in page] == [True] * 3


def test_a_reason_is_renamed_moved_and_deleted_on_its_page(browser: Client, parts: StatusReason) -> None:
    address = f"{PAGE}{parts.pk}/"
    assert browser.post(address, {"label": "Parts ordered"}, headers=HTMX).status_code == 204
    assert browser.post(f"{address}up/", headers=HTMX).status_code == 204
    parts.refresh_from_db()
    assert (parts.label, parts.pauses_clocks, parts.position) == ("Parts ordered", False, 4)
    assert b"Parts ordered" in browser.get(f"{address}delete/", headers=HTMX).content
    assert browser.post(f"{address}delete/", headers=HTMX).status_code == 204
    assert not StatusReason.objects.filter(code="parts").exists()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"code": "on_hold", "state": "active"}, "a code that is not taken"),
        ({"code": "for ever", "state": "active"}, "valid"),
        ({"code": "late", "state": "sleeping"}, "valid choice"),
        ({"code": "late", "state": "resolved", "pauses_clocks": "on"}, "no clocks that run"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(browser: Client, asked: dict[str, str], said: str) -> None:
    answer = browser.post(f"{PAGE}new/", {"label": "Late", **asked}, headers=HTMX)
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert StatusReason.objects.count() == 8


def test_a_deactivated_reason_is_offered_no_more_and_cases_keep_it(
    picked: Case, ana: Actor, parts: StatusReason, owner: Agent, signed_in: SignIn
) -> None:
    case = change_status(picked, actor=ana, status_reason="parts")
    deactivate_status_reason(parts, actor=SYSTEM)
    client = signed_in(owner)
    assert "Waiting for parts" in client.get(f"/cases/{case.number}/").content.decode()
    assert 'value="parts"' not in client.get(f"/cases/{case.number}/status/").content.decode()
    case = change_status(case, actor=ana, status_reason="researching")
    with pytest.raises(Invalid, match="parts"):
        change_status(case, actor=ana, status_reason="parts")
    assert Case.objects.get(pk=case.pk).status_reason_id == "researching"


def test_a_new_case_gets_the_default(world: World) -> None:
    make_default_status_reason(StatusReason.objects.get(code="researching"), actor=SYSTEM)
    case = open_case(NewCase(title="It leaks", account=world.account), actor=SYSTEM)
    assert case.status_reason_id == "researching"
    assert list(StatusReason.objects.filter(state="active", is_default=True)) == [case.status_reason]


def test_a_program_arranges_reasons(calling: Callable[..., Call]) -> None:
    call = calling("settings.manage", "cases.read")
    made = call("post", "/status-reasons", {"code": "parts", "state": "active", "label": "Waiting for parts"})
    assert (made.status_code, made.json()["pauses_clocks"]) == (201, False)
    found = call("patch", "/status-reasons/parts", {"pauses_clocks": True}).json()
    assert (found["label"], found["pauses_clocks"]) == ("Waiting for parts", True)
    assert call("post", "/status-reasons/parts/move", {"by": -9}).status_code == 204
    active = [row["code"] for row in call("get", "/status-reasons").json()["items"] if row["state"] == "active"]
    assert active == ["parts", "in_progress", "on_hold", "waiting_for_details", "researching"]
    assert not call("post", "/status-reasons/parts/deactivate").json()["is_active"]
    assert call("post", "/status-reasons/parts/activate").json()["is_active"]
    assert call("post", "/status-reasons/information_provided/make-default").json()["is_default"]
    assert not call("get", "/status-reasons/problem_solved").json()["is_default"]
    assert call("delete", "/status-reasons/parts").status_code == 204
    assert call("get", "/status-reasons/parts").status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "said"),
    [
        ("delete", "merged", None, 409, "comes with the product"),
        ("delete", "in_progress", None, 409, "default of its state"),
        ("delete", "parts", None, 409, "Cases have Waiting for parts"),
        ("post", "in_progress/deactivate", None, 409, "default of its state"),
        ("post", "on_hold/make-default", None, 409, "pauses nothing"),
        ("patch", "in_progress", {"pauses_clocks": True}, 422, "does not begin on hold"),
        ("patch", "canceled", {"pauses_clocks": True}, 422, "reason of active cases"),
        ("patch", "canceled", {"label": ""}, 422, "label"),
    ],
)
def test_what_cases_need_stays(
    calling: Callable[..., Call],
    waiting: Case,
    parts: StatusReason,
    method: str,
    path: str,
    body: object,
    status: int,
    said: str,
) -> None:
    change_status(waiting, actor=SYSTEM, status_reason="parts")
    before = list(StatusReason.objects.values())
    answer = calling("settings.manage", "cases.read")(method, f"/status-reasons/{path}", body)
    assert (answer.status_code, said in answer.content.decode()) == (status, True)
    assert list(StatusReason.objects.values()) == before


def test_agents_read_them_and_change_nothing(calling: Callable[..., Call], parts: StatusReason) -> None:
    call, before = calling("cases.read", "cases.work"), list(StatusReason.objects.values())
    assert len(call("get", "/status-reasons").json()["items"]) == 9
    for method, path, body in (
        ("post", "", {"code": "mine", "state": "active", "label": "Mine"}),
        ("patch", "/parts", {"label": "Mine"}),
        ("delete", "/parts", None),
        ("post", "/parts/make-default", None),
        ("post", "/parts/activate", None),
        ("post", "/parts/deactivate", None),
        ("post", "/parts/move", {"by": -1}),
    ):
        assert call(method, f"/status-reasons{path}", body).status_code == 403
    assert list(StatusReason.objects.values()) == before


def test_a_stranger_opens_no_page_of_them(stranger: Agent, signed_in: SignIn, parts: StatusReason) -> None:
    client, before = signed_in(stranger), list(StatusReason.objects.values())
    assert [client.get(f"{PAGE}{path}").status_code for path in ("", "new/", f"{parts.pk}/")] == [403] * 3
    for verb in ("", "delete/", "make-default/", "activate/", "deactivate/", "up/"):
        assert client.post(f"{PAGE}{parts.pk}/{verb}", {"label": "Mine"}).status_code == 403
    assert list(StatusReason.objects.values()) == before


def test_a_command_asks_who_calls(ana: Actor, parts: StatusReason) -> None:
    with pytest.raises(NotAllowed):
        deactivate_status_reason(parts, actor=ana)
    assert StatusReason.objects.get(pk=parts.pk).is_active
