"""Finding cases by what was written in them, by their number, by their customer. Shown only through `visible_cases`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q, QuerySet

from caseway.cases.models import Case
from caseway.cases.queries.cases import cases_for_list
from caseway.kernel.access import Actor
from caseway.kernel.models import Share
from caseway.kernel.search import NOTHING, Found, Question, Result, ask

LEXICON = "case"
READ = "cases.read"
MOST_RANKED = 2_000
NUMBER = re.compile(r"\s*#?\s*(?:CAS[-\s]?)?(\d{1,12})\s*", re.IGNORECASE | re.ASCII)
MATCHES = "SELECT case_id, score FROM matching_cases(%s::tsquery, %s::tsquery, %s, %s) LIMIT %s"


@dataclass(frozen=True)
class CaseHit:
    """A case with what a list shows of it. `is_exact`: its number was typed."""

    case: Case
    score: float
    is_exact: bool = False


def search_cases(actor: Actor, q: str, limit: int = 20) -> Found[CaseHit]:
    """The case whose number was typed, then the best of the newest 2,000 in which every word occurs."""
    exact = _by_number(actor, q)
    question = ask(q, lexicon=LEXICON) if actor.reaches_all(READ) or actor.grants_of(READ) else NOTHING
    scores = dict(_matches(actor, question, limit + len(exact)))
    cases = cases_for_list(actor).in_bulk(list(scores))
    hits = [CaseHit(case, 1.0, is_exact=True) for case in exact]
    hits += [CaseHit(cases[pk], score) for pk, score in scores.items() if pk in cases and cases[pk] not in exact]
    return Found(tuple(hits[:limit]), question.corrected if cases else "")


def matching_case_ids(actor: Actor, q: str) -> list[int]:
    """Ids of at most 2,000 matches, best first, for narrowing `visible_cases`, which remains the door."""
    exact = [case.pk for case in _by_number(actor, q)]
    return exact + [pk for pk, _ in _matches(actor, ask(q, lexicon=LEXICON), MOST_RANKED) if pk not in exact]


def case_results(actor: Actor, q: str, limit: int = 8) -> Found[Result]:
    """The same as lines of a search over everything."""
    found = search_cases(actor, q, limit)
    return Found(tuple(_result(hit) for hit in found), found.corrected)


def _by_number(actor: Actor, q: str) -> list[Case]:
    number = NUMBER.fullmatch(q)
    return list(cases_for_list(actor).filter(number=f"CAS-{number[1]}")) if number else []


def _matches(actor: Actor, question: Question, limit: int) -> Sequence[tuple[int, float]]:
    """(case id, score), best first. The index may be a moment behind, so the cases still pass `visible_cases`."""
    scope = _scope(actor)
    if not question or scope is None:
        return []
    shared = [] if not scope else list(_shared(actor).values_list("object_id", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(MATCHES, [question.tsquery, scope, shared, MOST_RANKED, limit])
        return list(cursor.fetchall())


def _scope(actor: Actor) -> str | None:
    """The index's words for whose cases the actor reads; "" for all of them, None for none."""
    if actor.reaches_all(READ):
        return ""
    if not actor.is_agent or not actor.grants_of(READ):
        return None
    teams = [f"'team:{team_id}'" for team_id in sorted(actor.teams_in_reach(READ))]
    return " | ".join([f"'owner:{actor.id}'", *teams])


def _shared(actor: Actor) -> QuerySet[Share]:
    return Share.objects.filter(Q(agent_id=actor.id) | Q(team_id__in=actor.team_ids), kind="case")


def _result(hit: CaseHit) -> Result:
    case = hit.case
    customer = case.account or case.contact
    subtitle = " · ".join(str(part) for part in (customer, case.status_reason) if part)
    return Result("case", f"{case.number} {case.title}", subtitle, "workspace:case", (case.number,), hit.score)
