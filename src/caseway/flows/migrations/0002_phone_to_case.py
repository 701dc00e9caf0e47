"""The flow that guides a case from the first call to its resolution."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

# Stage: (label, the record's field or empty for a mark set by hand, required to go on).
STAGES = {
    "Identify": [("Customer", "customer", True), ("Contact", "contact", False)],
    "Research": [("Article linked", "article", False), ("Findings noted", "note", False)],
    "Resolve": [("Customer answered", "first_response", False), ("Resolution agreed", "", False)],
}


def add_flow(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    flow, is_new = apps.get_model("flows", "Flow").objects.get_or_create(
        slug="phone-to-case", defaults={"name": "Phone to case", "kind": "case"}
    )
    if not is_new:
        return
    for position, (name, steps) in enumerate(STAGES.items()):
        stage = apps.get_model("flows", "Stage").objects.create(flow=flow, name=name, position=position)
        for place, (label, field, is_required) in enumerate(steps):
            apps.get_model("flows", "Step").objects.create(
                stage=stage, label=label, field=field, is_required=is_required, position=place
            )


class Migration(migrations.Migration):
    dependencies = [("flows", "0001_initial")]
    operations = [migrations.RunPython(add_flow, migrations.RunPython.noop)]
