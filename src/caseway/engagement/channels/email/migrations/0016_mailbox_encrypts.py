from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("email", "0015_application_sign_in"),
    ]

    operations = [
        migrations.AddField(
            model_name="mailbox",
            name="encrypts",
            field=models.BooleanField(db_default=False, default=False, verbose_name="encrypts where it can"),
        ),
    ]
