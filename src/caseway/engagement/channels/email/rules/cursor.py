"""How far a folder is read, when some of its mails are harder to get than others."""

from collections.abc import Iterable


class Cursor:
    """Everything below `next` is kept. A mail that cannot be had yet holds it back; mails behind that one go on."""

    def __init__(self, after: int) -> None:
        self.next = after
        self._waiting: set[int] = set()
        self._taken: set[int] = set()
        self._attempts: dict[int, int] = {}

    @property
    def is_behind(self) -> bool:
        """Whether a mail is still to be tried again."""
        return bool(self._attempts)

    def turn(self, uids: Iterable[int], *, again: bool) -> list[int]:
        """Of these the ones not taken yet, in order; at last, if it is time to try `again`, all that failed before."""
        found = {uid for uid in uids if uid >= self.next and uid not in self._taken}
        self._waiting |= found
        return [*sorted(found - self._attempts.keys()), *sorted(self._attempts if again else ())]

    def done(self, uid: int) -> None:
        """It is kept, or gone."""
        self._waiting.discard(uid)
        self._attempts.pop(uid, None)
        self._taken.add(uid)
        self.next = min(self._waiting, default=max(self._taken) + 1)
        self._taken = {taken for taken in self._taken if taken >= self.next}

    def failed(self, uid: int) -> int:
        """It could not be had; how often so by now."""
        self._attempts[uid] = self.attempts(uid) + 1
        return self._attempts[uid]

    def put_last(self, uid: int) -> None:
        """We could not keep it: it comes after the others, and its server is not to blame."""
        self._attempts.setdefault(uid, 0)

    def attempts(self, uid: int) -> int:
        return self._attempts.get(uid, 0)
