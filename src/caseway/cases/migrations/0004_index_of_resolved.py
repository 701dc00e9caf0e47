from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_search")]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("state", "resolved")), fields=["-resolved_at", "-id"], name="case_resolved"
            ),
        ),
    ]
