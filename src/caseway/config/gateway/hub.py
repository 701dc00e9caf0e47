"""Which page watches what on this gateway. Plain state: no input, no output."""

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from typing import Protocol

from caseway.config.gateway.presence import People, Presence
from caseway.kernel.tokens import TopicToken

MOST_SOCKETS_PER_ACTOR = 20
MOST_SOCKETS = 10_000


class Socket(Protocol):
    """What the hub needs of a page's connection."""

    token: TopicToken

    def send(self, key: str, message: object) -> None:
        """Queue a message; a later one with the same key takes its place."""

    def end(self, reason: str) -> None:
        """Close the connection."""


class Attendance(Protocol):
    """Who is told that an actor has a first page open here, or no more."""

    def arrive(self, actor: str) -> None: ...

    def leave(self, actor: str) -> None: ...


class Hub:
    """All sockets of this gateway. `announce(topic, people)` tells the other gateways who is here."""

    def __init__(self, announce: Callable[[str, People], None], attendance: Attendance) -> None:
        self.sockets: set[Socket] = set()
        self._attendance = attendance
        self.presence = Presence(self._tell_presence, announce)
        self._by_topic: dict[str, set[Socket]] = defaultdict(set)
        self._per_actor: Counter[str] = Counter()

    def has_room(self, actor: str) -> bool:
        return self._per_actor[actor] < MOST_SOCKETS_PER_ACTOR and len(self.sockets) < MOST_SOCKETS

    def add(self, socket: Socket) -> None:
        self.sockets.add(socket)
        self._per_actor[socket.token.actor] += 1
        self._attendance.arrive(socket.token.actor)
        for topic in socket.token.topics:
            self._by_topic[topic].add(socket)

    def remove(self, socket: Socket) -> None:
        self.sockets.discard(socket)
        self._per_actor -= Counter([socket.token.actor])
        if not self._per_actor[socket.token.actor]:
            self._attendance.leave(socket.token.actor)
        self._unsubscribe(socket, socket.token.topics)
        self.presence.leave(socket)

    def renew(self, socket: Socket, token: TopicToken) -> None:
        """Take a fresh token of the same actor in place of the old one."""
        gone = socket.token.topics - token.topics
        self._unsubscribe(socket, gone)
        socket.token = token
        for topic in token.topics:
            self._by_topic[topic].add(socket)

    def tell(self, topics: Iterable[str]) -> None:
        """These topics changed."""
        for topic in topics:
            for socket in self._by_topic.get(topic, ()):
                socket.send(topic, {"topic": topic})

    def tell_all_to_refetch(self) -> None:
        for socket in self.sockets:
            socket.send("refetch", {"refetch": True})

    def look(self, socket: Socket, topic: str) -> None:
        """The page shows `topic` now, and learns who else does."""
        self.presence.look(socket, topic, actor=socket.token.actor, name=socket.token.name)
        socket.send(f"presence {topic}", self._presence_message(topic))

    def sweep(self) -> None:
        """Call every few seconds: ends connections whose token ended, and presence nobody refreshed."""
        now = time.time()
        for socket in self.sockets:
            if socket.token.expires_at <= now:
                socket.end("The token is out of date.")
        self.presence.sweep()

    def _unsubscribe(self, socket: Socket, topics: Iterable[str]) -> None:
        for topic in topics:
            self._by_topic[topic].discard(socket)
            if not self._by_topic[topic]:
                del self._by_topic[topic]

    def _tell_presence(self, topic: str) -> None:
        for socket in self._by_topic.get(topic, ()):
            socket.send(f"presence {topic}", self._presence_message(topic))

    def _presence_message(self, topic: str) -> dict[str, object]:
        people = [{"actor": it.actor, "name": it.name, "typing": it.is_typing} for it in self.presence.of(topic)]
        return {"presence": topic, "people": people}
