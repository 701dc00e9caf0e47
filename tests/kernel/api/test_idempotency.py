import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from caseway.kernel.api.idempotency import purge_keys
from caseway.kernel.models import IdempotencyKey, User
from caseway.operations.models import Team
from tests.kernel.conftest import Caller, caller, person

pytestmark = pytest.mark.urls("tests.kernel.api.playground")


def test_the_same_request_does_its_work_once(agent: Caller) -> None:
    first = agent.post("/teams", {"name": "One"}, Idempotency_Key="k1")
    again = agent.post("/teams", {"name": "One"}, Idempotency_Key="k1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert (again["Idempotency-Replayed"], again["Content-Type"]) == ("true", first["Content-Type"])
    assert "Idempotency-Replayed" not in first
    assert Team.objects.count() == 1


def test_another_request_with_the_same_key_is_refused(agent: Caller) -> None:
    agent.post("/teams", {"name": "One"}, Idempotency_Key="k1")
    answer = agent.post("/teams", {"name": "Two"}, Idempotency_Key="k1")
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == ["Idempotency-Key"]
    assert agent.post("/everything", {}, Idempotency_Key="k1").status_code == 422
    assert Team.objects.count() == 1


def test_each_user_has_keys_of_their_own(agent: Caller) -> None:
    other = caller(person("cyd@caseway.example", "agent"))
    assert agent.post("/teams", {"name": "One"}, Idempotency_Key="k1").status_code == 201
    assert other.post("/teams", {"name": "Two"}, Idempotency_Key="k1").status_code == 201


def test_a_refusal_undoes_everything_and_may_be_repeated(agent: Caller) -> None:
    team = Team.objects.create(name="One")
    for _ in range(2):
        answer = agent.post(f"/teams/{team.pk}/close", Idempotency_Key="k1")
        assert answer.status_code == 409
        assert "Idempotency-Replayed" not in answer
    assert [team.name for team in Team.objects.all()] == ["One"]
    assert IdempotencyKey.objects.count() == 0


@pytest.mark.parametrize("key", ["", "x" * 201, "a b", "ä"])
def test_a_key_that_is_none_is_refused(agent: Caller, key: str) -> None:
    answer = agent.post("/teams", {"name": "One"}, Idempotency_Key=key)
    assert answer.status_code == 422
    assert Team.objects.count() == 0


def test_after_a_day_a_key_is_new_again(agent: Caller) -> None:
    agent.post("/teams", {"name": "One"}, Idempotency_Key="k1")
    IdempotencyKey.objects.update(created_at=timezone.now() - timedelta(hours=25))
    assert agent.post("/teams", {"name": "Two"}, Idempotency_Key="k1").status_code == 201
    IdempotencyKey.objects.update(created_at=timezone.now() - timedelta(hours=25))
    assert purge_keys() == 1


def test_without_a_key_nothing_is_kept(agent: Caller) -> None:
    agent.post("/teams", {"name": "One"})
    assert IdempotencyKey.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_while_the_first_is_underway_the_second_is_asked_to_wait() -> None:
    agent = caller(person("ben@caseway.example", "agent"))
    underway, done = threading.Event(), threading.Event()

    def first() -> None:
        from caseway.kernel.api.idempotency import _lock
        from caseway.kernel.api.requests import Attempt

        with transaction.atomic():
            _lock(Attempt("k1", "", agent.user.pk))
            underway.set()
            done.wait(10)
        connection.close()

    thread = threading.Thread(target=first)
    thread.start()
    underway.wait(10)
    answer = agent.post("/teams", {"name": "One"}, Idempotency_Key="k1")
    done.set()
    thread.join()
    assert (answer.status_code, answer["Retry-After"]) == (409, "1")
    assert answer.json()["code"] == "still-underway"
    assert agent.post("/teams", {"name": "One"}, Idempotency_Key="k1").status_code == 201
    assert User.objects.count() == 1
