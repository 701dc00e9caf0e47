"""Which server the events are on. Their order is that of its transactions, and another server counts its own anew.

So a database that was moved (a dump restored elsewhere) has its events ordered again, or bulk readers would wait for
transaction numbers that come in years.
"""

from django.db import connection

from caseway.kernel.db import atomic
from caseway.kernel.models import HomeServer

ORDER_AGAIN = (
    "SET LOCAL transaction_timeout = 0",
    """UPDATE kernel_bulkcursor AS done SET "transaction" = '1', event_id = coalesce(
           (SELECT min(id) - 1 FROM kernel_eventrecord AS later
            WHERE (later."transaction", later.id) > (done."transaction", done.event_id)),
           (SELECT max(id) FROM kernel_eventrecord), 0)""",
    """UPDATE kernel_eventrecord SET "transaction" = '1' WHERE "transaction" <> '1'""",
)


@atomic()
def settle(*, is_moved: bool = False) -> bool:
    """Order the events again if they come from another server, or `is_moved` says so; returns whether they did.

    What a reader had not read it reads then, some of it perhaps twice.
    """
    here = _server()
    HomeServer.objects.get_or_create(pk=1, defaults={"identifier": here})
    home = HomeServer.objects.select_for_update().get(pk=1)
    if home.identifier == here and not is_moved:
        return False
    with connection.cursor() as cursor:
        for statement in ORDER_AGAIN:
            cursor.execute(statement)
    home.identifier = here
    home.save(update_fields=["identifier"])
    return True


def _server() -> str:
    """What tells this PostgreSQL cluster from every other: made by initdb, kept by its replicas."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT system_identifier::text FROM pg_control_system()")
        (identifier,) = cursor.fetchone()
    return str(identifier)
