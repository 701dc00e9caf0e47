from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models

WORDS = """
CREATE FUNCTION search_words(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN regexp_replace(unaccent('unaccent'::regdictionary, $1), '[^[:alnum:]]+', ' ', 'g')
"""
# Word before its letters: one wrong letter in five leaves a fifth of the trigrams; the caller counts letters.
# The first statement loads pg_trgm into the session: before, its setting is not known and only a superuser may name it.
NEAREST = """
SELECT similarity('', '');
CREATE FUNCTION nearest_words(of_lexicon text, typed text, most integer) RETURNS TABLE (word text, count integer)
LANGUAGE sql STABLE PARALLEL SAFE SET pg_trgm.similarity_threshold = 0.2
AS $$
    SELECT w.word::text, w.count FROM kernel_searchword w
    WHERE w.word % typed AND w.lexicon = of_lexicon AND w.count > 0
        AND length(w.word) BETWEEN length(typed) - 2 AND length(typed) + 2
    ORDER BY similarity(w.word, typed) DESC, w.count DESC
    LIMIT most
$$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("lexicon", models.CharField(max_length=20)),
                ("word", models.CharField(db_collation="C", max_length=40)),
                ("count", models.IntegerField()),
            ],
            options={
                "indexes": [GinIndex(fields=["word"], name="search_word_like", opclasses=["gin_trgm_ops"])],
                "constraints": [models.UniqueConstraint(fields=("lexicon", "word"), name="word_known_once")],
            },
        ),
        migrations.RunSQL(WORDS, "DROP FUNCTION search_words"),
        migrations.RunSQL(NEAREST, "DROP FUNCTION nearest_words"),
    ]
