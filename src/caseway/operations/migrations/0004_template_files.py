import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("operations", "0003_who_shares_quick_replies"),
    ]

    operations = [
        migrations.CreateModel(
            name="TemplateFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("filename", models.CharField(max_length=255, verbose_name="name")),
                ("content_type", models.CharField(max_length=127)),
                ("size", models.PositiveIntegerField()),
                ("file", models.FileField(max_length=255, upload_to="")),
                ("added_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "template",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="operations.template",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("file", ""), _negated=True), name="template_file_is_stored"
                    )
                ],
            },
        ),
    ]
