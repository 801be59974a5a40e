import django.db.models.deletion
from django.db import migrations, models
from django.utils import timezone

KINDS = ("pdf", "xlsx")


def move(apps, schema_editor):
    """Each report's PDF and spreadsheet become rows."""
    report, file = apps.get_model("funding", "Report"), apps.get_model("funding", "ReportFile")
    for one in report.objects.iterator():
        for kind in KINDS:
            if getattr(one, kind) and getattr(one, f"{kind}_bytes"):
                file.objects.create(
                    report=one,
                    kind=kind,
                    name=getattr(one, kind),
                    sha256=getattr(one, f"{kind}_sha256"),
                    size=getattr(one, f"{kind}_bytes"),
                    pages=one.pdf_pages if kind == "pdf" else 0,
                    made_at=one.released_at or one.built_at or timezone.now(),
                )


def move_back(apps, schema_editor):
    """What had no column is let go: the JSON and the dossier can be made again."""
    report, file = apps.get_model("funding", "Report"), apps.get_model("funding", "ReportFile")
    for one in file.objects.filter(kind__in=KINDS).iterator():
        values = {one.kind: one.name, f"{one.kind}_sha256": one.sha256, f"{one.kind}_bytes": one.size}
        report.objects.filter(pk=one.report_id).update(
            **values, **({"pdf_pages": one.pages} if one.kind == "pdf" else {})
        )


class Migration(migrations.Migration):
    dependencies = [("funding", "0010_funders_portal")]

    operations = [
        migrations.RemoveConstraint(model_name="report", name="released_has_files"),
        migrations.CreateModel(
            name="ReportFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("pdf", "PDF"), ("xlsx", "Excel"), ("json", "JSON"), ("zip", "Dossier")], max_length=4
                    ),
                ),
                ("name", models.CharField(max_length=200, unique=True)),
                ("sha256", models.CharField(db_index=True, max_length=64)),
                ("size", models.PositiveBigIntegerField()),
                ("pages", models.PositiveIntegerField(default=0)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="funding.report",
                        verbose_name="report",
                    ),
                ),
            ],
            options={
                "verbose_name": "file",
                "ordering": ["report", "kind"],
                "constraints": [
                    models.UniqueConstraint(fields=("report", "kind"), name="one_file_a_kind"),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True) & models.Q(("sha256", ""), _negated=True),
                        name="file_known_again",
                    ),
                    models.CheckConstraint(condition=models.Q(("size__gt", 0)), name="file_not_empty"),
                ],
            },
        ),
        migrations.RunPython(move, move_back),
    ]
