"""Which companies a planned session is with: who may name them, and how they are exchanged."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from coaching.models import Activity, PlannedSession
from coaching.visibility import enrolments_coached_by
from companies.models import Enrolment
from programme.people.models import User

TAKES_PART = (Enrolment.State.ADMITTED, *Enrolment.RUNNING)


@dataclass(frozen=True)
class Exchange:
    """Companies that come into a planned session, and those that go out of it."""

    came: tuple[Enrolment, ...] = ()
    went: tuple[Enrolment, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.came or self.went)

    @property
    def changes(self) -> dict[str, Any]:
        """For the audit event."""
        told: dict[str, Any] = {f"enrolment {one.pk}": [None, "planned"] for one in self.came}
        return told | {f"enrolment {one.pk}": ["planned", None] for one in self.went}

    def make(self, planned: PlannedSession) -> None:
        """Write it down."""
        planned.enrolments.add(*self.came)
        planned.enrolments.remove(*self.went)


def exchanged(by: User, planned: PlannedSession, wanted: Collection[Enrolment] | None) -> Exchange:
    """What comes and goes when these are the companies; None leaves them as they are.

    Raises PermissionDenied unless `by` coaches those that come, or runs the activity and them as leader;
    ValidationError for what cannot be.
    """
    if wanted is None:
        return Exchange()
    before = {one.pk: one for one in planned.enrolments.all()}
    after = {one.pk for one in wanted}
    came = tuple(one for one in wanted if one.pk not in before)
    if not after:
        raise ValidationError({"enrolments": _("Choose at least one company.")})
    if came:
        check_takes_part(came)
        if not coaches_all(by, came):
            check_enrolments(by, planned.coach, planned.activity, came, at="enrolments")
        elif not coaches_all(planned.coach, came):
            _refuse(planned.coach, at="enrolments")
    return Exchange(came, tuple(one for key, one in before.items() if key not in after))


def check_enrolments(
    by: User, coach: User, activity: Activity | None, wanted: Collection[Enrolment], *, at: str = "coach"
) -> None:
    """Who does not coach the companies plans only where she runs the activity and all of them, for their coach.

    Raises PermissionDenied, and ValidationError at the value that `at` names.
    """
    runs = activity is not None and Activity.objects.changeable_by(by).filter(pk=activity.pk).exists()
    keys = {one.pk for one in wanted}
    if not runs or Enrolment.objects.changeable_by(by).filter(pk__in=keys).count() < len(keys):
        raise PermissionDenied
    if not coaches_all(coach, wanted):
        _refuse(coach, at=at)


def coaches_all(coach: User, enrolments: Collection[Enrolment]) -> bool:
    """True when the person coaches every one of them today."""
    keys = {one.pk for one in enrolments}
    return enrolments_coached_by(coach).filter(pk__in=keys).count() == len(keys)


def check_takes_part(enrolments: Collection[Enrolment]) -> None:
    """Raises ValidationError where there is none, or one that is not in the programme and does not come soon."""
    if not enrolments:
        raise ValidationError({"enrolments": _("Choose at least one company.")})
    for one in enrolments:
        if one.state not in TAKES_PART:
            words = _("%(company)s is not in the programme now.") % {"company": one.company}
            raise ValidationError({"enrolments": words})


def _refuse(coach: User, *, at: str) -> None:
    words = _("%(name)s does not coach all of these companies today. Assign the coach first.")
    raise ValidationError({at: words % {"name": coach.name}})
