"""Questions about reports: told to the office when asked and when an answer is late, to who asked when it has come.

Pure: given a day, what is the case.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from funding.models import ReportMessage, ReportQuestion, SeenNews
from funding.portal.keys import answer_key
from programme.common.working_days import working_day_after
from programme.notices.audiences import Audience, Directors
from programme.notices.events import Event, Occasion, Search
from programme.notices.models.preference import Topic
from programme.notices.rules import Quiet, Step
from programme.people.models import Appointment, User
from programme.people.roles import Role

ANSWER_WITHIN = 5  # working days
TOLD_FOR = timedelta(days=14)  # how long an answer is news
Side = ReportMessage.Side


def late_from(asked_on: date) -> date:
    """The first day on which an answer is late: so many working days have passed."""
    return working_day_after(asked_on, ANSWER_WITHIN)


def asked(search: Search) -> Iterator[Occasion]:
    """Questions that wait, on the day on which they were asked; when they are late they are no longer new."""
    for question, on, parties in _waiting(search):
        if late_from(on) > search.today:
            yield _occasion(question, on, parties)


def late(search: Search) -> Iterator[Occasion]:
    """Questions that wait, on the first day on which the answer is late."""
    for question, on, parties in _waiting(search):
        yield _occasion(question, late_from(on), parties)


def answered(search: Search) -> Iterator[Occasion]:
    """To those of the funder's people who wrote in a thread whose last word is the office's, as long as it is news.

    Who has marked the answer as read on the funder's page, or closed the question, is told no more.
    """
    rows = search.narrow(ReportQuestion.objects.filter(waits_since_at=None)).select_related(*_TIES).order_by("pk")
    lately = {"side": Side.OFFICE, "written_at__date__gt": search.today - TOLD_FOR}
    news = rows.filter(pk__in=ReportMessage.objects.filter(**lately).order_by().values("question"))
    threads = {question.pk: question for question in news}
    said: defaultdict[int, list[ReportMessage]] = defaultdict(list)
    for message in ReportMessage.objects.filter(question__in=threads).defer("text").order_by("written_at", "pk"):
        said[message.question_id].append(message)
    appointed = _appointed(search.today)
    keys = [answer_key(messages[-1].pk) for messages in said.values()]
    seen = set(SeenNews.objects.filter(key__in=keys).order_by().values_list("person", "key"))
    for pk, question in threads.items():
        last = said[pk][-1]
        on = timezone.localdate(last.written_at)
        if last.side != Side.OFFICE or not search.today - TOLD_FOR < on <= search.today:
            continue
        people = [
            person
            for person in dict.fromkeys(one.written_by_id for one in said[pk] if one.side == Side.FUNDER)
            if (person, question.report.period.grant.funder_id) in appointed
            and (person, answer_key(last.pk)) not in seen
            and person != question.closed_by_id
        ]
        yield _occasion(question, on, {Audience.PERSON: people})


_TIES = ("report__period__grant__funder", "report__period__grant__programme", "figure")


def _waiting(search: Search) -> Iterator[tuple[ReportQuestion, date, dict[str, Any]]]:
    directors = Directors(search.today)
    rows = search.narrow(ReportQuestion.objects.waiting()).select_related(*_TIES).order_by("waits_since_at", "pk")
    for question in rows:
        assert question.waits_since_at is not None
        people = directors.of(question.report.period.grant.programme_id)
        yield question, timezone.localdate(question.waits_since_at), {Audience.DIRECTORS: people}


def _appointed(today: date) -> set[tuple[int, int | None]]:
    """Who represents which funder on a day: ids of person and funder."""
    held = Appointment.objects.in_force(today).filter(role=Role.FUNDER, person__is_active=True)
    return set(held.order_by().values_list("person", "funder"))


def _occasion(question: ReportQuestion, on: date, parties: Mapping[str, Iterable[int]]) -> Occasion:
    period = question.report.period
    return Occasion(
        subject_id=question.pk,
        label=about(question),
        on=on,
        path=question.get_absolute_url(),
        parties={audience: tuple(people) for audience, people in parties.items()},
        programme=period.grant.programme_id,
    )


def about(question: ReportQuestion) -> str:
    """Which funder, grant and period a question is about, and which figure. Not what it says.

    The label is kept, and read in two languages: the figure is its number alone, framed as in the report.
    """
    period = question.report.period
    words = f"{period.grant.funder}, {period.grant}, {period}"
    if question.figure is None:
        return words
    return f"{words} [{question.figure.number}]"


def _seen(user: User) -> "QuerySet[ReportQuestion]":
    return ReportQuestion.objects.visible_to(user)


EVENTS = (
    Event(
        key="question_asked",
        label=_("A funder asks about a report"),
        topic=Topic.QUESTIONS,
        subject_kind="reportquestion",
        audiences=(Audience.DIRECTORS,),
        steps=(Step(0, Audience.DIRECTORS),),
        day=_("the day on which it was asked"),
        find=asked,
        rows=_seen,
        words="question_asked",
        stops={"": _("the office has answered, or the funder has closed it")},
        quiet=Quiet.NONE,
        is_news=True,
    ),
    Event(
        key="question_waiting",
        label=_("A funder's question is not answered in time"),
        topic=Topic.QUESTIONS,
        subject_kind="reportquestion",
        audiences=(Audience.DIRECTORS,),
        steps=(Step(0, Audience.DIRECTORS), Step(7, Audience.DIRECTORS)),
        day=_("the first day on which the answer is late"),
        find=late,
        rows=_seen,
        words="question_waiting",
        stops={"": _("the office has answered, or the funder has closed it")},
    ),
    Event(
        key="question_answered",
        label=_("A funder's question is answered"),
        topic=Topic.QUESTIONS,
        subject_kind="reportquestion",
        audiences=(Audience.PERSON,),
        steps=(Step(0, Audience.PERSON),),
        day=_("the day of the answer"),
        find=answered,
        rows=_seen,
        words="question_answered",
        quiet=Quiet.NONE,
        is_news=True,
    ),
)
