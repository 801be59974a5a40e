from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("funding", "0006_certificates")]

    operations = [
        migrations.RemoveConstraint(
            model_name="cofinancing",
            name="co_financing_not_negative",
        ),
        migrations.RemoveField(
            model_name="cofinancing",
            name="certified",
        ),
        migrations.RemoveField(
            model_name="cofinancing",
            name="certified_on",
        ),
        migrations.AddConstraint(
            model_name="cofinancing",
            constraint=models.CheckConstraint(condition=models.Q(("promised__gte", 0)), name="promised_not_negative"),
        ),
    ]
