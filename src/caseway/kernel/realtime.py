"""Pages that change by themselves: topics leave with the commit, the gateway passes them on, the page fetches again."""

from collections.abc import Iterable
from typing import cast

from django.conf import settings
from django.db import connection

from caseway.kernel.access import Actor
from caseway.kernel.backend.base import DatabaseWrapper
from caseway.kernel.tokens import sign_topics

TOKEN_MINUTES = 10


def notify(*topics: str) -> None:
    """Tell whoever watches these topics, such as `case:12`, once the transaction commits. Carries no data."""
    cast("DatabaseWrapper", connection).touched_topics.update(topics)


def topic_token(actor: Actor, topics: Iterable[str]) -> str:
    """A signed token for the gateway; the caller has checked that the actor may see each topic."""
    return sign_topics(
        settings.CASEWAY.gateway_key, actor=actor.reference, name=actor.name, topics=list(topics), minutes=TOKEN_MINUTES
    )
