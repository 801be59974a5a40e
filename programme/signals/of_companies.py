"""What may be wrong with companies, their plans and their coaches: one small pure function a kind."""

from datetime import date
from typing import Any

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from coaching.models import CoachAssignment
from coaching.queries import last_session_on
from companies.models import Contact, Enrolment, PlannedStage
from companies.models.plan import RequirementCheck
from programme.people.models import Appointment, User
from programme.people.roles import Permission, Role
from programme.signals.kinds import Kind, Look, Rows, shaped
from programme.signals.rules import Owner
from programme.structure.models import StageRequirement

State = Enrolment.State
P = Permission
PROGRAMME = "programme_version__programme"


def silent(look: Look) -> Rows:
    """Active companies whose last session, or start, lies further back than so many days."""
    rows = Enrolment.objects.filter(state=State.ACTIVE)
    rows = rows.annotate(quiet_since_on=Coalesce(last_session_on(look.today), F("started_on")))
    too_long = look.by_programme("silent_after_days", lambda days: Q(quiet_since_on__lt=look.today - days), PROGRAMME)
    return shaped(rows.filter(too_long), enrolment="pk", day="quiet_since_on")


def _stages() -> QuerySet[Any]:
    """The stages that active companies are in."""
    return PlannedStage.objects.current().filter(enrolment__state=State.ACTIVE)


def stages_overdue(look: Look) -> Rows:
    """Active companies still in a stage whose planned end lies more than so many days back."""
    late = _stages().filter(planned_end_on__lt=look.today - look.days)
    return shaped(late, enrolment="enrolment", day="planned_end_on")


def gates_open(look: Look) -> Rows:
    """Stages that end within so many days, or have ended, with requirements that nobody has ticked."""
    ticked = RequirementCheck.objects.filter(planned_stage=OuterRef(OuterRef("pk")), requirement=OuterRef("pk"))
    wanting = StageRequirement.objects.filter(stage=OuterRef("stage")).exclude(Exists(ticked.order_by())).order_by()
    soon = look.by_programme(
        "stage_notice_days", lambda days: Q(planned_end_on__lte=look.today + days), f"enrolment__{PROGRAMME}"
    )
    return shaped(_stages().filter(soon, Exists(wanting)), enrolment="enrolment", day="planned_end_on")


def starts_overdue(look: Look) -> Rows:
    """Admitted companies whose start day lies more than so many days back."""
    rows = Enrolment.objects.filter(state=State.ADMITTED, start_on__lt=look.today - look.days)
    return shaped(rows, enrolment="pk", day="start_on")


def _under_way() -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(state__in=(State.ADMITTED, *Enrolment.RUNNING))


def without_coach(look: Look) -> Rows:
    """Admitted or running companies that no coach leads, and that have been in their state for so many days."""
    led = CoachAssignment.objects.in_force(look.today).filter(kind=CoachAssignment.Kind.LEAD, enrolment=OuterRef("pk"))
    rows = _under_way().exclude(Exists(led.order_by())).filter(state_since_on__lte=look.today - look.days)
    return shaped(rows, enrolment="pk", day="state_since_on")


def _lacks(condition: Any) -> Any:
    return Case(When(condition, then=Value(1)), default=Value(0), output_field=IntegerField())


def cards_incomplete(look: Look) -> Rows:
    """Admitted or running companies of which so many of these are missing: main contact, employees, agreement."""
    main = Contact.objects.filter(company=OuterRef("company"), is_main=True).order_by()
    main = main.filter(Q(left_on=None) | Q(left_on__gt=look.today))
    unsigned = Enrolment.objects.without_agreement().order_by().values("pk")
    rows = _under_way().annotate(
        lacking=_lacks(~Exists(main)) + _lacks(Q(company__employees=None)) + _lacks(Q(pk__in=unsigned))
    )
    return shaped(rows.filter(lacking__gte=look.number or 1), enrolment="pk", day="state_since_on")


def _running_of(day: date) -> QuerySet[CoachAssignment]:
    return CoachAssignment.objects.in_force(day).filter(enrolment__state__in=Enrolment.RUNNING)


def coaches_overloaded(look: Look) -> Rows:
    """Coaches who lead or assist more than so many companies that are in coaching."""
    held = Count(
        "coach_assignments__enrolment__company",
        filter=Q(coach_assignments__in=_running_of(look.today).order_by().values("pk")),
        distinct=True,
    )
    place = Appointment.objects.in_force(look.today).filter(role=Role.COACH, person=OuterRef("pk"))
    rows = User.objects.annotate(carries=held, placed=Subquery(place.order_by("-from_on", "pk").values("region")[:1]))
    rows = rows.filter(carries__gt=look.number or 0)
    return shaped(rows, region="placed", name="name")


KINDS = (
    Kind("silent", _("Without a session for too long"), _("%(name)s: no session since %(day)s"), silent,
         _("Days without a session"), None, Owner.COACH, "enrolment-card", P.SEE_COMPANIES,
         own="silent_after_days", least=1, is_bad=True),
    Kind("stage-overdue", _("Stages past their end"), _("%(name)s: the stage was to end %(day)s"), stages_overdue,
         _("Days past the planned end"), 0, Owner.LEADER, "stage-close", P.MOVE_ENROLMENTS, is_bad=True),
    Kind("gate-open", _("Requirements open when a stage ends"),
         _("%(name)s: requirements are open, the stage's planned end is %(day)s"), gates_open,
         _("Days before the planned end"), None, Owner.COACH, "enrolment-card", P.SEE_COMPANIES,
         own="stage_notice_days"),
    Kind("start-overdue", _("Starts that have passed"), _("%(name)s was to start %(day)s"), starts_overdue,
         _("Days past the planned start"), 0, Owner.LEADER, "enrolment-start", P.MOVE_ENROLMENTS),
    Kind("no-coach", _("Without a lead coach"), _("%(name)s has no lead coach"), without_coach,
         _("Days since the company was admitted or started"), 0, Owner.LEADER, "coach-assign", P.ASSIGN_COACHES,
         is_bad=True),
    Kind("coach-load", _("Coaches with too many companies"), _("%(name)s has more companies than planned"),
         coaches_overloaded, _("Most companies at once"), 8, Owner.LEADER, "person-card", P.SEE_PEOPLE, least=1,
         most=100),
    Kind("card-incomplete", _("Cards that are incomplete"),
         _("%(name)s: main contact, employees or agreement is missing"), cards_incomplete,
         _("How many of main contact, employees and agreement are missing"), 1, Owner.LEADER, "enrolment-card",
         P.SEE_COMPANIES, least=1, most=3),
)  # fmt: skip
