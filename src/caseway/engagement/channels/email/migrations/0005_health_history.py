import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("email", "0004_ways_in")]

    operations = [
        migrations.CreateModel(
            name="HealthSpell",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "health",
                    models.CharField(
                        choices=[("new", "Not yet connected"), ("good", "Connected"), ("failing", "Failing")],
                        max_length=20,
                    ),
                ),
                ("note", models.TextField(blank=True)),
                ("attempts", models.PositiveIntegerField(default=1)),
                ("mails", models.PositiveIntegerField(default=0)),
                ("began_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("last_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "mailbox",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="spells", to="email.mailbox"
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["mailbox", "-id"], name="spells_of_mailbox")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("mailbox",), name="one_spell_lasts"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TakenMail",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uidl", models.CharField(max_length=70)),
                ("is_whole", models.BooleanField(default=True)),
                (
                    "mailbox",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="taken", to="email.mailbox"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("mailbox", "uidl"), name="one_row_a_taken_mail")],
            },
        ),
        migrations.AlterField(
            model_name="quarantine",
            name="cause",
            field=models.CharField(
                choices=[
                    ("loop", "A loop of our own mail"),
                    ("too_large", "Too large"),
                    ("too_many_recipients", "Too many recipients"),
                    ("parse_error", "Could not be read"),
                    ("store_error", "Could not be stored"),
                    ("not_fetched", "Could not be fetched"),
                    ("blocked", "Blocked sender"),
                ],
                max_length=24,
            ),
        ),
    ]
