"""The audit trail: who did what to what, to search, to page through and to take along."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from programme.oversight.downloads import BATCH, Columns, list_as_spreadsheet
from programme.oversight.parameters import say
from programme.oversight.trail.kinds import kind_in_words, kinds_on_offer
from programme.oversight.trail.listing import (
    COUNTED,
    MOST_ROWS,
    PORTAL,
    TrailFilter,
    exported_lines,
    filter_of,
    trail_page,
    trail_rows,
)
from programme.oversight.trail.verbs import GROUPS
from programme.people.access import SignedInRequest, requires
from programme.people.models import User
from programme.people.roles import Permission


def everywhere_only(user: User, permission: Permission) -> None:
    """Raises PermissionDenied for who has the permission in some programmes only: what follows knows no programme."""
    if not user.rights.national(permission):
        raise PermissionDenied


@requires(Permission.SEE_TRAIL)
def trail_list(request: SignedInRequest) -> HttpResponse:
    """Events as the address asks for them, newest first."""
    everywhere_only(request.user, Permission.SEE_TRAIL)
    wanted, problems = filter_of(request.GET, viewer=request.user)
    page = trail_page(trail_rows(request.user, wanted), request.GET, problems)
    say(request, problems)
    context = {
        "page": page,
        "wanted": wanted,
        "tags": _tags(wanted),
        "people": User.objects.visible_to(request.user).order_by("name", "pk").only("name"),
        "kinds": kinds_on_offer(),
        "groups": GROUPS,
        "portal": PORTAL,
        "counted": COUNTED,
        "most_rows": MOST_ROWS,
    }
    return render(request, "oversight/trail.html", context)


@requires(Permission.SEE_TRAIL)
def trail_export(request: SignedInRequest) -> HttpResponse:
    """The newest of these events as a spreadsheet, one row each; that it was taken stands in the trail too."""
    everywhere_only(request.user, Permission.SEE_TRAIL)
    wanted, _problems = filter_of(request.GET, viewer=request.user)
    rows = trail_rows(request.user, wanted)
    notes = [*(f"{label}" for _name, label in _tags(wanted))]
    if rows.order_by()[: MOST_ROWS + 1].count() > MOST_ROWS:
        notes.insert(
            0, _("Only the newest %(n)s events are here. Choose fewer days for the older ones.") % {"n": MOST_ROWS}
        )
    return list_as_spreadsheet(
        request,
        exported_lines(rows, BATCH),
        _columns(),
        what="trail",
        title=_("Audit trail"),
        file_name="handelser",
        notes=notes,
    )


def _columns() -> Columns:
    return [
        (_("When"), lambda line: line.happened_at),
        (_("Who"), lambda line: line.who),
        (_("What"), lambda line: line.what),
        (_("Kind of thing"), lambda line: line.kind),
        (_("About"), lambda line: line.about),
        (_("Changed"), lambda line: "\n".join(f"{one.label}: {one.old} → {one.new}" for one in line.changes)),
    ]


def _tags(wanted: TrailFilter) -> list[tuple[str, str]]:
    """What narrows the trail: the parameter, and what to write on its tag."""
    group = next((str(one.label) for one in GROUPS if one.key == wanted.group), "")
    found = [
        ("who", str(wanted.person) if wanted.person else _("The portal") if wanted.portal else ""),
        ("kind", kind_in_words(wanted.kind) if wanted.kind else ""),
        ("group", group),
        ("q", f"“{wanted.words}”" if wanted.words else ""),
        ("from", _("From %(day)s") % {"day": wanted.from_on} if wanted.from_on else ""),
        ("until", _("Until %(day)s") % {"day": wanted.until_on} if wanted.until_on else ""),
    ]
    return [(name, label) for name, label in found if label]
