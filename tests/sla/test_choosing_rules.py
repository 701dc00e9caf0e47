"""One policy a record, one item a KPI."""

from dataclasses import dataclass

import pytest

from caseway.sla.rules.choosing import PolicyChoice, PolicySource, first_per_kpi, replaces, strongest


@dataclass(frozen=True)
class Row:
    kpi_id: int
    position: int
    tier: str = ""


def test_the_first_item_that_applies_counts_for_each_kpi():
    gold, any_first, any_resolve = Row(1, 1, "gold"), Row(1, 2), Row(2, 3)
    assert first_per_kpi([any_resolve, any_first, gold], lambda row: row.tier in ("", "gold")) == {
        1: gold,
        2: any_resolve,
    }
    assert first_per_kpi([any_resolve, any_first, gold], lambda row: row.tier == "") == {1: any_first, 2: any_resolve}


def test_items_after_the_first_match_are_not_looked_at():
    asked = []
    first_per_kpi([Row(1, 1), Row(1, 2)], lambda row: asked.append(row.position) or True)
    assert asked == [1]


def test_no_match_is_no_clock():
    assert first_per_kpi([Row(1, 1)], lambda row: False) == {}


def test_manual_goes_before_flow_before_entitlement_before_default():
    choices = [PolicyChoice(number, source) for number, source in enumerate(reversed(PolicySource))]
    for count in range(len(choices), 0, -1):
        assert strongest(choices[:count]) == choices[count - 1]
    assert strongest([]) is None


MANUAL, FLOW, ENTITLEMENT, DEFAULT = (PolicyChoice(7, source) for source in PolicySource)


@pytest.mark.parametrize(
    ("new", "current", "expected"),
    [
        (DEFAULT, None, True),
        (MANUAL, MANUAL, True),
        (MANUAL, FLOW, True),
        (FLOW, FLOW, True),
        (FLOW, ENTITLEMENT, True),
        (ENTITLEMENT, FLOW, False),
        (ENTITLEMENT, DEFAULT, True),
        (DEFAULT, ENTITLEMENT, False),
        (DEFAULT, FLOW, False),
    ],
)
def test_a_stronger_or_equal_source_replaces(new, current, expected):
    assert replaces(new, current, may_replace_manual=False) is expected


@pytest.mark.parametrize("new", [FLOW, ENTITLEMENT, DEFAULT])
def test_automatic_after_manual_is_a_setting(new):
    assert not replaces(new, MANUAL, may_replace_manual=False)
    assert replaces(new, MANUAL, may_replace_manual=True)
