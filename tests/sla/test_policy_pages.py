from datetime import timedelta

import pytest
from django.urls import reverse

from caseway.kernel.models import User
from caseway.operations.models import Agent, Role, RoleAssignment
from caseway.sla.models import SlaItem, SlaKpi, SlaPolicy, SlaSettings
from caseway.sla.testing import make_policy

DIALOG = {"HX-Request": "true"}


def sign_in(client, **permissions: str):
    agent = Agent.objects.create(user=User.objects.create_user("ada@caseway.example"), name="Ada")
    RoleAssignment.objects.create(agent=agent, role=Role.objects.create(name="R", slug="r", permissions=permissions))
    client.force_login(agent.user)
    return client


@pytest.fixture
def page(client, db):
    return sign_in(client, **{"settings.manage": "all"})


@pytest.fixture
def policy(office) -> SlaPolicy:
    condition = {"condition": {"field": "tier", "op": "is", "value": "gold"}}
    return make_policy("Gold", ("first_response", 15, condition), status="draft", kind="probe", calendar=office)


def promise(**values: object) -> dict[str, object]:
    kpi = SlaKpi.objects.get(code="resolve").pk
    defaults = {"name": "Solve", "kpi": kpi, "fail_after": 90, "warn_after": "", "position": 1, "may_pause": "on"}
    rows = {"condition-join": "all", "condition-0-field": "tier", "condition-0-op": "is", "condition-0-value": "gold"}
    return defaults | rows | values


@pytest.mark.parametrize("headers", [{}, DIALOG])
def test_every_page_and_dialog_opens(page, policy, headers):
    item = SlaItem.objects.get()
    for name, args in (
        ("policies", []),
        ("policies_new", []),
        ("settings", []),
        ("policy", [policy.pk]),
        ("rename_policy", [policy.pk]),
        ("add_promise", [policy.pk]),
        ("change_promise", [policy.pk, item.pk]),
        ("remove_promise", [policy.pk, item.pk]),
        ("kpis", []),
        ("kpis_new", []),
    ):
        assert page.get(reverse(f"sla:{name}", args=args), headers=headers).status_code == 200, name


def test_a_policy_says_what_it_promises_in_words(page, policy):
    content = page.get(reverse("sla:policy", args=[policy.pk])).content.decode()
    for words in ("Gold first_response", "Customer tier is Gold", "15 minutes", "Support hours"):
        assert words in content


def test_a_policy_is_made_filled_and_activated(page):
    made = page.post(reverse("sla:policies_new"), {"name": "Silver"}, headers=DIALOG)
    policy = SlaPolicy.objects.get()
    assert made.headers["HX-Redirect"] == reverse("sla:policy", args=[policy.pk])
    SlaPolicy.objects.update(kind="probe")
    assert page.post(reverse("sla:add_promise", args=[policy.pk]), promise(), headers=DIALOG).status_code == 204
    item = SlaItem.objects.get()
    assert (item.fail_after, item.condition) == (
        timedelta(minutes=90),
        {"all": [{"field": "tier", "op": "is", "value": "gold"}]},
    )
    change = reverse("sla:change_promise", args=[policy.pk, item.pk])
    assert page.post(change, promise(fail_after=60, warn_after=30)).status_code == 302
    page.post(reverse("sla:activate_policy", args=[policy.pk]))
    page.post(reverse("sla:make_default_policy", args=[policy.pk]))
    policy.refresh_from_db()
    assert (policy.status, policy.is_default, policy.items.get().fail_after) == ("active", True, timedelta(hours=1))
    page.post(reverse("sla:deactivate_policy", args=[policy.pk]))
    page.post(reverse("sla:rename_policy", args=[policy.pk]), {"name": "Bronze"})
    page.post(reverse("sla:remove_promise", args=[policy.pk, item.pk]))
    policy.refresh_from_db()
    assert (policy.name, policy.items.count()) == ("Bronze", 0)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"warn_after": 90}, "shorter than the time to fail"),
        ({"fail_after": 0}, "greater than or equal to 1"),
        ({"condition-0-value": "platinum"}, "tier"),
        ({"name": ""}, "required"),
    ],
)
def test_a_promise_that_cannot_be_kept_is_shown_with_what_is_wrong(page, policy, values, sentence):
    answer = page.post(reverse("sla:add_promise", args=[policy.pk]), promise(**values))
    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert policy.items.count() == 1


def test_a_name_that_is_taken_stands_at_its_field(page, policy):
    answer = page.post(reverse("sla:policies_new"), {"name": "Gold"}, headers=DIALOG)
    assert (answer.status_code, "not taken" in answer.content.decode()) == (422, True)


def test_the_settings_and_kpis_are_kept(page):
    page.post(reverse("sla:settings"), {"may_replace_manual": "on"})
    settings = SlaSettings.objects.get()
    assert (settings.is_enabled, settings.may_replace_manual, settings.recalculates_terminal) == (False, True, False)
    kpi = SlaKpi.objects.get(code="resolve")
    page.post(reverse("sla:kpis_change", args=[kpi.pk]), {"code": "other", "name": "Solved by"})
    kpi.refresh_from_db()
    assert (kpi.code, kpi.name) == ("resolve", "Solved by")
    page.post(reverse("sla:kpis_delete", args=[kpi.pk]))
    assert SlaKpi.objects.filter(code="resolve").exists()
    page.post(reverse("sla:kpis_new"), {"code": "call_back", "name": "Call back"})
    page.post(reverse("sla:kpis_delete", args=[SlaKpi.objects.get(code="call_back").pk]))
    assert SlaKpi.objects.count() == 2


def test_a_draft_is_deleted_from_its_page(page, policy):
    address = reverse("sla:policies_delete", args=[policy.pk])
    assert address in page.get(reverse("sla:rename_policy", args=[policy.pk])).content.decode()
    assert page.post(address, headers=DIALOG)["HX-Redirect"] == reverse("sla:policies")
    assert not SlaPolicy.objects.filter(pk=policy.pk).exists()


def test_who_may_not_manage_is_kept_out(client, policy):
    page = sign_in(client, **{"cases.read": "all"})
    for name, args in (("policies", []), ("settings", []), ("policy", [policy.pk]), ("add_promise", [policy.pk])):
        assert page.get(reverse(f"sla:{name}", args=args)).status_code == 403
    for name in ("activate_policy", "deactivate_policy", "make_default_policy", "rename_policy", "policies_delete"):
        assert page.post(reverse(f"sla:{name}", args=[policy.pk])).status_code == 403
    kpi = SlaKpi.objects.get(code="resolve")
    assert page.post(reverse("sla:kpis_delete", args=[kpi.pk])).status_code == 403
    assert SlaKpi.objects.filter(pk=kpi.pk).exists()
    policy.refresh_from_db()
    assert (policy.status, policy.is_default) == ("draft", False)
