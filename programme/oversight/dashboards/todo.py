"""What to do today in a region, ordered by consequence; each line leads to where it is mended."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from coaching.models import ActionItem
from companies.models import Enrolment
from programme.oversight.dashboards.board import BoardCard
from programme.oversight.dashboards.lift import BEHIND, ON_PLAN, Placed
from programme.oversight.status import Mark, duration
from programme.people.models import User

SHOWN = 10


@dataclass(frozen=True)
class Task:
    """One thing to do: what, where it is done, how late it is or when it comes."""

    what: str
    href: str
    mark: Mark | None
    when: str
    weight: tuple[int, int]  # worse first: kind, then days late counted down


@dataclass(frozen=True)
class Todo:
    """The list, and how long it is in all."""

    tasks: list[Task]
    total: int
    late: int

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.total - len(self.tasks)


def actions_overdue(user: User, *, regions: frozenset[int], today: date) -> QuerySet[Any]:
    """Overdue actions of running companies in these regions."""
    rows = ActionItem.objects.visible_to(user).overdue_on(today)
    rows = rows.filter(enrolment__region__in=regions, enrolment__state__in=Enrolment.RUNNING)
    return rows.select_related("enrolment__company")


def todo(
    companies: Iterable[Placed], cards: Iterable[BoardCard], actions: Iterable[Any], *, today: date, may_move: bool
) -> Todo:
    """All that waits: stages overdue, silent companies, next steps, actions, stages that end soon."""
    found: list[Task] = []
    for one in companies:
        found += _of_company(one, today, may_move)
    found += [_of_card(card, today) for card in cards if card.is_late or _is_soon(card, today)]
    found += [_of_action(action, today) for action in actions]
    found.sort(key=lambda task: task.weight)
    return Todo(found[:SHOWN], len(found), sum(1 for task in found if task.mark))


def _of_company(one: Placed, today: date, may_move: bool) -> list[Task]:
    company, found = str(one.enrolment.company), []
    close = _stage_href(one) if may_move else one.href
    if one.state == BEHIND and one.stage_ends_on:
        late = (today - one.stage_ends_on).days
        mark = Mark("stopp", "l-bad", _("Overdue %(duration)s") % {"duration": duration(late)})
        what = _("Close %(stage)s: %(company)s") % {"stage": one.stage, "company": company}
        found.append(Task(what, close, mark, "", (0, -late)))
    if one.silent_since_on:
        silent = (today - one.silent_since_on).days
        mark = Mark("stopp", "l-bad", _("No session for %(duration)s") % {"duration": duration(silent)})
        found.append(
            Task(_("Talk to the coach of %(company)s") % {"company": company}, one.href, mark, "", (1, -silent))
        )
    notice = timedelta(days=one.enrolment.programme_version.programme.stage_notice_days)
    if one.state == ON_PLAN and one.stage_ends_on and one.stage_ends_on <= today + notice:
        what = _("%(stage)s ends: %(company)s") % {"stage": one.stage, "company": company}
        left = (one.stage_ends_on - today).days
        found.append(Task(what, close, None, date_format(one.stage_ends_on, "l j F"), (4, left)))
    return found


def _stage_href(one: Placed) -> str:
    """The page that closes the stage that the company is in."""
    planned = one.enrolment.planned_stage_now
    return reverse("stage-close", args=[planned]) if planned else one.href


def _is_soon(card: BoardCard, today: date) -> bool:
    step_on = card.enrolment.next_step_on
    return bool(step_on and step_on <= today + timedelta(days=7))


def _of_card(card: BoardCard, today: date) -> Task:
    row = card.enrolment
    values = {"step": card.step, "company": row.company}
    href = card.acts[0].href if card.acts and row.state == Enrolment.State.ADMITTED and card.is_late else ""
    href = href or (reverse("enrolment-next-step", args=[row.pk]) if card.acts else row.get_absolute_url())
    late = (today - (row.next_step_on or row.state_since_on)).days
    when = date_format(row.next_step_on, "l j F") if row.next_step_on and not card.is_late else ""
    return Task(_("%(step)s: %(company)s") % values, href, card.mark, when, (2 if card.is_late else 5, -late))


def _of_action(action: Any, today: date) -> Task:
    late = (today - action.due_on).days
    values = {"what": action.what, "company": action.enrolment.company}
    mark = Mark("efter", "l-warn", _("Overdue %(duration)s") % {"duration": duration(late)})
    href = reverse("action-change", args=[action.pk])
    return Task(_("%(what)s: %(company)s") % values, href, mark, "", (3, -late))
