import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A mailbox may have a server of its own to send by, and a team; mail leaves at the pace a domain allows."""

    dependencies = [
        ("email", "0008_sign_in"),
        ("operations", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="DomainPace",
            fields=[
                ("domain", models.CharField(max_length=255, primary_key=True, serialize=False)),
                ("next_at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="sending",
            name="refused",
            field=models.TextField(blank=True, db_default=""),
        ),
        migrations.AddField(
            model_name="sending",
            name="remaining",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.CreateModel(
            name="WayOut",
            fields=[
                (
                    "mailbox",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="way_out",
                        serialize=False,
                        to="email.mailbox",
                    ),
                ),
                ("host", models.CharField(blank=True, max_length=255, verbose_name="server")),
                ("port", models.PositiveIntegerField(default=587, verbose_name="port")),
                (
                    "security",
                    models.CharField(
                        choices=[("tls", "TLS"), ("starttls", "STARTTLS"), ("none", "None")],
                        default="starttls",
                        max_length=10,
                        verbose_name="security",
                    ),
                ),
                ("user", models.CharField(blank=True, max_length=255, verbose_name="user")),
                ("password", models.TextField(blank=True, verbose_name="password")),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="operations.team",
                        verbose_name="who may send from it",
                    ),
                ),
            ],
        ),
    ]
