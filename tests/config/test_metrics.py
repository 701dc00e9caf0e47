"""`/metrics`: who may read it, and what it says of requests and of what waits."""

from dataclasses import replace

import pytest
from django.test import Client
from django.utils import timezone

from caseway.config.env import env
from caseway.config.metrics.waiting import Waiting
from caseway.kernel.models import BulkCursor, EventDelivery, EventRecord

PATH = "/metrics"


def figures(**client: str) -> dict[str, float]:
    """Each line as Prometheus would read it."""
    said = Client(**client).get(PATH).content.decode()
    lines = (line.rpartition(" ") for line in said.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, _space, value in lines}


@pytest.mark.usefixtures("db")
def test_it_counts_and_times_requests_by_route() -> None:
    name = 'caseway_request_seconds_count{method="GET",route="cases/<str:number>/",status="302"}'
    before = figures().get(name, 0)
    for number in ("CAS-1", "CAS-2"):
        Client().get(f"/cases/{number}/")
    assert figures()[name] == before + 2


@pytest.mark.usefixtures("db")
def test_it_says_what_waits_and_how_far_readers_are_behind() -> None:
    kettle = {"name": "a.KettleBoiled", "subject_kind": "kettle", "subject_id": 1, "actor": "system"}
    old = EventRecord.objects.create(transaction="5", at=timezone.now() - timezone.timedelta(minutes=10), **kettle)
    new = EventRecord.objects.create(transaction="6", **kettle)
    BulkCursor.objects.create(handler="behind", transaction="4")
    BulkCursor.objects.create(handler="done", transaction="6", event_id=new.pk)
    EventDelivery.objects.create(event=old, handler="a.b", next_at=timezone.now(), is_dead=True)
    said = {
        f"{one.name}{sorted(one.labels.values())}": one.value
        for family in Waiting().collect()
        for one in family.samples
    }
    assert 600 <= said["caseway_bulk_lag_seconds['behind']"] < 660
    assert said["caseway_bulk_lag_seconds['done']"] == 0
    assert (said["caseway_reactions['dead']"], said["caseway_mail_waiting[]"], said["caseway_mail_held[]"]) == (1, 0, 0)


@pytest.mark.usefixtures("db")
def test_it_costs_the_database_nothing_when_asked_again(django_assert_num_queries) -> None:
    waiting = Waiting()
    with django_assert_num_queries(7):
        list(waiting.collect())
    with django_assert_num_queries(0):
        list(waiting.collect())


@pytest.mark.usefixtures("db")
def test_without_a_token_only_this_machine_reads_it(settings) -> None:
    assert Client(REMOTE_ADDR="127.0.0.1").get(PATH).status_code == 200
    assert Client(REMOTE_ADDR="192.0.2.1").get(PATH).status_code == 403
    assert Client(REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="192.0.2.1").get(PATH).status_code == 403
    settings.CASEWAY = replace(env(), is_behind_proxy=True)
    assert Client(REMOTE_ADDR="127.0.0.1").get(PATH).status_code == 403


@pytest.mark.usefixtures("db")
def test_with_a_token_whoever_shows_it_reads_it(settings) -> None:
    settings.CASEWAY = replace(env(), metrics_token="a token")
    assert Client(REMOTE_ADDR="127.0.0.1").get(PATH).status_code == 403
    shown = {"Authorization": "Bearer a token"}
    assert Client(REMOTE_ADDR="192.0.2.1").get(PATH, headers=shown).status_code == 200
    assert Client().get(PATH, headers={"Authorization": "Bearer another"}).status_code == 403
