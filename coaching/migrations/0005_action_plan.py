"""The action plan: goals, who owns an action, what it gives, comments. Effects in words stay as they are.

Actions from before get the day of their session, or else the day on which somebody noted them, as the day agreed.
"""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone


def date_actions(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    items = apps.get_model("coaching", "ActionItem").objects.select_related("session")
    events = apps.get_model("people", "AuditEvent").objects.filter(subject_kind="actionitem", verb="action-add")
    noted = dict(events.order_by("-happened_at").values_list("subject_id", "happened_at"))
    dated = []
    for item in items.order_by("pk").iterator(chunk_size=2000):
        if item.session is not None:
            item.added_on = item.session.held_on
        elif item.pk in noted:
            item.added_on = timezone.localdate(noted[item.pk])
        elif item.closed_on is not None:
            item.added_on = item.closed_on
        else:
            continue
        dated.append(item)
    items.model.objects.bulk_update(dated, ["added_on"], batch_size=2000)


class Migration(migrations.Migration):
    dependencies = [
        ("coaching", "0004_plan"),
        ("companies", "0003_lists_of_many_companies"),
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="actionitem",
            name="added_on",
            field=models.DateField(default=django.utils.timezone.localdate, verbose_name="agreed"),
        ),
        migrations.AddField(
            model_name="actionitem",
            name="begun_on",
            field=models.DateField(blank=True, null=True, verbose_name="begun"),
        ),
        migrations.AddField(
            model_name="actionitem",
            name="dropped_reason",
            field=models.CharField(blank=True, max_length=200, verbose_name="dropped because"),
        ),
        migrations.AddField(
            model_name="actionitem",
            name="effect_per",
            field=models.CharField(
                choices=[("once", "once"), ("year", "per year")],
                default="once",
                max_length=5,
                verbose_name="once or per year",
            ),
        ),
        migrations.AddField(
            model_name="actionitem",
            name="effect_unit",
            field=models.CharField(
                blank=True,
                choices=[("kr", "kr"), ("hours", "hours"), ("percent", "percent")],
                max_length=10,
                verbose_name="unit of the effect",
            ),
        ),
        migrations.AddField(
            model_name="actionitem",
            name="expected_amount",
            field=models.DecimalField(
                blank=True,
                decimal_places=2,
                max_digits=12,
                null=True,
                validators=[django.core.validators.MinValueValidator(0)],
                verbose_name="expected effect",
            ),
        ),
        migrations.AddField(
            model_name="actionitem",
            name="owner_coach",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="which coach",
            ),
        ),
        migrations.AddField(
            model_name="actionitem",
            name="owner_contact",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="companies.contact",
                verbose_name="who at the company",
            ),
        ),
        migrations.AddField(
            model_name="actionitem",
            name="reached_amount",
            field=models.DecimalField(
                blank=True,
                decimal_places=2,
                max_digits=12,
                null=True,
                validators=[django.core.validators.MinValueValidator(0)],
                verbose_name="effect reached",
            ),
        ),
        migrations.CreateModel(
            name="ActionComment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(max_length=2000, verbose_name="comment")),
                ("written_at", models.DateTimeField(auto_now_add=True, verbose_name="written")),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="comments", to="coaching.actionitem"
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "comment",
                "ordering": ["written_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Goal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("what", models.CharField(max_length=200, verbose_name="goal")),
                ("measured_how", models.CharField(blank=True, max_length=200, verbose_name="measured how")),
                ("target_words", models.CharField(blank=True, max_length=120, verbose_name="target in words")),
                (
                    "target_amount",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name="target"),
                ),
                ("target_unit", models.CharField(blank=True, max_length=20, verbose_name="unit of the target")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="to be reached by")),
                ("reached_on", models.DateField(blank=True, null=True, verbose_name="reached")),
                ("added_on", models.DateField(default=django.utils.timezone.localdate, verbose_name="agreed")),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="goals", to="companies.enrolment"
                    ),
                ),
                (
                    "reached_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "goal",
                "ordering": [models.OrderBy(models.F("due_on"), nulls_last=True), "pk"],
            },
        ),
        migrations.AddField(
            model_name="actionitem",
            name="goal",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="action_items",
                to="coaching.goal",
                verbose_name="goal",
            ),
        ),
        migrations.AddConstraint(
            model_name="actionitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("dropped_reason", ""), ("closed_on__isnull", False), _connector="OR"),
                name="dropped_is_closed",
            ),
        ),
        migrations.AddConstraint(
            model_name="actionitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("owner_contact", None), ("owner_coach", None), _connector="OR"),
                name="one_owner_of_an_action",
            ),
        ),
        migrations.AddConstraint(
            model_name="actionitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("expected_amount", None), ("reached_amount", None)),
                    models.Q(("effect_unit", ""), _negated=True),
                    _connector="OR",
                ),
                name="effect_has_unit",
            ),
        ),
        migrations.AddConstraint(
            model_name="actionitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("expected_amount", None), ("expected_amount__gte", 0), _connector="OR"),
                    models.Q(("reached_amount", None), ("reached_amount__gte", 0), _connector="OR"),
                ),
                name="effect_not_negative",
            ),
        ),
        migrations.AddIndex(
            model_name="goal",
            index=models.Index(fields=["enrolment", "reached_on"], name="goals_ahead"),
        ),
        migrations.AddConstraint(
            model_name="goal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reached_by", None), ("reached_on", None)),
                    models.Q(("reached_by__isnull", False), ("reached_on__isnull", False)),
                    _connector="OR",
                ),
                name="reached_noted_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="goal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("target_amount", None), models.Q(("target_unit", ""), _negated=True), _connector="OR"
                ),
                name="target_amount_has_unit",
            ),
        ),
        migrations.RunPython(date_actions, migrations.RunPython.noop),
    ]
