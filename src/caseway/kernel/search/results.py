"""What every search answers."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.utils.safestring import SafeString

T = TypeVar("T")


@dataclass(frozen=True)
class Result:
    """One line of a search over everything. `kind` is case, article, contact or account; `snippet` is safe HTML."""

    kind: str
    title: str
    subtitle: str
    url_name: str
    url_args: tuple[str | int, ...]
    score: float
    snippet: SafeString | str = ""


@dataclass(frozen=True)
class Found(Generic[T]):
    """Hits, best first; `corrected` is how a misspelt query was understood, empty when as typed or without hits."""

    hits: tuple[T, ...] = ()
    corrected: str = ""

    def __iter__(self) -> Iterator[T]:
        return iter(self.hits)

    def __len__(self) -> int:
        return len(self.hits)
