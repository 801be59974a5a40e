"""A planned session may be called off by itself, when the company leaves the programme."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("coaching", "0006_session_changed_at"),
    ]

    operations = [
        migrations.AlterField(
            model_name="plannedsession",
            name="cancel_reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("company", "The company cannot"),
                    ("coach", "The coach cannot"),
                    ("illness", "Illness"),
                    ("weather", "Weather or travel"),
                    ("mistake", "Planned by mistake"),
                    ("left", "The company left the programme"),
                    ("other", "Other"),
                ],
                max_length=10,
                verbose_name="reason",
            ),
        ),
    ]
