from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_reason_keys")]

    operations = [
        migrations.AddField(
            model_name="statusreason",
            name="is_active",
            field=models.BooleanField(default=True, verbose_name="active"),
        ),
        migrations.AddField(
            model_name="statusreason",
            name="is_standard",
            field=models.BooleanField(default=False, verbose_name="comes with the product"),
        ),
        migrations.AlterField(
            model_name="statusreason",
            name="position",
            field=models.PositiveIntegerField(default=0, verbose_name="position"),
        ),
        migrations.AddConstraint(
            model_name="statusreason",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_default", False), models.Q(("is_active", True), ("pauses_clocks", False)), _connector="OR"
                ),
                name="default_reason_is_usable",
            ),
        ),
        migrations.AddConstraint(
            model_name="statusreason",
            constraint=models.CheckConstraint(
                condition=models.Q(("pauses_clocks", False), ("state", "active"), _connector="OR"),
                name="only_active_reasons_pause",
            ),
        ),
    ]
