"""Our own PostgreSQL: made complete, recovered after a kill, reachable by its user wherever the data folder is."""

import os
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from caseway.config.embedded import server
from caseway.config.embedded.account import EmbeddedError
from caseway.config.embedded.cluster import ensure_cluster
from caseway.config.embedded.elsewhere import place_elsewhere
from caseway.config.embedded.places import find_places, is_elsewhere
from caseway.config.env import embedded_database, read_env

only_root = pytest.mark.skipif(os.geteuid() != 0, reason="root drops its rights for PostgreSQL")


@pytest.fixture(scope="module")
def data(shared_folder: Path) -> Path:
    """A data folder with a cluster, stopped."""
    ensure_cluster(find_places(shared_folder))
    return shared_folder


@pytest.fixture
def started(data: Path) -> Iterator[tuple[server.Places, subprocess.Popen[bytes], str]]:
    places = server.prepare(data)
    process = server.start(places, subprocess.DEVNULL)
    server.wait_until_ready(places, process)
    yield places, process, embedded_database(places.run).url
    server.stop(process)


def shown(url: str, name: str) -> str:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT current_setting(%s)", [name]).fetchone()
    return str(row[0]) if row else ""


def test_it_listens_on_a_private_socket_only_and_keeps_what_is_committed(started) -> None:
    places, _, url = started
    assert shown(url, "listen_addresses") == ""
    assert stat.S_IMODE(places.run.stat().st_mode) == 0o700
    assert stat.S_IMODE(places.data.stat().st_mode) == 0o700
    assert {name: shown(url, name) for name in ("fsync", "synchronous_commit", "full_page_writes", "jit")} == {
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        "jit": "off",
    }


def test_settings_find_it_without_being_told(started, data: Path) -> None:
    _, _, url = started
    assert read_env({"CASEWAY_DATA": str(data)}).database.url == url


def test_the_product_is_no_superuser_and_new_databases_have_the_extensions(started) -> None:
    with psycopg.connect(started[2], autocommit=True) as connection:
        assert connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone() == (False,)
        connection.execute("CREATE DATABASE another")
    with psycopg.connect(started[2].replace("/caseway?", "/another?"), autocommit=True) as connection:
        names = connection.execute("SELECT extname FROM pg_extension ORDER BY 1").fetchall()
        assert names == [("btree_gin",), ("pg_trgm",), ("plpgsql",), ("unaccent",), ("vector",)]
        assert connection.execute("SELECT lower('ÄÖÜ')").fetchone() == ("äöü",)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_another_user_of_the_system_cannot_connect(started) -> None:
    places, _, _ = started
    psql = subprocess.run(
        [places.program("psql"), "-h", str(places.run), "-U", "caseway", "-c", "SELECT 1", "caseway"],
        user=12_345,
        group=12_345,
        extra_groups=(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert psql.returncode == 2
    assert "Permission denied" in psql.stderr


@pytest.mark.kill
def test_after_kill_9_with_work_under_way_it_starts_again_with_all_that_was_committed(started) -> None:
    places, process, url = started
    busy = psycopg.connect(url, autocommit=True)
    busy.execute("CREATE TABLE IF NOT EXISTS kept (number int)")
    busy.execute("INSERT INTO kept VALUES (1)")
    sleeper = subprocess.Popen([places.program("psql"), url, "-c", "SELECT pg_sleep(60)"], stderr=subprocess.DEVNULL)
    time.sleep(0.3)
    process.send_signal(signal.SIGKILL)
    process.wait()
    killed_at = time.monotonic()
    server.end_leftovers(places.data)
    assert server.processes_in(places.data) == []
    again = server.start(places, subprocess.DEVNULL)
    server.wait_until_ready(places, again)
    assert time.monotonic() - killed_at < 10
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT count(*) > 0 FROM kept").fetchone() == (True,)
    server.stop(again)
    sleeper.wait()


def test_a_stale_pid_file_that_names_a_living_stranger_does_not_stop_a_start(data: Path) -> None:
    places = server.prepare(data)
    pid_file = places.data / "postmaster.pid"
    pid_file.write_text(f"{os.getpid()}\n{places.data}\n0\n5432\n{places.run}\n\n\nready\n")
    with server.running(data, log=subprocess.DEVNULL) as database, psycopg.connect(database.url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert not pid_file.exists()


def test_stopping_leaves_no_process_and_no_pid_file(data: Path) -> None:
    with server.running(data, log=subprocess.DEVNULL):
        places = find_places(data)
        assert server.processes_in(places.data)
    assert server.processes_in(places.data) == []
    assert not (places.data / "postmaster.pid").exists()


def test_a_start_cut_off_while_making_the_cluster_is_made_good_by_the_next(folder: Path) -> None:
    places = find_places(folder)
    half = places.base / "data.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    assert ensure_cluster(places)
    assert not ensure_cluster(places)
    assert not half.exists()
    assert (places.data / "PG_VERSION").read_text() == "18\n"


def test_a_folder_too_deep_for_a_socket_gets_a_short_one_elsewhere(folder: Path) -> None:
    deep = folder / ("d" * 60) / ("e" * 60)
    deep.mkdir(parents=True)
    places = find_places(deep)
    assert places.run.parent == Path(tempfile.gettempdir())
    assert stat.S_IMODE(places.run.stat().st_mode) == 0o700
    assert find_places(deep).run == places.run
    places.run.rmdir()


def test_a_socket_folder_somebody_else_laid_is_not_used(folder: Path) -> None:
    deep = folder / ("d" * 60) / ("f" * 60)
    deep.mkdir(parents=True)
    planned = find_places(deep).run
    planned.rmdir()
    planned.symlink_to(folder)
    chosen = find_places(deep).run
    planned.unlink()
    assert chosen != planned
    assert chosen.is_dir()
    chosen.rmdir()


@only_root
def test_root_hands_the_files_to_a_system_user_and_changes_nothing_above(folder: Path) -> None:
    data = folder / "data"
    data.mkdir(mode=0o700)
    places = find_places(data)
    assert places.account.uid != 0
    assert places.base == data / "postgres"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o755
    assert stat.S_IMODE(data.stat().st_mode) == 0o711


@only_root
def test_below_a_folder_that_shuts_its_user_out_the_database_goes_elsewhere(folder: Path) -> None:
    shut, elsewhere = folder / "shut", folder / "elsewhere"
    data = shut / "data"
    data.mkdir(parents=True)
    elsewhere.mkdir()
    shut.chmod(0o700)
    places = find_places(data, elsewhere)
    assert places.base.parent.parent == elsewhere
    assert is_elsewhere(places, data)
    assert stat.S_IMODE(shut.stat().st_mode) == 0o700
    assert find_places(data, elsewhere) == places


def test_the_database_elsewhere_follows_a_moved_folder_and_is_not_shared_with_a_copy(folder: Path) -> None:
    data, moved, copied, elsewhere = (folder / "shut" / name for name in ("data", "moved", "copied", "elsewhere"))
    data.mkdir(parents=True)
    data.parent.chmod(0o700)
    place = place_elsewhere(data, folder)
    data.rename(moved)
    assert place_elsewhere(moved, elsewhere) == place
    shutil.copytree(moved, copied)
    with pytest.raises(EmbeddedError, match=f"{copied} is a copy of {moved}"):
        place_elsewhere(copied, elsewhere)
    shutil.rmtree(place)
    with pytest.raises(EmbeddedError, match=f"should be in {place}, which is gone"):
        place_elsewhere(moved, elsewhere)
