"""`caseway token create`: a token for the API, from the machine Caseway runs on."""

from dataclasses import replace

from caseway.config.errors import StartError
from caseway.kernel.access import SYSTEM
from caseway.kernel.api.tokens import create_token, user_named
from caseway.kernel.errors import DomainError


def print_new_token(email: str, *, name: str, may_act_as: bool) -> None:
    """Print the secret of a new token, alone on its line; nobody can read it again."""
    actor = replace(SYSTEM, via="cli")
    try:
        _, secret = create_token(user_named(email, actor), actor=actor, name=name, may_act_as=may_act_as)
    except DomainError as error:
        raise StartError(f"No token for {email}: {error}") from None
    print(secret)
