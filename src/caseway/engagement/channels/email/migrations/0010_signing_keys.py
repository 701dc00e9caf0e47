import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    """Keys that sign our mail, one in use for each domain."""

    dependencies = [
        ("email", "0009_ways_out"),
    ]

    operations = [
        migrations.CreateModel(
            name="SigningKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("domain", models.CharField(max_length=253, verbose_name="domain")),
                ("selector", models.SlugField(max_length=60, verbose_name="selector")),
                ("private_key", models.TextField()),
                ("public_key", models.TextField()),
                (
                    "state",
                    models.CharField(
                        choices=[("new", "Not in use yet"), ("active", "In use"), ("retired", "Retired")],
                        default="new",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "made_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="made"),
                ),
                ("used_since", models.DateTimeField(blank=True, null=True, verbose_name="in use since")),
            ],
            options={
                "ordering": ["domain", "-id"],
                "constraints": [
                    models.UniqueConstraint(fields=("domain", "selector"), name="one_key_a_selector"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "active")), fields=("domain",), name="one_active_key_a_domain"
                    ),
                ],
            },
        ),
    ]
