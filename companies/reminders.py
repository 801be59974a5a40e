"""What the companies' room reminds of: stages that end, agreements that are missing, transfers between regions.

Pure: given a day, what is the case. Who coaches is not known here; coaching adds the coaches to stage ends.
"""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from companies.models import Enrolment, PlannedStage, RegionTransfer, RequirementCheck
from programme.notices.audiences import Audience, Directors, leaders_by_region
from programme.notices.events import Event, Occasion, Search
from programme.notices.models.preference import Topic
from programme.notices.rules import Quiet, Step
from programme.people.models import User
from programme.structure.models import StageRequirement

NEWS_FOR = timedelta(days=14)  # how long a handover is told to who comes new
LISTED = "listed"  # stop condition: everything on the stage's list is ticked


def enrolments_seen(user: User) -> "QuerySet[Enrolment]":
    """What of the enrolments a person sees today."""
    return Enrolment.objects.visible_to(user)


def stage_ends(search: Search) -> Iterator[Occasion]:
    """Current stages of active companies, on the day of their planned end. A pause, or the end, takes them away.

    Two statements for the people and one for the stages, however many there are.
    """
    leaders, directors = leaders_by_region(search.today), Directors(search.today)
    listed = StageRequirement.objects.filter(stage=OuterRef("stage"))
    ticked = RequirementCheck.objects.filter(planned_stage=OuterRef(OuterRef("pk")), requirement=OuterRef("pk"))
    rows = (
        PlannedStage.objects.current()
        .filter(enrolment__state=Enrolment.State.ACTIVE, planned_end_on__lte=search.until)
        .annotate(has_list=Exists(listed), has_open=Exists(listed.exclude(Exists(ticked))))
        .order_by("planned_end_on", "pk")
        .values_list(
            "enrolment", "enrolment__company__name", "planned_end_on", "enrolment__region",
            "enrolment__programme_version__programme", "has_list", "has_open",
        )
    )  # fmt: skip
    for enrolment, name, end, region, programme, has_list, has_open in search.narrow(rows, "enrolment"):
        yield Occasion(
            subject_id=enrolment,
            label=name,
            on=end,
            path=reverse("enrolment-card", args=[enrolment]),
            parties={Audience.LEADERS: leaders.get(region, ()), Audience.DIRECTORS: directors.of(programme)},
            programme=programme,
            stopped_by=(LISTED,) if has_list and not has_open else (),
        )


def agreements_missing(search: Search) -> Iterator[Occasion]:
    """Active companies without an agreement among their documents, on the day on which they started."""
    leaders, directors = leaders_by_region(search.today), Directors(search.today)
    rows = Enrolment.objects.without_agreement().filter(state=Enrolment.State.ACTIVE, started_on__lte=search.until)
    fields = ("pk", "company__name", "started_on", "region", "programme_version__programme")
    for pk, name, started_on, region, programme in (
        search.narrow(rows).order_by("started_on", "pk").values_list(*fields)
    ):
        yield Occasion(
            subject_id=pk,
            label=name,
            on=started_on,
            path=reverse("enrolment-card", args=[pk]),
            parties={Audience.LEADERS: leaders.get(region, ()), Audience.DIRECTORS: directors.of(programme)},
            programme=programme,
        )


def recent_transfers(search: Search) -> "QuerySet[RegionTransfer]":
    """Transfers that were written down within the days that a handover is news."""
    noted = RegionTransfer.objects.filter(noted_on__lte=search.today, noted_on__gt=search.today - NEWS_FOR)
    related = noted.select_related("enrolment__company", "enrolment__programme_version")
    return search.narrow(related, "enrolment").order_by("noted_on", "pk")


def moved(transfer: RegionTransfer, path: str, party: str, people: tuple[int, ...]) -> Occasion:
    """A transfer, as it is told to one side; who did it is not told."""
    return Occasion(
        subject_id=transfer.enrolment_id,
        label=transfer.enrolment.company.name,
        on=transfer.noted_on,
        path=path,
        parties={party: [person for person in people if person != transfer.transferred_by_id]},
        programme=transfer.enrolment.programme_version.programme_id,
    )


def given(search: Search) -> Iterator[Occasion]:
    """To the leaders of the region that a company has left."""
    leaders = leaders_by_region(search.today)
    for transfer in recent_transfers(search):
        there = reverse("region-card", args=[transfer.to_region_id])
        yield moved(transfer, there, Audience.LEADERS, leaders.get(transfer.from_region_id, ()))


def taken(search: Search) -> Iterator[Occasion]:
    """To the leaders of the region that a company has come to."""
    leaders = leaders_by_region(search.today)
    for transfer in recent_transfers(search):
        card = reverse("enrolment-card", args=[transfer.enrolment_id])
        yield moved(transfer, card, Audience.LEADERS, leaders.get(transfer.to_region_id, ()))


EVENTS = (
    Event(
        key="agreement_missing",
        label=_("The agreement is missing"),
        topic=Topic.DOCUMENTS,
        subject_kind="enrolment",
        audiences=(Audience.LEADERS, Audience.DIRECTORS),
        steps=(Step(14, Audience.LEADERS), Step(45, Audience.DIRECTORS)),
        day=_("the company's start"),
        find=agreements_missing,
        rows=enrolments_seen,
        words="document_missing",
        stops={"": _("an agreement is among the company's documents")},
        is_on=False,  # a programme that keeps its agreements elsewhere would be told of every company
    ),
    Event(
        key="region_given",
        label=_("A company has left the region"),
        topic=Topic.HANDOVERS,
        subject_kind="enrolment",
        audiences=(Audience.LEADERS,),
        steps=(Step(0, Audience.LEADERS),),
        find=given,
        rows=None,
        words="region_given",
        quiet=Quiet.NONE,
        is_news=True,
    ),
    Event(
        key="region_taken",
        label=_("A company has come to the region"),
        topic=Topic.HANDOVERS,
        subject_kind="enrolment",
        audiences=(Audience.LEADERS,),
        steps=(Step(0, Audience.LEADERS),),
        find=taken,
        rows=enrolments_seen,
        words="region_taken",
        quiet=Quiet.NONE,
        is_news=True,
    ),
)
