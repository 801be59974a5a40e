from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from funding.parts.standard import STANDARD

PLAIN = {"went-well": "went_well", "we-change": "we_change"}  # keys of the plain template's texts


def lay_templates(apps: Any, schema_editor: Any) -> None:
    """The templates that a portal begins with."""
    for standard in STANDARD:
        template = apps.get_model("funding", "ReportTemplate").objects.create(
            name_sv=standard.name_sv, name_en=standard.name_en
        )
        part = apps.get_model("funding", "TemplatePart")
        part.objects.bulk_create(
            part(template=template, ordinal=n, **given) for n, given in enumerate(standard.parts, start=1)
        )


def keep_texts(apps: Any, schema_editor: Any) -> None:
    """What was written before goes under the keys of the plain template."""
    text = apps.get_model("funding", "ReportText")
    for report in apps.get_model("funding", "Report").objects.order_by("pk"):
        written = {key: getattr(report, name) for key, name in PLAIN.items()}
        text.objects.bulk_create(text(report=report, key=key, text=said) for key, said in written.items() if said)


def put_texts_back(apps: Any, schema_editor: Any) -> None:
    """The two texts of the plain template; others have no place there."""
    for report in apps.get_model("funding", "Report").objects.order_by("pk"):
        for key, name in PLAIN.items():
            said = report.texts.filter(key=key).first()
            setattr(report, name, said.text if said else "")
        report.save(update_fields=list(PLAIN.values()))


class Migration(migrations.Migration):
    dependencies = [
        ("funding", "0002_grants_whole"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReportTemplate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("name_sv", models.CharField(max_length=120, verbose_name="name in Swedish")),
                ("name_en", models.CharField(max_length=120, verbose_name="name in English")),
                ("figures", models.JSONField(default=list, verbose_name="figures")),
                ("retired_on", models.DateField(blank=True, null=True, verbose_name="no longer chosen since")),
            ],
            options={
                "verbose_name": "report template",
                "ordering": ["name_sv", "pk"],
            },
        ),
        migrations.AddField(
            model_name="grant",
            name="template",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="grants",
                to="funding.reporttemplate",
                verbose_name="report template",
            ),
        ),
        migrations.CreateModel(
            name="ReportText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(max_length=40)),
                ("text", models.TextField(max_length=8000, verbose_name="text")),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="texts", to="funding.report"
                    ),
                ),
            ],
            options={
                "ordering": ["report", "key"],
                "constraints": [models.UniqueConstraint(fields=("report", "key"), name="one_text_a_part")],
            },
        ),
        migrations.CreateModel(
            name="TemplatePart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ordinal", models.PositiveSmallIntegerField()),
                ("key", models.SlugField(max_length=40)),
                ("kind", models.CharField(max_length=20, verbose_name="what it shows")),
                ("heading_sv", models.CharField(max_length=120, verbose_name="heading in Swedish")),
                ("heading_en", models.CharField(max_length=120, verbose_name="heading in English")),
                ("asks_sv", models.CharField(blank=True, max_length=600, verbose_name="what is asked, in Swedish")),
                ("asks_en", models.CharField(blank=True, max_length=600, verbose_name="what is asked, in English")),
                ("starts_page", models.BooleanField(default=True, verbose_name="begins on a new page")),
                (
                    "template",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="parts", to="funding.reporttemplate"
                    ),
                ),
            ],
            options={
                "verbose_name": "part of a template",
                "ordering": ["template", "ordinal"],
                "constraints": [
                    models.UniqueConstraint(fields=("template", "ordinal"), name="one_part_a_place"),
                    models.UniqueConstraint(fields=("template", "key"), name="unique_part_key"),
                ],
            },
        ),
        migrations.RunPython(lay_templates, migrations.RunPython.noop),
        migrations.RunPython(keep_texts, put_texts_back),
    ]
