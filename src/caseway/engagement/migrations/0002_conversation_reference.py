from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """A case's number in a subject leads to its conversations without reading all of them."""

    atomic = False

    dependencies = [
        ("customers", "0001_initial"),
        ("engagement", "0001_initial"),
        ("operations", "0001_initial"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="conversation",
            index=models.Index(
                condition=models.Q(("reference", ""), _negated=True),
                fields=["reference"],
                name="conversation_reference",
            ),
        ),
    ]
