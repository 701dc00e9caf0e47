import time
from collections.abc import Callable

import pytest

BUDGET_SECONDS = 3.0


@pytest.fixture
def linear_time() -> Callable[[Callable[[], object]], None]:
    """Runs the work within a bound that a quadratic reader of these sizes misses a hundredfold."""

    def check(work: Callable[[], object]) -> None:
        start = time.process_time()
        work()
        assert time.process_time() - start < BUDGET_SECONDS

    return check
