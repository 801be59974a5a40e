"""An enrolment keeps the size that its company had when it was admitted: funders count by it."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

LIMITS = (("micro", 0, 10), ("small", 10, 50), ("medium", 50, 250), ("large", 250, 2_000_000_000))


def keep(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Of those that were admitted before: what is known today is the best that is known."""
    enrolments = apps.get_model("companies", "Enrolment").objects
    companies = apps.get_model("companies", "Company").objects
    for size, least, most in LIMITS:
        those = companies.filter(employees__gte=least, employees__lt=most).order_by().values("pk")
        enrolments.filter(admitted_on__isnull=False, company__in=those).update(admitted_size=size)


class Migration(migrations.Migration):
    dependencies = [("companies", "0006_orders_by_index")]

    operations = [
        migrations.AddField(
            model_name="enrolment",
            name="admitted_size",
            field=models.CharField(blank=True, editable=False, max_length=6, default=""),
            preserve_default=False,
        ),
        migrations.RunPython(keep, migrations.RunPython.noop),
    ]
