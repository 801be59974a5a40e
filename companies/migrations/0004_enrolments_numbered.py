"""Each enrolment knows which of its company's it is, so that companies with several are found without counting."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Count


def number(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """In the order in which they were made; most companies have one, which has its number by default."""
    enrolments = apps.get_model("companies", "Enrolment").objects.order_by()
    several = enrolments.values("company").annotate(n=Count("pk")).filter(n__gt=1).values("company")
    latest: dict[int, int] = {}
    numbered = []
    for row in enrolments.filter(company__in=several).only("company_id").order_by("pk"):
        row.ordinal = latest[row.company_id] = latest.get(row.company_id, 0) + 1
        numbered.append(row)
    enrolments.bulk_update(numbered, ["ordinal"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("companies", "0003_lists_of_many_companies")]

    operations = [
        migrations.AddField(model_name="enrolment", name="ordinal", field=models.PositiveSmallIntegerField(default=1)),
        migrations.RunPython(number, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="enrolment",
            constraint=models.UniqueConstraint(fields=("company", "ordinal"), name="enrolments_numbered"),
        ),
        migrations.AddConstraint(
            model_name="enrolment",
            constraint=models.CheckConstraint(
                condition=models.Q(("ordinal__gte", 1)), name="enrolments_numbered_from_one"
            ),
        ),
        migrations.AddIndex(
            model_name="enrolment",
            index=models.Index(condition=models.Q(("ordinal__gt", 1)), fields=["company"], name="enrolled_again"),
        ),
    ]
