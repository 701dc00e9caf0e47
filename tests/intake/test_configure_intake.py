"""The record-creation rules on their settings page."""

from datetime import timedelta
from typing import Any

import pytest

from caseway.intake.models import CreationRule, CreationRuleItem
from caseway.intake.queries import rule_for
from caseway.kernel.models import ChangeRecord
from caseway.operations.models import Agent, Template
from tests.fixtures import SignIn
from tests.world import SUPPORT, World

HTMX = {"HX-Request": "true"}
RULES, ITEMS = "/settings/intake-rules/", "/settings/intake-items/"
FIELDS: dict[str, Any] = {
    "name": "Sales",
    "mailbox": "sales@caseway.example",
    "unknown_sender": "refuse",
    "creates_when_connected": "on",
    "wait_hours": "36",
    "is_active": "on",
}
ITEM: dict[str, Any] = {
    "name": "Invoices",
    "action": "open_case",
    "kind": "request",
    "priority": "1",
    "condition-join": "all",
    "condition-0-field": "subject",
    "condition-0-op": "contains",
    "condition-0-value": "invoice",
}


def test_a_rule_begins_with_an_item_for_every_message(world: World, administrator: Agent, signed_in: SignIn) -> None:
    client = signed_in(administrator)
    assert client.post(f"{RULES}new/", FIELDS, headers=HTMX).status_code == 204
    rule = CreationRule.objects.get(name="Sales")
    assert (rule.unknown_sender, rule.wait_after_resolution, rule.is_active) == ("refuse", timedelta(hours=36), True)
    assert [item.name for item in rule.items.all()] == ["Every message"]
    found = rule_for("email", ["sales@caseway.example"])
    assert found is not None
    assert found.row == rule
    page = client.get(RULES).content.decode()
    assert "A reply opens another case after 36 h" in page
    assert "Unknown senders open no case" in page


def test_a_rule_is_changed_and_deleted(world: World, administrator: Agent, signed_in: SignIn) -> None:
    client = signed_in(administrator)
    assert f'value="{SUPPORT}"' in client.get(f"{RULES}{world.rule.pk}/", headers=HTMX).content.decode()
    client.post(f"{RULES}{world.rule.pk}/", FIELDS | {"wait_hours": ""})
    world.rule.refresh_from_db()
    assert (world.rule.name, world.rule.wait_after_resolution) == ("Sales", None)
    client.post(f"{RULES}{world.rule.pk}/delete/")
    assert not CreationRule.objects.exists()
    assert rule_for("email", [SUPPORT]) is None
    actions = ChangeRecord.objects.filter(kind="creationrule").order_by("id").values_list("action", flat=True)
    assert list(actions) == ["changed", "removed"]


def test_an_item_is_added_changed_moved_and_removed(world: World, administrator: Agent, signed_in: SignIn) -> None:
    client = signed_in(administrator)
    template = Template.objects.get()
    assert client.post(f"{RULES}{world.rule.pk}/items/new/", ITEM, headers=HTMX).status_code == 204
    item = CreationRuleItem.objects.get(name="Invoices")
    assert item.condition == {"all": [{"field": "subject", "op": "contains", "value": "invoice"}]}
    assert (item.position, item.mapping, item.auto_reply) == (2, {"kind": "request", "priority": 1}, None)
    assert "Subject contains invoice" in client.get(RULES).content.decode()

    client.post(f"{ITEMS}{item.pk}/up/")
    assert [one.name for one in world.rule.items.order_by("position")] == ["Invoices", "Every message"]
    client.post(f"{ITEMS}{item.pk}/", ITEM | {"name": "Bills", "priority": "", "auto_reply": template.pk})
    item.refresh_from_db()
    assert (item.name, item.mapping, item.auto_reply) == ("Bills", {"kind": "request"}, template)
    client.post(f"{ITEMS}{item.pk}/delete/")
    assert [one.name for one in world.rule.items.all()] == ["Every message"]


@pytest.mark.parametrize(
    ("path", "changed", "said"),
    [
        ("new/", {"name": "Mail"}, "Another rule has it already."),
        ("new/", {"mailbox": "no address"}, "Enter a valid email address."),
        ("new/", {"wait_hours": "-1"}, "Ensure this value is greater than or equal to 0."),
        ("{rule}/items/new/", {"condition-0-op": "sounds_like"}, "condition"),
        ("{rule}/items/new/", {"action": "explode"}, "Select a valid choice."),
        ("{rule}/items/new/", {"priority": "7"}, "Select a valid choice."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(
    path: str, changed: dict[str, Any], said: str, world: World, administrator: Agent, signed_in: SignIn
) -> None:
    fields = ITEM if "items" in path else FIELDS
    address = RULES + path.format(rule=world.rule.pk)
    answer = signed_in(administrator).post(address, fields | changed, headers=HTMX)
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert (CreationRule.objects.count(), CreationRuleItem.objects.count()) == (1, 1)


@pytest.mark.parametrize("who", ["owner", "supervisor"])
def test_only_administrators_configure(
    who: str, world: World, signed_in: SignIn, request: pytest.FixtureRequest
) -> None:
    client = signed_in(request.getfixturevalue(who))
    item = CreationRuleItem.objects.get()
    for path in (RULES, f"{RULES}new/", f"{RULES}{world.rule.pk}/", f"{ITEMS}{item.pk}/"):
        assert client.get(path).status_code == 403
    for path in (f"{RULES}{world.rule.pk}/delete/", f"{ITEMS}{item.pk}/delete/", f"{ITEMS}{item.pk}/up/"):
        assert client.post(path).status_code == 403
    assert (CreationRule.objects.count(), CreationRuleItem.objects.count()) == (1, 1)
