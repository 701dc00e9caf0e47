"""Queues and routing rules, configured by programs."""

from functools import partial

import pytest

from caseway.kernel.models import ChangeRecord
from caseway.operations.models import Agent
from caseway.routing.models import Queue, QueueMembership, RoutingRule
from tests.callers import make_caller

LEAKS = {"any": [{"field": "title", "op": "contains", "value": "leak"}]}


@pytest.fixture
def calling(client, world):
    return partial(make_caller, client)


@pytest.fixture
def admin(calling):
    return calling("settings.manage", "queues.read", "queues.assign")


def test_a_queue_is_made_changed_and_deleted(admin, world, owner, colleague):
    new = {"name": "Returns", "slug": "returns", "owner_team_id": world.care_team.pk, "member_ids": [owner.pk]}
    made = admin("post", "/queues", new)
    assert (made.status_code, made.json()["owner_team_id"], made.json()["is_public"]) == (201, world.care_team.pk, True)
    changed = admin("patch", "/queues/returns", {"is_public": False, "owner_agent_id": colleague.pk}).json()
    assert (changed["is_public"], changed["owner_agent_id"], changed["owner_team_id"]) == (False, colleague.pk, None)
    assert admin("get", "/queues/returns/members").json() == [{"id": owner.pk, "name": "Ana Ferro"}]
    assert admin("put", f"/queues/returns/members/{colleague.pk}").status_code == 204
    assert admin("put", f"/queues/returns/members/{colleague.pk}").status_code == 204
    assert admin("delete", f"/queues/returns/members/{owner.pk}").status_code == 204
    assert [one["name"] for one in admin("get", "/queues/returns/members").json()] == ["Ben Osei"]
    assert ChangeRecord.objects.filter(kind="queuemembership").count() == 3
    assert admin("patch", "/queues/returns", {"member_ids": []}).status_code == 200
    assert admin("get", "/queues/returns/members").json() == []
    assert admin("delete", "/queues/returns").status_code == 204
    assert admin("get", "/queues/returns").status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": "Gold", "slug": "new"}, "name"),
        ({"name": "New", "slug": "gold"}, "slug"),
        ({"name": "New", "slug": "new", "owner_team_id": None}, "owner"),
        ({"name": "New", "slug": "new", "owner_team_id": 999_999}, "owner_team_id"),
        ({"name": "New", "slug": "new", "member_ids": [999_999]}, "members"),
        ({"name": "New", "slug": "not a slug"}, "slug"),
        ({"name": "New", "slug": "new", "colour": "red"}, "colour"),
    ],
)
def test_what_is_wrong_with_a_queue_is_named(admin, world, body, field):
    answer = admin("post", "/queues", {"owner_team_id": world.care_team.pk} | body)
    assert (answer.status_code, list(answer.json()["errors"])) == (422, [field])
    assert Queue.objects.count() == 2


def test_somebody_elses_change_is_not_overwritten(client, admin, world):
    tag = admin("get", "/queues/gold")["ETag"]
    admin("patch", "/queues/gold", {"priority": 5})
    token = {"Authorization": "Bearer cw_" + Agent.objects.get(name__startswith="agent").name, "If-Match": tag}
    late = client.patch("/api/v1/queues/gold", '{"priority": 9}', content_type="application/json", headers=token)
    assert (late.status_code, Queue.objects.get(slug="gold").priority) == (412, 5)


def test_a_rule_is_made_moved_changed_and_deleted(admin, world, owner):
    made = admin("post", "/routing-rules", {"name": "Leaks", "condition": LEAKS, "queue": "general"})
    rule = made.json()
    assert (made.status_code, rule["position"], rule["queue"], rule["condition"]) == (201, 2, "general", LEAKS)
    assert admin("post", f"/routing-rules/{rule['id']}/move", {"by": -1}).status_code == 204
    assert [one["name"] for one in admin("get", "/routing-rules").json()["items"]] == ["Leaks", "Gold customers"]
    changed = admin("patch", f"/routing-rules/{rule['id']}", {"agent_id": owner.pk, "is_active": False}).json()
    assert (changed["queue"], changed["agent_id"], changed["is_active"], changed["condition"]) == (
        None,
        owner.pk,
        False,
        LEAKS,
    )
    assert admin("get", f"/routing-rules/{rule['id']}").json() == changed
    assert admin("delete", f"/routing-rules/{rule['id']}").status_code == 204
    assert RoutingRule.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "target"),
        ({"queue": "gold", "agent_id": 1}, "target"),
        ({"agent_id": 999_999}, "agent_id"),
        ({"queue": "gold", "condition": {"all": [{"field": "mood", "op": "is", "value": "bad"}]}}, "condition"),
        ({"queue": "gold", "kind": "moon"}, "kind"),
    ],
)
def test_what_is_wrong_with_a_rule_is_named(admin, body, field):
    answer = admin("post", "/routing-rules", {"name": "New"} | body)
    assert (answer.status_code, list(answer.json()["errors"])) == (422, [field])
    assert RoutingRule.objects.count() == 1


def test_who_may_not_configure_changes_nothing(calling, world, owner):
    call = calling("queues.read", "queues.assign")
    rule = RoutingRule.objects.get()
    asked = [
        ("post", "/queues", {"name": "Mine", "slug": "mine", "owner_agent_id": owner.pk}),
        ("patch", "/queues/gold", {"name": "Mine"}),
        ("delete", "/queues/gold", None),
        ("put", f"/queues/gold/members/{owner.pk}", None),
        ("delete", f"/queues/gold/members/{owner.pk}", None),
        ("get", "/routing-rules", None),
        ("post", "/routing-rules", {"name": "Mine", "queue": "gold"}),
        ("get", f"/routing-rules/{rule.pk}", None),
        ("patch", f"/routing-rules/{rule.pk}", {"name": "Mine"}),
        ("post", f"/routing-rules/{rule.pk}/move", {"by": 1}),
        ("delete", f"/routing-rules/{rule.pk}", None),
    ]
    assert {call(*one).status_code for one in asked} == {403}
    assert (Queue.objects.count(), QueueMembership.objects.count(), RoutingRule.objects.count()) == (2, 1, 1)


def test_a_private_queues_members_are_told_to_those_who_see_it(calling, world, owner):
    assert calling("queues.read")("get", "/queues/gold/members").status_code == 404
    assert calling("queues.read", "queues.assign")("get", "/queues/gold/members").json()[0]["id"] == owner.pk
