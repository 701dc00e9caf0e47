"""Cases for programs: what the pages can do, through the same queries and commands."""

from caseway.cases.api.mail import router as mail
from caseway.cases.api.messages import router as messages
from caseway.cases.api.moving import router as moving
from caseway.cases.api.reading import router as reading
from caseway.cases.api.reasons import router as reasons
from caseway.cases.api.verbs import router as verbs
from caseway.kernel.api import Router

router = Router(tags=["cases"])
router.add_router("", reading)
router.add_router("", verbs)
router.add_router("", moving)
router.add_router("", messages)
router.add_router("", mail)
router.add_router("", reasons)
