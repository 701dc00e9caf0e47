from types import SimpleNamespace
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseway.kernel.api import rate_limits
from caseway.kernel.api.authentication import BearerToken
from caseway.kernel.api.rate_limits import Limiter
from caseway.kernel.models import ApiToken
from tests.kernel.api import playground
from tests.kernel.conftest import Caller


@pytest.mark.urls("tests.kernel.api.playground")
def test_answers_say_what_is_left(agent: Caller) -> None:
    answer = agent.get("/teams")
    assert answer["RateLimit-Policy"] == '"requests";q=600;w=60'
    assert answer["RateLimit"].startswith('"requests";r=599;t=')


@pytest.mark.urls("tests.kernel.api.playground")
def test_too_many_requests_are_asked_to_wait(agent: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limits, "time", SimpleNamespace(monotonic=lambda: 1000.0))
    limiter = cast("BearerToken", cast("list[object]", playground.api.auth)[0])._limiter
    key = f"token:{ApiToken.objects.get().pk}"
    while not limiter.take(key).retry_seconds:
        pass
    answer = agent.get("/teams")
    assert answer.status_code == 429
    assert answer["Retry-After"] == "1"
    assert answer.json()["code"] == "too-many"
    assert answer["RateLimit"].startswith('"requests";r=0;')


def test_a_bucket_refills_steadily() -> None:
    limiter = Limiter(limit=60, window_seconds=60)
    assert [limiter.take("a", now=100.0).remaining for _ in range(60)] == list(range(59, -1, -1))
    refused = limiter.take("a", now=100.0)
    assert (refused.remaining, refused.retry_seconds, refused.reset_seconds) == (0, 1, 60)
    assert limiter.take("a", now=101.0).retry_seconds == 0
    assert limiter.take("a", now=101.0).retry_seconds == 1
    assert limiter.take("b", now=101.0).remaining == 59
    assert limiter.take("a", now=200.0).remaining == 59


@given(st.lists(st.floats(0, 30), min_size=1, max_size=200), st.integers(1, 50))
def test_never_more_than_the_limit_and_the_refill(gaps: list[float], limit: int) -> None:
    limiter, now, allowed = Limiter(limit, window_seconds=60), 1000.0, 0
    for gap in gaps:
        now += gap
        allowed += limiter.take("k", now=now).retry_seconds == 0
    assert allowed <= limit + (now - 1000.0) * limit / 60 + 1e-6
