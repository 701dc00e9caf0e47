"""The programs `caseway up` runs, and how it knows that they are ready."""

import os
import signal
import socket
import subprocess
import sys
from functools import partial

from caseway.config.embedded import server
from caseway.config.embedded.places import Places
from caseway.config.env import Env
from caseway.config.processes import spawn
from caseway.config.supervisor.child import Program
from caseway.config.values import reachable

QUICK = 1.0


def database_program(places: Places) -> Program:
    """Our own PostgreSQL; each start first clears what a killed one left."""
    return Program("database", partial(_start_database, places), signal.SIGINT, seconds_to_stop=60.0, noise=b"LOG:")


def caseway_program(name: str, *arguments: str, waits: bool = False) -> Program:
    """A command of ours as a child: the one of that name, unless another is given."""
    return Program(name, partial(_start_caseway, arguments or (name,)), waits=waits)


def is_serving(host: str, port: int, path: str) -> bool:
    """True when an HTTP server there answers `path` with 200."""
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    try:
        with socket.create_connection((reachable(host), port), QUICK) as connection:
            connection.sendall(request.encode())
            return connection.recv(64).split(b" ")[1:2] == [b"200"]
    except OSError:
        return False


def is_listening(host: str, port: int) -> bool:
    """True when something there takes connections."""
    try:
        with socket.create_connection((reachable(host), port), QUICK):
            return True
    except OSError:
        return False


def taken_port(env: Env) -> tuple[str, int] | None:
    """The first of our ports that another program holds, with the setting that names it."""
    ports = {"PORT": env.port, "GATEWAY_PORT": env.gateway_port, "SMTP_PORT": env.smtp_port}
    return next(((name, port) for name, port in ports.items() if not _is_free(env.host, port)), None)


def _is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _start_database(places: Places) -> subprocess.Popen[bytes]:
    server.end_leftovers(places.data)
    return server.start(places, subprocess.PIPE)


def environment_of_children() -> dict[str, str]:
    """They keep the bytecode they compile, whatever the shell says: two thirds of a start are spent on it otherwise."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONUNBUFFERED": "1", "MALLOC_ARENA_MAX": "2"}


def _start_caseway(arguments: tuple[str, ...]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "caseway", *arguments]
    return spawn(command, ending=signal.SIGTERM, environment=environment_of_children(), output=subprocess.PIPE)


PROCESSES = (*(caseway_program(name) for name in ("web", "gateway", "mail")), caseway_program("worker", waits=True))
