"""Names of what filters point at, as far as their reader sees it: one statement a kind of row, however many lists."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from coaching.models import Activity
from companies.models import Enrolment
from funding.models import Grant
from programme.oversight.parameters import LONGEST_ID
from programme.people.models import Appointment, User
from programme.structure.models import County, Funder, Municipality, Programme, Region, Stage

NOBODY = "none"  # the pipeline's filter for rows without an owner


def _rows_of(what: str, user: User) -> Any:
    """The rows that a filter may name. Regions, programmes and places are known to everybody by name."""
    if what in {"person", "owner"}:
        return User.objects.visible_to(user)
    if what == "enrolment":
        return Enrolment.objects.visible_to(user).select_related("company")
    if what == "funder":
        return Funder.objects.filter(pk__in=Grant.objects.visible_to(user).order_by().values("funder"))
    if what in {"activity", "grant"}:
        return {"activity": Activity, "grant": Grant}[what].objects.visible_to(user)  # type: ignore[attr-defined]
    models: dict[str, Any] = {
        "region": Region, "programme": Programme, "county": County, "municipality": Municipality
    }  # fmt: skip
    return models[what].objects.all()


class Names:
    """Names by kind of row and key as an address has it; `left` are people who have no task any more."""

    def __init__(self, asked: Iterable[tuple[str, str]], user: User, *, today: date) -> None:
        keys: dict[str, set[str]] = {}
        for what, key in asked:
            if key.isascii() and key.isdigit() and len(key) <= LONGEST_ID:
                keys.setdefault(what, set()).add(key)
        self.found: dict[tuple[str, str], str] = {("owner", NOBODY): _("Nobody")}
        for what, wanted in keys.items():
            for key, name in self._named(what, wanted, user):
                self.found[what, str(key)] = name
        people = {key for what in ("person", "owner") for key in keys.get(what, ()) if (what, key) in self.found}
        busy: set[str] = set()
        if people:
            keyed = [int(key) for key in people]
            held = Appointment.objects.visible_to(user).in_force(today).filter(person__in=keyed)
            busy = {str(key) for key in held.order_by().values_list("person", flat=True)}
        self.left = people - busy

    def _named(self, what: str, wanted: set[str], user: User) -> Iterable[tuple[Any, str]]:
        if what == "stage":  # its place in the order of any edition, which is what the list asks for
            stages = Stage.objects.filter(order__in=wanted).order_by("order", "-version")
            return {stage.order: f"{stage.order} {stage}" for stage in stages}.items()
        rows = _rows_of(what, user).filter(pk__in=wanted)
        return [(row.pk, str(row.company) if what == "enrolment" else str(row)) for row in rows]

    def name(self, what: str, key: str) -> str | None:
        """What it is called; None for what is gone or what the reader does not see."""
        return self.found.get((what, key))
