"""`caseway agent create`: somebody who signs in, from the machine Caseway runs on."""

import secrets
from dataclasses import replace

from caseway.config.errors import StartError
from caseway.kernel.access import SYSTEM
from caseway.kernel.db import atomic
from caseway.kernel.errors import DomainError
from caseway.operations.commands import Profile, assign_role, create_agent, ensure_default_roles


def add_agent(email: str, *, name: str, role: str) -> None:
    """Add them with their role, and print a password that they change after the first sign-in."""
    actor, password = replace(SYSTEM, via="cli"), secrets.token_urlsafe(12)
    try:
        with atomic():
            roles = ensure_default_roles()
            if role not in roles:
                raise StartError(f"There is no role {role}: choose one of {', '.join(roles)}.")
            agent = create_agent(Profile(name=name), email=email, password=password, actor=actor)
            assign_role(agent, roles[role], actor=actor)
    except DomainError as error:
        details = " ".join(error.fields.values())
        raise StartError(f"{email} was not added: {error} {details}".strip()) from None
    print(f"{email} may sign in with the password {password}")
