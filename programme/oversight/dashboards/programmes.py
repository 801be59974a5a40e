"""Which programme a page is about: the stages of every programme with how many companies run in it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from companies.models import Enrolment
from programme.people.models import User
from programme.structure.models import Programme, Stage


@dataclass(frozen=True)
class Programmes:
    """The programmes to choose from, most companies in coaching first, and all their stages by id."""

    choices: list[Programme]
    stages: dict[int, Stage]

    def chosen(self, pk: int | None) -> Programme | None:
        """The programme asked for, else the one with most companies in coaching; None when there are none."""
        asked = next((programme for programme in self.choices if programme.pk == pk), None)
        return asked or (self.choices[0] if self.choices else None)

    def stages_of(self, programme: Programme | None) -> list[Stage]:
        """The stages of all versions of a programme."""
        return [stage for stage in self.stages.values() if programme and stage.version.programme_id == programme.pk]


def programmes_for(user: User, *, today: date) -> Programmes:
    """Programmes with stages that the person may follow, in one query."""
    running = Enrolment.objects.visible_to(user).in_coaching_on(today)
    running = running.filter(programme_version__programme=OuterRef("version__programme")).order_by()
    counted = running.values("programme_version__programme").annotate(n=Count("pk")).values("n")
    rows: QuerySet[Any] = Stage.objects.select_related("version__programme").annotate(
        running=Coalesce(Subquery(counted, output_field=IntegerField()), 0)
    )
    counts: dict[int, int] = {}
    found: dict[int, Programme] = {}
    stages: dict[int, Stage] = {}
    limited = _limited_to(user)
    for stage in rows:
        programme = stage.version.programme
        if limited is not None and programme.pk not in limited:
            continue
        found[programme.pk], counts[programme.pk], stages[stage.pk] = programme, stage.running, stage
    choices = sorted(found.values(), key=lambda programme: (-counts[programme.pk], programme.name_sv))
    return Programmes(choices, stages)


def _limited_to(user: User) -> frozenset[int] | None:
    """The programmes that a national appointment is limited to; None when it is for all, or regional."""
    held = [appointment.programme_id for appointment in user.rights.appointments]
    return frozenset(pk for pk in held if pk) if held and all(held) else None
