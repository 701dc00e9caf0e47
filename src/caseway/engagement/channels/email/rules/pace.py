"""How fast mail may leave for a domain: so many a minute, the rate of `*` for all that are not named. Pure."""

from collections.abc import Mapping

ALL = "*"
BURST_SECONDS = 1.0
"""So much may be taken ahead, so that a rate above one a second is reached by looking once a second."""


def interval_for(domain: str, rates: Mapping[str, int]) -> float | None:
    """The seconds between two mails for this domain; None without a limit."""
    rate = rates.get(domain.lower(), rates.get(ALL, 0))
    return 60 / rate if rate else None
