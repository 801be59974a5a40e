from datetime import timedelta

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

# Which event an older notice was about, and how many days after the matter it was due.
OLDER = {
    "stage_ends": ("stage_end", -14),
    "stage_overdue": ("stage_end", 1),
    "no_session": ("silence", 1),
    "period_due": ("report_due", -14),
}


def tell_events(apps, schema_editor):
    """Notices of before: the event by their words, the matter's day by the days that the rules had then."""
    notices = apps.get_model("notices", "Notice").objects
    for rule in notices.order_by().values_list("rule", flat=True).distinct():
        event, days = OLDER.get(rule, (rule, 0))
        for due_on in notices.filter(rule=rule).order_by().values_list("due_on", flat=True).distinct():
            rows = notices.filter(rule=rule, due_on=due_on)
            rows.update(event=event, happens_on=due_on - timedelta(days=days))


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0002_letters_and_topics"),
        ("structure", "0004_coach_hours"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LedgerDay",
            fields=[
                ("ran_on", models.DateField(primary_key=True, serialize=False, verbose_name="day")),
                ("first_at", models.DateTimeField(verbose_name="first run")),
                ("last_at", models.DateTimeField(verbose_name="last run")),
                ("last_ms", models.PositiveIntegerField(verbose_name="took")),
                ("runs", models.PositiveIntegerField(default=0, verbose_name="runs")),
                ("made", models.PositiveIntegerField(default=0, verbose_name="notices made")),
                ("settled", models.PositiveIntegerField(default=0, verbose_name="notices settled")),
                ("faults", models.TextField(blank=True, verbose_name="faults")),
            ],
            options={
                "verbose_name": "day of the ledger",
                "ordering": ["-ran_on"],
            },
        ),
        migrations.CreateModel(
            name="MailLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("troubles", models.PositiveIntegerField(default=0)),
                ("trips", models.PositiveSmallIntegerField(default=0)),
                ("trouble_since_at", models.DateTimeField(null=True)),
                ("closed_until_at", models.DateTimeField(null=True)),
                ("answer", models.CharField(blank=True, max_length=300)),
            ],
        ),
        migrations.CreateModel(
            name="ReminderRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("event", models.CharField(max_length=40, verbose_name="event")),
                ("is_on", models.BooleanField(default=True, verbose_name="switched on")),
                ("stop", models.CharField(blank=True, max_length=40, verbose_name="stops when")),
                (
                    "quiet",
                    models.CharField(
                        choices=[
                            ("none", "Every day"),
                            ("weekends", "Not on Saturdays and Sundays"),
                            ("holidays", "Only on working days"),
                        ],
                        default="holidays",
                        max_length=10,
                        verbose_name="days",
                    ),
                ),
                (
                    "too_old_days",
                    models.PositiveSmallIntegerField(default=30, verbose_name="days until a mail is too late"),
                ),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
            ],
            options={
                "verbose_name": "reminder rule",
                "ordering": ["event", "programme_id"],
            },
        ),
        migrations.CreateModel(
            name="ReminderStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("days", models.SmallIntegerField(verbose_name="days")),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("person", "The person it concerns"),
                            ("lead_coach", "The lead coach"),
                            ("coaches", "All coaches of the company"),
                            ("inbox", "Who answers in the region"),
                            ("leaders", "Regional leaders"),
                            ("directors", "Programme director"),
                        ],
                        max_length=10,
                        verbose_name="tells",
                    ),
                ),
            ],
            options={
                "ordering": ["days", "pk"],
            },
        ),
        migrations.AddField(
            model_name="delivery",
            name="settled_at",
            field=models.DateTimeField(null=True, verbose_name="settled"),
        ),
        migrations.AddField(
            model_name="delivery",
            name="settled_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="settled by",
            ),
        ),
        migrations.AddField(
            model_name="delivery",
            name="tried_at",
            field=models.DateTimeField(null=True, verbose_name="last tried"),
        ),
        migrations.AddField(
            model_name="notice",
            name="event",
            field=models.CharField(default="x", max_length=40, verbose_name="event"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="notice",
            name="happens_on",
            field=models.DateField(default="2000-01-01", verbose_name="day of the matter"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="notice",
            name="is_escalation",
            field=models.BooleanField(default=False, verbose_name="others were told before"),
        ),
        migrations.AlterField(
            model_name="notice",
            name="noticed_at",
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name="noticed"),
        ),
        migrations.AddField(
            model_name="notice",
            name="skipped",
            field=models.CharField(
                blank=True,
                choices=[
                    ("untrue", "No longer true when the mail's turn came"),
                    ("unseen", "The receiver no longer saw it"),
                    ("too_old", "Too old to be mailed"),
                    ("told", "Told already"),
                ],
                max_length=10,
                verbose_name="why no mail",
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="skipped_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="state",
            field=models.CharField(
                choices=[
                    ("pending", "Queued"),
                    ("sending", "Being sent"),
                    ("sent", "Sent"),
                    ("in_doubt", "In doubt"),
                    ("bounced", "Refused by the receiver"),
                    ("failed", "Given up"),
                    ("skipped", "Skipped"),
                ],
                default="pending",
                max_length=10,
                verbose_name="state",
            ),
        ),
        migrations.AlterField(
            model_name="notice",
            name="topic",
            field=models.CharField(
                choices=[
                    ("stages", "Stages that end or are overdue"),
                    ("silence", "Companies without a session"),
                    ("actions", "Action items that are due"),
                    ("handovers", "Companies that change region or coach"),
                    ("interests", "Expressions of interest"),
                    ("reports", "Reports that are due"),
                    ("sessions", "Planned sessions that nobody has logged"),
                    ("documents", "Documents that are missing"),
                ],
                max_length=20,
                verbose_name="topic",
            ),
        ),
        migrations.AlterField(
            model_name="noticepreference",
            name="topic",
            field=models.CharField(
                choices=[
                    ("stages", "Stages that end or are overdue"),
                    ("silence", "Companies without a session"),
                    ("actions", "Action items that are due"),
                    ("handovers", "Companies that change region or coach"),
                    ("interests", "Expressions of interest"),
                    ("reports", "Reports that are due"),
                    ("sessions", "Planned sessions that nobody has logged"),
                    ("documents", "Documents that are missing"),
                ],
                max_length=20,
                verbose_name="topic",
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(fields=["tried_at"], name="deliveries_by_time"),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["recipient", "settled_at"], name="notices_by_recipient"),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("settled_at", None), ("settled_by", None)),
                    models.Q(("settled_at__isnull", False), ("settled_by__isnull", False)),
                    _connector="OR",
                ),
                name="mail_settled_by_somebody",
            ),
        ),
        migrations.AddField(
            model_name="reminderrule",
            name="changed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="changed by",
            ),
        ),
        migrations.AddField(
            model_name="reminderrule",
            name="programme",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="reminder_rules",
                to="structure.programme",
                verbose_name="programme",
            ),
        ),
        migrations.AddField(
            model_name="reminderstep",
            name="rule",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="notices.reminderrule"
            ),
        ),
        migrations.AddConstraint(
            model_name="reminderrule",
            constraint=models.UniqueConstraint(fields=("event", "programme"), name="one_rule_a_programme"),
        ),
        migrations.AddConstraint(
            model_name="reminderrule",
            constraint=models.UniqueConstraint(
                condition=models.Q(("programme", None)), fields=("event",), name="one_rule_for_all"
            ),
        ),
        migrations.AddConstraint(
            model_name="reminderrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("too_old_days__gte", 1)), name="rule_gets_old_some_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="reminderstep",
            constraint=models.UniqueConstraint(fields=("rule", "days", "audience"), name="step_once_a_rule"),
        ),
        migrations.AddConstraint(
            model_name="reminderstep",
            constraint=models.CheckConstraint(
                condition=models.Q(("days__gte", -365), ("days__lte", 365)), name="step_within_a_year"
            ),
        ),
        migrations.RunPython(tell_events, migrations.RunPython.noop),
    ]
