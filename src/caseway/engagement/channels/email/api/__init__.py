"""Mail over REST."""

from caseway.engagement.channels.email.api import keys, mailboxes, providers, quarantine, signing
from caseway.kernel.api import Router

__all__ = ["router"]

router = Router(tags=["mail"])
for part in (mailboxes, signing, keys, providers, quarantine):
    router.add_router("", part.router)
