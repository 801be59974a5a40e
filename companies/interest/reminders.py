"""What is reminded of in the inbox of expressions of interest. Pure: given a day, what is the case."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from companies.models import Interest
from programme.common.working_days import working_day_after
from programme.notices.audiences import ANSWERING, Audience, Directors, leaders_by_region
from programme.notices.events import Event, Occasion, Search
from programme.notices.models.preference import Topic
from programme.notices.rules import Quiet, Step
from programme.people.models import User

ANSWER_WITHIN = 3  # working days: what the public page promises
TOLD_FOR = timedelta(days=14)  # how long those who handed one over are told so


def late_from(received_on: date) -> date:
    """The first day on which an answer is late: the working day after the last one that was promised."""
    return working_day_after(received_on, ANSWER_WITHIN + 1)


def late_since(today: date) -> date:
    """The latest day of arrival whose answer is late on a day."""
    day = today
    while late_from(day) > today:
        day -= timedelta(days=1)
    return day


def new_ones(search: Search) -> Iterator[Occasion]:
    """Unanswered ones, on the day on which they came to this region; when they are late they are no longer new."""
    for interest, parties in _unanswered(search):
        came_at = interest.handed_over_at or interest.received_at
        if late_from(timezone.localdate(interest.received_at)) > search.today:
            yield _occasion(interest, timezone.localdate(came_at), parties)


def late_ones(search: Search) -> Iterator[Occasion]:
    """Unanswered ones, on the first day on which their answer is late."""
    for interest, parties in _unanswered(search):
        yield _occasion(interest, late_from(timezone.localdate(interest.received_at)), parties)


def handed_over(search: Search) -> Iterator[Occasion]:
    """To the colleagues in the region that handed one over: they need not answer it any more."""
    inboxes = leaders_by_region(search.today, *ANSWERING)
    lately = {"handed_over_at__date__gt": search.today - TOLD_FOR, "handed_over_at__date__lte": search.today}
    rows = search.narrow(Interest.objects.filter(came_from__isnull=False, **lately))
    for interest in rows.order_by("pk"):
        assert interest.handed_over_at is not None
        told = [one for one in inboxes.get(interest.came_from_id or 0, ()) if one != interest.handed_over_by_id]
        on = timezone.localdate(interest.handed_over_at)
        yield _occasion(interest, on, {Audience.INBOX: told}, path=reverse("interest-list"))


def _unanswered(search: Search) -> Iterator[tuple[Interest, dict[str, Any]]]:
    """Each with its region's leaders and outreach leads; without them, or without a region, the directors answer."""
    inboxes, leaders = leaders_by_region(search.today, *ANSWERING), leaders_by_region(search.today)
    everywhere = Directors(search.today).of(None)
    for interest in search.narrow(Interest.objects.unanswered()).order_by("received_at", "pk"):
        region = interest.region_id or 0
        yield (
            interest,
            {
                Audience.INBOX: inboxes.get(region, ()),
                Audience.LEADERS: leaders.get(region, ()),
                Audience.DIRECTORS: everywhere,
            },
        )


def _occasion(interest: Interest, on: date, parties: Mapping[str, Any], path: str = "") -> Occasion:
    return Occasion(
        subject_id=interest.pk,
        label=interest.company_name,
        on=on,
        path=path or interest.get_absolute_url(),
        parties=parties,
    )


def _seen(user: User) -> "QuerySet[Interest]":
    return Interest.objects.visible_to(user)


EVENTS = (
    Event(
        key="interest_new",
        label=_("A company expresses its interest"),
        topic=Topic.INTERESTS,
        subject_kind="interest",
        audiences=(Audience.INBOX, Audience.DIRECTORS),
        steps=(Step(0, Audience.INBOX),),
        day=_("the day on which it came"),
        find=new_ones,
        rows=_seen,
        words="interest_new",
        stops={"": _("somebody has answered")},
        quiet=Quiet.NONE,
        is_news=True,
        by_programme=False,
    ),
    Event(
        key="interest_waiting",
        label=_("An expression of interest is not answered in time"),
        topic=Topic.INTERESTS,
        subject_kind="interest",
        audiences=(Audience.INBOX, Audience.LEADERS, Audience.DIRECTORS),
        steps=(Step(0, Audience.INBOX), Step(7, Audience.DIRECTORS)),
        day=_("the first day on which the answer is late"),
        find=late_ones,
        rows=_seen,
        words="interest_waiting",
        stops={"": _("somebody has answered")},
        by_programme=False,
    ),
    Event(
        key="interest_handed_over",
        label=_("An expression of interest is handed over"),
        topic=Topic.INTERESTS,
        subject_kind="interest",
        audiences=(Audience.INBOX,),
        steps=(Step(0, Audience.INBOX),),
        find=handed_over,
        rows=None,
        words="interest_handed_over",
        quiet=Quiet.NONE,
        is_news=True,
        by_programme=False,
    ),
)
