"""The inbox: what companies wrote in the public form, the same rows on the page and in the spreadsheet."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from companies.interest.reminders import late_from
from companies.models import Interest
from companies.models.interest import InterestQuerySet
from programme.common.working_days import working_days_between
from programme.oversight.downloads import Columns
from programme.oversight.parameters import Asked
from programme.oversight.status import Mark
from programme.people.models import User

ALL = "all"
State = Interest.State
_SHAPES = {State.TAKEN_UP: ("klar", "l-ok"), State.ATTACHED: ("klar", "l-ok"), State.DISMISSED: ("avhopp", "")}


@dataclass(frozen=True)
class Filters:
    """What the address asks the inbox for. Without a word it shows what waits for an answer."""

    words: str = ""
    region: int | None = None
    state: str = State.NEW

    @property
    def any(self) -> bool:
        """True when it shows something else than all that waits."""
        return bool(self.words or self.region or self.state != State.NEW)


def filters_from(params: QueryDict) -> tuple[Filters, list[str]]:
    """The filters of an address, and what could not be read in it."""
    asked = Asked(params)
    state = asked.one_of("state", frozenset(State.values) | {ALL}, State.NEW)
    return Filters(asked.words("q"), asked.id("region"), state), asked.problems


def interest_rows(user: User, filters: Filters) -> QuerySet[Interest]:
    """The rows in the order of the inbox: who waits longest first; of the handled ones the latest first."""
    rows: InterestQuerySet = Interest.objects.visible_to(user)
    if filters.words:
        rows = rows.matching(filters.words)
    if filters.region is not None:
        rows = rows.filter(region=filters.region)
    if filters.state != ALL:
        rows = rows.filter(state=filters.state)
    order = ("received_at", "pk") if filters.state == State.NEW else ("-received_at", "-pk")
    return rows.select_related("municipality__county", "region", "handled_by").order_by(*order)


def mark_of(interest: Interest, *, today: date) -> Mark:
    """New, late, or what became of it."""
    if interest.state != State.NEW:
        shape, tone = _SHAPES[State(interest.state)]
        return Mark(shape, tone, interest.get_state_display())
    received_on = timezone.localdate(interest.received_at)
    if today < late_from(received_on):
        return Mark("intresse", "", pgettext("an expression of interest", "New"))
    waited = working_days_between(received_on, today)
    words = ngettext("Has waited %(n)s working day", "Has waited %(n)s working days", waited) % {"n": waited}
    return Mark("stopp", "l-bad", words)


def columns(today: date) -> Columns:
    """The columns of the spreadsheet."""
    return [
        (_("Company"), lambda interest: interest.company_name),
        (_("Organisation number"), lambda interest: interest.number),
        (_("Municipality"), lambda interest: str(interest.municipality)),
        (_("Region"), lambda interest: str(interest.region or "")),
        (_("Contact person"), lambda interest: interest.person),
        (_("Phone"), lambda interest: interest.phone),
        (_("E-mail"), lambda interest: interest.email),
        (_("Message"), lambda interest: interest.message),
        (_("Received"), lambda interest: interest.received_at),
        (_("State"), lambda interest: str(mark_of(interest, today=today).word)),
        (_("Reason"), lambda interest: interest.get_reason_display()),
        (_("Handled by"), lambda interest: str(interest.handled_by or "")),
    ]
