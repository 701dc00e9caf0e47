"""A place for the database when its user cannot enter the data folder. The folder remembers it, also when moved."""

import hashlib
import os
from pathlib import Path

from caseway.config.embedded.account import EmbeddedError

POINTER = "database-folder"
OWNER = "belongs-to"


def place_elsewhere(folder: Path, parent: Path) -> Path:
    """The folder in `parent` that holds the database of the data folder `folder`."""
    pointer = folder / POINTER
    if not pointer.exists():
        place = parent / f"caseway-{short_hash(folder)}"
        place.mkdir(mode=0o711, exist_ok=True)
        pointer.write_text(str(place))
        (place / OWNER).write_text(str(folder))
        return place
    place = Path(pointer.read_text())
    _require_ours(place, folder)
    (place / OWNER).write_text(str(folder))
    return place


def short_hash(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def _require_ours(place: Path, folder: Path) -> None:
    if not place.is_dir():
        raise EmbeddedError(
            f"The database of {folder} should be in {place}, which is gone: put it back, or delete"
            f" {folder / POINTER} to start with an empty one."
        )
    owner = Path((place / OWNER).read_text())
    if owner != folder and (owner / POINTER).exists():
        raise EmbeddedError(
            f"{folder} is a copy of {owner}, and their one database is in {place}: start Caseway on {owner}, or delete"
            f" {folder / POINTER} to start this copy with an empty one."
        )
