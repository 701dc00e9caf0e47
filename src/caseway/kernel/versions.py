"""Which version of a row somebody saw, so that nobody overwrites what they have not seen."""

import hashlib
import json

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model

from caseway.kernel.db import values_of


def version_of(row: Model) -> str:
    """The row's `version`, or a digest of its values when it has none."""
    version = getattr(row, "version", None)
    if isinstance(version, int):
        return str(version)
    values = json.dumps(values_of(row), cls=DjangoJSONEncoder, sort_keys=True, default=str)
    return hashlib.sha256(values.encode()).hexdigest()[:20]
