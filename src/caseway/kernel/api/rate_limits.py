"""How often one token may ask: a bucket that refills steadily, kept in each web process.

With several web processes each counts for itself, so the limit is per process: it protects a process from being
drowned, it does not meter use. No shared store is asked on the read path.
"""

import threading
import time
from dataclasses import dataclass
from math import ceil

MOST_KEYS = 10_000


@dataclass(frozen=True)
class Allowance:
    """What is left: `reset_seconds` until the bucket is full, `retry_seconds` (0 if allowed) until the next request."""

    limit: int
    window_seconds: int
    remaining: int
    reset_seconds: int
    retry_seconds: int

    @property
    def headers(self) -> dict[str, str]:
        """The fields `RateLimit-Policy` and `RateLimit` of the IETF draft."""
        return {
            "RateLimit-Policy": f'"requests";q={self.limit};w={self.window_seconds}',
            "RateLimit": f'"requests";r={self.remaining};t={self.reset_seconds}',
        }


class Limiter:
    """The generic cell rate algorithm: per key one number, the time at which its bucket would be full again."""

    def __init__(self, limit: int, window_seconds: int = 60) -> None:
        self.limit, self.window = limit, window_seconds
        self._full_at: dict[str, float] = {}
        self._lock = threading.Lock()

    def take(self, key: str, now: float | None = None) -> Allowance:
        """Count one request; when it is one too many nothing is counted and `retry_seconds` says how long to wait."""
        now = time.monotonic() if now is None else now
        cost = self.window / self.limit
        with self._lock:
            full_at = max(self._full_at.get(key, now), now) + cost
            excess = full_at - now - self.window
            if excess > 1e-9:
                return self._allowance(full_at - cost - now, retry_seconds=max(1, ceil(excess)))
            self._forget_full(now)
            self._full_at[key] = full_at
        return self._allowance(full_at - now)

    def _allowance(self, until_full: float, retry_seconds: int = 0) -> Allowance:
        remaining = 0 if retry_seconds else int((self.window - until_full) * self.limit / self.window + 1e-6)
        return Allowance(self.limit, self.window, remaining, ceil(until_full), retry_seconds)

    def _forget_full(self, now: float) -> None:
        if len(self._full_at) >= MOST_KEYS:
            self._full_at = {key: full_at for key, full_at in self._full_at.items() if full_at > now}
