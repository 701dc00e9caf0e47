"""S/MIME and OpenPGP. What opens mail is in `opening`, run apart by `python -m` this package; see `__main__`."""

from .entity import may_be_protected, rewrapped
from .model import Key, KeyFacts, Protection, Scheme, UnusableKey, Verdict

__all__ = ["Key", "KeyFacts", "Protection", "Scheme", "UnusableKey", "Verdict", "may_be_protected", "rewrapped"]
