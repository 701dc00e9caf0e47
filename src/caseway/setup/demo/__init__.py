"""The demo company: a maker of connected kitchen machines. Every part is safe to run twice."""

from caseway.cases.commands.search import rebuild_search
from caseway.kernel.db import atomic
from caseway.knowledge.commands import relearn_words
from caseway.setup.demo.configuration import set_up_service
from caseway.setup.demo.customers import set_up_customers
from caseway.setup.demo.library import set_up_library
from caseway.setup.demo.people import PASSWORD, SIGN_INS, set_up_people
from caseway.setup.volume import fill

HISTORY = 160

__all__ = ["PASSWORD", "SIGN_INS", "ensure_demo_data"]


@atomic()
def ensure_demo_data() -> bool:
    """Set the company up in an empty installation; False, and nothing done, where there are people already."""
    if not set_up_people():
        return False
    set_up_service()
    set_up_customers()
    set_up_library()
    fill(HISTORY, report=lambda _size: None, with_regions=False, open_share=0.15)
    rebuild_search(is_partial=True)
    relearn_words()
    return True
