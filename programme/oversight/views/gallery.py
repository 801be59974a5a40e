"""The gallery: every part of the look in every state, made by the templates and functions that the pages use."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from programme.common.pages import ShownPaginator
from programme.common.templatetags.lyft import STATUS
from programme.oversight import samples
from programme.people.access import SignedInRequest, requires
from programme.people.roles import Permission

COLOURS = ("ink", "ink2", "brand", "d2", "d3", "d0", "now", "ok", "warn", "bad")


@requires(Permission.OWN_ACCOUNT)
def gallery(request: SignedInRequest) -> HttpResponse:
    """Nothing here is real; nothing here can be saved."""
    context = {
        "colours": COLOURS,
        "statuses": [*STATUS, "now", "today"],
        "tiles": samples.tiles(),
        "form": samples.SampleForm(prefix="a"),
        "wrong": samples.SampleForm({f"b-{name}": value for name, value in samples.SAMPLE_INPUT.items()}, prefix="b"),
        "tabs": [
            {"href": "#lift", "label": _("The lift"), "current": True, "count": None},
            {"href": "#lift", "label": _("Sessions"), "current": False, "count": 15},
        ],
        "active": [{"label": "Tillväxtverket", "href": "?"}],
        "steps": [_("File"), _("Columns"), _("Check"), _("Save")],
        "page": ShownPaginator(range(480), 25).get_page(request.GET.get("page")),
        "lifts": samples.lifts(),
        "charts": samples.other_charts(),
        "table": [("Östra Mellansverige", 13), ("Västsverige", 9)],
        "head": [_("Region"), _("Companies")],
    }
    return render(request, "oversight/gallery.html", context)
