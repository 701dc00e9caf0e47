"""What knowledge does about what happens."""

from collections.abc import Sequence

from caseway.kernel.events import on_every
from caseway.kernel.models import EventRecord
from caseway.knowledge.commands import relearn_words
from caseway.knowledge.events import ArticleArchived, ArticlePublished

SHOWN_OTHERWISE = {ArticlePublished.event_name(), ArticleArchived.event_name()}


@on_every
def learn_words(records: Sequence[EventRecord]) -> None:
    if any(record.name in SHOWN_OTHERWISE for record in records):
        relearn_words()
