"""Topics as data, drafts on the server, photos and files of a session. The codes of old sessions stay as they are."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from coaching.first_topics import lay_topics


def lay(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Those that stood in the code until now."""
    lay_topics(apps.get_model("coaching", "Topic"))


class Migration(migrations.Migration):
    dependencies = [
        ("coaching", "0002_coaching_so_far"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Topic",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("name_sv", models.CharField(max_length=120, verbose_name="name in Swedish")),
                ("name_en", models.CharField(max_length=120, verbose_name="name in English")),
                ("code", models.SlugField(max_length=40, unique=True, verbose_name="code")),
                ("order", models.PositiveSmallIntegerField(default=100, verbose_name="order")),
                ("is_offered", models.BooleanField(default=True, verbose_name="offered in the session's form")),
            ],
            options={
                "verbose_name": "topic",
                "ordering": ["order", "pk"],
            },
        ),
        migrations.CreateModel(
            name="SessionDraft",
            fields=[
                ("key", models.UUIDField(primary_key=True, serialize=False)),
                ("content", models.JSONField(default=dict, verbose_name="content")),
                ("companies", models.CharField(blank=True, max_length=300, verbose_name="companies")),
                ("revision", models.PositiveIntegerField(default=1)),
                ("saved_at", models.DateTimeField(verbose_name="saved")),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="session_drafts",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="owner",
                    ),
                ),
            ],
            options={
                "verbose_name": "draft",
                "ordering": ["-saved_at", "pk"],
                "indexes": [models.Index(fields=["owner", "-saved_at"], name="drafts_by_owner")],
            },
        ),
        migrations.CreateModel(
            name="SessionFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                (
                    "format",
                    models.CharField(
                        choices=[("pdf", "PDF"), ("docx", "Word"), ("xlsx", "Excel"), ("jpeg", "Photo")],
                        max_length=4,
                        verbose_name="format",
                    ),
                ),
                ("size", models.PositiveIntegerField(verbose_name="size")),
                ("sha256", models.CharField(max_length=64)),
                ("stored_name", models.CharField(max_length=200, unique=True)),
                ("added_at", models.DateTimeField(auto_now_add=True, verbose_name="added")),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="added by",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="coaching.coachingsession",
                        verbose_name="session",
                    ),
                ),
            ],
            options={
                "verbose_name": "file",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("size__gt", 0), ("size__lte", 10000000)), name="session_file_has_a_size"
                    )
                ],
            },
        ),
        migrations.RunPython(lay, migrations.RunPython.noop),
    ]
