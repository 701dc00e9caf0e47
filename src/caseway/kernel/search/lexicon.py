"""The words of the indexed documents: looked up when somebody searches, learnt in bulk when documents change."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import connection

from caseway.kernel.db import atomic
from caseway.kernel.search.typed import Typed

MOST_CANDIDATES = 300
LEAST_DOCUMENTS = 10
MOST_SHARE = 0.5
HIGHEST = chr(0x10FFFF)

LOOK_UP = """
SELECT t.place, w.position, w.word, k.is_known, coalesce(same.count::float / every.count, 0), n.word, n.count
FROM unnest(%(terms)s::text[]) WITH ORDINALITY t(term, place)
CROSS JOIN LATERAL unnest(string_to_array(trim(lower(search_words(t.term))), ' ')) WITH ORDINALITY w(word, position)
LEFT JOIN kernel_searchword same ON same.lexicon = %(lexicon)s AND same.word = w.word AND same.count > 0
LEFT JOIN kernel_searchword every ON every.lexicon = %(lexicon)s AND every.word = '' AND every.count >= %(least)s
LEFT JOIN LATERAL (
    SELECT true AS is_there FROM kernel_searchword s
    WHERE t.place = %(growing)s AND s.lexicon = %(lexicon)s AND s.count > 0
        AND s.word > w.word AND s.word < w.word || %(highest)s LIMIT 1
) begun ON true
CROSS JOIN LATERAL (SELECT
    same.count IS NOT NULL OR begun.is_there IS NOT NULL
    OR NOT t.place = ANY(%(fallible)s::int[]) OR w.word !~ '^[[:alpha:]]{4,30}$' AS is_known
) k
LEFT JOIN LATERAL nearest_words(%(lexicon)s, CASE WHEN NOT k.is_known THEN w.word END, %(most)s) n
    ON every.count IS NULL OR n.count < every.count * %(common)s
WHERE w.word <> ''
ORDER BY t.place, w.position
"""

# The tail of a statement whose CTEs `gone` and `come` hold the tsvectors of documents as they were and as they are.
# A word in a hundred documents is known well enough: counting on would rewrite its row with every batch.
LEARN = """
, moved AS (
    SELECT word, sum(step) AS step FROM (
        SELECT unnest(tsvector_to_array(document)) AS word, 1 AS step FROM come
        UNION ALL SELECT unnest(tsvector_to_array(document)), -1 FROM gone
    ) every WHERE word ~ '^[[:alpha:]]{1,40}$' GROUP BY word HAVING sum(step) <> 0
)
INSERT INTO kernel_searchword AS known (lexicon, word, count) SELECT %(lexicon)s::text, word, step FROM moved
WHERE NOT EXISTS (
    SELECT 1 FROM kernel_searchword s WHERE s.lexicon = %(lexicon)s::text AND s.word = moved.word AND s.count >= 100
)
ORDER BY word
ON CONFLICT (lexicon, word) DO UPDATE SET count = known.count + excluded.count
"""

COUNT = "INSERT INTO kernel_searchword (lexicon, word, count) SELECT %s, '', count(*) "


@dataclass
class Word:
    """One word of a term as the index spells it; `near` holds words like it (and their counts) when none knows it.

    `share` of the documents hold it, from 0 to 1: only lexicons that are learnt anew as a whole tell,
    of ten documents or more.
    """

    term: int
    spelling: str
    is_known: bool
    share: float = 0.0
    near: list[tuple[str, int]] = field(default_factory=list)


def look_up(asked: Typed, *, lexicon: str) -> list[Word]:
    """The words of the terms, in order, by one statement. Quoted ones are right as they are; the last may go on."""
    values: Mapping[str, str | float | list[str] | list[int]] = {
        "terms": list(asked.terms),
        "fallible": [place for place, is_quoted in enumerate(asked.quoted, 1) if not is_quoted],
        "growing": len(asked.terms) if asked.is_unfinished else 0,
        "lexicon": lexicon,
        "highest": HIGHEST,
        "most": MOST_CANDIDATES,
        "least": LEAST_DOCUMENTS,
        "common": MOST_SHARE,
    }
    words: dict[tuple[int, int], Word] = {}
    with connection.cursor() as cursor:
        cursor.execute(LOOK_UP, values)
        for place, position, spelling, is_known, share, near, count in cursor.fetchall():
            word = words.setdefault((place, position), Word(place - 1, spelling, is_known, share))
            if near:
                word.near.append((near, count))
    return list(words.values())


@atomic()
def relearn(lexicon: str, documents: str) -> None:
    """Learn a small lexicon anew. `documents` is our own SELECT of one tsvector a row; the empty word counts them."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM kernel_searchword WHERE lexicon = %s", [lexicon])
        statement = "".join(
            ("WITH gone AS (SELECT ''::tsvector AS document), come(document) AS (", documents, ")", LEARN)
        )
        cursor.execute(statement, {"lexicon": lexicon})
        counted = "".join((COUNT, "FROM (", documents, ") every HAVING count(*) > 0"))
        cursor.execute(counted, [lexicon])
