"""The whole matrix of what a case takes from its contract, and the contract's own states."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseway.entitlements.rules import (
    Allocation,
    Balance,
    DecreaseOn,
    State,
    Status,
    Terms,
    TermsError,
    Turn,
    Usage,
    Verb,
    covers,
    is_allowed,
    moved,
    movement,
    renewed_dates,
    require_within,
    state_changes_on,
    state_on,
    term_of,
    term_text,
    units_of,
)

BY_CREATION = Terms(Allocation.CASES, DecreaseOn.CREATION)
BY_RESOLUTION = Terms(Allocation.CASES, DecreaseOn.RESOLUTION)
BY_HOURS = Terms(Allocation.HOURS, DecreaseOn.RESOLUTION)
TERMS = (BY_CREATION, BY_RESOLUTION, BY_HOURS)

# ---- states by date

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2026, 2, 28), State.WAITING),
        (FIRST, State.ACTIVE),
        (date(2026, 3, 15), State.ACTIVE),
        (LAST, State.ACTIVE),
        (date(2026, 4, 1), State.EXPIRED),
    ],
)
def test_an_activated_contract_follows_its_dates(today, state):
    assert state_on(today, Status.ACTIVATED, FIRST, LAST) == state


@pytest.mark.parametrize("today", [date(2026, 2, 1), date(2026, 3, 15), date(2026, 4, 15)])
def test_drafts_and_cancelled_contracts_follow_no_dates(today):
    assert state_on(today, Status.DRAFT, FIRST, LAST) == State.DRAFT
    assert state_on(today, Status.CANCELED, FIRST, LAST) == State.CANCELED
    assert state_changes_on(today, Status.DRAFT, FIRST, LAST) is None


@given(st.dates(date(2026, 1, 1), date(2026, 6, 1)))
def test_the_state_changes_on_the_day_named_and_not_before(today):
    state, change = (rule(today, Status.ACTIVATED, FIRST, LAST) for rule in (state_on, state_changes_on))
    if change is None:
        assert state == State.EXPIRED
    else:
        assert state_on(change - timedelta(days=1), Status.ACTIVATED, FIRST, LAST) == state
        assert state_on(change, Status.ACTIVATED, FIRST, LAST) != state


ALLOWED = {
    (Verb.ACTIVATE, State.DRAFT),
    (Verb.EDIT, State.DRAFT),
    (Verb.DEACTIVATE, State.WAITING),
    (Verb.DEACTIVATE, State.ACTIVE),
    (Verb.CANCEL, State.WAITING),
    (Verb.CANCEL, State.ACTIVE),
    (Verb.RENEW, State.EXPIRED),
    (Verb.RENEW, State.CANCELED),
}


@pytest.mark.parametrize(("verb", "state"), list(product(Verb, State)))
def test_each_verb_has_its_states(verb, state):
    assert is_allowed(verb, state) is ((verb, state) in ALLOWED)


# ---- what a case takes


@pytest.mark.parametrize(
    ("terms", "turn", "taken", "units"),
    [
        (BY_CREATION, Turn.ATTACHED, 0, -1),
        (BY_CREATION, Turn.RESOLVED, 1, 0),
        (BY_CREATION, Turn.REACTIVATED_FROM_RESOLVED, 1, 0),
        (BY_CREATION, Turn.CANCELED, 1, 1),
        (BY_CREATION, Turn.REACTIVATED_FROM_CANCELED, 0, -1),
        (BY_CREATION, Turn.DETACHED, 1, 1),
        (BY_RESOLUTION, Turn.ATTACHED, 0, 0),
        (BY_RESOLUTION, Turn.RESOLVED, 0, -1),
        (BY_RESOLUTION, Turn.REACTIVATED_FROM_RESOLVED, 1, 1),
        (BY_RESOLUTION, Turn.CANCELED, 0, 0),
        (BY_RESOLUTION, Turn.REACTIVATED_FROM_CANCELED, 0, 0),
        (BY_RESOLUTION, Turn.DETACHED, 1, 1),
        (BY_HOURS, Turn.ATTACHED, 0, 0),
        (BY_HOURS, Turn.RESOLVED, 0, -50),
        (BY_HOURS, Turn.REACTIVATED_FROM_RESOLVED, 50, 50),
        (BY_HOURS, Turn.CANCELED, 0, 0),
        (BY_HOURS, Turn.REACTIVATED_FROM_CANCELED, 0, 0),
        (BY_HOURS, Turn.DETACHED, 50, 50),
    ],
)
def test_the_matrix(terms, turn, taken, units):
    assert movement(terms, turn, Usage(taken=taken, billable_minutes=50)) == units


@pytest.mark.parametrize(("terms", "turn", "taken"), list(product(TERMS, Turn, (0, 1, 50))))
def test_a_case_that_is_not_counted_moves_nothing(terms, turn, taken):
    assert movement(terms, turn, Usage(is_counted=False, taken=taken, billable_minutes=50)) == 0


@pytest.mark.parametrize(("terms", "turn"), list(product(TERMS, Turn)))
def test_a_turn_told_twice_counts_once(terms, turn):
    usage = Usage(taken=0, billable_minutes=50)
    after = Usage(taken=-movement(terms, turn, usage), billable_minutes=50)
    assert movement(terms, turn, after) == 0


def test_hours_cannot_be_counted_on_creation():
    with pytest.raises(ValueError, match="case resolution"):
        Terms(Allocation.HOURS, DecreaseOn.CREATION)


NEXT = {
    "active": {"resolved": Turn.RESOLVED, "canceled": Turn.CANCELED},
    "resolved": {"active": Turn.REACTIVATED_FROM_RESOLVED},
    "canceled": {"active": Turn.REACTIVATED_FROM_CANCELED},
}


@given(st.sampled_from(TERMS), st.lists(st.tuples(st.booleans(), st.integers(0, 300)), max_size=12))
def test_after_any_life_the_contract_holds_exactly_what_the_case_owes(terms, choices):
    state, last_minutes = "active", 0
    taken = -movement(terms, Turn.ATTACHED, Usage())
    for first, minutes in choices:
        following = sorted(NEXT[state])[0 if first else -1]
        taken -= movement(terms, NEXT[state][following], Usage(taken=taken, billable_minutes=minutes))
        state, last_minutes = following, minutes if following == "resolved" else last_minutes
    owed = {
        BY_CREATION: {"active": 1, "resolved": 1, "canceled": 0},
        BY_RESOLUTION: {"active": 0, "resolved": 1, "canceled": 0},
        BY_HOURS: {"active": 0, "resolved": last_minutes, "canceled": 0},
    }
    assert taken == owed[terms][state]
    assert movement(terms, Turn.DETACHED, Usage(taken=taken)) == taken


def test_the_story_fifteen_less_one():
    balance = moved(Balance(15, 5), movement(BY_RESOLUTION, Turn.RESOLVED, Usage()))
    assert balance == Balance(14, 4)


def test_a_channel_without_a_part_of_its_own_moves_only_the_whole():
    assert moved(Balance(15), -1) == Balance(14)


# ---- restriction


def refused(terms: Terms, turn: Turn, balance: Balance, usage: Usage | None = None) -> str:
    restricted = Terms(terms.allocation, terms.decrease_on, is_restricted=True)
    try:
        require_within(restricted, turn, usage or Usage(billable_minutes=50), balance)
    except TermsError as error:
        return str(error)
    return ""


def test_a_new_case_needs_something_left_in_either_mode():
    for terms in TERMS:
        assert refused(terms, Turn.ATTACHED, Balance(1)) == ""
        assert "too little" in refused(terms, Turn.ATTACHED, Balance(0))
        assert "too little" in refused(terms, Turn.ATTACHED, Balance(5, 0))


def test_the_refusal_names_what_is_used_up():
    assert refused(BY_CREATION, Turn.ATTACHED, Balance(0, 3)) == (
        "The entitlement has 0 cases left, too little for this case."
    )
    assert refused(BY_HOURS, Turn.RESOLVED, Balance(600, 49)) == (
        "The entitlement's part for this channel has 49 min left, too little for this case."
    )


def test_resolving_may_use_up_the_rest_and_no_more():
    assert refused(BY_HOURS, Turn.RESOLVED, Balance(50)) == ""
    assert "too little" in refused(BY_HOURS, Turn.RESOLVED, Balance(49))
    assert refused(BY_RESOLUTION, Turn.RESOLVED, Balance(1, 1)) == ""
    assert "too little" in refused(BY_RESOLUTION, Turn.RESOLVED, Balance(0, 1))


def test_giving_back_is_never_refused():
    for turn in (Turn.CANCELED, Turn.DETACHED, Turn.REACTIVATED_FROM_RESOLVED):
        for terms in TERMS:
            assert refused(terms, turn, Balance(-3, -3), Usage(taken=1)) == ""


def test_reactivating_a_cancelled_case_takes_again():
    assert "too little" in refused(BY_CREATION, Turn.REACTIVATED_FROM_CANCELED, Balance(0))


def test_a_case_that_is_not_counted_is_never_refused():
    assert refused(BY_CREATION, Turn.ATTACHED, Balance(0), Usage(is_counted=False)) == ""


def test_an_unrestricted_contract_goes_negative():
    require_within(BY_CREATION, Turn.ATTACHED, Usage(), Balance(0, 0))
    assert moved(Balance(0, 0), -1) == Balance(-1, -1)


@given(
    st.sampled_from(TERMS),
    st.sampled_from(Turn),
    st.builds(Usage, st.just(True), st.just(0), st.integers(0, 300)),
    st.builds(Balance, st.integers(0, 300), st.none() | st.integers(0, 300)),
)
def test_what_a_restricted_contract_allows_never_ends_below_zero(terms, turn, usage, balance):
    if not refused(terms, turn, balance, usage):
        after = moved(balance, movement(terms, turn, usage))
        assert after.remaining >= 0
        assert after.channel is None or after.channel >= 0


# ---- lists, renewal, amounts


def test_an_empty_list_covers_everything():
    assert covers([], None)
    assert covers([], 3)
    assert covers([3], 3)
    assert not covers([3], 4)
    assert not covers([3], None)


def test_a_renewal_is_as_long_from_today():
    assert renewed_dates(date(2025, 1, 1), date(2025, 12, 31), date(2026, 11, 23)) == (
        date(2026, 11, 23),
        date(2027, 11, 22),
    )


def test_hours_are_kept_as_minutes():
    assert units_of(Allocation.HOURS, Decimal("1.5")) == 90
    assert units_of(Allocation.CASES, Decimal(15)) == 15
    assert term_of(Allocation.HOURS, 50) == Decimal("0.83")
    assert term_of(Allocation.CASES, 14) == Decimal(14)


@pytest.mark.parametrize(("allocation", "term"), [(Allocation.HOURS, "0.01"), (Allocation.CASES, "1.5")])
def test_a_term_that_is_no_whole_number_of_units_is_refused(allocation, term):
    with pytest.raises(ValueError, match="whole number"):
        units_of(allocation, Decimal(term))


@pytest.mark.parametrize(
    ("allocation", "units", "text"),
    [
        (Allocation.CASES, 1, "1 case"),
        (Allocation.CASES, 14, "14 cases"),
        (Allocation.CASES, 0, "0 cases"),
        (Allocation.HOURS, 150, "2 h 30 min"),
        (Allocation.HOURS, 120, "2 h"),
        (Allocation.HOURS, 0, "0 min"),
        (Allocation.HOURS, -15, "−15 min"),
    ],
)
def test_terms_read_as_words(allocation, units, text):
    assert term_text(allocation, units) == text
