"""What the coaches' room reminds of: stage ends, silence, sessions that nobody has logged, actions that are due.

Pure: given a day, what is the case (DESIGN mechanism 4). Statements do not grow with the number of companies.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import groupby

from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coaching.models import ActionItem, PlannedSession
from coaching.queries import last_session_on
from coaching.told import Coaches
from companies import reminders as companies_room
from companies.models import Enrolment
from programme.common.text import names_in_line
from programme.notices.audiences import Audience, Directors, leaders_by_region
from programme.notices.events import Event, Occasion, Search
from programme.notices.models.preference import Topic
from programme.notices.rules import Step
from programme.people.models import User

PLANNED = "planned"  # stop condition of a silence: a session is planned
BEGUN = "begun"  # stop condition of an action: somebody has begun
NEARER = (Audience.COACHES, Audience.LEADERS, Audience.DIRECTORS)


def stage_ends(search: Search) -> Iterator[Occasion]:
    """What companies know of a stage's end, with the coaches of the company."""
    coaches = Coaches(search.today, search.only)
    for occasion in companies_room.stage_ends(search):
        told = {Audience.COACHES: coaches.of(occasion.subject_id), **occasion.parties}
        yield replace(occasion, parties=told)


def silences(search: Search) -> Iterator[Occasion]:
    """Active companies, on the last day on which a session would not come too late by their programme's measure.

    A session, a pause or the end takes it away; the next silence has another day.
    """
    coaches = Coaches(search.today, search.only)
    leaders, directors = leaders_by_region(search.today), Directors(search.today)
    coming = PlannedSession.objects.open().filter(enrolments=OuterRef("pk"), starts_at__gte=_begin_of(search.today))
    rows = (
        search.narrow(Enrolment.objects.filter(state=Enrolment.State.ACTIVE, started_on__lte=search.today))
        .annotate(
            quiet_since_on=Coalesce(last_session_on(search.today), F("started_on")), is_planned=Exists(coming)
        )
        .order_by("pk")
        .values_list(
            "pk", "company__name", "region", "programme_version__programme",
            "programme_version__programme__silent_after_days", "quiet_since_on", "is_planned",
        )
    )  # fmt: skip
    for pk, name, region, programme, allowed, quiet_since_on, is_planned in rows:
        last_on = quiet_since_on + timedelta(days=allowed)
        if last_on > search.until:
            continue
        late = last_on < search.today
        nearest = f"{reverse('session-log' if late else 'planned-session-add')}?enrolment={pk}"
        yield Occasion(
            subject_id=pk,
            label=name,
            on=last_on,
            path=reverse("enrolment-card", args=[pk]),
            paths={Audience.COACHES: nearest, Audience.LEAD_COACH: nearest},
            parties={
                Audience.LEAD_COACH: coaches.leading(pk),
                Audience.COACHES: coaches.of(pk),
                Audience.LEADERS: leaders.get(region, ()),
                Audience.DIRECTORS: directors.of(programme),
            },
            programme=programme,
            stopped_by=(PLANNED,) if is_planned else (),
        )


def actions_due(search: Search) -> Iterator[Occasion]:
    """Open actions with a day, of active companies: a pause silences them."""
    leaders, directors = leaders_by_region(search.today), Directors(search.today)
    rows = (
        search.narrow(ActionItem.objects.open())
        .filter(due_on__lte=search.until, enrolment__state=Enrolment.State.ACTIVE)
        .order_by("due_on", "pk")
        .values_list(
            "pk", "what", "due_on", "begun_on", "enrolment", "enrolment__company__name", "enrolment__region",
            "enrolment__programme_version__programme",
        )
    )  # fmt: skip
    coaches = Coaches(search.today, None if search.only is None else {row[4] for row in rows})
    for pk, what, due_on, begun_on, enrolment, name, region, programme in rows:
        assert due_on is not None
        yield Occasion(
            subject_id=pk,
            label=f"{name}: {what}",
            on=due_on,
            path=reverse("action-change", args=[pk]),
            parties={
                Audience.LEAD_COACH: coaches.leading(enrolment),
                Audience.COACHES: coaches.of(enrolment),
                Audience.LEADERS: leaders.get(region, ()),
                Audience.DIRECTORS: directors.of(programme),
            },
            programme=programme,
            stopped_by=(BEGUN,) if begun_on else (),
        )


def sessions_unlogged(search: Search) -> Iterator[Occasion]:
    """Planned sessions whose time is over and of which nobody has said what became: to the coach who was to hold it,
    or, when she coaches the company no more, to its lead coach.

    The local day of the session is the matter's day. Each is told of those of its companies that she coaches, a
    leader of those in the region.
    """
    leaders, directors = leaders_by_region(search.today), Directors(search.today)
    rows = (
        search.narrow(PlannedSession.objects.open())
        .filter(starts_at__lt=_begin_of(search.until), enrolments__state__in=Enrolment.RUNNING)
        .order_by("starts_at", "pk", "enrolments__company__name")
        .values_list(
            "pk", "starts_at", "coach", "enrolments", "enrolments__company__name", "enrolments__region",
            "enrolments__programme_version__programme",
        )
    )  # fmt: skip
    coaches = Coaches(search.today, {row[3] for row in rows})
    for pk, joint in groupby(rows, key=lambda row: row[0]):
        invited = list(joint)  # a joint session belongs where the first of its companies does
        _pk, starts_at, coach, enrolment, _name, region, programme = invited[0]
        holders = coaches.holding(coach, enrolment)
        yield Occasion(
            subject_id=pk,
            label=names_in_line([row[4] for row in invited]),
            labels={
                Audience.LEAD_COACH: names_in_line([row[4] for row in invited if {*holders} & {*coaches.of(row[3])}]),
                Audience.LEADERS: names_in_line([row[4] for row in invited if row[5] == region]),
            },
            on=timezone.localdate(starts_at),
            path=reverse("planned-session-card", args=[pk]),
            parties={
                Audience.LEAD_COACH: holders,
                Audience.LEADERS: leaders.get(region, ()),
                Audience.DIRECTORS: directors.of(programme),
            },
            programme=programme,
        )


def _begin_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _actions_seen(user: User) -> "QuerySet[ActionItem]":
    return ActionItem.objects.visible_to(user)


def _plans_seen(user: User) -> "QuerySet[PlannedSession]":
    return PlannedSession.objects.visible_to(user)


EVENTS = (
    Event(
        key="stage_end",
        label=_("A stage ends"),
        topic=Topic.STAGES,
        subject_kind="enrolment",
        audiences=NEARER,
        steps=(
            Step(-14, Audience.COACHES),
            Step(-14, Audience.LEADERS),
            Step(1, Audience.COACHES),
            Step(1, Audience.LEADERS),
            Step(30, Audience.DIRECTORS),
        ),
        day=_("the planned end of the stage"),
        find=stage_ends,
        rows=companies_room.enrolments_seen,
        words="stage_overdue",
        words_before="stage_ends",
        stops={
            "": _("the stage is closed"),
            companies_room.LISTED: _("the stage is closed, or everything on its list is ticked"),
        },
    ),
    Event(
        key="silence",
        label=_("A company falls silent"),
        topic=Topic.SILENCE,
        subject_kind="enrolment",
        audiences=(Audience.LEAD_COACH, *NEARER),
        steps=(Step(1, Audience.COACHES), Step(8, Audience.LEADERS), Step(30, Audience.DIRECTORS)),
        day=_("the last day on which a session comes in time"),
        find=silences,
        rows=companies_room.enrolments_seen,
        words="no_session",
        words_before="no_session_soon",
        stops={"": _("a session is logged"), PLANNED: _("a session is logged, or one is planned")},
    ),
    Event(
        key="session_unlogged",
        label=_("A planned session is not logged"),
        topic=Topic.SESSIONS,
        subject_kind="plannedsession",
        audiences=(Audience.LEAD_COACH, Audience.LEADERS, Audience.DIRECTORS),
        steps=(Step(1, Audience.LEAD_COACH), Step(10, Audience.LEADERS)),
        day=_("the day that was planned"),
        find=sessions_unlogged,
        rows=_plans_seen,
        words="session_unlogged",
        stops={"": _("the session is logged, moved or cancelled")},
    ),
    Event(
        key="action_due",
        label=_("An action is due"),
        topic=Topic.ACTIONS,
        subject_kind="actionitem",
        audiences=(Audience.LEAD_COACH, *NEARER),
        steps=(Step(0, Audience.LEAD_COACH), Step(21, Audience.LEADERS)),
        day=_("the day of the action"),
        find=actions_due,
        rows=_actions_seen,
        words="action_due",
        words_before="action_soon",
        words_from=0,
        stops={
            "": _("the action is done or dropped"),
            BEGUN: _("the action is done or dropped, or somebody has begun"),
        },
    ),
)
