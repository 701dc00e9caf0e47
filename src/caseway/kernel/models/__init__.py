from caseway.kernel.models.access import Share
from caseway.kernel.models.api import ApiToken, IdempotencyKey, Webhook, WebhookDelivery
from caseway.kernel.models.audit import ChangeRecord
from caseway.kernel.models.events import BulkCursor, EventDelivery, EventRecord, HomeServer
from caseway.kernel.models.ordered import Ordered
from caseway.kernel.models.search import SearchWord
from caseway.kernel.models.sessions import LiveSession
from caseway.kernel.models.users import User

__all__ = [
    "ApiToken",
    "BulkCursor",
    "ChangeRecord",
    "EventDelivery",
    "EventRecord",
    "HomeServer",
    "IdempotencyKey",
    "LiveSession",
    "Ordered",
    "SearchWord",
    "Share",
    "User",
    "Webhook",
    "WebhookDelivery",
]
