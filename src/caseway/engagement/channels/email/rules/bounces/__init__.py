"""Mail about mail: deliveries that failed, are late, or were complained about."""

from .finding import Reported, read_reports

__all__ = ["Reported", "read_reports"]
