"""`caseway demo`: the story, on the running instance or on a temporary one."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from rich.console import Console

from caseway.config.env import Env
from caseway.setup.story import StoryBroken, Theatre, play

START_PATIENCE_SECONDS = 120
AGENT, ADMIN = "ana@caseway.example", "admin@caseway.example"


def play_demo(settings: Env) -> int:
    """Play the story and print each step; 0 when every step was right, else 1."""
    console = Console(highlight=False)
    try:
        with _stage(settings, console) as theatre:
            play(theatre, lambda title, detail: console.print(f"[green]✓[/] {title}\n  [dim]{detail}[/]"))
    except StoryBroken as error:
        console.print(f"[red]✗[/] {error}")
        return 1
    console.print("[bold]The story works.[/]")
    return 0


@contextmanager
def _stage(settings: Env, console: Console) -> Iterator[Theatre]:
    if _is_up(settings.base_url):
        yield _theatre(settings.base_url, settings.smtp_port, str(settings.data), settings.support_address)
        return
    console.print("Nothing runs here: a temporary instance is started for the story.")
    with tempfile.TemporaryDirectory(prefix="caseway-demo-") as folder:
        port, gateway, smtp = (_free_port() for _ in range(3))
        with _temporary(folder, port, gateway, smtp) as base_url:
            yield _theatre(base_url, smtp, folder, settings.support_address)


@contextmanager
def _temporary(folder: str, port: int, gateway: int, smtp: int) -> Iterator[str]:
    base_url = f"http://localhost:{port}"
    ports: dict[str, object] = {"CASEWAY_PORT": port, "CASEWAY_GATEWAY_PORT": gateway, "CASEWAY_SMTP_PORT": smtp}
    values = ports | {"CASEWAY_DATA": folder, "CASEWAY_BASE_URL": "", "DATABASE_URL": ""}
    with (Path(folder) / "up.log").open("wb") as log:
        process = subprocess.Popen(_command("up"), env=_environment(values), stdout=log, stderr=log)
    try:
        _wait_until_up(process, base_url)
        yield base_url
    finally:
        process.terminate()
        process.wait(timeout=60)


def _theatre(base_url: str, smtp_port: int, data: str, support: str) -> Theatre:
    return Theatre(base_url, "localhost", smtp_port, support, _token(data, AGENT), _token(data, ADMIN))


def _token(data: str, email: str) -> str:
    """A fresh token, made by the command that administrators use."""
    command = subprocess.run(
        _command("token", "create", email, "--name", "demo"),
        env=_environment({"CASEWAY_DATA": data}),
        capture_output=True,
        text=True,
        check=False,
    )
    if command.returncode:
        raise StoryBroken(f"no token for {email}: {command.stderr.strip()}. The story needs the demo company.")
    return command.stdout.strip().splitlines()[-1]


def _wait_until_up(process: subprocess.Popen[bytes], base_url: str) -> None:
    until = time.monotonic() + START_PATIENCE_SECONDS
    while time.monotonic() < until and process.poll() is None:
        if _is_up(base_url):
            return
        time.sleep(0.2)
    raise StoryBroken("the temporary instance did not start")


def _is_up(base_url: str) -> bool:
    try:
        return httpx.get(f"{base_url}/readyz", timeout=2).is_success
    except httpx.HTTPError:
        return False


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _command(*words: str) -> list[str]:
    return [sys.executable, "-m", "caseway", *words]


def _environment(values: dict[str, object]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "CASEWAY_PROCESS"}
    return kept | {name: str(value) for name, value in values.items()}
