"""What commands of this area check alike."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _

from caseway.kernel.errors import Invalid

PERMISSION = "customers.write"


def apply(row: Model, values: Mapping[str, object]) -> list[str]:
    """Set the values that differ and check them against the model; returns their names. Raises `Invalid`."""
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    check(row)
    return changed


def check(row: Model) -> None:
    """Hold a row against its model's fields, with a sentence for each field that is wrong."""
    try:
        row.clean_fields(exclude={"number", "id"})
    except ValidationError as error:
        fields = {name: " ".join(messages) for name, messages in error.message_dict.items()}
        raise Invalid(_("Some of what was sent cannot be used."), fields=fields) from error
