"""Service operations over REST."""

from caseway.kernel.api import Router
from caseway.operations.api.arrangements import router as arrangements
from caseway.operations.api.people import router as people
from caseway.operations.api.quick_replies import router as quick_replies

router = Router()
router.add_router("", people)
router.add_router("", arrangements)
router.add_router("", quick_replies)
