"""What a command needs before it can work: a database that answers, and Django."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import django

from caseway.config.data_lock import AlreadyRunningError, locked
from caseway.config.embedded import server
from caseway.config.env import Env, env


def use_django(process: str) -> None:
    """Set Django up as `process`: web, worker, mail, or command for what runs once."""
    os.environ["CASEWAY_PROCESS"] = process
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "caseway.config.settings")
    env.cache_clear()
    django.setup()


@contextmanager
def reachable_database(settings: Env) -> Iterator[None]:
    """While the block runs the database answers: our own is started for it, unless `caseway up` runs it already."""
    with ExitStack() as stack:
        if settings.is_embedded:
            try:
                stack.enter_context(locked(settings.data))
            except AlreadyRunningError:
                pass
            else:
                log = stack.enter_context((settings.data / "postgres.log").open("ab"))
                stack.enter_context(server.running(settings.data, log=log))
        yield
