"""What is away for a while is told in a sentence, on pages and to programs, never as a failure of theirs."""

import errno

import pytest
from django.db import OperationalError, connection
from django.test import RequestFactory

from caseway.cases.models import Case
from caseway.config.middleware import server_error
from caseway.operations.models import Agent
from tests.fixtures import SignIn
from tests.kernel.conftest import caller
from tests.world import World

NO_ROOM = """
CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'No space left on device' USING ERRCODE = '53100'; END $$;
CREATE TRIGGER no_room BEFORE INSERT ON cases_case FOR EACH ROW EXECUTE FUNCTION no_room()
"""
FULL = "The disk is full, so nothing can be saved."
NEW_CASE = {"title": "Brewer leaks", "kind": "problem", "priority": "1", "origin": "phone", "description": ""}


@pytest.fixture
def _full_database(world: World) -> None:
    """PostgreSQL's own error of a full disk, for whoever opens a case."""
    with connection.cursor() as cursor:
        cursor.execute(NO_ROOM)


@pytest.mark.usefixtures("_full_database")
def test_a_page_says_that_the_disk_of_the_database_is_full(world: World, owner: Agent, signed_in: SignIn) -> None:
    fields = NEW_CASE | {"customer": f"contact:{world.maria.pk}"}
    answer = signed_in(owner).post("/cases/new/", fields)
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert FULL in answer.content.decode()
    toast = signed_in(owner).post("/cases/new/", fields, headers={"HX-Request": "true"})
    assert (toast.status_code, toast["HX-Retarget"]) == (503, "#toasts")
    assert FULL in toast.content.decode()
    assert not Case.objects.exists()


@pytest.mark.usefixtures("_full_database")
def test_a_program_is_told_to_come_again(world: World, owner: Agent) -> None:
    assert owner.user is not None
    answer = caller(owner.user).post("/cases", {"title": "Brewer leaks", "contact": world.maria.pk})
    assert (answer.status_code, answer["Retry-After"]) == (503, "5"), answer.content
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("trouble", "status", "sentence"),
    [
        ("SELECT pg_terminate_backend(pg_backend_pid())", 503, "The database does not answer at the moment."),
        (OSError(errno.ENOSPC, "No space left on device"), 503, FULL),
        (ZeroDivisionError(), 500, "Something failed on our side."),
    ],
)
@pytest.mark.django_db(transaction=True)
def test_what_fails_before_a_view_is_told_too(
    rf: RequestFactory, trouble: str | Exception, status: int, sentence: str
) -> None:
    try:
        _happen(trouble)
    except (ArithmeticError, OSError, OperationalError):
        answer = server_error(rf.get("/cases/"))
    connection.close()
    assert (answer.status_code, sentence in answer.content.decode()) == (status, True)


def _happen(trouble: str | Exception) -> None:
    if isinstance(trouble, Exception):
        raise trouble
    connection.cursor().execute(trouble)
