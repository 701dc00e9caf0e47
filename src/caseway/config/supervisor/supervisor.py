"""The order of a start, the watch over what was started, and the order of a stop."""

import signal
import time
from collections.abc import Callable, Sequence
from functools import partial
from types import FrameType

from caseway.config.data_lock import locked
from caseway.config.embedded import server
from caseway.config.embedded.places import Places, is_elsewhere
from caseway.config.env import Env, SettingsError, env
from caseway.config.errors import StartError
from caseway.config.migration_record import is_migrated
from caseway.config.supervisor import programs
from caseway.config.supervisor.child import Child, Program
from caseway.config.supervisor.console import Console

TICK = 0.1
SECONDS_FOR_PORTS = 8.0
SIGN_INS_FILE = "sign-ins"


class Stopped(Exception):
    """A stop was asked for during the start."""


def run(settings: Env) -> None:
    """Start everything, keep it running, and return once a signal asked for a stop and all has stopped."""
    with locked(settings.data):
        Supervisor(settings).run()


class Supervisor:
    """Holds the children. One thread, one loop."""

    def __init__(self, settings: Env, processes: Sequence[Program] = programs.PROCESSES) -> None:
        self.settings = settings
        self.processes = processes
        self.console = Console()
        self.database: Child | None = None
        self.children: list[Child] = []
        self.stops_asked = 0

    def run(self) -> None:
        started_at = time.monotonic()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)
        try:
            self.start()
            self.console.say(self._welcome(time.monotonic() - started_at))
            self.watch()
        except Stopped:
            pass
        finally:
            self.stop()

    def start(self) -> None:
        """Everything, in its order, until pages are served and mail is taken."""
        self._require_ports()
        if self.settings.is_embedded:
            self._start_database()
        if not is_migrated(self.settings):
            self.console.say("Preparing the database ...")
            self._run_once("migrate")
        if self._wants_demo_data():
            self.console.say("Adding demo data ...")
            self._run_once("setup-demo")
        self._start_children(waits=False)
        self._wait_until(self._is_ready)
        self._start_children(waits=True)

    def watch(self) -> None:
        """Start again what ends, until a stop is asked for."""
        while not self.stops_asked:
            self.console.pump(TICK)
            for child in self._all():
                child.keep_running()

    def stop(self) -> None:
        """First what works on the data, then the database; a second request to stop does not wait."""
        if self.stops_asked:
            self.console.say("Stopping ...")
        self._stop(self.children)
        if self.database is not None:
            self._stop([self.database])
        self.console.pump(0)
        if self.stops_asked:
            self.console.say("Stopped.")

    def _all(self) -> Sequence[Child]:
        return ([self.database] if self.database else []) + self.children

    def _start_database(self) -> None:
        places = server.prepare(self.settings.data)
        env.cache_clear()
        self.settings = env()
        if is_elsewhere(places, self.settings.data):
            self.console.say(
                f"The database is in {places.base}, as the user {places.account.name}, who runs it, cannot enter"
                f" {self.settings.data}."
            )
        self.database = Child(programs.database_program(places), self.console)
        self.database.start()
        self._wait_until(partial(self._is_database_ready, places))

    def _start_children(self, *, waits: bool) -> None:
        started = [Child(program, self.console) for program in self.processes if program.waits is waits]
        for child in started:
            child.start()
        self.children += started

    def _is_database_ready(self, places: Places) -> bool:
        process = self.database.process if self.database else None
        if process is None or process.poll() is not None:
            raise StartError("PostgreSQL did not start: its messages stand above.")
        return server.is_ready(places, process.pid)

    def _is_ready(self) -> bool:
        for child in self.children:
            child.keep_running()
        host = self.settings.host
        return (
            programs.is_serving(host, self.settings.gateway_port, "/healthz")
            and programs.is_listening(host, self.settings.smtp_port)
            and programs.is_serving(host, self.settings.port, "/readyz")
        )

    def _wants_demo_data(self) -> bool:
        return self.settings.has_demo_data and not (self.settings.data / SIGN_INS_FILE).exists()

    def _run_once(self, command: str) -> None:
        child = Child(programs.caseway_program("set up", command), self.console)
        child.start()
        self.children = [child]
        self._wait_until(lambda: not child.is_running)
        self.console.pump(0)
        self.children = []
        if child.process is not None and child.process.returncode != 0:
            raise StartError(f"'caseway {command}' failed: its messages stand above.")

    def _require_ports(self) -> None:
        """Free ports, after some patience for processes of an earlier start that are just ending."""
        deadline = time.monotonic() + SECONDS_FOR_PORTS
        while taken := programs.taken_port(self.settings):
            if time.monotonic() > deadline:
                name, port = taken
                raise SettingsError(
                    f"Port {port} is in use by another program: choose another, as in 'make run {name}={port + 100}'."
                )
            self._tick()

    def _wait_until(self, condition: Callable[[], bool]) -> None:
        while not condition():
            self._tick()

    def _tick(self) -> None:
        self.console.pump(TICK)
        if self.stops_asked:
            raise Stopped

    def _stop(self, children: Sequence[Child]) -> None:
        for child in children:
            child.ask_to_stop()
        deadline = time.monotonic() + max((child.program.seconds_to_stop for child in children), default=0)
        while any(child.is_running for child in children) and time.monotonic() < deadline and self.stops_asked < 2:
            self.console.pump(TICK)
        for child in children:
            child.kill()

    def _ask_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stops_asked += 1

    def _welcome(self, seconds: float) -> str:
        settings = self.settings
        lines = [
            "",
            f"Caseway is ready, after {seconds:.1f} seconds.",
            f"  Pages and API    {settings.base_url}",
            f"  Mail to          {settings.support_address}, by SMTP to {settings.host}:{settings.smtp_port}",
            f"  Data             {settings.data}",
        ]
        sign_ins = settings.data / SIGN_INS_FILE
        if sign_ins.exists() and sign_ins.read_text():
            lines += ["  Demo sign-ins", *(f"    {line}" for line in sign_ins.read_text().splitlines())]
        return "\n".join((*lines, "  Stop with Ctrl-C.", ""))
