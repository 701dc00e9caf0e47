"""Queues, their work and the routing rules for programs."""

from caseway.kernel.api import Router
from caseway.routing.api.queues import router as queues
from caseway.routing.api.rules import router as rules

router = Router()
router.add_router("", queues)
router.add_router("", rules)
