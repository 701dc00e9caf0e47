"""The kernel's own endpoints: tokens, webhooks, events."""

from ninja import Router

from caseway.kernel.api.endpoints.tokens import router as tokens

router = Router()
router.add_router("", tokens)
