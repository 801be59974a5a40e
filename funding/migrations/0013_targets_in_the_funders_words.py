"""Targets have the funder's own code and words, a line to follow and a forecast with a range; reports keep them."""

from decimal import Decimal
from typing import Any

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def know_again(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Figures that were stated for a target know which: the grant's of the same key, value and day."""
    targets = apps.get_model("funding", "Target").objects.order_by("pk")
    known: dict[tuple[Any, ...], list[int]] = {}
    for pk, *what in targets.values_list("pk", "grant", "figure", "value", "due_on"):
        known.setdefault(tuple(what), []).append(pk)
    figures = (
        apps.get_model("funding", "ReportFigure").objects.filter(target__isnull=False).order_by("report", "number")
    )
    taken: set[tuple[int, int]] = set()
    for pk, report, *what in figures.values_list("pk", "report", "report__period__grant", "key", "target", "target_on"):
        target = next((one for one in known.get(tuple(what), []) if (report, one) not in taken), None)
        if target is not None:
            taken.add((report, target))
            figures.filter(pk=pk).update(of_target=target)


class Migration(migrations.Migration):
    dependencies = [
        ("funding", "0012_report_without_files"),
        ("structure", "0004_coach_hours"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="VarianceComment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(max_length=2000, verbose_name="why")),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.AddField(
            model_name="grant",
            name="variance_percent",
            field=models.PositiveSmallIntegerField(
                default=10,
                validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)],
                verbose_name="explained from, per cent",
            ),
        ),
        migrations.AddField(
            model_name="reportfigure",
            name="baseline",
            field=models.DecimalField(decimal_places=2, max_digits=12, null=True),
        ),
        migrations.AddField(
            model_name="reportfigure",
            name="code",
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddField(
            model_name="reportfigure",
            name="forecast_high",
            field=models.DecimalField(decimal_places=6, max_digits=20, null=True),
        ),
        migrations.AddField(
            model_name="reportfigure",
            name="forecast_kind",
            field=models.CharField(blank=True, max_length=10),
        ),
        migrations.AddField(
            model_name="reportfigure",
            name="forecast_low",
            field=models.DecimalField(decimal_places=6, max_digits=20, null=True),
        ),
        migrations.AddField(
            model_name="reportfigure",
            name="of_target",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="funding.target"
            ),
        ),
        migrations.AddField(
            model_name="reportfigure",
            name="off_plan",
            field=models.CharField(blank=True, max_length=5),
        ),
        migrations.AddField(
            model_name="reportfigure",
            name="planned",
            field=models.DecimalField(decimal_places=6, max_digits=20, null=True),
        ),
        migrations.AddField(
            model_name="reportfigure",
            name="wording",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="target",
            name="baseline",
            field=models.DecimalField(
                decimal_places=2,
                default=Decimal("0"),
                max_digits=12,
                validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                verbose_name="value at the grant's start",
            ),
        ),
        migrations.AddField(
            model_name="target",
            name="code",
            field=models.CharField(blank=True, max_length=20, verbose_name="the funder's code"),
        ),
        migrations.AddField(
            model_name="target",
            name="ended_because",
            field=models.CharField(blank=True, max_length=300, verbose_name="because"),
        ),
        migrations.AddField(
            model_name="target",
            name="ended_on",
            field=models.DateField(blank=True, null=True, verbose_name="asked for until"),
        ),
        migrations.AddField(
            model_name="target",
            name="note_en",
            field=models.CharField(blank=True, max_length=400, verbose_name="how the funder counts, in English"),
        ),
        migrations.AddField(
            model_name="target",
            name="note_sv",
            field=models.CharField(blank=True, max_length=400, verbose_name="how the funder counts, in Swedish"),
        ),
        migrations.AddField(
            model_name="target",
            name="size",
            field=models.CharField(
                blank=True,
                choices=[
                    ("micro", "Micro, under 10 employees"),
                    ("small", "Small, 10–49 employees"),
                    ("medium", "Medium, 50–249 employees"),
                    ("large", "Large, 250 employees or more"),
                ],
                max_length=6,
                verbose_name="size of company",
            ),
        ),
        migrations.AddField(
            model_name="target",
            name="unit",
            field=models.CharField(blank=True, max_length=20, verbose_name="the funder's unit"),
        ),
        migrations.AddField(
            model_name="target",
            name="version",
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.AddField(
            model_name="target",
            name="wording_en",
            field=models.CharField(blank=True, max_length=300, verbose_name="the funder's wording in English"),
        ),
        migrations.AddField(
            model_name="target",
            name="wording_sv",
            field=models.CharField(blank=True, max_length=300, verbose_name="the funder's wording in Swedish"),
        ),
        migrations.AlterField(
            model_name="target",
            name="region",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="structure.region",
                verbose_name="region",
            ),
        ),
        migrations.AlterField(
            model_name="target",
            name="value",
            field=models.DecimalField(
                decimal_places=2,
                max_digits=12,
                validators=[django.core.validators.MinValueValidator(Decimal("0.01"))],
                verbose_name="target",
            ),
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_because", ""), ("ended_on", None)),
                    models.Q(("ended_on__isnull", False), models.Q(("ended_because", ""), _negated=True)),
                    _connector="OR",
                ),
                name="target_ended_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.CheckConstraint(
                condition=models.Q(("baseline__gte", 0), ("value__gt", 0)), name="target_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.CheckConstraint(
                condition=models.Q(("value", models.F("baseline")), _negated=True), name="target_leads_somewhere"
            ),
        ),
        migrations.AddField(
            model_name="variancecomment",
            name="report",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="variances", to="funding.report"
            ),
        ),
        migrations.AddField(
            model_name="variancecomment",
            name="target",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="funding.target"),
        ),
        migrations.AddField(
            model_name="variancecomment",
            name="written_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="variancecomment",
            constraint=models.UniqueConstraint(fields=("report", "target"), name="variance_explained_once"),
        ),
        migrations.RunPython(know_again, migrations.RunPython.noop),
    ]
