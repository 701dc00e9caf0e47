"""`caseway up` with small programs in place of the real ones: `python stand_ins.py up`, under Caseway's environment."""

import signal
import subprocess
import sys
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer

from caseway.config.data_lock import locked
from caseway.config.embedded import server
from caseway.config.env import Env, env
from caseway.config.errors import StartError
from caseway.config.migration_record import record_migrated
from caseway.config.processes import spawn
from caseway.config.supervisor.child import Program
from caseway.config.supervisor.supervisor import Supervisor


class Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        """Quiet."""


def serve(port: str) -> None:
    print("serving", flush=True)
    HTTPServer(("127.0.0.1", int(port)), Answer).serve_forever()


def wait(_: str) -> None:
    print("waiting", flush=True)
    signal.pause()


def fail(_: str) -> None:
    print("failing")
    sys.exit(3)


def up(_: str = "") -> None:
    settings = env()
    with locked(settings.data):
        server.prepare(settings.data)
        record_migrated(read_again())
        Supervisor(settings, processes=stand_ins(settings)).run()


def read_again() -> Env:
    env.cache_clear()
    return env()


def stand_ins(settings: Env) -> list[Program]:
    return [
        program("web", "serve", settings.port),
        program("gateway", "serve", settings.gateway_port),
        program("mail", "serve", settings.smtp_port),
        program("worker", "wait", 0, waits=True),
        program("faulty", "fail", 0),
    ]


def program(name: str, what: str, port: int, *, waits: bool = False) -> Program:
    command = [sys.executable, __file__, what, str(port)]
    return Program(name, partial(spawn, command, ending=signal.SIGTERM, output=subprocess.PIPE), waits=waits)


if __name__ == "__main__":
    try:
        globals()[sys.argv[1]](*sys.argv[2:3])
    except StartError as error:
        print(error)
        sys.exit(2)
