"""The list of cases: views, filters, sorting, and what is done to several."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import escape
from urllib.parse import quote

import pytest
from django.utils import timezone

from caseway.cases.commands import NewCase, Resolution, open_case, pick_case, resolve_case
from caseway.cases.models import Case
from caseway.kernel.access import SYSTEM, Actor
from caseway.kernel.conditions.registry import fields_of
from caseway.kernel.conditions.sql import wrong_paths
from caseway.operations.models import Agent
from caseway.workspace.queries.filters import RECORD
from caseway.workspace.queries.lists import VIEWS
from tests.fixtures import SignIn
from tests.workspace.pages import HTMX, IN_PLACE, assert_cheap, page_of, toast_of
from tests.world import World

ActorFor = Callable[[Agent], Actor]
GOLD_ONLY = "when-join=all&when-0-field=tier&when-0-op=is&when-0-value=gold"


def numbers(page: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r"data-open title=\"(.*?)\"", page)))


@pytest.fixture
def several(world: World) -> list[Case]:
    """Two cases of the gold customer and one of somebody else, the oldest first."""
    now = timezone.now()
    news = [
        NewCase(title="First", account=world.account, opened_at=now - timedelta(hours=3), priority=3),
        NewCase(title="Second", account=world.account, opened_at=now - timedelta(hours=2), priority=1),
    ]
    return [open_case(new, actor=SYSTEM) for new in news]


def test_every_field_of_the_filter_is_a_column() -> None:
    assert wrong_paths(Case, fields_of(RECORD)) == []


def test_the_views_hold_what_they_say(several: list[Case], owner: Agent, signed_in: SignIn, acting: ActorFor) -> None:
    first = several[0]
    pick_case(first, actor=acting(owner))
    client = signed_in(owner)
    shown = {view.slug: numbers(page_of(client, f"/cases/?view={view.slug}", **IN_PLACE)) for view in VIEWS}
    assert shown["mine"] == ["First"]
    assert shown["unassigned"] == ["Second"]
    assert shown["open"] == shown["all"] == shown["team"] == ["Second", "First"]
    assert shown["resolved"] == []
    resolution = Resolution(resolution_type="problem_solved", resolution="New seal", billable_minutes=0, remarks="")
    resolve_case(first, actor=acting(owner), resolution=resolution)
    assert numbers(page_of(client, "/cases/?view=resolved", **IN_PLACE)) == ["First"]
    assert numbers(page_of(client, "/cases/?view=open", **IN_PLACE)) == ["Second"]


def test_a_stranger_sees_none_of_them(several: list[Case], stranger: Agent, signed_in: SignIn) -> None:
    client = signed_in(stranger)
    for view in VIEWS:
        assert numbers(page_of(client, f"/cases/?view={view.slug}")) == []
    assert "No longer in your reach" in page_of(client, f"/cases/?row={several[0].number}", **HTMX)
    assert "No longer in your reach" in page_of(client, "/cases/?row=%00", **HTMX)
    long_ago = quote((timezone.now() - timedelta(days=1)).isoformat())
    assert "new" not in page_of(client, f"/cases/?view=all&since={long_ago}", **HTMX)


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("-opened", ["Second", "First"]),
        ("opened", ["First", "Second"]),
        ("priority", ["Second", "First"]),
        ("message", ["First", "Second"]),
        ("nonsense", ["Second", "First"]),
    ],
)
def test_rows_are_sorted(sort: str, expected: list[str], several: list[Case], owner: Agent, signed_in: SignIn) -> None:
    assert numbers(page_of(signed_in(owner), f"/cases/?view=open&sort={sort}")) == expected


def test_the_nearest_promise_comes_first(several: list[Case], owner: Agent, signed_in: SignIn) -> None:
    now = timezone.now()
    Case.objects.filter(title="First").update(due_at=now - timedelta(minutes=5))
    Case.objects.filter(title="Second").update(due_at=now + timedelta(minutes=5))
    client = signed_in(owner)
    assert numbers(page_of(client, "/cases/?view=breaching")) == ["First", "Second"]
    assert numbers(page_of(client, "/cases/?view=open&sort=due")) == ["First", "Second"]
    assert numbers(page_of(client, "/cases/?view=open&sort=-due")) == ["Second", "First"]


def test_filters_narrow_and_can_be_dropped(
    several: list[Case], world: World, supervisor: Agent, signed_in: SignIn
) -> None:
    client = signed_in(supervisor)
    page = page_of(client, f"/cases/?view=open&{GOLD_ONLY}")
    assert numbers(page) == ["Second", "First"]
    assert 'aria-label="Remove the filter Customer tier"' in page
    assert 'href="/cases/?view=open"' in page
    other = f"/cases/?view=open&{GOLD_ONLY}&when-1-field=queue&when-1-op=is&when-1-value={world.general_queue.pk}"
    page = page_of(client, other)
    assert numbers(page) == []
    assert "Nothing matches" in page
    assert '<span class="filter__value">General</span>' in page


def test_a_filter_nobody_can_use_narrows_nothing_and_says_why(
    several: list[Case], owner: Agent, signed_in: SignIn
) -> None:
    wrong = "/cases/?view=open&when-join=all&when-0-field=priority&when-0-op=contains&when-0-value=x"
    page = page_of(signed_in(owner), wrong)
    assert "This filter cannot be used." in page
    assert numbers(page) == ["Second", "First"]


def test_the_filter_is_edited_in_a_dialog_with_choices_in_reach(
    several: list[Case], world: World, owner: Agent, stranger: Agent, signed_in: SignIn
) -> None:
    page = page_of(signed_in(owner), f"/filters/cases/?view=open&{GOLD_ONLY}", **HTMX)
    assert 'name="when-0-field"' in page
    assert '<option value="gold" selected>Gold</option>' in page
    private = escape(f'["{world.gold_queue.pk}", "Gold"]')
    assert private in page
    assert private not in page_of(signed_in(stranger), "/filters/cases/", **HTMX)


def test_counts_stop_at_ninety_nine(world: World, owner: Agent, signed_in: SignIn) -> None:
    case = open_case(NewCase(title="One", account=world.account), actor=SYSTEM)
    assert '<span class="count">1</span>' in page_of(signed_in(owner), "/cases/?view=open")
    copies = [
        Case(title=f"C{number}", account=world.account, team_id=case.team_id, opened_at=case.opened_at)
        for number in range(120)
    ]
    Case.objects.bulk_create(copies)
    client = signed_in(owner)
    assert '<span class="count">99+</span>' in page_of(client, "/cases/?view=open")
    assert_cheap(client, "/cases/?view=open")
    assert_cheap(client, f"/cases/?view=all&{GOLD_ONLY}")
    page = page_of(client, "/cases/?view=open")
    following = page.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    assert len(numbers(page_of(client, following))) == 50


def test_several_are_assigned_each_by_its_own_command(
    several: list[Case], owner: Agent, colleague: Agent, signed_in: SignIn
) -> None:
    client = signed_in(owner)
    chosen = "&".join(f"selected={case.number}" for case in several)
    assert "Assign 2 cases" in page_of(client, f"/bulk/cases/assign/?{chosen}", **HTMX)
    numbers_posted = {"selected": [case.number for case in several], "agent": colleague.pk}
    answer = client.post("/bulk/cases/assign/", numbers_posted, headers=HTMX)
    assert "2 cases are changed." in toast_of(answer)
    assert set(Case.objects.values_list("owner", flat=True)) == {colleague.pk}


def test_what_is_refused_stops_no_other(several: list[Case], owner: Agent, signed_in: SignIn, acting: ActorFor) -> None:
    resolution = Resolution(resolution_type="problem_solved", resolution="Done", billable_minutes=0, remarks="")
    first = pick_case(several[0], actor=acting(owner))
    resolve_case(first, actor=acting(owner), resolution=resolution)
    posted = {"selected": [case.number for case in several], "priority": "2"}
    toast = toast_of(signed_in(owner).post("/bulk/cases/priority/", posted, headers=HTMX))
    assert "1 case is changed." in toast
    assert first.number in toast
    assert dict(Case.objects.values_list("title", "priority")) == {"First": 3, "Second": 2}


def test_a_stranger_changes_none(several: list[Case], stranger: Agent, signed_in: SignIn) -> None:
    posted = {"selected": [case.number for case in several], "priority": "2"}
    assert signed_in(stranger).post("/bulk/cases/priority/", posted, headers=HTMX).status_code == 422
    assert dict(Case.objects.values_list("title", "priority")) == {"First": 3, "Second": 1}


def test_nothing_selected_is_said(owner: Agent, signed_in: SignIn) -> None:
    answer = signed_in(owner).get("/bulk/cases/assign/", headers=HTMX)
    assert (answer.status_code, "Select at least one case first." in answer.content.decode()) == (422, True)
