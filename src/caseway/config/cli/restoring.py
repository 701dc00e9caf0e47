"""`caseway restore`: what a backup holds comes back, into a new data folder or an empty database."""

import subprocess
import tarfile
import tempfile
from pathlib import Path

import psycopg

from caseway.config.backup import DUMP, FILES, BackupError
from caseway.config.cli.setting_up import use_django
from caseway.config.embedded.places import client_program
from caseway.config.env import Env, env
from caseway.config.migrating import ensure_extensions, migrate_database
from caseway.config.secret import FILE_NAME
from caseway.kernel.db import unit_of_work


def require_backup(source: Path) -> None:
    """Raise `BackupError` for a file that is none."""
    if source.is_file() and tarfile.is_tarfile(source):
        with tarfile.open(source) as archive:
            if DUMP in archive.getnames():
                return
    raise BackupError(f"{source} cannot be read as a backup: name a file that 'caseway backup' wrote.")


def restore_all(settings: Env, source: Path) -> None:
    """The database, then files and secret, then this version's tables; bulk readers go on where they were."""
    with tarfile.open(source) as archive:
        _require_empty(settings)
        _restore_database(settings, archive)
        _restore_folder(settings, archive)
    env.cache_clear()
    use_django("command")
    from caseway.kernel.events.home import settle

    migrate_database(env())
    with unit_of_work():
        settle(is_moved=True)
    print("All is back. Start Caseway with 'caseway up'.")


def _require_empty(settings: Env) -> None:
    with psycopg.connect(settings.database.url) as connection:
        found = connection.execute("SELECT 1 FROM pg_tables WHERE schemaname = 'public' LIMIT 1").fetchone()
    if found:
        raise BackupError(
            f"The database {settings.database.shown} holds something already: restore into a new data folder,"
            " or into an empty database."
        )


def _restore_database(settings: Env, archive: tarfile.TarFile) -> None:
    with psycopg.connect(settings.database.url, autocommit=True) as connection:
        ensure_extensions(connection)
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=settings.data) as work:
        archive.extract(DUMP, work, filter="data")
        _play(Path(work) / DUMP, settings.database.url)


def _play(dump: Path, url: str) -> None:
    """All or nothing. The first statement loads pg_trgm, whose setting a function of ours names."""
    written = [client_program("pg_restore"), "--no-owner", "--no-acl", "--no-comments", "--file=-", str(dump)]
    played = [client_program("psql"), "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
    played += [f"--dbname={url}", "--command=SELECT similarity('', '')", "--file=-"]
    with subprocess.Popen(written, stdout=subprocess.PIPE) as script:
        result = subprocess.run(
            played, stdin=script.stdout, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False
        )
    if result.returncode or script.returncode:
        raise BackupError(f"The database could not be restored; PostgreSQL said: {result.stderr.strip()[-1000:]}")


def _restore_folder(settings: Env, archive: tarfile.TarFile) -> None:
    for member in archive.getmembers():
        if member.name in (FILE_NAME, FILES) or member.name.startswith(f"{FILES}/"):
            archive.extract(member, settings.data, filter="data")
