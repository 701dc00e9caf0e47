"""The words of the published articles, for putting misspelt ones right."""

from caseway.kernel.search import relearn

LEXICON = "article"
PUBLISHED = "SELECT search FROM knowledge_articleversion WHERE state = 'published'"


def relearn_words() -> None:
    """Learn them anew: articles are few, and change seldom."""
    relearn(LEXICON, PUBLISHED)
