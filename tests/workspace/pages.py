"""Opening pages as somebody does, and counting what that costs."""

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

HTMX = {"HX-Request": "true"}
IN_PLACE = HTMX | {"HX-Target": "list"}
MOST_STATEMENTS = 12


def page_of(client: Client, path: str, **headers: str) -> str:
    response = client.get(path, headers=headers)
    assert response.status_code == 200, response.content[:400]
    return str(response.content.decode())


def assert_cheap(client: Client, path: str) -> None:
    """The page keeps to its budget while configuration is remembered, session, user and actor included."""
    found = min((_statements(client, path) for _ in range(3)), key=len)
    assert len(found) <= MOST_STATEMENTS, "\n".join(sql[-160:] for sql in found)


def _statements(client: Client, path: str) -> list[str]:
    """Once more than needed: on a busy machine a page may take so long that configuration is read again."""
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return [query["sql"] for query in queries]


def toast_of(response: HttpResponse) -> str:
    assert response.status_code == 204, response.content[:400]
    return str(response["HX-Trigger"])
