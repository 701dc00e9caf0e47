"""Several processes of one kind: each that is killed is started again, and all end with the one that forked them."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.processes import children_of, wait_for

FORKED = str(Path(__file__).with_name("forked.py"))
Start = Callable[[int], "subprocess.Popen[str]"]


@pytest.fixture
def start() -> Iterator[Start]:
    with ExitStack() as ends:

        def begin(number: int) -> "subprocess.Popen[str]":
            command = [sys.executable, FORKED, str(number)]
            process = ends.enter_context(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
            ends.callback(process.kill)
            return process

        yield begin


def said(process: "subprocess.Popen[str]", lines: int) -> list[str]:
    assert process.stdout
    return [process.stdout.readline().strip() for _line in range(lines)]


def test_there_are_as_many_as_were_asked_for(start: Start) -> None:
    crew = start(3)
    assert sorted(map(int, said(crew, 3))) == sorted(children_of(crew.pid))


def test_a_single_one_is_the_process_itself(start: Start) -> None:
    alone = start(1)
    assert said(alone, 1) == [str(alone.pid)]
    assert children_of(alone.pid) == []


@pytest.mark.kill
def test_a_killed_one_is_started_again_while_the_others_go_on(start: Start) -> None:
    crew = start(2)
    killed, other = map(int, said(crew, 2))
    os.kill(killed, signal.SIGKILL)
    [new] = map(int, said(crew, 1))
    assert sorted(children_of(crew.pid)) == sorted((other, new))
    assert new != killed


def test_all_finish_what_they_do_when_a_stop_is_asked_for(start: Start) -> None:
    crew = start(2)
    members = said(crew, 2)
    crew.terminate()
    assert sorted(said(crew, 2)) == sorted(f"{member} finished" for member in members)
    assert crew.wait(10) == 0


@pytest.mark.kill
def test_they_end_when_the_one_that_forked_them_is_killed(start: Start) -> None:
    crew = start(2)
    members = said(crew, 2)
    crew.kill()
    assert sorted(said(crew, 2)) == sorted(f"{member} finished" for member in members)
    wait_for(lambda: not any(Path(f"/proc/{member}").exists() for member in members), 10)
