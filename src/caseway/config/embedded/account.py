"""The system user PostgreSQL runs as: ourselves, or a system user when we are root."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path

from caseway.config.errors import StartError
from caseway.config.processes import Identity

PREFERRED = ("caseway", "postgres", "nobody")


class EmbeddedError(StartError):
    """Our own PostgreSQL cannot run; the message says what to do."""


@dataclass(frozen=True)
class Account:
    """Who PostgreSQL runs as. `is_other` when that is not the user who runs Caseway."""

    name: str
    uid: int
    gid: int
    is_other: bool

    @property
    def identity(self) -> Identity | None:
        """Whom a child must become to be this user; None when we are."""
        return Identity(self.uid, self.gid) if self.is_other else None

    def run(self, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command as this user and wait for it; never raises on what the command answers."""
        return subprocess.run(
            arguments,
            input=stdin,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            cwd="/",
            user=self.uid if self.is_other else None,
            group=self.gid if self.is_other else None,
            extra_groups=() if self.is_other else None,
        )

    def can_run(self, program: Path) -> bool:
        """True when this user can reach and start `program`, its libraries included."""
        try:
            return self.run(str(program), "--version").returncode == 0
        except OSError:
            return False

    def can_enter(self, folder: Path) -> bool:
        return self.run("/bin/sh", "-c", 'cd -- "$1"', "sh", str(folder)).returncode == 0

    def give(self, path: Path, mode: int) -> None:
        """Make `path` this user's, with `mode`."""
        if self.is_other:
            os.chown(path, self.uid, self.gid)
        path.chmod(mode)


def server_account(data: Path) -> Account:
    """Who runs the PostgreSQL whose files are in `data`: their owner if there are any."""
    if os.geteuid() != 0:
        return _ourselves()
    if data.exists() and data.stat().st_uid != 0:
        return _account(pwd.getpwuid(data.stat().st_uid))
    for name in PREFERRED:
        try:
            return _account(pwd.getpwnam(name))
        except KeyError:
            continue
    raise EmbeddedError(
        "PostgreSQL cannot run as root and there is no system user for it: create one with"
        " 'useradd --system caseway', or set DATABASE_URL to a PostgreSQL of yours."
    )


def client_names(account: Account) -> tuple[str, ...]:
    """The system users who may connect: whoever runs Caseway, root, and the server's own."""
    return tuple(dict.fromkeys((account.name, _ourselves().name, "root")))


def _ourselves() -> Account:
    try:
        return _account(pwd.getpwuid(os.geteuid()))
    except KeyError:
        raise EmbeddedError(
            f"User {os.geteuid()} has no name on this system, and PostgreSQL needs one: start Caseway as a named user,"
            " or set DATABASE_URL to a PostgreSQL of yours."
        ) from None


def _account(entry: pwd.struct_passwd) -> Account:
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid, is_other=entry.pw_uid != os.geteuid())
