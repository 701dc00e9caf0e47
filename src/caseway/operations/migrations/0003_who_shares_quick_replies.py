"""Whoever manages cases of everybody, or the settings, may write quick replies for all."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

PERMISSION = "quick_replies.write"
HELD_BY = ("supervisor", "administrator")


def give(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for role in apps.get_model("operations", "Role").objects.filter(slug__in=HELD_BY):
        role.permissions = {**role.permissions, PERMISSION: "all"}
        role.save(update_fields=["permissions"])


def take(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for role in apps.get_model("operations", "Role").objects.filter(slug__in=HELD_BY):
        role.permissions = {name: level for name, level in role.permissions.items() if name != PERMISSION}
        role.save(update_fields=["permissions"])


class Migration(migrations.Migration):
    dependencies = [("operations", "0002_quick_replies")]
    operations = [migrations.RunPython(give, take)]
