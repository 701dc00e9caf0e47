"""`caseway demo`: the story, on the running instance or on a temporary one."""

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from caseway.config.env import Env
from caseway.config.temporary import command, environment, is_up, temporary_instance
from caseway.setup.story import StoryBroken, Theatre, play

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


def theatre_at(base_url: str, smtp_port: int, support: str, values: dict[str, object]) -> Theatre:
    """Where the story is played, with fresh tokens; `values` are the settings that lead to its data."""
    return Theatre(base_url, "localhost", smtp_port, support, _token(values, AGENT), _token(values, ADMIN))


@contextmanager
def _stage(settings: Env, console: Console) -> Iterator[Theatre]:
    if is_up(settings.base_url):
        yield theatre_at(settings.base_url, settings.smtp_port, settings.support_address, {})
        return
    console.print("Nothing runs here: a temporary instance is started for the story.")
    with tempfile.TemporaryDirectory(prefix="caseway-demo-") as folder, temporary_instance(Path(folder)) as instance:
        values: dict[str, object] = {"CASEWAY_DATA": folder, "DATABASE_URL": ""}
        yield theatre_at(instance.base_url, instance.smtp_port, settings.support_address, values)


def _token(values: dict[str, object], email: str) -> str:
    """A fresh token, made by the command that administrators use."""
    made = subprocess.run(
        command("token", "create", email, "--name", "demo"),
        env=environment(values),
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        raise StoryBroken(f"no token for {email}: {made.stderr.strip()}. The story needs the demo company.")
    return made.stdout.strip().splitlines()[-1]
