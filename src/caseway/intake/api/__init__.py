"""Intake for programs: what was decided, and the rules that decide."""

from caseway.intake.api.items import router as items
from caseway.intake.api.messages import router as messages
from caseway.intake.api.monitor import router as monitor
from caseway.intake.api.rules import router as rules
from caseway.kernel.api import Router

router = Router()
router.add_router("", monitor)
router.add_router("", messages)
router.add_router("", rules)
router.add_router("", items)
