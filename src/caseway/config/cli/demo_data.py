"""Demo data at the first start, and who may sign in to look at it."""

from caseway.config.env import Env
from caseway.config.supervisor.supervisor import SIGN_INS_FILE
from caseway.setup.demo import PASSWORD, SIGN_INS, ensure_demo_data


def set_up_demo(settings: Env) -> None:
    """Add the demo company to an empty installation and write its sign-ins down; a used one is left as it is."""
    is_new = ensure_demo_data()
    lines = [f"{person.email:<26} {person.role}" for person in SIGN_INS] + [f"password for each: {PASSWORD}"]
    (settings.data / SIGN_INS_FILE).write_text("\n".join(lines) if is_new else "")
