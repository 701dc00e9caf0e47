from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caseway.kernel.errors import Invalid
from caseway.kernel.models import ChangeRecord
from caseway.kernel.paging import page_of

ORDER = ("-at", "id")
START = datetime(2026, 1, 1, tzinfo=UTC)


def add(minutes: int) -> ChangeRecord:
    return ChangeRecord.objects.create(
        kind="kettle", object_id=1, actor="agent:1", via="page", action="created", at=START + timedelta(minutes=minutes)
    )


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(minutes=st.lists(st.integers(0, 4), max_size=12), limit=st.integers(1, 5))
def test_pages_hold_every_row_once_in_order(db: None, minutes: list[int], limit: int) -> None:
    ChangeRecord.objects.all().delete()
    for each in minutes:
        add(each)
    read: list[ChangeRecord] = []
    cursor, is_first = "", True
    while is_first or cursor:
        page = page_of(ChangeRecord.objects.all(), order=ORDER, cursor=cursor, limit=limit)
        read += page.items
        cursor, is_first = page.next, False
        assert len(page.items) <= limit
    assert read == list(ChangeRecord.objects.order_by(*ORDER))


@pytest.mark.parametrize("cursor", ["x", "W10", "WzEsMiwzXQ", "bnVsbA", "WyJcdTAwMDAiLCAxXQ", "WyJ4IiwgMV0", "é" * 50])
def test_a_cursor_we_did_not_give_out_is_refused(db: None, cursor: str) -> None:
    with pytest.raises(Invalid):
        page_of(ChangeRecord.objects.all(), order=ORDER, cursor=cursor)
