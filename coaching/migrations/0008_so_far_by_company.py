"""What is kept of sessions names the company too, so that a list of companies is put in order without enrolments."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import OuterRef, Subquery


def name_company(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    own = apps.get_model("companies", "Enrolment").objects.filter(pk=OuterRef("pk")).order_by()
    apps.get_model("coaching", "CoachingSoFar").objects.update(company=Subquery(own.values("company")))


class Migration(migrations.Migration):
    dependencies = [
        ("coaching", "0007_plan_left"),
        ("companies", "0004_enrolments_numbered"),
    ]

    operations = [
        migrations.AddField(
            model_name="coachingsofar",
            name="company",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="coaching_so_far",
                to="companies.company",
            ),
        ),
        migrations.RunPython(name_company, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="coachingsofar",
            name="company",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="coaching_so_far",
                to="companies.company",
            ),
        ),
    ]
