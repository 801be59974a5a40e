from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def name_kinds(apps: Any, schema_editor: Any) -> None:
    """Corrections that were made before stated their figures anew, whatever came after them."""
    apps.get_model("funding", "Report").objects.filter(version__gt=1).update(reopened="full")


class Migration(migrations.Migration):
    dependencies = [
        ("funding", "0008_texts_and_stories"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ReportComment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("part", models.SlugField(blank=True, max_length=40)),
                ("figure", models.PositiveSmallIntegerField(null=True)),
                ("about", models.CharField(blank=True, max_length=200)),
                ("text", models.TextField(max_length=2000, verbose_name="comment")),
                ("written_at", models.DateTimeField(verbose_name="written")),
                ("settled_at", models.DateTimeField(null=True, verbose_name="settled")),
            ],
            options={
                "verbose_name": "comment",
                "ordering": [models.OrderBy(models.F("settled_at"), nulls_first=True), "-written_at", "-pk"],
            },
        ),
        migrations.AddField(
            model_name="report",
            name="approved_at",
            field=models.DateTimeField(null=True, verbose_name="approved"),
        ),
        migrations.AddField(
            model_name="report",
            name="approved_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="report",
            name="approved_note",
            field=models.CharField(blank=True, max_length=500, verbose_name="note"),
        ),
        migrations.AddField(
            model_name="report",
            name="approved_sha256",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="report",
            name="corrected_because",
            field=models.CharField(blank=True, max_length=500, verbose_name="corrected because"),
        ),
        migrations.AddField(
            model_name="report",
            name="figures_from",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="funding.report"
            ),
        ),
        migrations.AddField(
            model_name="report",
            name="reopened",
            field=models.CharField(
                blank=True,
                choices=[("full", "Figures and texts"), ("text", "Texts only")],
                max_length=4,
                verbose_name="may change",
            ),
        ),
        migrations.AddField(
            model_name="report",
            name="sent_at",
            field=models.DateTimeField(null=True, verbose_name="sent to review"),
        ),
        migrations.AddField(
            model_name="report",
            name="sent_back_at",
            field=models.DateTimeField(null=True, verbose_name="sent back"),
        ),
        migrations.AddField(
            model_name="report",
            name="sent_back_because",
            field=models.CharField(blank=True, max_length=500, verbose_name="sent back because"),
        ),
        migrations.AddField(
            model_name="report",
            name="sent_back_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="report",
            name="sent_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.RunPython(name_kinds, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("corrected_because", ""), ("figures_from", None), ("reopened", ""), ("version", 1)),
                    models.Q(("figures_from", None), ("reopened", "full"), ("version__gt", 1)),
                    models.Q(("figures_from__isnull", False), ("reopened", "text"), ("version__gt", 1)),
                    _connector="OR",
                ),
                name="correction_has_a_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("sent_at", None), ("sent_by", None)),
                    models.Q(("sent_at__isnull", False), ("sent_by__isnull", False)),
                    _connector="OR",
                ),
                name="sent_to_review_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("sent_back_at", None), ("sent_back_because", ""), ("sent_back_by", None)),
                    models.Q(
                        ("sent_back_at__isnull", False),
                        ("sent_back_by__isnull", False),
                        models.Q(("sent_back_because", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="sent_back_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("approved_at", None), ("approved_by", None), ("approved_note", ""), ("approved_sha256", "")
                    ),
                    models.Q(
                        ("approved_at__isnull", False),
                        ("approved_by__isnull", False),
                        models.Q(("approved_sha256", ""), _negated=True),
                        models.Q(("state", "draft"), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="approved_as_it_was_built",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved_by", None),
                    models.Q(("approved_by", models.F("made_by")), _negated=True),
                    _connector="OR",
                ),
                name="approved_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "released"), _negated=True),
                    ("approved_at__isnull", False),
                    ("template_version__lt", 4),
                    _connector="OR",
                ),
                name="released_after_approval",
            ),
        ),
        migrations.AddField(
            model_name="reportcomment",
            name="answers",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replies",
                to="funding.reportcomment",
            ),
        ),
        migrations.AddField(
            model_name="reportcomment",
            name="report",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="comments", to="funding.report"
            ),
        ),
        migrations.AddField(
            model_name="reportcomment",
            name="settled_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="reportcomment",
            name="written_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="reportcomment",
            constraint=models.CheckConstraint(
                condition=models.Q(("part", ""), ("figure", None), _connector="OR"), name="comment_about_one_thing"
            ),
        ),
        migrations.AddConstraint(
            model_name="reportcomment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("answers", None),
                    models.Q(("about", ""), ("figure", None), ("part", ""), ("settled_at", None)),
                    _connector="OR",
                ),
                name="answer_is_about_its_comment",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportcomment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("settled_at", None), ("settled_by", None)),
                    models.Q(("settled_at__isnull", False), ("settled_by__isnull", False)),
                    _connector="OR",
                ),
                name="comment_settled_by_somebody",
            ),
        ),
    ]
