"""Business process flows for programs. How far a record has come is part of the record, such as a case."""

from caseway.flows.api.flows import router as flows
from caseway.flows.api.parts import router as parts
from caseway.kernel.api import Router

router = Router()
router.add_router("", flows)
router.add_router("", parts)
