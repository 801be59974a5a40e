"""The quarter's list of rights: what stands in it, what is pointed at, how it is signed off and kept."""

import io
from datetime import date, datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from programme.notices.audiences import Audience
from programme.notices.events import Search
from programme.oversight.rights.reminders import unsigned
from programme.people import actions
from programme.people.models import Appointment, AuditEvent, RightsReview, User
from programme.people.roles import Role
from programme.people.roster import Flag, RosterLine, due_on, fingerprint, next_quarter, quarter_of, roster, thawed
from tests.cast import LONG_AGO, Cast, person

DAY = timedelta(days=1)
NOW = timezone.make_aware(datetime(2027, 3, 1, 9))
TODAY = NOW.date()


def lines_of(cast: Cast, on: date = TODAY, since: RightsReview | None = None) -> list[RosterLine]:
    return roster(cast.director, on, since=since)


def line(lines: list[RosterLine], who: User) -> RosterLine:
    (found,) = [one for one in lines if one.person == who.pk]
    return found


def sign(cast: Cast, *, now: datetime = NOW, note: str = "") -> RightsReview:
    before = RightsReview.objects.filter(quarter_on__lt=quarter_of(now.date())).first()
    seen = fingerprint(roster(cast.director, now.date(), since=before))
    return actions.sign_rights(by=cast.director, seen=seen, note=note, now=now)


def flags(cast: Cast, who: User) -> set[str]:
    return {flag for one in lines_of(cast) if one.person == who.pk for flag in one.flags}


@pytest.fixture
def quiet(march: Cast) -> Cast:
    """Everybody was here yesterday, and who has a national role logs in with two steps."""
    User.objects.update(last_login=NOW - DAY, language="en")
    for one in (march.director, march.auditor):
        Authenticator.objects.create(user=one, type=Authenticator.Type.TOTP, data={"secret": "x"})
    return march


@pytest.mark.parametrize(
    ("day", "first", "after"),
    [
        (date(2026, 1, 1), date(2026, 1, 1), date(2026, 4, 1)),
        (date(2026, 6, 30), date(2026, 4, 1), date(2026, 7, 1)),
        (date(2026, 12, 31), date(2026, 10, 1), date(2027, 1, 1)),
    ],
)
def test_quarter_of_a_day(day: date, first: date, after: date) -> None:
    assert (quarter_of(day), next_quarter(first)) == (first, after)


def test_roster_holds_every_task_in_force_on_the_day_and_no_other(quiet: Cast) -> None:
    cast = quiet
    ahead = person("ahead@example.org", "Tor Snart")
    Appointment.objects.create(person=ahead, role=Role.DIRECTOR, from_on=TODAY + DAY)
    gone = person("gone@example.org", "Siv Slut")
    Appointment.objects.create(person=gone, role=Role.AUDITOR, from_on=LONG_AGO, until_on=TODAY - DAY)

    def on(day: date) -> set[int]:
        return {one.appointment for one in lines_of(cast, day)}

    assert on(TODAY) == set(Appointment.objects.in_force(TODAY).values_list("pk", flat=True))
    assert on(TODAY + DAY) - on(TODAY) == {ahead.appointments.get().pk}
    assert on(TODAY - DAY) - on(TODAY) == {gone.appointments.get().pk}
    told = line(lines_of(cast), cast.coach_a)
    assert (told.role, told.place["sv"], told.place["en"]) == ("coach", "Mellersta Norrland", "Central Norrland")
    assert told.last_login_on == (TODAY - DAY).isoformat() and not told.two_step


def test_roster_points_at_nothing_where_all_is_well(quiet: Cast) -> None:
    assert {tuple(one.flags) for one in lines_of(quiet) if one.person != quiet.inactive.pk} == {()}


def test_roster_points_at_who_has_not_logged_in_for_90_days(quiet: Cast) -> None:
    cast = quiet
    for days, flagged in ((90, False), (91, True)):
        User.objects.filter(pk=cast.coach_a.pk).update(last_login=NOW - timedelta(days=days))
        assert (Flag.NO_LOGIN in flags(cast, cast.coach_a)) is flagged
    User.objects.filter(pk=cast.coach_b.pk).update(last_login=None, joined_at=NOW - timedelta(days=200))
    User.objects.filter(pk=cast.coach_c.pk).update(last_login=None, joined_at=NOW - DAY)
    assert flags(cast, cast.coach_b) == {Flag.NO_LOGIN} and flags(cast, cast.coach_c) == set()


def test_roster_points_at_several_roles_ends_missing_second_step_and_closed_accounts(quiet: Cast) -> None:
    cast = quiet
    Appointment.objects.create(person=cast.leader, role=Role.COACH, region=cast.mellersta, from_on=LONG_AGO)
    Appointment.objects.create(person=cast.coach_a, role=Role.COACH, region=cast.norr, from_on=LONG_AGO)  # same role
    Appointment.objects.filter(person=cast.coach_b).update(until_on=date(2027, 3, 31))
    Appointment.objects.filter(person=cast.coach_c).update(until_on=date(2027, 4, 1))
    Authenticator.objects.filter(user=cast.auditor).delete()

    assert flags(cast, cast.leader) == {Flag.SEVERAL} and flags(cast, cast.coach_a) == set()
    assert flags(cast, cast.coach_b) == {Flag.ENDS} and flags(cast, cast.coach_c) == set()
    assert flags(cast, cast.auditor) == {Flag.ONE_STEP} and flags(cast, cast.director) == set()
    assert Flag.CLOSED in flags(cast, cast.inactive)


def test_signing_off_keeps_the_list_as_it_was_whatever_happens_later(quiet: Cast) -> None:
    cast = quiet
    review = sign(cast, note="Gått igenom")
    then = lines_of(cast)

    User.objects.filter(pk=cast.coach_a.pk).update(name="Någon Annan")
    Appointment.objects.filter(person=cast.coach_b).update(until_on=TODAY)

    kept = RightsReview.objects.get(pk=review.pk)
    assert thawed(kept) == then != lines_of(cast)
    assert (kept.quarter_on, kept.signed_by, kept.signed_at, kept.note) == (
        date(2027, 1, 1), cast.director, NOW, "Gått igenom",
    )  # fmt: skip
    for change in (lambda: RightsReview.objects.update(note=""), lambda: RightsReview.objects.all().delete()):
        with pytest.raises(TypeError):
            change()
    event = AuditEvent.objects.get(verb="rights-sign")
    assert (event.by, event.subject_label, event.changes["lines"]) == (cast.director, "Q1 2027", [None, len(then)])


def test_the_next_list_tells_what_is_new_and_what_has_ended_since(quiet: Cast) -> None:
    cast = quiet
    sign(cast)
    Appointment.objects.filter(person=cast.coach_b).update(until_on=date(2027, 3, 15))
    new = Appointment.objects.create(person=cast.nobody, role=Role.FUNDER, funder=cast.tvv, from_on=date(2027, 4, 1))
    spring = timezone.make_aware(datetime(2027, 4, 5, 9))

    second = sign(cast, now=spring)

    changed = {(one.person, one.change, one.until_on) for one in thawed(second) if one.change}
    assert changed == {(cast.coach_b.pk, "ended", "2027-03-15"), (cast.nobody.pk, "new", "")}
    assert new.pk in {one.appointment for one in thawed(second)}
    third = roster(cast.director, date(2027, 7, 1), since=second)
    assert [one for one in third if one.change] == []


def test_a_quarter_is_signed_off_once(quiet: Cast) -> None:
    sign(quiet)

    with pytest.raises(ValidationError, match="already|redan"):
        sign(quiet, now=NOW + DAY)
    assert RightsReview.objects.count() == AuditEvent.objects.filter(verb="rights-sign").count() == 1


def test_a_list_that_changed_while_it_was_read_is_not_signed(quiet: Cast) -> None:
    cast = quiet
    seen = fingerprint(lines_of(cast))
    Appointment.objects.create(person=cast.nobody, role=Role.DIRECTOR, from_on=LONG_AGO)

    with pytest.raises(ValidationError):
        actions.sign_rights(by=cast.director, seen=seen, note="", now=NOW)
    assert not RightsReview.objects.exists() and not AuditEvent.objects.filter(verb="rights-sign").exists()


def test_only_a_director_of_all_programmes_signs(quiet: Cast) -> None:
    cast = quiet
    one = person("one@example.org", "Dina Ett", (Role.DIRECTOR, {"programme": cast.programme}))
    seen = fingerprint(lines_of(cast))

    for somebody in (cast.auditor, cast.leader, one):
        with pytest.raises(PermissionDenied):
            actions.sign_rights(by=somebody, seen=seen, note="", now=NOW)


def test_pages_show_sign_and_keep_what_was_typed(quiet: Cast, login) -> None:
    cast = quiet
    client = login(cast.director)
    page = client.get(reverse("rights-list"))
    assert page.context["may_sign"] and page.context["in_all"] == len(lines_of(cast))
    seen = page.context["fingerprint"]
    Appointment.objects.create(person=cast.nobody, role=Role.DIRECTOR, from_on=LONG_AGO)

    refused = client.post(reverse("rights-sign"), {"seen": seen, "note": "Min text"})
    told = refused.content.decode()
    assert "has changed since you opened it" in told and "Min text" in told
    done = client.post(reverse("rights-sign"), {"seen": refused.context["form"]["seen"].value(), "note": "Min text"})

    review = RightsReview.objects.get()
    assert done.url == review.get_absolute_url() and review.note == "Min text"
    assert cast.coach_a.email in client.get(done.url, {"q": "coach"}).content.decode()
    assert not client.get(reverse("rights-list")).context["may_sign"]


def test_pages_are_narrowed_by_the_address_and_for_who_oversees_all(quiet: Cast, login) -> None:
    cast = quiet
    User.objects.filter(pk=cast.coach_a.pk).update(last_login=NOW - timedelta(days=100))
    client = login(cast.auditor)

    def shown(**asked: str) -> set[int]:
        return {one.person for one in client.get(reverse("rights-list"), asked).context["page"].object_list}

    assert shown(look="no_login", role="coach") == {cast.coach_a.pk}
    assert shown(role="auditor") == {cast.auditor.pk}
    assert shown(q="TILLV") == {cast.funder_tvv.pk}
    assert shown(on="2019-01-01") == set()
    assert len(shown(look="zzz", role="1 or 1", on="31 feb")) > 5
    assert not client.get(reverse("rights-list")).context["may_sign"]
    assert client.get(reverse("rights-sign")).status_code == 403
    one = person("one@example.org", "Dina Ett", (Role.DIRECTOR, {"programme": cast.programme}))
    for somebody in (one, cast.leader, cast.coach_a):
        for name in ("rights-list", "rights-export", "rights-sign"):
            assert login(somebody).get(reverse(name)).status_code == 403


def test_spreadsheets_hold_the_lines(quiet: Cast, login) -> None:
    cast = quiet
    review = sign(cast, note="Gått igenom")
    client = login(cast.auditor)

    for path, rows in (
        (reverse("rights-export"), len(lines_of(cast))),
        (reverse("rights-signed-export", args=[review.pk]), len(review.lines)),
        (reverse("rights-export") + "?role=coach", sum(one.role == "coach" for one in lines_of(cast))),
    ):
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(client.get(path).content)).get_sheet_by_index(0).to_python()
        assert sum("@" in str(row[1]) for row in sheet if len(row) > 1) == rows


def test_directors_are_told_until_the_list_is_signed(quiet: Cast) -> None:
    cast, due = quiet, date(2027, 1, 31)
    assert due_on(quarter_of(TODAY)) == due

    (told,) = unsigned(Search(TODAY, TODAY))

    assert (told.on, told.label, told.path) == (due, "Q1 2027", reverse("rights-list"))
    assert told.parties == {Audience.DIRECTORS: (cast.director.pk,)}
    assert list(unsigned(Search(date(2027, 1, 2), date(2027, 1, 20)))) == []
    assert len(list(unsigned(Search(date(2027, 1, 2), due)))) == 1
    assert list(unsigned(Search(TODAY, TODAY, frozenset({told.subject_id + 1})))) == []
    sign(cast)
    assert list(unsigned(Search(TODAY, TODAY))) == []
