"""Finding cases by what was written, by number and by customer; nobody finds what they may not read."""

from collections.abc import Callable

import pytest

from caseway.cases import commands
from caseway.cases.commands import NewCase, Resolution
from caseway.cases.commands.search import rebuild_search, reindex_cases, reindex_cases_of
from caseway.cases.models import Case, CaseSearch
from caseway.cases.queries.search import case_results, matching_case_ids, search_cases
from caseway.customers.testing import make_contact
from caseway.kernel.access import SYSTEM, Actor, ActorKind
from caseway.kernel.models import SearchWord, Share
from caseway.operations.models import Agent
from tests.world import World

Acting = Callable[[Agent], Actor]


@pytest.fixture
def case(world: World) -> Case:
    new = NewCase(title="Brewer leaks", description="Water under the grinder", contact=world.maria, origin="email")
    case = commands.open_case(new, actor=SYSTEM)
    reindex_cases([case.pk])
    return case


def found(actor: Actor, q: str) -> list[Case]:
    return [hit.case for hit in search_cases(actor, q)]


@pytest.mark.parametrize(
    "q",
    [
        *("brewer", "leaks brewer", '"brewer leaks"', "grinder", "brew", "maria", "Gómez", "lumen labs"),
        *("maria@lumenlabs.example", "lumenlabs.example", "braewer", "leakz brewer"),
    ],
)
def test_a_case_is_found_by_its_words_and_its_customer(case: Case, supervisor: Agent, acting: Acting, q: str) -> None:
    assert found(acting(supervisor), q) == [case]


@pytest.mark.parametrize("q", ["toaster", "brewer toaster", '"leaks brewer"', "", "***", "team:1", "'", "\0"])
def test_what_is_not_there_is_not_found(case: Case, supervisor: Agent, acting: Acting, q: str) -> None:
    assert found(acting(supervisor), q) == []


@pytest.mark.parametrize("form", ["{number}", "{digits}", "#{digits}", "cas {digits}", " {lower} "])
def test_the_typed_number_comes_first(world: World, case: Case, supervisor: Agent, acting: Acting, form: str) -> None:
    about = commands.open_case(NewCase(title=f"Like {case.number}", contact=world.maria, origin="phone"), actor=SYSTEM)
    reindex_cases([about.pk])
    digits = case.number.removeprefix("CAS-")
    q = form.format(number=case.number, digits=digits, lower=case.number.lower())
    found = search_cases(acting(supervisor), q)
    assert (found.hits[0].case, found.hits[0].is_exact) == (case, True)
    assert [hit.case for hit in found].count(case) == 1
    assert matching_case_ids(acting(supervisor), q)[0] == case.pk


def test_a_number_is_found_before_search_knows_the_case(world: World, supervisor: Agent, acting: Acting) -> None:
    case = commands.open_case(NewCase(title="New", contact=world.maria), actor=SYSTEM)
    assert found(acting(supervisor), case.number) == [case]
    assert found(acting(supervisor), "new") == []


def test_each_agent_finds_what_they_may_read(
    world: World, case: Case, owner: Agent, colleague: Agent, stranger: Agent, supervisor: Agent, acting: Acting
) -> None:
    for q in ("brewer", case.number, "maria@lumenlabs.example", "braewer"):
        for agent in (owner, colleague, supervisor):
            assert found(acting(agent), q) == [case]
        assert found(acting(stranger), q) == []
        assert search_cases(acting(stranger), q).corrected == ""
        assert matching_case_ids(acting(stranger), q) == []
    assert list(case_results(acting(stranger), "brewer")) == []


def test_others_than_agents_find_nothing(case: Case) -> None:
    contact = Actor(ActorKind.CONTACT, 1, "Maria")
    assert found(contact, "brewer") == found(contact, case.number) == []


def test_a_shared_case_is_found_by_whom_it_is_shared_with(
    case: Case, stranger: Agent, world: World, acting: Acting
) -> None:
    share = Share.objects.create(kind="case", object_id=case.pk, agent_id=stranger.pk, shared_by="agent:1")
    assert found(acting(stranger), "brewer") == [case]
    share.delete()
    assert found(acting(stranger), "brewer") == []
    Share.objects.create(kind="case", object_id=case.pk, team_id=world.care_team.pk, shared_by="agent:1")
    assert found(acting(stranger), "brewer") == [case]


def test_a_case_that_moved_is_at_once_hidden_from_whom_it_left(
    case: Case, world: World, colleague: Agent, stranger: Agent, acting: Acting
) -> None:
    Case.objects.filter(pk=case.pk).update(team=world.care_team)
    assert found(acting(colleague), "brewer") == []
    reindex_cases([case.pk])
    assert found(acting(stranger), "brewer") == [case]


def test_titles_outrank_what_stands_below(world: World, case: Case, supervisor: Agent, acting: Acting) -> None:
    newer = commands.open_case(
        NewCase(title="Something else", description="The brewer again", contact=world.maria), actor=SYSTEM
    )
    reindex_cases([newer.pk])
    assert found(acting(supervisor), "brewer") == [case, newer]


def test_a_misspelt_word_says_how_it_was_understood(case: Case, supervisor: Agent, acting: Acting) -> None:
    result = search_cases(acting(supervisor), "braewer leaks")
    assert (result.corrected, len(result)) == ("brewer leaks", 1)


def test_notes_resolutions_and_activities_are_found(case: Case, owner: Agent, acting: Acting) -> None:
    actor = acting(owner)
    commands.pick_case(case, actor=actor)
    commands.add_note(case, actor=actor, text="Gasket looked worn")
    resolution = Resolution(resolution="Replaced the seal")
    commands.resolve_case(case, actor=actor, resolution=resolution)
    reindex_cases([case.pk])
    assert found(actor, "gasket") == found(actor, "replaced seal") == [case]


def test_indexing_twice_changes_nothing_and_counts_once(case: Case) -> None:
    before = CaseSearch.objects.get(), dict(SearchWord.objects.values_list("word", "count"))
    reindex_cases([case.pk, case.pk])
    rebuild_search()
    assert (CaseSearch.objects.get(), dict(SearchWord.objects.values_list("word", "count"))) == before
    assert before[1]["brewer"] == 1


def test_cases_that_search_does_not_know_are_added(world: World, case: Case, supervisor: Agent, acting: Acting) -> None:
    other = commands.open_case(NewCase(title="Kettle drips", contact=world.maria), actor=SYSTEM)
    heard: list[int] = []
    rebuild_search(report=heard.append, is_partial=True)
    rebuild_search(report=heard.append, is_partial=True)
    assert (heard, found(acting(supervisor), "kettle")) == ([1], [other])


def test_words_that_leave_a_case_are_unlearnt(case: Case, supervisor: Agent, acting: Acting) -> None:
    Case.objects.filter(pk=case.pk).update(title="Kettle", description="")
    reindex_cases([case.pk])
    assert SearchWord.objects.get(word="brewer").count == 0
    assert search_cases(acting(supervisor), "braewer").corrected == ""


def test_a_renamed_customer_is_found_by_the_new_name(
    case: Case, world: World, supervisor: Agent, acting: Acting
) -> None:
    world.maria.name = "Maria Oyelaran"
    world.maria.save()
    reindex_cases_of(contact_id=world.maria.pk)
    assert found(acting(supervisor), "oyelaran") == [case]
    reindex_cases_of(account_id=world.account.pk)
    assert found(acting(supervisor), "oyelaran") == [case]


def test_search_costs_the_same_whatever_it_finds(
    world: World, case: Case, owner: Agent, acting: Acting, django_assert_num_queries
) -> None:
    actor = acting(owner)
    contact = make_contact("Jo", email="jo@lumenlabs.example", account=world.account)
    for number in range(5):
        new = NewCase(title=f"Brewer {number}", contact=contact)
        reindex_cases([commands.open_case(new, actor=SYSTEM).pk])
    with django_assert_num_queries(4):
        hits = search_cases(actor, "braewer")
        assert len(hits) == 6
        assert [str(hit.case.contact) for hit in hits]
    with django_assert_num_queries(5):
        assert len(case_results(actor, case.number)) == 1
