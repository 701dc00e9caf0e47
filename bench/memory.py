"""What all idle processes hold, without PostgreSQL: proportional set size, where shared pages count once."""

import re
import tempfile
import time
from pathlib import Path

from caseway.config.temporary import temporary_instance

PSS = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)
SETTLING_SECONDS = 10


def run() -> dict[str, float]:
    """Start a whole instance, let it settle, and add up: megabytes by process."""
    with tempfile.TemporaryDirectory(prefix="caseway-bench-") as folder, temporary_instance(Path(folder)) as instance:
        time.sleep(SETTLING_SECONDS)
        return _sizes(instance.pid)


def _sizes(root: int) -> dict[str, float]:
    sizes: dict[str, float] = {}
    for pid in _family(root):
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
        if "postgres" in words[0]:
            continue
        found = PSS.search(Path(f"/proc/{pid}/smaps_rollup").read_text())
        label = next((word for word in ("up", "web", "gateway", "worker", "mail") if word in words), words[0])
        sizes[label] = sizes.get(label, 0.0) + (int(found[1]) / 1024 if found else 0.0)
    return sizes


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(each for child in children for each in _family(int(child)))]
