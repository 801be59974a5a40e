"""A coach is away and another one covers. It ends by itself: the day after the last one nothing has to be done."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from coaching.models import CoachAbsence
from coaching.visibility import coaches_appointed, coaches_beside, coaches_led_by
from programme.notices import tasks
from programme.people import audit
from programme.people.models import User
from programme.people.once import once
from programme.people.versions import save_on_version

FIELDS = ("cover", "from_on", "until_on")
LONGEST = timedelta(days=400)


def enter_absence(
    *, by: User, coach: User, values: Mapping[str, Any], today: date, key: UUID | None = None
) -> CoachAbsence:
    """Note that a coach is away, and who covers. Values: cover, from_on, until_on. Both are told.

    By the coach herself or her leader. Raises PermissionDenied and ValidationError.
    """
    if not coaches_led_by(by).filter(pk=coach.pk).exists():
        raise PermissionDenied

    def act() -> CoachAbsence:
        kept = {name: values[name] for name in FIELDS}
        _check(by, coach, kept, today, but=None)
        absence = CoachAbsence.objects.create(coach=coach, entered_by=by, noted_on=today, **kept)
        audit.record("absence-enter", absence, by=by, changes={name: [None, new] for name, new in kept.items()})
        tasks.sweep.delay_on_commit()
        return absence

    with transaction.atomic():
        return once(key, "absence-enter", CoachAbsence, by=by, act=act)[0]


@transaction.atomic
def change_absence(
    *, by: User, absence: CoachAbsence, version: int, values: Mapping[str, Any], today: date
) -> CoachAbsence:
    """Give an absence other days, or another cover. Both are told anew.

    Raises PermissionDenied, ValidationError, and Conflict when it was changed since `version`.
    """
    _lock(by, absence)
    kept = {name: values[name] for name in FIELDS if name in values}
    changes = audit.differences(absence, kept)
    if not changes and version == absence.version:
        return absence
    _check(by, absence.coach, {**{name: getattr(absence, name) for name in FIELDS}, **kept}, today, but=absence)
    save_on_version(absence, {**kept, "noted_on": today}, version)
    audit.record("absence-change", absence, by=by, changes=changes)
    tasks.sweep.delay_on_commit()
    return absence


@transaction.atomic
def withdraw_absence(*, by: User, absence: CoachAbsence, today: date) -> CoachAbsence:
    """The coach is not away after all, or is back: cover ends at once. Twice is once. Raises PermissionDenied."""
    _lock(by, absence)
    if absence.withdrawn_on is None:
        save_on_version(absence, {"withdrawn_on": today}, absence.version)
        audit.record("absence-withdraw", absence, by=by, changes={"withdrawn_on": [None, today]})
    return absence


def _lock(by: User, absence: CoachAbsence) -> None:
    if not CoachAbsence.objects.changeable_by(by).filter(pk=absence.pk).exists():
        raise PermissionDenied
    absence.refresh_from_db(from_queryset=CoachAbsence.objects.select_for_update())


def _check(by: User, coach: User, values: Mapping[str, Any], today: date, *, but: CoachAbsence | None) -> None:
    """What cannot be, in words, each at the value that it is about."""
    cover, from_on, until_on = (values[name] for name in FIELDS)
    User.objects.select_for_update().get(pk=coach.pk)  # one at a time: two that overlap would both find nothing
    if until_on < from_on:
        raise ValidationError({"until_on": _("The last day may not lie before the first.")})
    if until_on < today:
        raise ValidationError({"until_on": _("That time has passed already.")})
    if until_on - from_on > LONGEST:
        raise ValidationError({"until_on": _("That is more than a year. Give the companies another coach instead.")})
    _check_cover(by, coach, cover, from_on, until_on, but=but)
    other = _standing(from_on, until_on, but=but).filter(coach=coach).first()
    if other is not None:
        words = _("%(name)s is already away %(from)s to %(until)s. Change that one instead.")
        raise ValidationError({"from_on": words % _told(other)})


def _check_cover(
    by: User, coach: User, cover: User, from_on: date, until_on: date, *, but: CoachAbsence | None
) -> None:
    if cover == coach:
        raise ValidationError({"cover": _("Choose somebody else than the one who is away.")})
    appointed = all(coaches_appointed(day).filter(person=cover).exists() for day in (from_on, until_on))
    unchanged = but is not None and but.cover_id == cover.pk
    if not appointed or not (unchanged or coaches_beside(by).filter(pk=cover.pk).exists()):
        raise ValidationError({"cover": _("%(name)s is not appointed as coach all that time.") % {"name": cover.name}})
    away = _standing(from_on, until_on, but=but).filter(coach=cover).first()
    if away is not None:
        raise ValidationError({"cover": _("%(name)s is away too, %(from)s to %(until)s.") % _told(away)})


def _standing(from_on: date, until_on: date, *, but: CoachAbsence | None) -> Any:
    """Absences that share a day with this time, but for the one itself."""
    rows = CoachAbsence.objects.standing().filter(from_on__lte=until_on, until_on__gte=from_on)
    return (rows.exclude(pk=but.pk) if but else rows).select_related("coach")


def _told(absence: CoachAbsence) -> dict[str, Any]:
    return {"name": absence.coach.name, "from": absence.from_on, "until": absence.until_on}
