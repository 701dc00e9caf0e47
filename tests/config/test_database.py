"""The tests' own database: PostgreSQL 18, migrated, with what the product needs."""

import pytest
from django.db import connection


@pytest.mark.django_db
def test_the_tests_run_on_a_migrated_postgresql_18_with_its_extensions() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int / 10000, current_user")
        assert cursor.fetchone() == (18, "caseway")
        cursor.execute("SELECT extname FROM pg_extension ORDER BY extname")
        assert [row[0] for row in cursor.fetchall()] == ["btree_gin", "pg_trgm", "plpgsql", "unaccent", "vector"]
        cursor.execute("SELECT count(*) > 0 FROM django_migrations")
        assert cursor.fetchone() == (True,)
