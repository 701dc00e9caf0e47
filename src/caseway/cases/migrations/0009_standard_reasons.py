"""The reasons that came with the product stay."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

STANDARD = [
    "in_progress",
    "on_hold",
    "waiting_for_details",
    "researching",
    "problem_solved",
    "information_provided",
    "canceled",
    "merged",
]


def mark_standard(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("cases", "StatusReason").objects.filter(code__in=STANDARD).update(is_standard=True)


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_reasons_change")]
    operations = [migrations.RunPython(mark_standard, migrations.RunPython.noop)]
