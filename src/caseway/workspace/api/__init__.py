"""What joins several areas, for programs: one's own console, the process flow of a case, and the audit."""

from caseway.kernel.api import Router
from caseway.workspace.api.audit import router as audit
from caseway.workspace.api.console import router as console
from caseway.workspace.api.guidance import router as guidance

router = Router(tags=["workspace"])
router.add_router("", console)
router.add_router("", guidance)
router.add_router("", audit)
