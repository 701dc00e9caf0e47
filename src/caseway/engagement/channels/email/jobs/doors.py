"""Where connections come in: a listening socket that several processes share, each taking its part of them."""

import asyncio
import socket
from collections.abc import Callable

import structlog

log = structlog.get_logger()

BACKLOG = 512
SECONDS_A_CONNECTION, MOST_SECONDS = 0.002, 0.02
SECONDS_AFTER_TROUBLE = 1.0


def listening_at(host: str, port: int) -> socket.socket:
    """A socket that takes connections from now on, whoever serves them later."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.create_server((host, port), family=family, backlog=BACKLOG)
    listening.setblocking(False)
    return listening


class Door:
    """Lets connections in one by one. The more of them are `open` here, the later it is at the next one.

    So the process that has the fewest takes it, where several wait at the same socket.
    """

    def __init__(
        self, listening: socket.socket, greet: Callable[[], asyncio.BaseProtocol], *, are_open: Callable[[], int]
    ) -> None:
        self._socket, self._greet, self._are_open = listening, greet, are_open
        self._loop = asyncio.get_running_loop()
        self._greetings: set[asyncio.Task[object]] = set()
        self._listen()

    def close(self) -> None:
        """Let nobody in any more."""
        self._loop.remove_reader(self._socket)
        self._socket.close()

    def _listen(self) -> None:
        if self._socket.fileno() >= 0:
            self._loop.add_reader(self._socket, self._knocked)

    def _knocked(self) -> None:
        self._loop.remove_reader(self._socket)
        self._loop.call_later(min(self._are_open() * SECONDS_A_CONNECTION, MOST_SECONDS), self._let_in)

    def _let_in(self) -> None:
        try:
            connection, _peer = self._socket.accept()
        except (BlockingIOError, ConnectionAbortedError):  # another process was quicker, or the peer went
            self._listen()
        except OSError as error:
            if self._socket.fileno() >= 0:
                log.warning("a connection could not be taken", error=str(error))
                self._loop.call_later(SECONDS_AFTER_TROUBLE, self._listen)
        else:
            connection.setblocking(False)
            greeting = self._loop.create_task(self._loop.connect_accepted_socket(self._greet, connection))
            self._greetings.add(greeting)
            greeting.add_done_callback(self._greetings.discard)
            self._listen()
