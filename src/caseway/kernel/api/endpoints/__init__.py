"""The kernel's own endpoints: tokens, webhooks, events, failures."""

from ninja import Router

from caseway.kernel.api.endpoints.events import router as events
from caseway.kernel.api.endpoints.failures import router as failures
from caseway.kernel.api.endpoints.tokens import router as tokens
from caseway.kernel.api.endpoints.webhooks import router as webhooks

router = Router()
router.add_router("", events)
router.add_router("", failures)
router.add_router("", tokens)
router.add_router("", webhooks)
