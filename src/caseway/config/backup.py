"""`caseway backup`: database, attachments and secret in one file, while Caseway runs."""

import os
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import IO

from caseway.config.embedded.places import client_program
from caseway.config.env import Env
from caseway.config.errors import StartError
from caseway.config.secret import FILE_NAME

DUMP, FILES = "database.dump", "files"


class BackupError(StartError):
    """A backup could not be made or brought back; the sentence says what to do."""


def require_room(target: Path) -> None:
    """Raise `BackupError` where a backup cannot be written to."""
    if target.exists():
        raise BackupError(f"{target} is there already: choose another name, or move it away.")
    if not target.absolute().parent.is_dir():
        raise BackupError(f"There is no folder {target.absolute().parent}: make it first.")


def back_up(settings: Env, target: Path) -> None:
    """Write `target`, whole or not at all. The database comes first: files are only ever added."""
    with tempfile.TemporaryDirectory(prefix=".caseway-backup-", dir=target.absolute().parent) as work:
        dump, archive = Path(work) / DUMP, Path(work) / target.name
        _dump(settings.database.url, dump)
        with os.fdopen(os.open(archive, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            _write(stream, dump, settings.data)
        archive.rename(target)
    print(f"{target} holds the database, {_files_said(settings)} and {_secret_said(settings)}.")


def _dump(url: str, file: Path) -> None:
    program = [client_program("pg_dump"), "--format=custom", "--no-owner", "--no-acl", f"--file={file}", url]
    result = subprocess.run(program, capture_output=True, text=True, check=False)
    if result.returncode:
        raise BackupError(f"The database could not be dumped; PostgreSQL said: {result.stderr.strip()[-1000:]}")


def _write(stream: IO[bytes], dump: Path, data: Path) -> None:
    with tarfile.open(fileobj=stream, mode="w") as archive:
        archive.add(dump, DUMP)
        for name in (FILE_NAME, FILES):
            if (data / name).exists():
                archive.add(data / name, name)


def _files_said(settings: Env) -> str:
    return f"no attachments (they are in the bucket {settings.bucket.name})" if settings.bucket else "all attachments"


def _secret_said(settings: Env) -> str:
    has_own = (settings.data / FILE_NAME).exists()
    return "the secret: keep it where nobody else reads it" if has_own else "no secret: keep CASEWAY_SECRET_KEY too"
