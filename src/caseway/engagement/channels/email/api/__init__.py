"""Mail over REST."""

from caseway.engagement.channels.email.api import keys, mail, providers
from caseway.kernel.api import Router

__all__ = ["router"]

router = Router(tags=["mail"])
router.add_router("", mail.router)
router.add_router("", keys.router)
router.add_router("", providers.router)
