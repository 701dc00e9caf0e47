from django.db import migrations, models

SECURITY = [("tls", "TLS"), ("starttls", "STARTTLS"), ("none", "None")]
RENAMED = ("host", "port", "user", "password", "security")


def name_ways_in(apps, schema_editor):
    apps.get_model("email", "Mailbox").objects.exclude(fetch_host="").update(way_in="imap")


class Migration(migrations.Migration):
    dependencies = [("email", "0003_mailbox_choices")]

    operations = [
        *(migrations.RenameField("mailbox", f"imap_{name}", f"fetch_{name}") for name in RENAMED),
        migrations.AlterField(
            "mailbox", "fetch_host", models.CharField(blank=True, max_length=255, verbose_name="server")
        ),
        migrations.AlterField("mailbox", "fetch_port", models.PositiveIntegerField(default=993, verbose_name="port")),
        migrations.AlterField(
            "mailbox", "fetch_user", models.CharField(blank=True, max_length=255, verbose_name="user")
        ),
        migrations.AlterField("mailbox", "fetch_password", models.TextField(blank=True, verbose_name="password")),
        migrations.AlterField(
            "mailbox",
            "fetch_security",
            models.CharField(choices=SECURITY, default="tls", max_length=10, verbose_name="security"),
        ),
        migrations.AddField(
            "mailbox",
            "way_in",
            models.CharField(
                choices=[
                    ("listener", "Delivered to us"),
                    ("imap", "Fetched by IMAP"),
                    ("pop3", "Fetched by POP3"),
                ],
                default="listener",
                max_length=12,
                verbose_name="mail comes in",
            ),
        ),
        migrations.AddField(
            "mailbox", "leaves_mail", models.BooleanField(default=True, verbose_name="leave mail on its server")
        ),
        migrations.RunPython(name_ways_in, migrations.RunPython.noop),
    ]
