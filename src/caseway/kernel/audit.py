"""The audit: what differed in a row, written by the command that changed it."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Model, QuerySet

from caseway.kernel.access import Actor
from caseway.kernel.db import remember, remembered, values_of
from caseway.kernel.models import ChangeRecord
from caseway.kernel.rows import insert_later

UNSEEN = frozenset({"search", "password", "digest", "secrets", "fetch_password", "client_secret", "private_key"})


def record_change(instance: Model, *, actor: Actor, action: str = "") -> None:
    """Write what differs from the values `lock_row` remembered; without them the row is new.

    Nothing differs: nothing is written.
    """
    before, after = remembered(instance), values_of(instance)
    changes = differences(before or {}, after)
    if before is not None and not changes and not action:
        return
    change = ChangeRecord(
        kind=kind_of(instance),
        object_id=instance.pk,
        actor=actor.reference,
        on_behalf_of=actor.on_behalf_of,
        via=actor.via,
        action=action or ("changed" if before is not None else "created"),
        changes=changes,
    )
    insert_later([change])
    remember(instance)


def changes_of(instance: Model) -> QuerySet[ChangeRecord]:
    """All changes of one row, newest first."""
    return ChangeRecord.objects.filter(kind=kind_of(instance), object_id=instance.pk).order_by("-id")


def kind_of(instance: Model) -> str:
    return instance._meta.model_name or ""


def differences(before: dict[str, object], after: dict[str, object]) -> dict[str, list[object]]:
    """`{field: [before, after]}` in plain JSON values; empty values of a new row are left out."""
    return {
        name: [_plain(before.get(name)), _plain(value)]
        for name, value in after.items()
        if name not in UNSEEN and (before.get(name) != value if before else value not in (None, "", [], {}))
    }


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Decimal):
        return str(value)
    if value is None or isinstance(value, str | int | float | bool | list | dict):
        return value
    return str(value)
