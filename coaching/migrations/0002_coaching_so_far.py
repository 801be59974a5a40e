"""What sessions add up to for each enrolment, kept for the order of long lists; counted once for those there are."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def count(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """As coaching.so_far.recount, for all."""
    so_far = apps.get_model("coaching", "CoachingSoFar")
    attended = apps.get_model("coaching", "Attendance").objects.order_by().values("enrolment")
    counted = attended.annotate(last_on=models.Max("session__held_on"), minutes=models.Sum("company_minutes"))
    rows = [so_far(enrolment_id=n, last_session_on=day, company_minutes=minutes)
            for n, day, minutes in counted.values_list("enrolment", "last_on", "minutes")]  # fmt: skip
    so_far.objects.bulk_create(rows, batch_size=2000)


class Migration(migrations.Migration):
    dependencies = [
        ("coaching", "0001_initial"),
        ("companies", "0002_regional_leaders_workplace"),
    ]

    operations = [
        migrations.CreateModel(
            name="CoachingSoFar",
            fields=[
                (
                    "enrolment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="coaching_so_far",
                        serialize=False,
                        to="companies.enrolment",
                    ),
                ),
                ("last_session_on", models.DateField(null=True)),
                ("company_minutes", models.PositiveIntegerField(default=0)),
            ],
            options={"ordering": ["enrolment"]},
        ),
        migrations.RunPython(count, migrations.RunPython.noop),
    ]
