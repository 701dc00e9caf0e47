from caseway.kernel.models import EventRecord
from caseway.operations.models import Agent, BusinessCalendar, Role, Team, Template
from caseway.routing.models import Queue

MANAGE = "settings.manage"


def test_people_teams_and_roles_are_arranged(calling):
    call = calling(MANAGE)
    role = call("post", "/roles", {"name": "Solver", "slug": "solver", "permissions": {"cases.resolve": "team"}})
    assert role.status_code == 201
    team = call("post", "/teams", {"name": "Gold"}).json()
    made = call("post", "/agents", {"name": "Ana", "email": "ana@caseway.example", "time_zone": "Europe/Berlin"}).json()
    path = f"/agents/{made['id']}"
    assert call("put", f"/teams/{team['id']}/members/{made['id']}").json()["members"] == [
        {"id": made["id"], "name": "Ana"}
    ]
    held = call("post", f"{path}/assign-role", {"role": "solver", "team_id": team["id"]}).json()
    assert held["roles"] == [{"role": "solver", "team_id": team["id"]}]
    assert held["teams"] == [{"id": team["id"], "name": "Gold"}]
    assert call("post", f"{path}/withdraw-role", {"role": "solver", "team_id": team["id"]}).json()["roles"] == []
    assert call("patch", path, {"name": "Ana Ferro"}).json()["email"] == "ana@caseway.example"
    assert call("post", f"{path}/deactivate").json()["is_active"] is False
    assert call("post", f"{path}/reactivate").json()["is_active"] is True
    assert call("delete", f"/teams/{team['id']}/members/{made['id']}").json()["members"] == []
    assert call("patch", "/roles/solver", {"permissions": {"cases.read": "all"}}).json()["permissions"] == {
        "cases.read": "all"
    }
    assert call("patch", f"/teams/{team['id']}", {"name": "Silver"}).json()["name"] == "Silver"


def test_a_team_goes_with_who_is_in_it_and_stays_while_it_owns_something(calling):
    call = calling(MANAGE)
    role = Role.objects.create(name="Solver", slug="solver", permissions={})
    team, agent = Team.objects.create(name="Gold"), Agent.objects.create(name="Ana")
    call("put", f"/teams/{team.pk}/members/{agent.pk}")
    call("post", f"/agents/{agent.pk}/assign-role", {"role": "solver", "team_id": team.pk})
    queue = Queue.objects.create(name="Gold", slug="gold", owner_team=team)
    assert call("delete", f"/teams/{team.pk}").status_code == 409
    assert (team.members.count(), agent.assignments.count()) == (1, 1)
    assert call("delete", f"/roles/{role.slug}").status_code == 409
    queue.delete()
    assert call("delete", f"/teams/{team.pk}").status_code == 204
    assert (Team.objects.count(), agent.assignments.count()) == (0, 0)
    assert EventRecord.objects.filter(name__in=["operations.TeamLeft", "operations.RoleWithdrawn"]).count() == 2
    assert call("get", "/roles/solver").json()["name"] == "Solver"
    assert call("delete", "/roles/solver").status_code == 204
    assert call("get", "/roles/solver").status_code == 404


def test_calendars_and_templates_are_arranged(calling):
    call = calling(MANAGE)
    hours = {"mon": [["09:00", "17:00"]]}
    made = call("post", "/calendars", {"name": "Office", "timezone": "Europe/Berlin", "hours": hours}).json()
    path = f"/calendars/{made['id']}"
    assert call("post", f"{path}/import-holidays", {"country": "DE", "year": 2026}).json() == {"added": 9}
    assert call("post", f"{path}/holidays", {"on": "2026-12-24", "name": "Eve"}).status_code == 201
    assert call("delete", f"{path}/holidays/2026-12-24").status_code == 204
    assert len(call("get", path).json()["holidays"]) == 9
    assert call("patch", path, {"is_24x7": True}).json()["hours"] == hours
    assert call("patch", path, {"hours": {"mon": [["17:00", "09:00"]]}}).status_code == 422
    assert call("delete", path).status_code == 204
    assert call("get", path).status_code == 404
    assert call("post", "/templates", {"name": "Hi", "slug": "hi", "body": "{{ contact.name }}"}).status_code == 201
    assert call("patch", "/templates/hi", {"subject": "Hello"}).json()["body"] == "{{ contact.name }}"
    assert call("patch", "/templates/hi", {"body": "{% if %}"}).status_code == 422
    assert call("delete", "/templates/hi").status_code == 204
    assert call("get", "/templates/hi").status_code == 404


def test_an_agent_reads_what_colleagues_know_and_changes_nothing(calling):
    manager = calling(MANAGE)
    manager("post", "/teams", {"name": "Gold"})
    manager("post", "/calendars", {"name": "Office", "is_24x7": True})
    manager("post", "/templates", {"name": "Hi", "slug": "hi"})
    agent = calling("cases.read")
    team, calendar, role = Team.objects.get(), BusinessCalendar.objects.get(), Role.objects.first()
    somebody = Agent.objects.first()
    for path, count in (("agents", 2), ("teams", 1), ("calendars", 1), ("templates", 1), ("roles", 0)):
        assert len(agent("get", f"/{path}").json()["items"]) == count
    for method, path, data in (
        ("post", "/agents", {"name": "Eve", "email": "eve@caseway.example"}),
        ("patch", f"/agents/{somebody.pk}", {"name": "Eve"}),
        ("post", f"/agents/{somebody.pk}/deactivate", None),
        ("post", "/teams", {"name": "Mine"}),
        ("patch", f"/teams/{team.pk}", {"name": "Mine"}),
        ("put", f"/teams/{team.pk}/members/{somebody.pk}", None),
        ("delete", f"/teams/{team.pk}", None),
        ("post", "/roles", {"name": "Mine", "slug": "mine", "permissions": {}}),
        ("post", "/calendars", {"name": "Mine", "is_24x7": True}),
        ("patch", f"/calendars/{calendar.pk}", {"name": "Mine"}),
        ("delete", f"/calendars/{calendar.pk}", None),
        ("post", f"/calendars/{calendar.pk}/import-holidays", {"country": "DE", "year": 2026}),
        ("post", "/templates", {"name": "Mine", "slug": "mine"}),
        ("patch", "/templates/hi", {"name": "Mine"}),
        ("delete", "/templates/hi", None),
    ):
        assert agent(method, path, data).status_code == 403, path
    assert agent("patch", f"/roles/{role.slug}", {"name": "Mine"}).status_code == 404
    assert agent("delete", f"/roles/{role.slug}").status_code == 404
    assert (Team.objects.count(), BusinessCalendar.objects.count()) == (1, 1)
    assert not any(model.objects.filter(name="Mine").exists() for model in (Team, BusinessCalendar, Template, Role))
    assert Agent.objects.filter(is_active=True).count() == 2
