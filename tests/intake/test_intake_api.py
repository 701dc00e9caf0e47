"""The record-creation rules, configured by programs."""

from functools import partial

import pytest

from caseway.intake.models import CreationRule, CreationRuleItem
from tests.callers import make_caller

MOOD = {"all": [{"field": "mood", "op": "is", "value": 1}]}
KNOWN = {"all": [{"field": "is_known", "op": "is", "value": True}]}


@pytest.fixture
def calling(client, world):
    return partial(make_caller, client)


@pytest.fixture
def admin(calling):
    return calling("settings.manage")


def test_a_rule_is_made_changed_and_deleted(admin):
    new = {"name": "Spares", "mailbox": "spares@caseway.example", "creates_when_connected": True}
    made = admin("post", "/intake/rules", new)
    rule = made.json()
    assert (made.status_code, rule["is_active"], [item["name"] for item in rule["items"]]) == (
        201,
        False,
        ["Every message"],
    )
    change = {"is_active": True, "wait_after_resolution_minutes": 90, "unknown_sender": "refuse"}
    changed = admin("patch", f"/intake/rules/{rule['id']}", change).json()
    assert {name: changed[name] for name in change} == change
    assert changed["creates_when_connected"]
    changed = admin("patch", f"/intake/rules/{rule['id']}", {"wait_after_resolution_minutes": None}).json()
    assert changed["wait_after_resolution_minutes"] is None
    assert admin("get", f"/intake/rules/{rule['id']}").json() == changed
    assert [one["name"] for one in admin("get", "/intake/rules").json()["items"]] == ["Mail", "Spares"]
    assert admin("delete", f"/intake/rules/{rule['id']}").status_code == 204
    assert list(CreationRule.objects.values_list("name", flat=True)) == ["Mail"]


def test_items_come_move_change_and_go(admin, world):
    path = f"/intake/rules/{world.rule.pk}/items"
    new = {"name": "Known", "condition": KNOWN, "mapping": {"priority": 1}, "auto_reply": "received"}
    made = admin("post", path, new)
    item = made.json()
    assert (made.status_code, {name: item[name] for name in new}) == (201, new)
    assert admin("post", f"/intake/items/{item['id']}/move", {"by": -1}).status_code == 204
    rule = admin("get", f"/intake/rules/{world.rule.pk}").json()
    assert [one["name"] for one in rule["items"]] == ["Known", "Every message"]
    refusal = admin("delete", "/templates/received")
    assert (refusal.status_code, "in use" in refusal.json()["detail"]) == (409, True)
    changed = admin("patch", f"/intake/items/{item['id']}", {"auto_reply": None, "mapping": {"kind": "problem"}}).json()
    assert (changed["auto_reply"], changed["mapping"], changed["condition"]) == (None, {"kind": "problem"}, KNOWN)
    assert admin("delete", f"/intake/items/{item['id']}").status_code == 204
    assert list(CreationRuleItem.objects.values_list("name", flat=True)) == ["Every message"]


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("rules", {"name": "Mail"}, "name"),
        ("rules", {"name": "New", "mailbox": "nowhere"}, "mailbox"),
        ("rules", {"name": "New", "wait_after_resolution_minutes": -1}, "wait_after_resolution_minutes"),
        (
            "rules/{rule}/items",
            {"name": "A", "condition": MOOD},
            "condition",
        ),
        ("rules/{rule}/items", {"name": "A", "mapping": {"title": "Mine"}}, "mapping.title"),
        ("rules/{rule}/items", {"name": "A", "action": "explode"}, "action"),
    ],
)
def test_what_is_wrong_is_named(admin, world, path, body, field):
    answer = admin("post", f"/intake/{path.format(rule=world.rule.pk)}", body)
    assert answer.status_code == 422
    assert field in next(iter(answer.json()["errors"]))
    assert (CreationRule.objects.count(), CreationRuleItem.objects.count()) == (1, 1)


def test_who_may_not_configure_changes_nothing(calling, world):
    call = calling("intake.read", "cases.read")
    item = CreationRuleItem.objects.get()
    asked = [
        ("get", "/intake/rules", None),
        ("post", "/intake/rules", {"name": "Mine"}),
        ("get", f"/intake/rules/{world.rule.pk}", None),
        ("patch", f"/intake/rules/{world.rule.pk}", {"name": "Mine"}),
        ("delete", f"/intake/rules/{world.rule.pk}", None),
        ("post", f"/intake/rules/{world.rule.pk}/items", {"name": "Mine"}),
        ("patch", f"/intake/items/{item.pk}", {"name": "Mine"}),
        ("post", f"/intake/items/{item.pk}/move", {"by": 1}),
        ("delete", f"/intake/items/{item.pk}", None),
    ]
    assert {call(*one).status_code for one in asked} == {403}
    assert list(CreationRule.objects.values_list("name", flat=True)) == ["Mail"]
    assert list(CreationRuleItem.objects.values_list("name", flat=True)) == ["Every message"]
