"""The flow: a board with a column a state, the same rows as a list, and as a spreadsheet."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from companies.actions import taken_back_to
from companies.models import Enrolment
from programme.common.pages import page_of
from programme.oversight import pipeline
from programme.oversight.choices import regions_offered
from programme.oversight.dashboards.board import Move, card_of
from programme.oversight.downloads import BATCH, Columns, list_as_spreadsheet
from programme.oversight.parameters import Asked, say
from programme.oversight.pipeline import Filters
from programme.people.access import SignedInRequest, requires
from programme.people.models import User
from programme.people.roles import Permission
from programme.structure.models import Programme

State = Enrolment.State


@requires(Permission.SEE_PIPELINE)
def pipeline_page(request: SignedInRequest) -> HttpResponse:
    """The flow as the address asks for it; `?view=list` gives the list."""
    today = timezone.localdate()
    filters, problems = pipeline.filters_from(request.GET)
    say(request, problems)
    context = {
        "filters": filters,
        "may_add": request.user.may(Permission.CHANGE_COMPANIES),
        **_choices(request.user, filters),
    }
    if filters.as_list:
        rows = page_of(
            request,
            pipeline.list_rows(request.user, filters, today=today),
            keys_from=lambda: pipeline.in_order(request.user, filters, today=today),
            in_turn=lambda: pipeline.in_turn(request.user, filters, today=today),
            count_with_keys=filters.any,
        )
        lines = [card_of(row, today=today) for row in rows.object_list]
        context |= {"page": rows, "lines": lines, "sorts": _sorts(filters)}
        return render(request, "oversight/pipeline_list.html", context)
    moved, undo = _latest_move(request)
    columns = pipeline.columns(request.user, filters, today=today, moved=moved)
    total = sum(column.total for column in columns)
    return render(request, "oversight/pipeline.html", {**context, "columns": columns, "total": total, "undo": undo})


def _latest_move(request: SignedInRequest) -> tuple[int | None, dict[str, Any] | None]:
    """The enrolment that was just moved, and the move back while it may be taken back."""
    moved = Asked(request.GET).id("moved")
    if moved is None:
        return None, None
    row = Enrolment.objects.changeable_by(request.user).select_related("company").filter(pk=moved).first()
    if row is None:
        return moved, None
    before = taken_back_to(row, by=request.user, today=timezone.localdate())
    return moved, {"enrolment": row, "move": Move(before, State(before).label)} if before else None


@requires(Permission.SEE_PIPELINE)
def pipeline_export(request: SignedInRequest) -> HttpResponse:
    """The list's rows as a spreadsheet; leaves a trace."""
    today = timezone.localdate()
    filters, _problems = pipeline.filters_from(request.GET)
    rows = pipeline.list_rows(request.user, filters, today=today).iterator(chunk_size=BATCH)
    cards = (card_of(row, today=today) for row in rows)
    return list_as_spreadsheet(request, cards, _columns(today), what="pipeline", title=_("Pipeline"), file_name="flode")


def _choices(user: User, filters: Filters) -> dict[str, Any]:
    """What the filters offer: the reader's regions, the programmes, and who owns a next step."""
    shown = regions_offered(user, Permission.SEE_PIPELINE)
    owned = Enrolment.objects.visible_to(user).filter(ended_on=None).order_by().values("owner")
    owners = list(User.objects.visible_to(user).filter(pk__in=owned).order_by("name", "pk"))
    programmes = list(Programme.objects.all())
    states = [(str(state), label) for state, label in (*pipeline.COLUMNS, (State.WITHDRAWN, State.WITHDRAWN.label))]
    return {
        "regions": shown,
        "chosen_regions": [region for region in shown if region.pk in filters.regions],
        "programmes": programmes,
        "chosen_programme": next((one for one in programmes if one.pk == filters.programme), None),
        "owners": owners,
        "chosen_owner": next((one for one in owners if one.pk == filters.owner), None),
        "states": states,
        "chosen_state": dict(states).get(filters.state),
    }


def _sorts(filters: Filters) -> list[dict[str, Any]]:
    """The table's headings: where they lead and how the list is sorted now."""
    labels = [
        ("name", _("Company")),
        ("state", _("State")),
        ("since", _("In the state for")),
        ("step", _("Next step")),
        ("owner", _("Owner")),
        ("contact", _("Last contact")),
    ]
    shown = []
    for key, label in labels:
        now = {key: "ascending", f"-{key}": "descending"}.get(filters.sort, "")
        shown.append({"key": key, "label": label, "now": now, "to": f"-{key}" if now == "ascending" else key})
    return shown


def _columns(today: date) -> Columns:
    """The spreadsheet's columns: those of the list, and the company's number and place in columns of their own."""
    return [
        (_("Company"), lambda card: card.enrolment.company.name),
        (_("Organisation number"), lambda card: card.enrolment.company.number),
        (_("Municipality"), lambda card: str(card.enrolment.company.municipality)),
        (_("Region"), lambda card: str(card.enrolment.region)),
        (_("Programme"), lambda card: str(card.enrolment.programme_version)),
        (_("State"), lambda card: card.enrolment.get_state_display()),
        (_("Since"), lambda card: card.enrolment.state_since_on),
        (_("Days in the state"), lambda card: (today - card.enrolment.state_since_on).days),
        (_("Next step"), lambda card: "" if card.enrolment.ended_on else card.enrolment.next_step),
        (_("Next step on"), lambda card: None if card.enrolment.ended_on else card.enrolment.next_step_on),
        (_("Delay"), lambda card: str(card.mark.word) if card.mark else ""),
        (_("Owner"), lambda card: str(card.enrolment.owner or "")),
        (_("Last contact"), lambda card: card.last_on),
        (_("Reason for leaving"), lambda card: card.enrolment.get_withdrawal_reason_display()),
    ]
