"""The quarter's list of rights: who may do what where, what to look at, signed off by the director, earlier lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programme.common.forms import TextField
from programme.common.pages import page_of
from programme.oversight.downloads import Columns, list_as_spreadsheet
from programme.oversight.parameters import Asked, say
from programme.oversight.views.trail import everywhere_only
from programme.people import actions
from programme.people.access import SignedInRequest, requires
from programme.people.models import RightsReview
from programme.people.roles import Permission, Role
from programme.people.roster import Change, Flag, RosterLine, due_on, fingerprint, quarter_of, roster, thawed

CHANGED, FLAGGED = "changed", "flagged"


class SignForm(forms.Form):
    """What the director says when she signs the list off."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    note = TextField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy("What you looked at, or decided. It is kept with the list."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@dataclass(frozen=True)
class RosterFilter:
    """What of the list the address asks for."""

    words: str
    role: str
    look: str

    @property
    def any(self) -> bool:
        """True when the list is narrowed."""
        return bool(self.words or self.role or self.look)

    def fits(self, line: RosterLine) -> bool:
        """True for a line that is asked for."""
        words = self.words.casefold().split()
        named = f"{line.name} {line.email} {line.place_words}".casefold()
        looked = {"": True, CHANGED: bool(line.change), FLAGGED: bool(line.flags)}
        return (
            looked.get(self.look, self.look in line.flags)
            and self.role in {"", line.role}
            and all(word in named for word in words)
        )


def _filter(asked: Asked) -> RosterFilter:
    looks = frozenset({CHANGED, FLAGGED, *Flag.values})
    return RosterFilter(asked.words("q"), asked.one_of("role", frozenset(Role.values)), asked.one_of("look", looks))


def _live(request: SignedInRequest, asked: Asked) -> tuple[date, RightsReview | None, list[RosterLine]]:
    """The day, the latest list that was signed in an earlier quarter than the day's, and the lines of the day."""
    on = asked.day("on") or timezone.localdate()
    signed = RightsReview.objects.visible_to(request.user).filter(quarter_on__lt=quarter_of(on)).first()
    return on, signed, roster(request.user, on, since=signed)


@requires(Permission.SEE_RIGHTS)
def rights_list(request: SignedInRequest) -> HttpResponse:
    """Everybody's rights on a day (`?on=`; today's to be signed off), narrowed by the address."""
    everywhere_only(request.user, Permission.SEE_RIGHTS)
    asked, today = Asked(request.GET), timezone.localdate()
    on, since, lines = _live(request, asked)
    reviews = RightsReview.objects.visible_to(request.user).select_related("signed_by").defer("lines")
    signed = next((one for one in reviews if one.quarter_on == quarter_of(today)), None)
    context = _context(request, asked, lines) | {
        "on": on,
        "is_today": on == today,
        "since": since,
        "signed": signed,
        "due_on": due_on(quarter_of(today)),
        "is_late": today > due_on(quarter_of(today)),
        "reviews": reviews,
        "may_sign": not signed and on == today and request.user.rights.national(Permission.SIGN_RIGHTS),
        "fingerprint": fingerprint(lines),
    }
    return render(request, "people/rights_list.html", context)


def _context(request: SignedInRequest, asked: Asked, lines: Sequence[RosterLine]) -> dict[str, Any]:
    wanted = _filter(asked)
    say(request, asked.problems)
    shown = [line for line in lines if wanted.fits(line)]
    looks = [(FLAGGED, _("To look at")), (CHANGED, _("Changed since the last list")), *Flag.choices]
    return {
        "page": page_of(request, shown),
        "wanted": wanted,
        "roles": Role.choices,
        "looks": looks,
        "look_label": dict(looks).get(wanted.look, ""),
        "role_label": dict(Role.choices).get(wanted.role, ""),
        "in_all": sum(line.change != Change.ENDED for line in lines),
        "people": len({line.person for line in lines if line.change != Change.ENDED}),
        "flagged": sum(bool(line.flags) for line in lines),
        "new": sum(line.change == Change.NEW for line in lines),
        "ended": sum(line.change == Change.ENDED for line in lines),
    }


@requires(Permission.SIGN_RIGHTS)
def rights_sign(request: SignedInRequest) -> HttpResponse:
    """Sign off this quarter's list as it stands now, if it is still the one that was looked at (`?seen=`)."""
    everywhere_only(request.user, Permission.SIGN_RIGHTS)
    lines = _live(request, Asked(QueryDict()))[2]
    form = SignForm(request.POST or None, initial={"seen": request.GET.get("seen") or fingerprint(lines)})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            review = actions.sign_rights(by=request.user, seen=values["seen"], note=values["note"], now=timezone.now())
            messages.success(request, _("The list of rights is signed off."))
            return redirect(review)
        except ValidationError as error:
            form = _again(request, lines, error)
    context = _context(request, Asked(QueryDict()), lines) | {"form": form}
    return render(request, "people/rights_sign.html", context)


def _again(request: SignedInRequest, lines: Sequence[RosterLine], error: ValidationError) -> SignForm:
    """The form as it was typed, for the list as it is now: who has been told may look again, and then sign."""
    typed = request.POST.copy()
    typed["seen"] = fingerprint(lines)
    form = SignForm(typed)
    form.add_error(None, error)
    return form


@requires(Permission.SEE_RIGHTS)
def rights_signed(request: SignedInRequest, pk: int) -> HttpResponse:
    """One quarter's list as it was signed off."""
    everywhere_only(request.user, Permission.SEE_RIGHTS)
    review: RightsReview = get_object_or_404(
        RightsReview.objects.visible_to(request.user).select_related("signed_by"), pk=pk
    )
    context = _context(request, Asked(request.GET), thawed(review)) | {"review": review}
    return render(request, "people/rights_signed.html", context)


@requires(Permission.SEE_RIGHTS)
def rights_export(request: SignedInRequest) -> HttpResponse:
    """The list of a day as a spreadsheet, narrowed as the page is."""
    everywhere_only(request.user, Permission.SEE_RIGHTS)
    asked = Asked(request.GET)
    on, _since, lines = _live(request, asked)
    return _spreadsheet(request, asked, lines, [_("Rights on %(day)s") % {"day": on}])


@requires(Permission.SEE_RIGHTS)
def rights_signed_export(request: SignedInRequest, pk: int) -> HttpResponse:
    """A signed list as a spreadsheet."""
    everywhere_only(request.user, Permission.SEE_RIGHTS)
    review: RightsReview = get_object_or_404(
        RightsReview.objects.visible_to(request.user).select_related("signed_by"), pk=pk
    )
    words = {"by": review.signed_by, "at": timezone.localtime(review.signed_at).strftime("%Y-%m-%d %H:%M")}
    notes = [str(review), _("Signed off by %(by)s, %(at)s") % words, review.note]
    return _spreadsheet(request, Asked(request.GET), thawed(review), [note for note in notes if note])


def _spreadsheet(
    request: SignedInRequest, asked: Asked, lines: Sequence[RosterLine], notes: Sequence[str]
) -> HttpResponse:
    wanted = _filter(asked)
    return list_as_spreadsheet(
        request,
        [line for line in lines if wanted.fits(line)],
        _columns(),
        what="rights-list",
        title=_("List of rights"),
        file_name="behorigheter",
        notes=notes,
    )


def _columns() -> Columns:
    return [
        (_("Name"), lambda line: line.name),
        (_("E-mail"), lambda line: line.email),
        (_("Role"), lambda line: line.role_words),
        (_("Where"), lambda line: line.place_words),
        (_("From"), lambda line: _day(line.from_on)),
        (_("Until"), lambda line: _day(line.until_on)),
        (_("Latest login"), lambda line: _day(line.last_login_on)),
        (_("Two-step login"), lambda line: line.two_step),
        (_("Changed"), lambda line: line.change_words),
        (_("To look at"), lambda line: ", ".join(line.flag_words)),
    ]


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
