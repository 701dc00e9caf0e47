"""A whole Caseway on free ports and a folder of its own, for as long as a block runs."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from caseway.config.errors import StartError

PATIENCE_SECONDS = 180


@dataclass(frozen=True)
class Instance:
    """A running Caseway. `pid` is its supervisor's."""

    base_url: str
    port: int
    gateway_port: int
    smtp_port: int
    data: Path
    pid: int


@contextmanager
def temporary_instance(folder: Path) -> Iterator[Instance]:
    """Start everything with its data in the folder, and stop it in the end. StartError when it does not come up."""
    port, gateway, smtp = (_free_port() for _ in range(3))
    base_url = f"http://localhost:{port}"
    ports = {"CASEWAY_PORT": port, "CASEWAY_GATEWAY_PORT": gateway, "CASEWAY_SMTP_PORT": smtp}
    values = ports | {"CASEWAY_DATA": folder, "CASEWAY_BASE_URL": "", "DATABASE_URL": ""}
    with (folder / "up.log").open("wb") as log:
        process = subprocess.Popen(command("up"), env=environment(values), stdout=log, stderr=log)
    try:
        _wait_until_up(process, base_url, folder)
        yield Instance(base_url, port, gateway, smtp, folder, process.pid)
    finally:
        process.terminate()
        process.wait(timeout=60)


def is_up(base_url: str) -> bool:
    try:
        return httpx.get(f"{base_url}/readyz", timeout=2).is_success
    except httpx.HTTPError:
        return False


def command(*words: str) -> list[str]:
    """This very Caseway's command line."""
    return [sys.executable, "-m", "caseway", *words]


def environment(values: dict[str, object]) -> dict[str, str]:
    """Our environment with other settings, as another process gets it."""
    kept = {name: value for name, value in os.environ.items() if name != "CASEWAY_PROCESS"}
    return kept | {name: str(value) for name, value in values.items()}


def _wait_until_up(process: "subprocess.Popen[bytes]", base_url: str, folder: Path) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until and process.poll() is None:
        if is_up(base_url):
            return
        time.sleep(0.2)
    raise StartError(f"A temporary instance did not start. It said:\n{(folder / 'up.log').read_text()[-2000:]}")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
