"""One thing that was looked at."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """`sentence` says how it is, and what to do when it is not good."""

    subject: str
    is_good: bool
    sentence: str
