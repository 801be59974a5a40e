"""Who of the coaches hears about a company on a day: those who coach it, or who covers for one that is away."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from coaching.models import CoachAbsence, CoachAssignment
from coaching.visibility import coaches_appointed

Kind = CoachAssignment.Kind
ByEnrolment = dict[int, tuple[int, ...]]


class Coaches:
    """The coaches in force on a day, by enrolment. Three statements for all companies or for some."""

    def __init__(self, today: date, only: Iterable[int] | None = None) -> None:
        self._appointed: set[int] = set(coaches_appointed(today).values_list("person", flat=True))
        away = CoachAbsence.objects.in_force(today).order_by().values_list("coach", "cover")
        self._cover = {coach: cover for coach, cover in away if cover in self._appointed}
        rows = CoachAssignment.objects.in_force(today).filter(coach__in=coaches_appointed(today))
        if only is not None:
            rows = rows.filter(enrolment__in=set(only))
        self._leads: defaultdict[int, list[int]] = defaultdict(list)
        self._all: defaultdict[int, list[int]] = defaultdict(list)
        for enrolment, coach, kind in rows.order_by("enrolment", "coach").values_list("enrolment", "coach", "kind"):
            self._all[enrolment].append(coach)
            if kind == Kind.LEAD:
                self._leads[enrolment].append(coach)

    def of(self, enrolment: int) -> tuple[int, ...]:
        """All who hear about a company."""
        return self.instead(self._all.get(enrolment, ()))

    def leading(self, enrolment: int) -> tuple[int, ...]:
        """The lead coach, or her cover."""
        return self.instead(self._leads.get(enrolment, ()))

    def holding(self, coach: int, enrolment: int) -> tuple[int, ...]:
        """Who was to hold a session with a company, or her cover; its lead coach, when she coaches it no more."""
        return self.instead([coach]) if coach in self._all.get(enrolment, ()) else self.leading(enrolment)

    def instead(self, coaches: Iterable[int]) -> tuple[int, ...]:
        """Who hears what is meant for these: themselves, or those who cover for them; who is no coach now, not."""
        there = (coach for coach in coaches if coach in self._appointed)
        return tuple(dict.fromkeys(self._cover.get(coach, coach) for coach in there))
