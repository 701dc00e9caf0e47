"""`caseway up` keeps everything running whatever is killed, and leaves nothing behind (small programs stand in)."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from caseway.config.data_lock import AlreadyRunningError, locked
from caseway.config.embedded.server import processes_in
from caseway.config.env import read_env
from caseway.config.supervisor.programs import environment_of_children, is_serving
from tests.processes import PATIENCE, children_of, command_of, wait_for

STAND_INS = str(Path(__file__).with_name("stand_ins.py"))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Up:
    """A running `caseway up` and what it said."""

    def __init__(self, folder: Path, *, is_log_full: bool = False) -> None:
        self.folder = folder
        self.port = free_port()
        self.environment = {
            name: value
            for name, value in os.environ.items()
            if name != "DATABASE_URL" and not name.startswith("CASEWAY_")
        } | {
            "CASEWAY_DATA": str(folder),
            "CASEWAY_PORT": str(self.port),
            "CASEWAY_GATEWAY_PORT": str(free_port()),
            "CASEWAY_SMTP_PORT": str(free_port()),
            "CASEWAY_DEMO_DATA": "no",
        }
        self.log = Path("/dev/full") if is_log_full else folder / "up.log"
        self.is_log_full = is_log_full
        self.start()

    def start(self) -> None:
        with self.log.open("wb") as log:
            command = [sys.executable, STAND_INS, "up"]
            self.process = subprocess.Popen(command, env=self.environment, stdout=log, stderr=subprocess.STDOUT)
        wait_for(self.answers if self.is_log_full else lambda: "Caseway is ready" in self.said())

    def said(self) -> str:
        return self.log.read_text()

    def pid_of(self, what: str, port: str = "") -> int:
        """The stand-in that runs `what`."""
        for child in children_of(self.process.pid):
            command = command_of(child)
            if command[1:2] == [STAND_INS] and command[2:4] == [what, port or command[3]]:
                return child
        return 0

    @property
    def postmaster(self) -> int:
        return int((self.folder / "postgres" / "data" / "postmaster.pid").read_text().split()[0])

    @property
    def url(self) -> str:
        return read_env({"CASEWAY_DATA": str(self.folder)}).database.url

    def answers(self) -> bool:
        return is_serving("127.0.0.1", self.port, "/")

    def has_database(self) -> bool:
        try:
            with psycopg.connect(self.url, connect_timeout=2) as connection:
                return connection.execute("SELECT 1").fetchone() == (1,)
        except psycopg.OperationalError:
            return False

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE)


def is_gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


@pytest.fixture(scope="module")
def up(shared_folder: Path) -> Iterator[Up]:
    running = Up(shared_folder)
    yield running
    running.process.kill()
    running.process.wait()
    wait_for(lambda: not processes_in(shared_folder / "postgres" / "data"))


def test_it_goes_on_while_the_disk_of_its_log_is_full(folder: Path) -> None:
    running = Up(folder, is_log_full=True)
    try:
        os.kill(running.pid_of("serve", str(running.port)), signal.SIGKILL)
        wait_for(lambda: not running.answers())
        wait_for(running.answers)
        assert running.process.poll() is None
    finally:
        running.stop()


def test_it_says_when_it_is_ready_and_where(up: Up) -> None:
    assert re.search(r"Caseway is ready, after \d+\.\d seconds\.", up.said())
    assert f"http://localhost:{up.port}" in up.said()
    assert f"by SMTP to 127.0.0.1:{up.environment['CASEWAY_SMTP_PORT']}" in up.said()
    assert up.answers()
    assert up.has_database()


def test_each_line_names_the_process_that_said_it(up: Up) -> None:
    wait_for(lambda: "worker   | waiting\n" in up.said())
    assert "web      | serving\n" in up.said()
    assert "LOG:" not in up.said()


@pytest.mark.kill
def test_a_killed_process_runs_again_within_moments(up: Up) -> None:
    before = up.pid_of("serve", str(up.port))
    os.kill(before, signal.SIGKILL)
    assert wait_for(lambda: up.pid_of("serve", str(up.port)) not in (0, before) and up.answers()) < 10
    assert "web      | ended (SIGKILL); starting it again\n" in up.said()


@pytest.mark.kill
def test_a_killed_database_answers_again_with_what_was_committed(up: Up) -> None:
    with psycopg.connect(up.url, autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (number int)")
        connection.execute("INSERT INTO kept VALUES (7)")
        before = up.postmaster
        os.kill(before, signal.SIGKILL)
        wait_for(lambda: is_gone(before))
    assert wait_for(up.has_database) < 10
    assert up.postmaster != before
    with psycopg.connect(up.url) as connection:
        assert connection.execute("SELECT number FROM kept").fetchone() == (7,)


def test_what_keeps_failing_is_tried_ever_more_slowly_and_harms_no_other(up: Up) -> None:
    wait_for(lambda: up.said().count("faulty   | ended (exit code 3)") >= 3)
    failures = up.said().count("faulty   | ended (exit code 3)")
    time.sleep(1.5)
    assert up.said().count("faulty   | ended (exit code 3)") <= failures + 1
    assert up.answers()


def test_a_second_start_on_the_same_folder_says_so_and_harms_nothing(up: Up) -> None:
    children = up.postmaster, up.pid_of("wait"), up.pid_of("serve", str(up.port))
    environment = up.environment | {"CASEWAY_PORT": str(free_port())}
    command = [sys.executable, "-m", "caseway", "up"]
    second = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert second.returncode == 2
    assert second.stderr.startswith(f"caseway: Caseway already runs on {up.folder} (process {up.process.pid}).")
    assert (up.postmaster, up.pid_of("wait"), up.pid_of("serve", str(up.port))) == children


@pytest.mark.kill
def test_a_killed_supervisor_takes_all_with_it_and_the_next_start_recovers(up: Up) -> None:
    children = [up.postmaster, up.pid_of("wait"), up.pid_of("serve", str(up.port))]
    up.process.kill()
    up.process.wait()
    wait_for(lambda: all(is_gone(child) for child in children), 10)
    up.start()
    assert up.answers()
    assert up.has_database()


def test_a_stop_leaves_no_process_behind(up: Up) -> None:
    children = [up.postmaster, up.pid_of("wait"), up.pid_of("serve", str(up.port))]
    assert 0 not in children
    assert up.stop() == 0
    assert up.said().endswith("Stopped.\n")
    assert all(is_gone(child) for child in children)
    assert processes_in(up.folder / "postgres" / "data") == []


def test_a_port_in_use_is_named_with_what_to_write(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        environment = os.environ | {"CASEWAY_DATA": str(folder), "CASEWAY_PORT": str(port)}
        command = [sys.executable, "-m", "caseway", "up"]
        result = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert result.returncode == 2
    assert (
        f"Port {port} is in use by another program: choose another, as in 'make run PORT={port + 100}'."
        in result.stderr
    )


def test_a_folder_is_held_by_one_at_a_time_and_free_after_it(folder: Path) -> None:
    with locked(folder), pytest.raises(AlreadyRunningError, match=rf"\(process {os.getpid()}\)"), locked(folder):
        pass
    with locked(folder):
        pass


def test_children_keep_the_bytecode_they_compile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    assert "PYTHONDONTWRITEBYTECODE" not in environment_of_children()
