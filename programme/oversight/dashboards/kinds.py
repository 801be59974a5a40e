"""What may wait for a regional leader: one small pure function a kind, and KINDS, the list of them.

To add a kind, write a function that yields the rows that wait (through `waits`) and add one line to KINDS. The place in
KINDS is its place in the order of consequence; a kind without rows is not shown.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from django.db.models import CharField, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from coaching.models import ActionItem, CoachAssignment
from coaching.queries import last_session_on
from companies.interest.reminders import late_since
from companies.models import Company, Contact, Enrolment, Interest, PlannedStage, RegionTransfer
from funding.models import RegionalText
from programme.oversight.status import QUIET_DAYS
from programme.people.models import User
from programme.people.roles import Permission
from programme.structure.models import Programme

Group = Literal["overdue", "due", "new", "missing"]
State = Enrolment.State
P = Permission
NEW_DAYS = 7  # what came in during the last days
SOON_DAYS = 7  # next steps and starts that are due


@dataclass(frozen=True)
class Ask:
    """For whom, in which regions, on which day, under which programmes' rules."""

    user: User
    regions: frozenset[int]
    today: date
    programmes: tuple[Programme, ...]

    @property
    def enrolments(self) -> QuerySet[Enrolment]:
        """What the person sees of the regions."""
        return Enrolment.objects.visible_to(self.user).filter(region__in=self.regions).order_by()


Rows = QuerySet[Any, Any]


@dataclass(frozen=True)
class Kind:
    """A kind of task: which rows wait, what is said of each, where it is mended and by whom.

    label: what the count counts. what: the task, with %(company)s and %(words)s. mended: the name of the address that
    mends it, given the row's subject; who lacks the permission in the row's region is led to the card. told: how the
    day is said.
    """

    key: str
    group: Group
    label: Any
    what: Any
    rows: Callable[[Ask], Rows]
    mended: str
    permission: Permission
    told: Literal["overdue", "silent", "still", "unanswered", "on", "since", "none"] = "none"


def _of_interests(rows: QuerySet[Interest]) -> Rows:
    """What companies wrote in the public form: no company of ours yet, so that only its name is known."""
    return rows.order_by().values(
        subject_id=F("pk"),
        enrolment_id_=Value(0),
        company_id_=Value(0),
        region_id_=F("region"),
        named=F("company_name"),
        said=Cast("municipality__name", CharField()),
        day=F("received_at__date"),
    )


def _interests(ask: Ask) -> QuerySet[Interest]:
    return Interest.objects.visible_to(ask.user).unanswered().filter(region__in=ask.regions)


def interests_unanswered(ask: Ask) -> Rows:
    """Expressions of interest that have waited longer than the public page promises."""
    return _of_interests(_interests(ask).filter(received_at__date__lte=late_since(ask.today)))


def interests_new(ask: Ask) -> Rows:
    """Expressions of interest that can still be answered in time."""
    return _of_interests(_interests(ask).filter(received_at__date__gt=late_since(ask.today)))


def _texts(ask: Ask) -> QuerySet[RegionalText]:
    return RegionalText.objects.visible_to(ask.user).unanswered().filter(region__in=ask.regions)


def _of_texts(rows: QuerySet[RegionalText]) -> Rows:
    """What the programme office asks a region to tell a funder: about no company."""
    return rows.order_by().values(
        subject_id=F("pk"),
        enrolment_id_=Value(0),
        company_id_=Value(0),
        region_id_=F("region"),
        named=F("period__grant__funder__name"),
        said=Cast("period__ends_on", CharField()),
        day=F("due_on"),
    )


def texts_overdue(ask: Ask) -> Rows:
    """Texts for reports that were to be answered by now."""
    return _of_texts(_texts(ask).filter(due_on__lt=ask.today))


def texts_due(ask: Ask) -> Rows:
    """Texts for reports that are asked for."""
    return _of_texts(_texts(ask).filter(due_on__gte=ask.today))


def waits(
    rows: QuerySet[Any], *, subject: str, company: str, enrolment: str, region: Any, words: Any = "", day: Any = None
) -> Rows:
    """The rows in the shape that all kinds share, so that one query holds them all.

    region: where the right to mend it must be held.
    """
    said = Value(words, output_field=CharField()) if isinstance(words, str) else Cast(words, CharField())
    return rows.order_by().values(
        subject_id=F(subject),
        enrolment_id_=F(enrolment) if enrolment else Value(0),
        company_id_=F(company),
        region_id_=F(region) if isinstance(region, str) else region,
        named=F(f"{company}__name" if company != "pk" else "name"),
        said=said,
        day=F(day) if isinstance(day, str) else day,
    )


def _named(prefix: str) -> F:
    """The name in the reader's language."""
    return F(f"{prefix}_en" if (get_language() or "sv").startswith("en") else f"{prefix}_sv")


def _of_enrolments(rows: QuerySet[Enrolment], *, day: Any, words: Any = "") -> Rows:
    return waits(rows, subject="pk", company="company", enrolment="pk", region="region", words=words, day=day)


def _stages(ask: Ask) -> QuerySet[Any]:
    """The stages that active companies are in."""
    active = ask.enrolments.filter(state=State.ACTIVE).values("pk")
    return PlannedStage.objects.current().filter(enrolment__in=active)


def _of_stages(rows: QuerySet[Any]) -> Rows:
    return waits(
        rows,
        subject="pk",
        company="enrolment__company",
        enrolment="enrolment",
        region="enrolment__region",
        words=_named("stage__name"),
        day="planned_end_on",
    )


def _by_rule(ask: Ask, rule: str, narrowed: Callable[[int], Q], programme: str) -> Q:
    """A condition whose days each programme sets for itself."""
    found = Q(pk__in=[])
    for one in ask.programmes:
        found |= narrowed(getattr(one, rule)) & Q(**{programme: one.pk})
    return found


def stages_overdue(ask: Ask) -> Rows:
    """Active companies that are still in a stage whose planned end has passed."""
    return _of_stages(_stages(ask).filter(planned_end_on__lt=ask.today))


def silent(ask: Ask) -> Rows:
    """Active companies whose last session, or start, lies further back than the programme allows."""
    rows = ask.enrolments.filter(state=State.ACTIVE)
    rows = rows.annotate(quiet_since_on=Coalesce(last_session_on(ask.today), F("started_on")))

    def too_long(days: int) -> Q:
        return Q(quiet_since_on__lt=ask.today - timedelta(days=days))

    rows = rows.filter(_by_rule(ask, "silent_after_days", too_long, "programme_version__programme"))
    return _of_enrolments(rows, day="quiet_since_on")


def starts_overdue(ask: Ask) -> Rows:
    """Admitted companies whose start day has passed."""
    return _of_enrolments(ask.enrolments.filter(state=State.ADMITTED, start_on__lt=ask.today), day="start_on")


def _steps(ask: Ask) -> QuerySet[Enrolment]:
    """Companies that have not ended and whose next step is to be done; a passed start is a task of its own."""
    rows = ask.enrolments.filter(state__in=(*Enrolment.BEFORE_START, *Enrolment.RUNNING))
    return rows.exclude(state=State.ADMITTED, start_on__lt=ask.today)


def steps_overdue(ask: Ask) -> Rows:
    """Next steps whose day has passed."""
    rows = _steps(ask).filter(next_step_on__lt=ask.today)
    return _of_enrolments(rows, day="next_step_on", words=F("next_step"))


def actions_overdue(ask: Ask) -> Rows:
    """Agreed actions of running companies whose day has passed."""
    running = ask.enrolments.filter(state__in=Enrolment.RUNNING).values("pk")
    rows = ActionItem.objects.visible_to(ask.user).overdue_on(ask.today).filter(enrolment__in=running)
    return waits(
        rows,
        subject="pk",
        company="enrolment__company",
        enrolment="enrolment",
        region="enrolment__region",
        words=F("what"),
        day="due_on",
    )


def forgotten(ask: Ask) -> Rows:
    """Companies on the way in that have stood for two weeks without a next step."""
    waiting = (State.INTERESTED, State.CONTACTED, State.APPLIED)
    since = ask.today - timedelta(days=QUIET_DAYS)
    rows = ask.enrolments.filter(state__in=waiting, next_step_on=None, state_since_on__lt=since)
    return _of_enrolments(rows, day="state_since_on")


def stages_due(ask: Ask) -> Rows:
    """Stages of active companies that end within the programme's notice."""
    programme = "enrolment__programme_version__programme"

    def soon(days: int) -> Q:
        return Q(planned_end_on__range=(ask.today, ask.today + timedelta(days=days)))

    return _of_stages(_stages(ask).filter(_by_rule(ask, "stage_notice_days", soon, programme)))


def starts_due(ask: Ask) -> Rows:
    """Admitted companies that start within a week."""
    soon = (ask.today, ask.today + timedelta(days=SOON_DAYS))
    return _of_enrolments(ask.enrolments.filter(state=State.ADMITTED, start_on__range=soon), day="start_on")


def steps_due(ask: Ask) -> Rows:
    """Next steps of the coming week."""
    soon = (ask.today, ask.today + timedelta(days=SOON_DAYS))
    rows = _steps(ask).filter(next_step_on__range=soon)
    return _of_enrolments(rows, day="next_step_on", words=F("next_step"))


def transferred_here(ask: Ask) -> Rows:
    """Companies that another region handed over during the last week, told by whose they were."""
    since = ask.today - timedelta(days=NEW_DAYS)
    rows = RegionTransfer.objects.filter(
        enrolment__in=ask.enrolments.values("pk"), to_region__in=ask.regions, noted_on__gte=since
    ).exclude(from_region__in=ask.regions)
    return waits(
        rows,
        subject="enrolment",
        company="enrolment__company",
        enrolment="enrolment",
        region="enrolment__region",
        words=_named("from_region__name"),
        day="noted_on",
    )


def interested_lately(ask: Ask) -> Rows:
    """Companies whose interest was noted during the last week and that nobody has taken further."""
    since = ask.today - timedelta(days=NEW_DAYS)
    rows = ask.enrolments.filter(state=State.INTERESTED, state_since_on__gte=since, next_step_on=None)
    return _of_enrolments(rows, day="state_since_on")


def entered_lately(ask: Ask) -> Rows:
    """Companies that the region looks after, entered during the last week and in no programme."""
    since = ask.today - timedelta(days=NEW_DAYS)
    rows = Company.objects.visible_to(ask.user).filter(region__in=ask.regions, entered_at__date__gte=since)
    enrolled = Enrolment.objects.visible_to(ask.user).filter(company=OuterRef("pk")).order_by()
    rows = rows.exclude(Exists(enrolled))
    return waits(rows, subject="pk", company="pk", enrolment="", region="region", day=F("entered_at__date"))


def _under_way(ask: Ask) -> QuerySet[Enrolment]:
    """Admitted or running: what must be in order before a company is coached."""
    return ask.enrolments.filter(state__in=(State.ADMITTED, *Enrolment.RUNNING))


def without_coach(ask: Ask) -> Rows:
    """Admitted or running companies that no coach leads today."""
    led = CoachAssignment.objects.visible_to(ask.user).in_force(ask.today)
    led = led.filter(kind=CoachAssignment.Kind.LEAD, enrolment=OuterRef("pk")).order_by()
    return _of_enrolments(_under_way(ask).exclude(Exists(led)), day="state_since_on")


def without_agreement(ask: Ask) -> Rows:
    """Admitted or running companies that have no agreement among their documents."""
    lacking = Enrolment.objects.visible_to(ask.user).without_agreement().order_by().values("pk")
    return _of_enrolments(_under_way(ask).filter(pk__in=lacking), day="state_since_on")


def without_session(ask: Ask) -> Rows:
    """Active companies that have had no session yet and are not silent so far: is the first one booked?"""
    rows = ask.enrolments.filter(state=State.ACTIVE, started_on__lte=ask.today)
    rows = rows.annotate(met_on=last_session_on(ask.today)).filter(met_on=None)

    def not_long(days: int) -> Q:
        return Q(started_on__gte=ask.today - timedelta(days=days))

    rows = rows.filter(_by_rule(ask, "silent_after_days", not_long, "programme_version__programme"))
    return _of_enrolments(rows, day="started_on")


def _companies(ask: Ask) -> QuerySet[Company]:
    """Companies with an enrolment here that has not ended."""
    open_here = ask.enrolments.filter(ended_on=None).values("company")
    return Company.objects.visible_to(ask.user).filter(pk__in=open_here)


def _of_companies(rows: QuerySet[Company], ask: Ask) -> Rows:
    """Mended by who may change companies where it is enrolled, or else where it is looked after."""
    regions = ask.user.rights.regions(P.CHANGE_COMPANIES)
    here = Enrolment.objects.visible_to(ask.user).filter(company=OuterRef("pk"), region__in=regions)
    region = Coalesce(Subquery(here.order_by().values("region")[:1]), F("region"), output_field=IntegerField())
    return waits(rows, subject="pk", company="pk", enrolment="", region=region, day=F("entered_at__date"))


def without_contact(ask: Ask) -> Rows:
    """Companies on the way in or in the lift that have no main contact."""
    main = Contact.objects.filter(company=OuterRef("pk"), is_main=True).order_by()
    main = main.filter(Q(left_on=None) | Q(left_on__gt=ask.today))
    return _of_companies(_companies(ask).exclude(Exists(main)), ask)


def without_size(ask: Ask) -> Rows:
    """Companies on the way in or in the lift whose number of employees is not known."""
    return _of_companies(_companies(ask).filter(employees=None), ask)


STEP = _("%(words)s: %(company)s")
CONTACT_LOG = "contact-log"  # says what was done and what comes next, in one form

KINDS: tuple[Kind, ...] = (
    Kind("stage-overdue", "overdue", _("Stages past their end"), _("Close %(words)s: %(company)s"),
         stages_overdue, "stage-close", P.MOVE_ENROLMENTS, "overdue"),
    Kind("silent", "overdue", _("Too long without a session"), _("Talk to the coach of %(company)s"),
         silent, "enrolment-card", P.SEE_COMPANIES, "silent"),
    Kind("start-overdue", "overdue", _("Starts that have passed"), _("Start %(company)s"),
         starts_overdue, "enrolment-start", P.MOVE_ENROLMENTS, "overdue"),
    Kind("interest-late", "overdue", _("Unanswered expressions of interest"), _("Answer %(company)s in %(words)s"),
         interests_unanswered, "interest-card", P.SEE_INTERESTS, "unanswered"),
    Kind("step-overdue", "overdue", _("Next steps that have passed"), STEP,
         steps_overdue, CONTACT_LOG, P.CHANGE_COMPANIES, "overdue"),
    Kind("action-overdue", "overdue", _("Actions overdue"), STEP,
         actions_overdue, "action-change", P.CHANGE_ACTIONS, "overdue"),
    Kind("text-overdue", "overdue", _("Texts for reports overdue"), _("Write to %(company)s"),
         texts_overdue, "regional-text", P.WRITE_REGIONAL_TEXTS, "overdue"),
    Kind("forgotten", "overdue", _("Without a next step"), _("Set a next step: %(company)s"),
         forgotten, "enrolment-next-step", P.MOVE_ENROLMENTS, "still"),
    Kind("stage-due", "due", _("Stages that end soon"), _("%(words)s ends: %(company)s"),
         stages_due, "stage-close", P.MOVE_ENROLMENTS, "on"),
    Kind("start-due", "due", _("Starts within a week"), _("Start %(company)s"),
         starts_due, "enrolment-start", P.MOVE_ENROLMENTS, "on"),
    Kind("text-due", "due", _("Texts for reports asked for"), _("Write to %(company)s"),
         texts_due, "regional-text", P.WRITE_REGIONAL_TEXTS, "on"),
    Kind("step-due", "due", _("Next steps within a week"), STEP,
         steps_due, CONTACT_LOG, P.CHANGE_COMPANIES, "on"),
    Kind("transferred", "new", _("Handed over to you"), _("Take over from %(words)s: %(company)s"),
         transferred_here, "enrolment-card", P.SEE_COMPANIES, "since"),
    Kind("interest-new", "new", _("New expressions of interest"), _("Answer %(company)s in %(words)s"),
         interests_new, "interest-card", P.SEE_INTERESTS, "since"),
    Kind("interested", "new", _("Newly interested"), _("Make contact: %(company)s"),
         interested_lately, CONTACT_LOG, P.CHANGE_COMPANIES, "since"),
    Kind("entered", "new", _("Entered but in no programme"), _("Enrol %(company)s"),
         entered_lately, "enrolment-add", P.CHANGE_COMPANIES, "since"),
    Kind("no-coach", "missing", _("Without a coach"), _("Choose a coach for %(company)s"),
         without_coach, "coach-assign", P.ASSIGN_COACHES),
    Kind("no-agreement", "missing", _("Without an agreement"), _("File the agreement of %(company)s"),
         without_agreement, "document-add", P.MOVE_ENROLMENTS),
    Kind("no-session", "missing", _("Without a first session"), _("Agree on the first session: %(company)s"),
         without_session, "enrolment-card", P.SEE_COMPANIES, "since"),
    Kind("no-contact", "missing", _("Without a main contact"), _("Who is the contact at %(company)s?"),
         without_contact, "contact-add", P.CHANGE_COMPANIES),
    Kind("no-size", "missing", _("Without number of employees"), _("How many employees has %(company)s?"),
         without_size, "company-change", P.CHANGE_COMPANIES),
)  # fmt: skip
BY_KEY: dict[str, Kind] = {kind.key: kind for kind in KINDS}
GROUPS: dict[Group, Any] = {
    "overdue": _("Overdue"),
    "due": _("Due"),
    "new": _("New this week"),
    "missing": _("Missing"),
}
