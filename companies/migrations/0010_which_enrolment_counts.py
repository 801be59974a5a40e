"""Each enrolment knows whether another one of its company goes before it, so that a list need not find it out."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def settle(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """An open one goes before an ended one, then the latest; most companies have one."""
    enrolments = apps.get_model("companies", "Enrolment").objects.order_by()
    several = enrolments.filter(ordinal__gt=1).values("company")
    known = list(enrolments.filter(company__in=several).only("company_id", "ended_on", "state_since_on"))
    known.sort(key=lambda row: (row.ended_on is None, row.state_since_on, row.pk))
    counts = {row.company_id: row.pk for row in known}
    behind = [row.pk for row in known if counts[row.company_id] != row.pk]
    for first in range(0, len(behind), 500):
        enrolments.filter(pk__in=behind[first : first + 500]).update(superseded=True)


class Migration(migrations.Migration):
    dependencies = [("companies", "0009_contacts_found_by_part_of_a_name")]

    operations = [
        migrations.AddField(
            model_name="enrolment", name="superseded", field=models.BooleanField(default=False, editable=False)
        ),
        migrations.RunPython(settle, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="enrolment",
            index=models.Index(condition=models.Q(("superseded", True)), fields=["id"], name="enrolments_superseded"),
        ),
        migrations.AddIndex(
            model_name="enrolment",
            index=models.Index(
                condition=models.Q(("superseded", False)), fields=["company", "region"], name="enrolments_that_count"
            ),
        ),
        migrations.RemoveIndex(model_name="enrolment", name="enrolments_by_next_step"),
        migrations.AddIndex(
            model_name="enrolment",
            index=models.Index(fields=["next_step_on", "state_since_on", "id"], name="enrolments_by_next_step"),
        ),
        migrations.AddIndex(
            model_name="company",
            index=models.Index(fields=["id", "name", "region"], name="companies_with_region"),
        ),
    ]
