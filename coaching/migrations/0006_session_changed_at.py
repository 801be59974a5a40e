"""When a session was last changed in what counts, beside when it was logged: reports are measured against both."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("coaching", "0005_action_plan"),
    ]

    operations = [
        migrations.AlterField(
            model_name="coachingsession",
            name="logged_at",
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="logged"),
        ),
        migrations.AddField(
            model_name="coachingsession",
            name="changed_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="changed"),
        ),
    ]
