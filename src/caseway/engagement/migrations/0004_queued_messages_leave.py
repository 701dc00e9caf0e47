from django.db import migrations
from django.db.models import F


def leave(apps, schema_editor):
    apps.get_model("engagement", "Message").objects.filter(state="queued").update(leaves_at=F("at"))


def come_back(apps, schema_editor):
    messages = apps.get_model("engagement", "Message").objects
    messages.filter(state="sending").update(state="queued")
    messages.filter(state="canceled").update(state="failed")


class Migration(migrations.Migration):
    """What waits to be sent leaves as it would have."""

    dependencies = [("engagement", "0003_message_leaving")]

    operations = [migrations.RunPython(leave, come_back)]
