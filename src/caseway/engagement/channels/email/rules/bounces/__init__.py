"""Mail about mail: deliveries that failed, are late, or were complained about."""

from .codes import blames_address, status_from_words
from .finding import Reported, read_reports

__all__ = ["Reported", "blames_address", "read_reports", "status_from_words"]
