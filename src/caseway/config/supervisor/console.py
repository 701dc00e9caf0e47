"""What the children say, line by line, each with the name of the one that said it."""

import os
import selectors
import sys
from dataclasses import dataclass
from typing import IO

WIDTH = 8
COLOURS = {"database": 34, "web": 32, "gateway": 36, "worker": 35, "mail": 33, "set up": 37, "caseway": 1}
LONGEST_LINE = 16_384


@dataclass
class Source:
    """One child's output and its unfinished last line."""

    name: str
    stream: IO[bytes]
    noise: bytes | None
    rest: bytes = b""


class Console:
    """Prints whole lines only, so that those of several children never mix."""

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._is_coloured = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        self._is_open = True

    def add(self, name: str, stream: IO[bytes], noise: bytes | None = None) -> None:
        """Print what comes from `stream` until it ends, except lines that begin with `noise`."""
        os.set_blocking(stream.fileno(), False)
        self._selector.register(stream, selectors.EVENT_READ, Source(name, stream, noise))

    def pump(self, seconds: float) -> None:
        """Wait up to `seconds` for output and print it."""
        for key, _ in self._selector.select(seconds):
            self._read(key.data)

    def say(self, text: str) -> None:
        """Print lines of our own, as they are."""
        self._write(f"{text}\n")

    def report(self, name: str, text: str) -> None:
        """Print one line about the child `name`."""
        self._write(f"{self._prefix(name)}{text}\n")

    def _read(self, source: Source) -> None:
        try:
            chunk = source.stream.read(65_536)
        except BlockingIOError:
            return
        if not chunk:
            self._finish(source)
            return
        *lines, source.rest = (source.rest + chunk).split(b"\n")
        if len(source.rest) > LONGEST_LINE:
            lines, source.rest = [*lines, source.rest], b""
        shown = [line for line in lines if not (source.noise and line.startswith(source.noise))]
        self._write("".join(f"{self._prefix(source.name)}{_text(line)}\n" for line in shown))

    def _finish(self, source: Source) -> None:
        if source.rest:
            self.report(source.name, _text(source.rest))
        self._selector.unregister(source.stream)
        source.stream.close()

    def _prefix(self, name: str) -> str:
        if not self._is_coloured:
            return f"{name:<{WIDTH}} | "
        return f"\x1b[{COLOURS.get(name, 37)}m{name:<{WIDTH}}\x1b[0m | "

    def _write(self, text: str) -> None:
        """Whoever read our output may have gone (`| head`), or its disk be full; Caseway goes on."""
        if not self._is_open:
            return
        try:
            sys.stdout.write(text)
            sys.stdout.flush()
        except BrokenPipeError:
            self._is_open = False
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except OSError:
            self._lose()

    def _lose(self) -> None:
        """What could not be written is not tried again: the disk has room again for what is said then."""
        output = os.dup(sys.stdout.fileno())
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        sys.stdout.flush()
        os.dup2(output, sys.stdout.fileno())
        os.close(nowhere)
        os.close(output)


def _text(line: bytes) -> str:
    return line.rstrip(b"\r").decode(errors="replace")
