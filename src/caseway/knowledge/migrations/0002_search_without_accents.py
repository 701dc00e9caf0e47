from django.db import migrations

# The words are cut and freed of accents as those of a question are (kernel.0002_search_words).
WITHOUT_ACCENTS = """
CREATE OR REPLACE FUNCTION article_document(title text, keywords text, description text, body text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN setweight(to_tsvector('simple', search_words(coalesce(title, ''))), 'A')
    || setweight(to_tsvector('simple', search_words(coalesce(keywords, ''))), 'B')
    || setweight(to_tsvector('simple', search_words(coalesce(description, ''))), 'C')
    || setweight(to_tsvector('simple', search_words(left(coalesce(body, ''), 200000))), 'D')
"""
WITH_ACCENTS = """
CREATE OR REPLACE FUNCTION article_document(title text, keywords text, description text, body text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT setweight(to_tsvector('simple', coalesce(title, '')), 'A')
        || setweight(to_tsvector('simple', coalesce(keywords, '')), 'B')
        || setweight(to_tsvector('simple', coalesce(description, '')), 'C')
        || setweight(to_tsvector('simple', left(coalesce(body, ''), 200000)), 'D')
$$
"""
COMPUTE_ANEW = "UPDATE knowledge_articleversion SET title = title"


class Migration(migrations.Migration):
    dependencies = [
        ("knowledge", "0001_initial"),
        ("kernel", "0002_search_words"),
    ]

    operations = [
        migrations.RunSQL([WITHOUT_ACCENTS, COMPUTE_ANEW], [WITH_ACCENTS, COMPUTE_ANEW]),
    ]
