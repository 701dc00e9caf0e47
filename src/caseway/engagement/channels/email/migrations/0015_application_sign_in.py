from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("email", "0014_more_hook_providers"),
    ]

    operations = [
        migrations.AddField(
            model_name="mailprovider",
            name="is_application",
            field=models.BooleanField(db_default=False, default=False, verbose_name="signs in as itself"),
        ),
        migrations.AlterField(
            model_name="mailboxsignin",
            name="refresh_token",
            field=models.TextField(blank=True),
        ),
    ]
