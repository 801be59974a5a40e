"""Planned sessions, mails about them, absence with cover, calendar addresses; an activity counts its changes."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("coaching", "0003_session_form"),
        ("companies", "0003_lists_of_many_companies"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CalendarAddress",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="calendar_address",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("token_sha256", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["person"],
            },
        ),
        migrations.AddField(
            model_name="activity",
            name="version",
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.CreateModel(
            name="PlannedSession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("starts_at", models.DateTimeField(verbose_name="time")),
                ("minutes", models.PositiveSmallIntegerField(verbose_name="length")),
                (
                    "mode",
                    models.CharField(
                        choices=[("on_site", "On site"), ("remote", "Remote")],
                        default="on_site",
                        max_length=10,
                        verbose_name="how",
                    ),
                ),
                ("place", models.CharField(blank=True, max_length=160, verbose_name="place")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("planned", "Planned"),
                            ("held", "Held"),
                            ("cancelled", "Cancelled"),
                            ("no_show", "The company did not come"),
                        ],
                        default="planned",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "cancel_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("company", "The company cannot"),
                            ("coach", "The coach cannot"),
                            ("illness", "Illness"),
                            ("weather", "Weather or travel"),
                            ("mistake", "Planned by mistake"),
                            ("other", "Other"),
                        ],
                        max_length=10,
                        verbose_name="reason",
                    ),
                ),
                ("cancel_words", models.CharField(blank=True, max_length=200, verbose_name="in words")),
                ("first_starts_at", models.DateTimeField(blank=True, null=True, verbose_name="first planned for")),
                ("moves", models.PositiveSmallIntegerField(default=0, verbose_name="times moved")),
                ("tells_coach", models.BooleanField(default=False, verbose_name="mail to the coach")),
                ("tells_contacts", models.BooleanField(default=False, verbose_name="mail to the companies' contacts")),
                ("sequence", models.PositiveIntegerField(default=0, editable=False)),
                ("planned_at", models.DateTimeField(auto_now_add=True)),
                (
                    "activity",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="planned_sessions",
                        to="coaching.activity",
                        verbose_name="activity",
                    ),
                ),
                (
                    "coach",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="planned_sessions",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="coach",
                    ),
                ),
                (
                    "enrolments",
                    models.ManyToManyField(
                        related_name="planned_sessions", to="companies.enrolment", verbose_name="companies"
                    ),
                ),
                (
                    "planned_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "session",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="planned",
                        to="coaching.coachingsession",
                        verbose_name="session",
                    ),
                ),
            ],
            options={
                "verbose_name": "planned session",
                "ordering": ["starts_at", "pk"],
                "indexes": [models.Index(fields=["coach", "starts_at"], name="planned_by_coach")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("minutes__gte", 5), ("minutes__lte", 720)),
                        name="planned_length_is_possible",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("session__isnull", False), ("state", "held")),
                            models.Q(models.Q(("state", "held"), _negated=True), ("session", None)),
                            _connector="OR",
                        ),
                        name="planned_is_held_when_logged",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "cancelled"), models.Q(("cancel_reason", ""), _negated=True)),
                            models.Q(
                                models.Q(("state", "cancelled"), _negated=True),
                                ("cancel_reason", ""),
                                ("cancel_words", ""),
                            ),
                            _connector="OR",
                        ),
                        name="planned_is_cancelled_for_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("first_starts_at", None), ("moves", 0)),
                            models.Q(("first_starts_at__isnull", False), ("moves__gt", 0)),
                            _connector="OR",
                        ),
                        name="planned_moved_from_somewhere",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanLetter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sequence", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("planned", "Planned"), ("moved", "Moved"), ("cancelled", "Cancelled")], max_length=10
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="companies.contact"
                    ),
                ),
                (
                    "planned",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="letters",
                        to="coaching.plannedsession",
                    ),
                ),
            ],
            options={
                "ordering": ["planned", "sequence", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("planned", "sequence", "contact"), name="contact_is_told_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("contact", None)), fields=("planned", "sequence"), name="coach_is_told_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CoachAbsence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("from_on", models.DateField(verbose_name="from")),
                ("until_on", models.DateField(verbose_name="until")),
                ("noted_on", models.DateField()),
                ("withdrawn_on", models.DateField(blank=True, null=True, verbose_name="withdrawn")),
                (
                    "coach",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="absences",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="coach",
                    ),
                ),
                (
                    "cover",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="covers",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="cover coach",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "absence",
                "ordering": ["-from_on", "-pk"],
                "indexes": [models.Index(fields=["cover", "until_on"], name="absences_by_cover")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until_on__gte", models.F("from_on"))), name="absence_ends_after_start"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("coach", models.F("cover")), _negated=True),
                        name="absence_is_covered_by_another",
                    ),
                ],
            },
        ),
    ]
