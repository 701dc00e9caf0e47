"""A backup brought back into a new data folder: the same people, files and secret, and readers that go on."""

import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from caseway.config.embedded import server
from caseway.config.temporary import command

pytestmark = pytest.mark.slow


@pytest.fixture
def place() -> Iterator[Path]:
    """Where PostgreSQL's own user may go too."""
    folder = Path(tempfile.mkdtemp(prefix="caseway-backup-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def caseway(data: Path, *words: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CASEWAY_")}
    settings = kept | {"CASEWAY_DATA": str(data), "DATABASE_URL": "", "CASEWAY_DEMO_DATA": "0"}
    return subprocess.run(command(*words), env=settings, capture_output=True, text=True, check=False)


def test_all_of_it_comes_back_elsewhere(place: Path) -> None:
    here, there, file = place / "here", place / "there", place / "caseway.tar"
    made = caseway(here, "agent", "create", "alex@company.example", "--name", "Alex", "--role", "administrator")
    assert made.returncode == 0, made.stderr
    (here / "files" / "2026").mkdir(parents=True)
    (here / "files" / "2026" / "note.txt").write_text("A note")

    kept = caseway(here, "backup", str(file))
    assert kept.returncode == 0, kept.stderr
    assert file.stat().st_mode & 0o777 == 0o600
    with tarfile.open(file) as archive:
        assert {"database.dump", "secret", "files/2026/note.txt"} <= set(archive.getnames())
    again = caseway(here, "backup", str(file))
    assert (again.returncode, "is there already" in again.stderr) == (2, True)

    back = caseway(there, "restore", str(file))
    assert back.returncode == 0, back.stderr
    assert (there / "secret").read_text() == (here / "secret").read_text()
    assert (there / "files" / "2026" / "note.txt").read_text() == "A note"
    with server.running(there) as database, psycopg.connect(database.url) as connection:
        rows = connection.execute("SELECT name FROM operations_agent WHERE user_id IS NOT NULL").fetchall()
        assert rows == [("Alex",)]
        assert connection.execute('SELECT DISTINCT "transaction"::text FROM kernel_eventrecord').fetchall() == [("1",)]
        extensions = connection.execute("SELECT count(*) FROM pg_extension WHERE extname <> 'plpgsql'").fetchone()
        assert extensions == (4,)

    twice = caseway(there, "restore", str(file))
    assert (twice.returncode, "holds something already" in twice.stderr) == (2, True)
    wrong = caseway(place / "third", "restore", str(place / "here" / "secret"))
    assert (wrong.returncode, "cannot be read as a backup" in wrong.stderr) == (2, True)
