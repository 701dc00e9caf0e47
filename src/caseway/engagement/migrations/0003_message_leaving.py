from django.db import migrations, models


class Migration(migrations.Migration):
    """What goes out waits until it leaves, may be taken back, and stands in the lane of where it goes."""

    dependencies = [
        ("customers", "0001_initial"),
        ("engagement", "0002_conversation_reference"),
    ]

    operations = [
        migrations.AddField("conversation", "is_aside", models.BooleanField(db_default=False, default=False)),
        migrations.AddField("message", "is_scheduled", models.BooleanField(db_default=False, default=False)),
        migrations.AddField("message", "lane", models.CharField(blank=True, db_default="", max_length=400)),
        migrations.AddField("message", "leaves_at", models.DateTimeField(blank=True, null=True)),
        migrations.AlterField(
            "message",
            "state",
            models.CharField(
                choices=[
                    ("received", "Received"),
                    ("queued", "Waiting to be sent"),
                    ("sending", "Being sent"),
                    ("sent", "Sent"),
                    ("failed", "Not sent"),
                    ("bounced", "Returned"),
                    ("canceled", "Taken back"),
                ],
                max_length=10,
            ),
        ),
    ]
