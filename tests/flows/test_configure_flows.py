"""Process flows on their settings pages."""

from collections.abc import Callable
from unittest.mock import MagicMock

import pytest
from django.test import Client

from caseway.cases.commands import NewCase, open_case
from caseway.cases.models import Case
from caseway.flows.commands import FlowDetails, FlowInUse, StepDetails, add_step, create_flow, remove_stage
from caseway.flows.models import Flow, Stage, Step
from caseway.flows.queries import fields_for
from caseway.kernel.access import SYSTEM, Actor
from caseway.kernel.errors import Invalid, NotAllowed
from caseway.kernel.models import ChangeRecord
from caseway.operations.models import Agent
from caseway.workspace.queries.case import filled_fields
from tests.fixtures import SignIn
from tests.world import World

HTMX = {"HX-Request": "true"}
FLOWS = "/settings/flows/"


@pytest.fixture
def browser(administrator: Agent, signed_in: SignIn) -> Client:
    return signed_in(administrator)


@pytest.fixture
def phone(world: World) -> Flow:
    return Flow.objects.get(slug="phone-to-case")


def opened(world: World) -> Case:
    return open_case(NewCase(title="It leaks", account=world.account), actor=SYSTEM)


def test_a_flow_is_made_given_stages_and_steps_and_guides_the_next_case(
    browser: Client, phone: Flow, world: World
) -> None:
    answer = browser.post(f"{FLOWS}new/", {"name": "Returns", "slug": "returns"}, headers=HTMX)
    flow = Flow.objects.get(slug="returns")
    assert (answer.status_code, answer["HX-Redirect"]) == (204, f"{FLOWS}{flow.pk}/")
    assert (flow.is_active, flow.kind, flow.position) == (False, "case", 1)
    for name in ("Receive", "Repair"):
        assert browser.post(f"{FLOWS}{flow.pk}/stages/new/", {"name": name}, headers=HTMX).status_code == 204
    receive = flow.stages.get(name="Receive")
    step = {"label": "Parcel opened", "is_required": "on"}
    assert browser.post(f"/settings/stages/{receive.pk}/steps/new/", step, headers=HTMX).status_code == 204
    assert browser.post(f"{FLOWS}{flow.pk}/activate/", headers=HTMX).status_code == 204
    assert opened(world).flow_instance.flow == phone
    browser.post(f"{FLOWS}{phone.pk}/deactivate/", headers=HTMX)
    case = opened(world)
    assert (case.flow_instance.flow, case.flow_instance.stage) == (flow, receive)
    page = browser.get(f"{FLOWS}{flow.pk}/").content.decode()
    assert ["Parcel opened" in page, "1 case is here" in page, "An agent marks it" in page] == [True] * 3
    assert ChangeRecord.objects.filter(kind="step", action="created").count() == 1


def test_the_order_of_flows_stages_and_steps_is_changed(browser: Client, phone: Flow) -> None:
    other = create_flow(FlowDetails(name="Other", slug="other"), actor=SYSTEM)
    browser.post(f"{FLOWS}{other.pk}/up/", headers=HTMX)
    assert list(Flow.objects.values_list("slug", flat=True)) == ["other", "phone-to-case"]
    resolve = phone.stages.get(name="Resolve")
    browser.post(f"/settings/stages/{resolve.pk}/up/", headers=HTMX)
    assert list(phone.stages.values_list("name", flat=True)) == ["Identify", "Resolve", "Research"]
    last = resolve.steps.last()
    browser.post(f"/settings/steps/{last.pk}/up/", headers=HTMX)
    assert list(resolve.steps.values_list("label", flat=True)) == ["Resolution agreed", "Customer answered"]


def test_a_step_that_becomes_required_holds_a_case_under_way(browser: Client, phone: Flow, world: World) -> None:
    case = opened(world)
    contact = Step.objects.get(field="contact")
    changed = {"label": "Who called", "field": "contact", "is_required": "on"}
    assert browser.post(f"/settings/steps/{contact.pk}/", changed, headers=HTMX).status_code == 204
    answer = browser.post(f"/cases/{case.number}/flow/next/", headers=HTMX)
    assert (answer.status_code, "Who called" in answer.content.decode()) == (409, True)


def test_steps_ask_for_what_a_case_can_have(phone: Flow) -> None:
    a_case_that_has_everything = MagicMock()
    assert filled_fields(a_case_that_has_everything) == set(fields_for("case"))
    with pytest.raises(Invalid, match="no such field"):
        add_step(phone.stages.first(), StepDetails(label="Mood", field="mood"), actor=SYSTEM)


@pytest.mark.parametrize(
    ("path", "posted", "said"),
    [
        ("flows/new/", {"name": "Phone to case", "slug": "new"}, "Another flow has it already."),
        ("flows/new/", {"name": "New", "slug": "phone-to-case"}, "Another flow has it already."),
        ("flows/new/", {"name": "New", "slug": "not a slug"}, "Enter a valid"),
        ("stages/{stage}/", {"name": ""}, "This field is required."),
        ("stages/{stage}/steps/new/", {"label": "Mood", "field": "mood"}, "Select a valid choice."),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    path: str, posted: dict[str, str], said: str, browser: Client, phone: Flow
) -> None:
    stage = phone.stages.first()
    answer = browser.post(f"/settings/{path.format(stage=stage.pk)}", posted | {"sent": "1"}, headers=HTMX)
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert (Flow.objects.count(), Stage.objects.count(), Step.objects.count()) == (1, 3, 6)


def test_what_cases_went_through_is_kept(browser: Client, phone: Flow, world: World) -> None:
    identify = opened(world).flow_instance.stage
    assert browser.post(f"/settings/stages/{identify.pk}/delete/", headers=HTMX).status_code == 409
    assert browser.post(f"{FLOWS}{phone.pk}/delete/", headers=HTMX).status_code == 409
    research = phone.stages.get(name="Research")
    assert browser.post(f"/settings/stages/{research.pk}/delete/", headers=HTMX).status_code == 204
    assert list(phone.stages.values_list("name", flat=True)) == ["Identify", "Resolve"]
    with pytest.raises(FlowInUse, match="Records stand in Identify or ended there, so it stays"):
        remove_stage(identify, actor=SYSTEM)


def test_an_active_flow_keeps_a_stage_and_an_empty_one_is_not_activated(browser: Client, phone: Flow) -> None:
    stages = list(phone.stages.all())
    answers = [browser.post(f"/settings/stages/{one.pk}/delete/", headers=HTMX).status_code for one in stages]
    assert answers == [204, 204, 409]
    empty = create_flow(FlowDetails(name="Empty", slug="empty"), actor=SYSTEM)
    assert browser.post(f"{FLOWS}{empty.pk}/activate/", headers=HTMX).status_code == 409
    assert browser.post(f"{FLOWS}{empty.pk}/delete/", headers=HTMX)["HX-Redirect"] == FLOWS
    assert list(Flow.objects.values_list("slug", flat=True)) == ["phone-to-case"]


def test_the_pages_keep_their_budgets(browser: Client, phone: Flow, django_assert_max_num_queries: Callable) -> None:
    for path, most in ((FLOWS, 7), (f"{FLOWS}{phone.pk}/", 8)):
        with django_assert_max_num_queries(most):
            assert browser.get(path).status_code == 200


@pytest.mark.parametrize("who", ["owner", "supervisor"])
def test_only_administrators_configure(
    who: str, phone: Flow, signed_in: SignIn, request: pytest.FixtureRequest, acting: Callable[[Agent], Actor]
) -> None:
    agent = request.getfixturevalue(who)
    client = signed_in(agent)
    stage, step = phone.stages.first(), Step.objects.first()
    reads = (FLOWS, f"{FLOWS}new/", f"{FLOWS}{phone.pk}/", f"{FLOWS}{phone.pk}/edit/", f"/settings/stages/{stage.pk}/")
    assert {client.get(path).status_code for path in reads} == {403}
    verbs = (
        f"{FLOWS}{phone.pk}/deactivate/",
        f"{FLOWS}{phone.pk}/delete/",
        f"{FLOWS}{phone.pk}/up/",
        f"/settings/stages/{stage.pk}/delete/",
        f"/settings/stages/{stage.pk}/down/",
        f"/settings/steps/{step.pk}/delete/",
        f"/settings/steps/{step.pk}/down/",
    )
    assert {client.post(path).status_code for path in verbs} == {403}
    with pytest.raises(NotAllowed):
        create_flow(FlowDetails(name="Mine", slug="mine"), actor=acting(agent))
    phone.refresh_from_db()
    assert (phone.is_active, Stage.objects.count(), Step.objects.count()) == (True, 3, 6)
