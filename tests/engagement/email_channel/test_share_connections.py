"""Processes that listen at one socket: each takes its part of the connections, and each connection is taken once."""

import asyncio
import socket
from collections import Counter
from functools import partial

from caseway.engagement.channels.email.jobs.doors import Door, listening_at
from tests.engagement.email_channel.mails import free_port


class Guest(asyncio.Protocol):
    """A connection that is told who took it, and that counts there while it is open."""

    def __init__(self, name: bytes, present: list["Guest"]) -> None:
        self.name, self.present = name, present

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.present.append(self)
        transport.write(self.name)

    def connection_lost(self, _error: Exception | None) -> None:
        self.present.remove(self)


def door(name: bytes, listening: socket.socket) -> Door:
    """One process's, at its own copy of the socket."""
    present: list[Guest] = []
    return Door(listening.dup(), partial(Guest, name, present), are_open=present.__len__)


async def taken_by(connections: list[socket.socket]) -> Counter[bytes]:
    loop = asyncio.get_running_loop()
    return Counter([await loop.sock_recv(one, 1) for one in connections])


def connected(port: int, number: int) -> list[socket.socket]:
    connections = [socket.create_connection(("127.0.0.1", port)) for _number in range(number)]
    for one in connections:
        one.setblocking(False)
    return connections


async def shared(*, leaves: bool) -> Counter[bytes]:
    """Who takes how many of eight connections that come at once; `leaves`: one process closes its door before."""
    port = free_port()
    with listening_at("127.0.0.1", port) as listening:
        doors = [door(name, listening) for name in (b"a", b"b")]
        connections = connected(port, 8)
        if leaves:
            doors.pop(0).close()
        counts = await taken_by(connections)
        for one in (*doors, *connections):
            one.close()
    return counts


def test_connections_that_come_at_once_are_shared_equally() -> None:
    assert asyncio.run(shared(leaves=False)) == {b"a": 4, b"b": 4}


def test_a_closed_door_leaves_what_waits_to_the_others() -> None:
    assert asyncio.run(shared(leaves=True)) == {b"b": 8}
