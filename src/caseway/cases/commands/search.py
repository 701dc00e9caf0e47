"""Keeping what search knows of cases. No actor: it shows nothing to anybody, and writes down what others changed."""

from collections.abc import Callable, Iterable

from django.db import connection
from django.db.models import Exists, OuterRef

from caseway.cases.models import Case, CaseSearch
from caseway.kernel.search import LEARN

BATCH = 500
LEXICON = "case"
REINDEX = """
WITH fresh AS MATERIALIZED (
    SELECT c.id AS case_id,
        setweight(to_tsvector('simple', search_words(concat_ws(' ', c.number, c.title))), 'A')
        || setweight(to_tsvector('simple', search_words(concat_ws(' ',
            k.name, a.name, a.number, p.name, p.sku, s.serial, reached.addresses))), 'B')
        || setweight(to_tsvector('simple', search_words(concat_ws(' ',
            left(c.description, 20000), ended.texts, noted.texts, done.texts))), 'C')
        || to_tsvector('simple', search_words(coalesce(said.texts, '')))
        || array_to_tsvector(array_remove(ARRAY['team:' || c.team_id, 'owner:' || c.owner_id], NULL))
        AS document
    FROM cases_case c
    LEFT JOIN customers_contact k ON k.id = c.contact_id
    LEFT JOIN customers_account a ON a.id = c.account_id
    LEFT JOIN customers_product p ON p.id = c.product_id
    LEFT JOIN customers_asset s ON s.id = c.asset_id
    CROSS JOIN LATERAL (
        SELECT string_agg(value, ' ') AS addresses FROM (
            (SELECT value FROM customers_contactpoint WHERE contact_id = c.contact_id ORDER BY id LIMIT 20)
            UNION ALL (SELECT value FROM customers_contactpoint WHERE account_id = c.account_id ORDER BY id LIMIT 20)
        ) points) reached
    CROSS JOIN LATERAL (
        SELECT string_agg(concat_ws(' ', resolution, left(remarks, 4000)), ' ') AS texts FROM (
            SELECT resolution, remarks FROM cases_caseresolution WHERE case_id = c.id ORDER BY id DESC LIMIT 10
        ) newest) ended
    CROSS JOIN LATERAL (
        SELECT string_agg(left(text, 4000), ' ') AS texts FROM (
            SELECT text FROM cases_note WHERE case_id = c.id ORDER BY at DESC, id DESC LIMIT 20
        ) newest) noted
    CROSS JOIN LATERAL (
        SELECT string_agg(concat_ws(' ', subject, left(description, 2000)), ' ') AS texts FROM (
            SELECT subject, description FROM cases_activity WHERE case_id = c.id ORDER BY at DESC, id DESC LIMIT 20
        ) newest) done
    CROSS JOIN LATERAL (
        SELECT left(string_agg(texts, ' '), 60000) AS texts FROM (
            SELECT left(concat_ws(' ',
                m.subject, m.from_name, m.from_email, coalesce(nullif(m.reply_text, ''), m.text)), 4000) AS texts
            FROM cases_caseconversation held JOIN engagement_message m USING (conversation_id)
            WHERE held.case_id = c.id AND m.state <> 'canceled' ORDER BY m.at DESC, m.id DESC LIMIT 60
        ) newest) said
    WHERE c.id = ANY(%(ids)s)
),
before AS (SELECT case_id, document FROM cases_casesearch WHERE case_id = ANY(%(ids)s)),
changed AS (
    SELECT fresh.* FROM fresh LEFT JOIN before USING (case_id)
    WHERE before.case_id IS NULL OR before.document <> fresh.document
),
written AS (
    INSERT INTO cases_casesearch (case_id, document) SELECT case_id, document FROM changed ORDER BY case_id
    ON CONFLICT (case_id) DO UPDATE SET document = excluded.document
),
come AS (SELECT document FROM changed),
gone AS (SELECT before.document FROM before JOIN changed USING (case_id))
"""
STATEMENT = "".join((REINDEX, LEARN))


def reindex_cases(case_ids: Iterable[int]) -> None:
    """Write what search shall know of these cases now, by one statement for every five hundred. Safe to run twice."""
    for ids in _batches(sorted(set(case_ids))):
        with connection.cursor() as cursor:
            cursor.execute(STATEMENT, {"ids": ids, "lexicon": LEXICON})


def rebuild_search(*, report: Callable[[int], None] | None = None, is_partial: bool = False) -> None:
    """Write it for all cases anew, newest first; `report` hears of each batch. It may run while others work.

    `is_partial`: only for cases that search does not know, such as those written by COPY.
    """
    cases = Case.objects.order_by("-pk")
    if is_partial:
        cases = cases.filter(~Exists(CaseSearch.objects.filter(case=OuterRef("pk"))))
    ids = list(cases.values_list("pk", flat=True)[:BATCH])
    while ids:
        reindex_cases(ids)
        if report:
            report(len(ids))
        ids = list(cases.filter(pk__lt=ids[-1]).values_list("pk", flat=True)[:BATCH])


def reindex_cases_of(*, contact_id: int | None = None, account_id: int | None = None) -> None:
    """A customer is called or reached otherwise now: write it for each of their cases."""
    theirs = {"contact_id": contact_id} if contact_id else {"account_id": account_id}
    reindex_cases(Case.objects.filter(**theirs).values_list("pk", flat=True))


def _batches(ids: list[int]) -> Iterable[list[int]]:
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))
