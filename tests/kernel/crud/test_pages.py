"""A settings screen in the browser's words: list, add, change, delete; who may; what two people do at once."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from caseway.kernel.models import ChangeRecord, User
from caseway.operations.models import Role, Team
from tests.kernel.conftest import person

pytestmark = pytest.mark.urls("tests.kernel.crud.playground")
HTMX = {"HX-Request": "true"}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def admin(db: None) -> Client:
    return signed_in(person("ada@caseway.example", "administrator"))


@pytest.fixture
def agent(db: None) -> Client:
    return signed_in(person("ben@caseway.example", "agent"))


def test_the_list_shows_columns_and_links(admin: Client) -> None:
    team = Team.objects.create(name="Kettles")
    page = admin.get("/testing/teams/").content.decode()
    assert "Groups of agents that own records together." in page
    assert f'href="/testing/teams/{team.pk}/"' in page
    assert re.search(r'<td class="numeric">7</td>', page)


def test_an_empty_list_offers_the_first_step(admin: Client) -> None:
    page = admin.get("/testing/teams/").content.decode()
    assert "Nothing here yet" in page
    assert 'href="/testing/teams/new/"' in page


def test_a_row_is_added_and_audited(admin: Client) -> None:
    answer = admin.post("/testing/teams/new/", {"name": "Kettles"})
    assert (answer.status_code, answer["Location"]) == (302, "/testing/teams/")
    team = Team.objects.get()
    change = ChangeRecord.objects.get(kind="team")
    assert (change.object_id, change.action, change.changes["name"]) == (team.pk, "created", [None, "Kettles"])


def test_in_a_dialog_the_answer_is_a_toast(admin: Client) -> None:
    assert "<html" not in admin.get("/testing/teams/new/", headers=HTMX).content.decode()
    answer = admin.post("/testing/teams/new/", {"name": "Kettles"}, headers=HTMX)
    assert answer.status_code == 204
    assert "Kettles is saved." in answer["HX-Trigger"]
    assert '"changed": true' in answer["HX-Trigger"]


def test_what_is_wrong_stands_beside_the_field(admin: Client) -> None:
    Team.objects.create(name="Kettles")
    for name in ("", "Kettles", "x" * 121, "a\0b"):
        answer = admin.post("/testing/teams/new/", {"name": name})
        assert answer.status_code == 422
        assert 'id="id_name_error"' in answer.content.decode()
    assert Team.objects.count() == 1


def test_a_hostile_name_stays_text(admin: Client) -> None:
    admin.post("/testing/teams/new/", {"name": "<script>alert(1)</script>"})
    page = admin.get("/testing/teams/").content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_row_is_changed_and_the_difference_audited(admin: Client) -> None:
    team = Team.objects.create(name="Kettles")
    page = admin.get(f"/testing/teams/{team.pk}/").content.decode()
    found = re.search(r'name="seen" value="(\w+)"', page)
    assert found
    assert admin.post(f"/testing/teams/{team.pk}/", {"name": "Pans", "seen": found[1]}).status_code == 302
    assert Team.objects.get().name == "Pans"
    assert ChangeRecord.objects.get().changes == {"name": ["Kettles", "Pans"]}


def test_two_people_do_not_overwrite_each_other_unseen(admin: Client) -> None:
    team = Team.objects.create(name="Kettles")
    answer = admin.post(f"/testing/teams/{team.pk}/", {"name": "Pans", "seen": "older"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Somebody changed this since you opened it." in page
    assert Team.objects.get().name == "Kettles"
    found = re.search(r'name="seen" value="(\w+)"', page)
    assert found
    assert admin.post(f"/testing/teams/{team.pk}/", {"name": "Pans", "seen": found[1]}).status_code == 302


def test_a_row_is_deleted_after_asking(admin: Client) -> None:
    team = Team.objects.create(name="Kettles")
    assert "This cannot be undone." in admin.get(f"/testing/teams/{team.pk}/delete/").content.decode()
    assert Team.objects.exists()
    assert admin.post(f"/testing/teams/{team.pk}/delete/").status_code == 302
    assert not Team.objects.exists()
    assert ChangeRecord.objects.get().action == "deleted"


def test_what_is_in_use_cannot_be_deleted(admin: Client) -> None:
    role = Role.objects.get(slug="administrator")
    answer = admin.post(f"/testing/work-roles/{role.pk}/delete/", headers=HTMX)
    assert answer.status_code == 409
    assert "is in use, so it cannot be deleted" in answer.content.decode()
    assert Role.objects.filter(pk=role.pk).exists()
    assert not ChangeRecord.objects.filter(action="deleted").exists()


def test_an_address_of_nothing_is_a_404(admin: Client) -> None:
    for key in ("77", "x", "9" * 40, "%00", "-1"):
        assert admin.get(f"/testing/teams/{key}/").status_code == 404
        assert admin.post(f"/testing/teams/{key}/delete/").status_code == 404


def test_an_agent_reads_where_reading_is_open_and_changes_nothing(agent: Client) -> None:
    team = Team.objects.create(name="Kettles")
    page = agent.get("/testing/teams/").content.decode()
    assert "Kettles" in page
    assert "/testing/teams/new/" not in page
    posts: list[Callable[[], object]] = [
        lambda: agent.post("/testing/teams/new/", {"name": "x"}).status_code,
        lambda: agent.post(f"/testing/teams/{team.pk}/", {"name": "x"}).status_code,
        lambda: agent.post(f"/testing/teams/{team.pk}/delete/").status_code,
        lambda: agent.get(f"/testing/teams/{team.pk}/").status_code,
        lambda: agent.get("/testing/work-roles/").status_code,
    ]
    assert [post() for post in posts] == [403] * 5
    assert [team.name for team in Team.objects.all()] == ["Kettles"]


def test_a_stranger_is_sent_to_sign_in(db: None) -> None:
    for client in (Client(), signed_in(person("eve@elsewhere.example"))):
        answer = client.get("/testing/teams/")
        assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/testing/teams/")


def test_many_rows_are_read_page_by_page(admin: Client, django_assert_max_num_queries: Callable[..., object]) -> None:
    Team.objects.bulk_create(Team(name=f"Team {number:03}") for number in range(60))
    with django_assert_max_num_queries(6):  # type: ignore[attr-defined]
        first = admin.get("/testing/teams/").content.decode()
    assert ("Team 049" in first, "Team 050" in first) == (True, False)
    found = re.search(r'href="(\?cursor=[^"]+)"', first)
    assert found
    second = admin.get("/testing/teams/" + found[1]).content.decode()
    assert ("Team 049" in second, "Team 059" in second) == (False, True)
