"""Attachments in S3, or on a server that speaks its protocol, instead of a folder."""

import importlib.util
from dataclasses import dataclass

from caseway.config import values
from caseway.config.values import SettingsError, Values


@dataclass(frozen=True)
class Bucket:
    """A bucket of S3, or of a server that speaks its protocol."""

    name: str
    endpoint: str
    region: str
    key: str
    secret: str

    @property
    def options(self) -> dict[str, object]:
        """For django-storages. Without a key of ours boto3 finds the machine's own, as it does everywhere."""
        return {
            "bucket_name": self.name,
            "endpoint_url": self.endpoint or None,
            "region_name": self.region or None,
            "access_key": self.key or None,
            "secret_key": self.secret or None,
            "file_overwrite": False,
            "default_acl": None,
            "addressing_style": "path" if self.endpoint else "auto",
        }


def read_bucket(given: Values) -> Bucket | None:
    """The bucket that is set, if any."""
    name = values.text(given, "CASEWAY_S3_BUCKET")
    if not name:
        return None
    if importlib.util.find_spec("storages") is None or importlib.util.find_spec("boto3") is None:
        raise SettingsError("CASEWAY_S3_BUCKET needs more packages: run 'pip install caseway[s3]', or leave it empty.")
    endpoint = values.text(given, "CASEWAY_S3_ENDPOINT")
    if endpoint:
        values.origin(given, "CASEWAY_S3_ENDPOINT", endpoint, ("http", "https"))
    key, secret = values.text(given, "CASEWAY_S3_KEY"), values.text(given, "CASEWAY_S3_SECRET")
    if bool(key) != bool(secret):
        raise SettingsError("Of CASEWAY_S3_KEY and CASEWAY_S3_SECRET only one is set: set both, or none.")
    return Bucket(name, endpoint, values.text(given, "CASEWAY_S3_REGION"), key, secret)
