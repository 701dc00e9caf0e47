"""A bad line to a real server: it passes everything on until it is told to cut, to stall, or to keep silent."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Interference:
    """Whenever the server says `cut_on` the connection ends right there; at `stall_on` nothing is heard any more."""

    def __init__(self, upstream: int) -> None:
        self.upstream = upstream
        self.cut_on = self.stall_on = b""
        self.cuts_left = 0
        self.cuts = 0
        self.is_silent = False
        self._held: list[socket.socket] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        for one in [self._listening, *self._held]:
            _end(one)

    def _accept(self) -> None:
        while True:
            try:
                client, _peer = self._listening.accept()
            except OSError:
                return
            self._held.append(client)
            if self.is_silent:
                continue
            server = socket.create_connection(("127.0.0.1", self.upstream))
            self._held.append(server)
            threading.Thread(target=self._pass_on, args=(client, server), daemon=True).start()
            threading.Thread(target=self._pass_back, args=(server, client), daemon=True).start()

    def _pass_on(self, client: socket.socket, server: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := client.recv(65536):
                server.sendall(data)
        _end(server)

    def _pass_back(self, server: socket.socket, client: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := server.recv(65536):
                if self.stall_on and self.stall_on in data:
                    return
                if self.cuts_left and self.cut_on and self.cut_on in data:
                    self.cuts_left -= 1
                    self.cuts += 1
                    client.sendall(data[: data.index(self.cut_on)])
                    break
                client.sendall(data)
        _end(client)
        _end(server)


def _end(one: socket.socket) -> None:
    with contextlib.suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()


@contextmanager
def interfering(upstream: int) -> Iterator[Interference]:
    line = Interference(upstream)
    try:
        yield line
    finally:
        line.close()
