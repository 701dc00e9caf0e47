from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """What is to leave is found by its lane and its time."""

    atomic = False

    dependencies = [("engagement", "0004_queued_messages_leave")]

    operations = [
        AddIndexConcurrently(
            model_name="message",
            index=models.Index(
                condition=models.Q(("state__in", ["queued", "sending"])),
                fields=["lane", "leaves_at"],
                name="message_leaving",
            ),
        ),
        RemoveIndexConcurrently(model_name="message", name="message_unsent"),
    ]
