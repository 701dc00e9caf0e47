"""The roles that Caseway comes with."""

from caseway.kernel.db import atomic
from caseway.operations.models import Role
from caseway.operations.rules.roles import DEFAULT_ROLES


@atomic()
def ensure_default_roles() -> dict[str, Role]:
    """The default roles by slug, made where they are missing; what an administrator changed stays changed."""
    return {
        slug: Role.objects.get_or_create(slug=slug, defaults={"name": name, "permissions": permissions})[0]
        for slug, (name, permissions) in DEFAULT_ROLES.items()
    }
