"""What search knows follows what happens, behind a cursor that waits for open transactions."""

from collections.abc import Callable

import pytest

from caseway.cases import commands
from caseway.cases.commands import NewCase
from caseway.cases.handlers import index_cases
from caseway.cases.models import Case, CaseSearch
from caseway.cases.queries.search import search_cases
from caseway.customers.commands import ContactDetails, update_contact
from caseway.kernel.access import SYSTEM, Actor
from caseway.kernel.models import EventRecord
from caseway.operations.models import Agent
from tests.world import World, run_jobs


@pytest.fixture
def case(world: World) -> Case:
    return commands.open_case(NewCase(title="Brewer leaks", contact=world.maria), actor=SYSTEM)


def test_what_happened_to_cases_is_indexed(case: Case, django_assert_num_queries) -> None:
    records = list(EventRecord.objects.order_by("id"))
    with django_assert_num_queries(1):
        index_cases(records)
    assert "brewer" in CaseSearch.objects.get(case=case).document
    with django_assert_num_queries(0):
        index_cases([EventRecord(subject_kind="contact", subject_id=case.pk)])


def test_a_customers_new_name_finds_their_cases(
    case: Case, world: World, supervisor: Agent, acting: Callable[[Agent], Actor]
) -> None:
    actor = acting(supervisor)
    details = ContactDetails(name="Maria Oyelaran", account_id=world.account.pk)
    update_contact(world.maria, actor=actor, details=details)
    run_jobs()
    assert [hit.case for hit in search_cases(actor, "oyelaran")] == [case]
