"""The two KPIs that every service desk promises, and the one row of settings."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

KPIS = {"first_response": "First response by", "resolve": "Resolve by"}


def add_kpis(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    kpis = apps.get_model("sla", "SlaKpi")
    for code, name in KPIS.items():
        kpis.objects.get_or_create(code=code, defaults={"name": name})
    apps.get_model("sla", "SlaSettings").objects.get_or_create(pk=1)


class Migration(migrations.Migration):
    dependencies = [("sla", "0003_settings_and_holds")]
    operations = [migrations.RunPython(add_kpis, migrations.RunPython.noop)]
