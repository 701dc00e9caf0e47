"""Service operations over REST."""

from caseway.kernel.api import Router
from caseway.operations.api.arrangements import router as arrangements
from caseway.operations.api.people import router as people

router = Router()
router.add_router("", people)
router.add_router("", arrangements)
