"""The words that are known to search."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models


class SearchWord(models.Model):
    """A word of the indexed documents, so that a misspelt one is led to it. `count` says in how many of them
    (from a hundred on: at least), as a hint which word was meant.

    A lexicon holds the words of one kind of document: `case`, `article`.
    """

    lexicon = models.CharField(max_length=20)
    word = models.CharField(max_length=40, db_collation="C")
    count = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lexicon", "word"], name="word_known_once")]
        indexes = [GinIndex(fields=["word"], name="search_word_like", opclasses=["gin_trgm_ops"])]

    def __str__(self) -> str:
        return self.word
