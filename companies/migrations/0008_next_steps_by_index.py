"""The pipeline's list is in the order of next steps: an index gives its pages."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("companies", "0007_size_at_admission"),
        ("structure", "0004_coach_hours"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="enrolment",
            index=models.Index(fields=["next_step_on"], name="enrolments_by_next_step"),
        ),
    ]
