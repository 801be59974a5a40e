"""What the demo's regions and companies tell for reports: asked, answered, nothing, silence; stories with consent."""

from datetime import date, timedelta
from random import Random

from django.utils import timezone, translation

from companies.models import Contact, Enrolment
from funding.models import RegionalText, ReportingPeriod, Story
from funding.regional import actions as regional
from funding.regional.forms import QUESTION
from programme.people.models import User
from programme.people.roles import Role
from programme.structure.models import Region

ANSWERS = (
    "Fyra företag har infört pulsmöten och två har kortat ställtiden i pilotområdet. Rekryteringen går trögt.",
    "Tre nya företag har börjat. Samverkan med lärcentrum har gett fler deltagare än väntat.",
    "Två piloter är klara och breddas till hela fabriken. Vintern har gjort att några träffar hölls på distans.",
)
STORIES = (
    (
        "Ställtiden halverades på ett kvartal",
        "Företaget bytte verktyg i tre timmar inför varje ny order. Med SMED filmade de bytet, flyttade fyra moment "
        "till tiden före stoppet och märkte upp verktygsvagnen. Nu tar bytet halva tiden, och små order lönar sig.",
    ),
    (
        "Tavlan som fick alla att prata",
        "Skiften visste inte vad det andra skiftet hade gjort. En pulstavla och tio minuter varje morgon räckte: "
        "avvikelserna blev synliga och två tredjedelar löses nu samma dag.",
    ),
    (
        "Från hög till hylla",
        "Lagret svämmade över av halvfärdigt. Värdeflödesanalysen visade att tre av fem köer var onödiga. Lokalen som "
        "skulle byggas behövs inte längre.",
    ),
)


def tell(random: Random, director: User, today: date) -> None:
    """Ask the regions about the period whose report is due next, answer for some; write three stories."""
    period = ReportingPeriod.objects.filter(starts_on__lte=today, due_on__gt=today, skipped_on=None)
    running = period.filter(grant__funder__code="tillvaxtverket").order_by("due_on", "pk").first()
    if running is not None:
        _ask(running, director, today)
    enrolments = Enrolment.objects.filter(state__in=Enrolment.RUNNING).order_by("pk")[:60]
    for n, (enrolment, (title, text)) in enumerate(zip(random.sample(list(enrolments), 3), STORIES, strict=True)):
        contact = Contact.objects.filter(company=enrolment.company).order_by("pk").first()
        consent = {"consent_by": contact, "consent_on": today - timedelta(days=9), "consent_how": Story.How.MAIL}
        Story.objects.create(
            enrolment=enrolment, title=title, text=text, names_company=n == 0, written_by=director,
            **(consent if contact and n < 2 else {}),
        )  # fmt: skip


def _ask(period: ReportingPeriod, director: User, today: date) -> None:
    regions = list(Region.objects.all())
    due = min(today + timedelta(days=10), period.due_on - timedelta(days=1))
    with translation.override(director.language):
        regional.ask_regions(by=director, period=period, regions=regions, asks=str(QUESTION), due_on=due)
    for n, asked in enumerate(RegionalText.objects.filter(period=period).order_by("region__ordering", "pk")[:4]):
        leader = User.objects.filter(
            appointments__role=Role.REGIONAL_LEADER, appointments__region=asked.region, is_active=True
        ).first()
        if leader is None:
            continue
        words = ANSWERS[n] if n < len(ANSWERS) else ""
        RegionalText.objects.filter(pk=asked.pk).update(
            text=words, has_nothing=not words, answered_by=leader, answered_at=timezone.now()
        )
