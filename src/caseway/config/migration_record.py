"""Which migrations the database has had, written down in the data folder, so that a start need not ask Django."""

import hashlib
import importlib.metadata
from pathlib import Path

import caseway
from caseway.config.env import Env

FILE_NAME = "migrated"
PACKAGES = ("django", "django-allauth", "procrastinate")


def is_migrated(env: Env) -> bool:
    """True when this database was migrated to exactly this version's tables, from this data folder."""
    try:
        return (env.data / FILE_NAME).read_text() == _fingerprint(env)
    except FileNotFoundError:
        return False


def record_migrated(env: Env) -> None:
    (env.data / FILE_NAME).write_text(_fingerprint(env))


def forget_migrated(data: Path) -> None:
    """For a database that is new."""
    (data / FILE_NAME).unlink(missing_ok=True)


def _fingerprint(env: Env) -> str:
    digest = hashlib.sha256(env.database.shown.encode())
    for package in PACKAGES:
        digest.update(importlib.metadata.version(package).encode())
    root = Path(caseway.__file__).parent
    for file in sorted(root.rglob("migrations/*.py")):
        digest.update(str(file.relative_to(root)).encode() + file.read_bytes())
    return digest.hexdigest()
