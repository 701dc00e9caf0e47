"""Search, shared: what is typed becomes a safe query, misspelt words are led to known ones, answers have one shape."""

from caseway.kernel.search.asking import NOTHING, Question, ask
from caseway.kernel.search.lexicon import LEARN, relearn
from caseway.kernel.search.marking import excerpt, highlight
from caseway.kernel.search.results import Found, Result
from caseway.kernel.search.typed import Typed, typed

__all__ = [
    "LEARN",
    "NOTHING",
    "Found",
    "Question",
    "Result",
    "Typed",
    "ask",
    "excerpt",
    "highlight",
    "relearn",
    "typed",
]
