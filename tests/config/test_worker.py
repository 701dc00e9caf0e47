"""The worker process: jobs are done, what a killed worker left behind is done again, pulses go on beating."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection

from caseway.config.worker import keep_beating
from caseway.kernel.jobs import Pulse

PATIENCE = 40.0


@pytest.fixture
def worker(transactional_db: None) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "caseway", "worker"], env=os.environ.copy(), stderr=subprocess.PIPE, text=True
    )
    yield process
    process.kill()
    process.wait()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")


def insert_job(status: str, worker_id: int | None = None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, worker_id)"
            " VALUES ('default', 'gone.task', '{}', %s, %s) RETURNING id",
            [status, worker_id],
        )
        return int(cursor.fetchone()[0])


def insert_dead_worker() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour') RETURNING id"
        )
        return int(cursor.fetchone()[0])


def wait_for_status(job: int, status: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while status_of(job) != status:
        assert time.monotonic() < deadline, f"the job stays {status_of(job)}"
        time.sleep(0.1)


def status_of(job: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT status FROM procrastinate_jobs WHERE id = %s", [job])
        return str(cursor.fetchone()[0])


@pytest.mark.kill
def test_a_job_that_a_killed_worker_left_behind_is_taken_up_again(worker: subprocess.Popen[str]) -> None:
    left_behind = insert_job("doing", insert_dead_worker())
    wait_for_status(left_behind, "failed")


def test_it_takes_jobs_of_every_lane_and_stops_when_asked(worker: subprocess.Popen[str]) -> None:
    wait_for_status(insert_job("todo"), "failed")
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(PATIENCE) == 0


@pytest.mark.django_db
def test_a_pulse_that_fails_beats_again() -> None:
    stop, beats = threading.Event(), []

    def beat() -> None:
        beats.append(len(beats))
        if len(beats) == 3:
            stop.set()
        raise RuntimeError("This beat failed.")

    keep_beating(Pulse("test.beat", timedelta(milliseconds=1), beat), stop)
    assert beats == [0, 1, 2]
