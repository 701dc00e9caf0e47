from datetime import date

import pytest
from django.urls import reverse

from caseway.kernel.models import User
from caseway.operations.models import Agent, BusinessCalendar, Role, RoleAssignment, Team, Template

PAGES = ("agents", "teams", "roles", "calendars", "templates")
AGENT = {"name": "Ana", "email": "ana@caseway.example", "time_zone": "Europe/Berlin", "is_active": "on"}


@pytest.fixture
def page(boss, client):
    """Signed in as the administrator."""
    boss.user = User.objects.create_user("boss@caseway.example")
    boss.save()
    client.force_login(boss.user)
    return client


@pytest.fixture
def stranger(client, db):
    user = User.objects.create_user("stan@caseway.example")
    Agent.objects.create(user=user, name="Stan")
    client.force_login(user)
    return client


@pytest.mark.parametrize("name", PAGES)
def test_each_list_and_each_form_opens_as_page_and_as_dialog(page, name):
    for step in ("", "_new"):
        for headers in ({}, {"HX-Request": "true"}):
            assert page.get(reverse(f"operations:{name}{step}"), headers=headers).status_code == 200


def test_everybody_writes_their_own_profile(stranger):
    wanted = {"name": "Stan Lee", "time_zone": "Europe/Berlin", "signature": "Stan"}
    assert b"Your profile" in stranger.get("/settings/").content
    assert b"Stan" in stranger.get("/settings/profile/").content
    assert stranger.post("/settings/profile/", wanted)["Location"] == "/settings/"
    me = Agent.objects.get()
    assert (me.name, me.time_zone, me.signature) == ("Stan Lee", "Europe/Berlin", "Stan")
    assert stranger.post("/settings/profile/", wanted | {"time_zone": "Mars"}).status_code == 422


def test_who_is_not_signed_in_has_no_profile(client, db):
    assert client.get("/settings/profile/")["Location"].startswith("/accounts/login/")


def test_teams_roles_and_calendars_are_deleted_where_nothing_needs_them(page, administrator_role):
    rows = {
        "teams": Team.objects.create(name="Gold"),
        "roles": Role.objects.create(name="Solver", slug="solver"),
        "calendars": BusinessCalendar.objects.create(name="Office", is_24x7=True),
    }
    for name, row in rows.items():
        address = reverse(f"operations:{name}_delete", args=[row.pk])
        assert address in page.get(reverse(f"operations:{name}_change", args=[row.pk])).content.decode()
        assert page.post(address, headers={"HX-Request": "true"}).status_code == 204
        assert not type(row).objects.filter(pk=row.pk).exists()
    assert page.post(reverse("operations:roles_delete", args=[administrator_role.pk])).status_code == 409
    assert Role.objects.filter(pk=administrator_role.pk).exists()


@pytest.mark.parametrize("name", ["teams", "roles", "calendars"])
def test_a_stranger_deletes_none(stranger, name):
    model = {"teams": Team, "roles": Role, "calendars": BusinessCalendar}[name]
    row = model.objects.create(name="Theirs")
    assert stranger.post(reverse(f"operations:{name}_delete", args=[row.pk])).status_code == 403
    assert model.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("name", PAGES)
def test_strangers_are_kept_out_of_each(stranger, name):
    for step in ("", "_new"):
        assert stranger.get(reverse(f"operations:{name}{step}")).status_code == 403
    assert stranger.post(reverse(f"operations:{name}_new"), {"name": "Mine"}).status_code == 403


def test_the_list_of_agents_costs_the_same_however_many_there_are(page, administrator_role, django_assert_num_queries):
    path = reverse("operations:agents")
    page.get(path)
    for number in range(20):
        agent = Agent.objects.create(
            name=f"Agent {number}", user=User.objects.create_user(f"a{number}@caseway.example")
        )
        RoleAssignment.objects.create(agent=agent, role=administrator_role)
    with django_assert_num_queries(8, exact=False):
        assert b"Agent 19" in page.get(path).content


def test_an_agent_is_added_with_roles_and_teams_and_changed(page, administrator_role):
    team = Team.objects.create(name="Gold")
    wanted = AGENT | {
        "member_of": [team.pk],
        "roles": [f"{administrator_role.pk}:{team.pk}"],
        "password": "a-kitchen-7",
    }
    assert page.post(reverse("operations:agents_new"), wanted).status_code == 302
    agent = Agent.objects.get(name="Ana")
    assert (agent.teams.get(), agent.assignments.get().team) == (team, team)
    change = reverse("operations:agents_change", args=[agent.pk])
    assert b"ana@caseway.example" in page.get(reverse("operations:agents")).content
    assert page.post(change, {"name": "Ana F.", "time_zone": "UTC"}).status_code == 302
    agent.refresh_from_db()
    assert (agent.name, agent.is_active, agent.teams.count(), agent.assignments.count()) == ("Ana F.", False, 0, 0)


def test_what_the_command_refuses_stands_at_its_field(page):
    User.objects.create_user("ana@caseway.example")
    answer = page.post(reverse("operations:agents_new"), AGENT)
    assert answer.status_code == 422
    assert b"Somebody signs in with this address already." in answer.content
    assert not Agent.objects.filter(name="Ana").exists()


def test_the_last_administrator_cannot_be_taken_away(page, boss):
    answer = page.post(reverse("operations:agents_change", args=[boss.pk]), {"name": "Bo", "time_zone": "UTC"})
    assert answer.status_code == 409
    boss.refresh_from_db()
    assert (boss.is_active, boss.assignments.count()) == (True, 1)


def test_a_team_and_its_members(page, boss):
    page.post(reverse("operations:teams_new"), {"name": "Gold", "members": [boss.pk]})
    team = Team.objects.get()
    assert team.members.get() == boss
    page.post(reverse("operations:teams_change", args=[team.pk]), {"name": "Silver"})
    team.refresh_from_db()
    assert (team.name, team.members.count()) == ("Silver", 0)


def test_a_role_and_its_permissions(page):
    page.post(reverse("operations:roles_new"), {"name": "Solver", "slug": "solver", "cases.resolve": "team"})
    role = Role.objects.get(slug="solver")
    assert role.permissions == {"cases.resolve": "team"}
    page.post(reverse("operations:roles_change", args=[role.pk]), {"name": "Solver", "cases.read": "all"})
    role.refresh_from_db()
    assert role.permissions == {"cases.read": "all"}


def test_business_hours_are_written_as_people_write_them(page):
    wanted = {"name": "Office", "timezone": "Europe/Berlin", "mon": "09:00–12:00, 13:00-17:00", "tue": "8:00 - 16:00"}
    page.post(reverse("operations:calendars_new"), wanted | {"holidays": "2026-12-25 Christmas\n2026-12-26"})
    calendar = BusinessCalendar.objects.get()
    assert calendar.hours == {"mon": [["09:00", "12:00"], ["13:00", "17:00"]], "tue": [["8:00", "16:00"]]}
    assert list(calendar.holidays.values_list("on", "name")) == [
        (date(2026, 12, 25), "Christmas"),
        (date(2026, 12, 26), ""),
    ]
    change = reverse("operations:calendars_change", args=[calendar.pk])
    assert "09:00–12:00, 13:00–17:00" in page.get(change).content.decode()
    page.post(change, {"name": "Office", "timezone": "UTC", "is_24x7": "on", "holidays": "", "country": "de"})
    calendar.refresh_from_db()
    assert (calendar.is_24x7, calendar.holidays.count()) == (True, 18)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"mon": "nine to five"}, "Write times such as"),
        ({"mon": "17:00–09:00"}, "must end after it begins"),
        ({"mon": "09:00–17:00", "holidays": "Christmas"}, "has no day"),
        ({"mon": "09:00–17:00", "holidays": "2026-02-30 Never"}, "has no day"),
        ({"mon": "09:00–17:00", "country": "ZZ"}, "No holidays are known"),
        ({}, "has no opening hours"),
    ],
)
def test_business_hours_that_cannot_be_are_refused(page, values, sentence):
    answer = page.post(reverse("operations:calendars_new"), {"name": "Odd", "timezone": "UTC"} | values)
    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert not BusinessCalendar.objects.exists()


def test_a_template_whose_liquid_is_wrong_is_refused(page):
    wanted = {"name": "Hi", "slug": "hi", "subject": "Hello", "body": "{% if %}"}
    assert page.post(reverse("operations:templates_new"), wanted).status_code == 422
    assert not Template.objects.exists()
    assert page.post(reverse("operations:templates_new"), wanted | {"body": "{{ contact.name }}"}).status_code == 302
    assert Template.objects.get().body == "{{ contact.name }}"
