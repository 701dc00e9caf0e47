from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("email", "0013_graph"),
    ]

    operations = [
        migrations.AlterField(
            model_name="mailbox",
            name="hook_provider",
            field=models.CharField(
                blank=True,
                choices=[
                    ("brevo", "Brevo"),
                    ("mailersend", "MailerSend"),
                    ("mailgun", "Mailgun"),
                    ("mailjet", "Mailjet"),
                    ("postal", "Postal"),
                    ("postmark", "Postmark"),
                    ("resend", "Resend"),
                    ("sendgrid", "SendGrid"),
                    ("ses", "Amazon SES"),
                    ("sparkpost", "SparkPost"),
                ],
                max_length=12,
                verbose_name="provider",
            ),
        ),
    ]
