"""The installation's secret, made once and kept in the data folder."""

import contextlib
import os
import secrets
from pathlib import Path

from caseway.config import values
from caseway.config.values import SettingsError, Values

FILE_NAME = "secret"
SHORTEST = 32


def secret_key(given: Values, data: Path) -> str:
    """CASEWAY_SECRET_KEY, or else the one kept in DATA/secret."""
    key = values.text(given, "CASEWAY_SECRET_KEY")
    if key and len(key) < SHORTEST:
        raise SettingsError("CASEWAY_SECRET_KEY is shorter than 32 characters: write at least 50 random ones, or none.")
    return key or kept_secret(data / FILE_NAME)


def kept_secret(file: Path) -> str:
    """The secret in `file`, made at first need; processes that start together agree on one."""
    try:
        if not file.exists():
            _make(file)
        secret = file.read_text().strip()
    except OSError as error:
        raise SettingsError(f"{file} cannot be used ({error.strerror}): start Caseway as its owner.") from None
    if len(secret) < SHORTEST:
        raise SettingsError(f"{file} holds fewer than {SHORTEST} characters: delete it, and a new one is made.")
    return secret


def _make(file: Path) -> None:
    fresh = file.with_name(f".{file.name}-{secrets.token_hex(8)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        stream.write(secrets.token_urlsafe(48))
    with contextlib.suppress(FileExistsError):
        os.link(fresh, file)
    fresh.unlink()
