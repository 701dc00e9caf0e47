"""The real `caseway up`: every process killed in turn is back within ten seconds, PostgreSQL included."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from caseway.config.env import Env, read_env
from caseway.config.supervisor.programs import is_listening, is_serving
from tests.processes import children_of, pid_of, wait_for

PATIENCE = 120.0
SECONDS_TO_RECOVER = 10.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Installation:
    """A started `caseway up` with everything real in it."""

    def __init__(self, folder: Path) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("CASEWAY_", "DATABASE_URL"))}
        self.environment = kept | {
            "CASEWAY_DATA": str(folder),
            "CASEWAY_PORT": str(free_port()),
            "CASEWAY_GATEWAY_PORT": str(free_port()),
            "CASEWAY_SMTP_PORT": str(free_port()),
        }
        self.log = folder / "up.log"
        self.start()
        self.first_said = self.said()

    def start(self) -> None:
        with self.log.open("wb") as log:
            command = [sys.executable, "-m", "caseway", "up"]
            self.process = subprocess.Popen(command, env=self.environment, stdout=log, stderr=subprocess.STDOUT)
        wait_for(lambda: "Caseway is ready" in self.said() or self.process.poll() is not None, PATIENCE)
        assert self.process.poll() is None, self.said()

    def said(self) -> str:
        return self.log.read_text()

    @property
    def settings(self) -> Env:
        return read_env(self.environment)

    def is_whole(self) -> bool:
        settings = self.settings
        return (
            is_serving("127.0.0.1", settings.port, "/readyz")
            and is_serving("127.0.0.1", settings.gateway_port, "/readyz")
            and is_listening("127.0.0.1", settings.smtp_port)
            and bool(self.pid_of("worker"))
            and bool(self.pid_of("postgres"))
        )

    def pid_of(self, name: str) -> int:
        return pid_of(self.process.pid, name)


@pytest.fixture(scope="session")
def installation() -> Iterator[Installation]:
    """One for each worker, however its tests are dealt out: the first start takes long."""
    folder = Path(tempfile.mkdtemp(prefix="caseway-config-"))
    folder.chmod(0o755)
    started = Installation(folder)
    yield started
    started.process.send_signal(signal.SIGTERM)
    assert started.process.wait(60) == 0
    shutil.rmtree(folder)


def test_the_first_start_says_who_may_sign_in(installation: Installation) -> None:
    assert installation.is_whole()
    assert "admin@caseway.example" in installation.first_said


@pytest.mark.kill
@pytest.mark.parametrize("name", ["web", "gateway", "mail", "worker", "postgres"])
def test_a_killed_process_is_back_within_ten_seconds(installation: Installation, name: str) -> None:
    wait_for(installation.is_whole, SECONDS_TO_RECOVER)
    before = installation.pid_of(name)
    os.kill(before, signal.SIGKILL)
    wait_for(lambda: installation.pid_of(name) not in (0, before) and installation.is_whole(), SECONDS_TO_RECOVER)


@pytest.mark.kill
@pytest.mark.parametrize("name", ["web", "gateway"])
def test_a_killed_server_process_of_granian_is_back_too(installation: Installation, name: str) -> None:
    wait_for(installation.is_whole, SECONDS_TO_RECOVER)
    before = installation.pid_of(name)
    os.kill(children_of(before)[0], signal.SIGKILL)
    wait_for(lambda: installation.pid_of(name) not in (0, before) and installation.is_whole(), SECONDS_TO_RECOVER)


@pytest.mark.kill
def test_a_killed_supervisor_ends_all_and_the_next_start_is_whole(installation: Installation) -> None:
    wait_for(installation.is_whole, SECONDS_TO_RECOVER)
    installation.process.kill()
    installation.process.wait()
    installation.start()
    wait_for(installation.is_whole, SECONDS_TO_RECOVER)


def test_check_finds_everything_in_order(installation: Installation) -> None:
    wait_for(installation.is_whole, SECONDS_TO_RECOVER)
    wait_for(lambda: "PROBLEM" not in checked(installation).stdout, PATIENCE)  # a busy worker's first sign of life
    result = checked(installation)
    assert result.stdout.endswith("Everything is in order.\n"), result.stdout + result.stderr
    assert result.returncode == 0


def checked(installation: Installation) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "caseway", "check"]
    return subprocess.run(command, env=installation.environment, capture_output=True, text=True, check=False)


def test_the_log_is_text_of_named_processes(installation: Installation) -> None:
    names = {line.split(" |")[0].strip() for line in installation.said().splitlines() if " | " in line}
    assert names <= {"database", "set up", "web", "gateway", "mail", "worker"}, json.dumps(sorted(names))
