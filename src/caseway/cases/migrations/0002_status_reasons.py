"""The reasons a case starts out with: the states are fixed, administrators may add reasons of their own."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

REASONS = [
    ("in_progress", "active", "In progress", True, False),
    ("on_hold", "active", "On hold", False, True),
    ("waiting_for_details", "active", "Waiting for details", False, True),
    ("researching", "active", "Researching", False, False),
    ("problem_solved", "resolved", "Problem solved", True, False),
    ("information_provided", "resolved", "Information provided", False, False),
    ("canceled", "canceled", "Canceled", True, False),
    ("merged", "canceled", "Merged", False, False),
]


def add_reasons(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("cases", "StatusReason").objects.bulk_create(
        apps.get_model("cases", "StatusReason")(
            code=code, state=state, label=label, is_default=is_default, pauses_clocks=pauses, position=position
        )
        for position, (code, state, label, is_default, pauses) in enumerate(REASONS)
    )


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]
    operations = [migrations.RunPython(add_reasons, migrations.RunPython.noop)]
