"""What those who answer do with an expression of interest, without HTTP."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from companies import actions
from companies.actions import AlreadyHandled
from companies.interest.matches import Matches, matches_of
from companies.known import KnownCompany
from companies.models import Company, Contact, Enrolment, Interest
from programme.people import audit
from programme.people.models import AuditEvent, User
from programme.people.roles import Role
from programme.structure.models import Municipality, ProgrammeVersion
from tests.cast import Cast, number, person
from tests.companies.test_express import express

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
CONTACT = {"name": "Vera Brattfors", "phone": "060-12 34 56", "email": "vera@brattforsen.example"}


def take_in(cast: Cast, interest: Interest, by: User | None = None, n: int = 60) -> Interest:
    company = {
        "organisation_number": number(n),
        "name": interest.company_name,
        "municipality": Municipality.objects.get(pk="2281"),
    }
    return actions.take_in(
        by=by or cast.leader, interest=interest, company=company, contact=CONTACT, programme_version=cast.version,
        now=NOW,
    )  # fmt: skip


def dismiss(cast: Cast, interest: Interest, reason: str = "no_fit", note: str = "") -> Interest:
    return actions.dismiss(by=cast.leader, interest=interest, reason=reason, note=note, now=NOW)


def test_take_in_makes_company_main_contact_and_enrolment(cast: Cast) -> None:
    interest = take_in(cast, express())

    company = Company.objects.get(organisation_number=number(60))
    contact = Contact.objects.get(company=company)
    enrolment = Enrolment.objects.get(company=company)
    assert (company.name, company.region) == ("Brattforsens Verkstad AB", cast.mellersta)
    assert (contact.name, contact.email, contact.is_main) == ("Vera Brattfors", "vera@brattforsen.example", True)
    assert (enrolment.state, enrolment.state_since_on.isoformat()) == ("interested", "2026-11-20")
    assert enrolment.source in {"Expression of interest", "Intresseanmälan"}
    interest.refresh_from_db()
    assert (interest.state, interest.company, interest.enrolment) == ("taken_up", company, enrolment)
    assert (interest.handled_by, interest.handled_at) == (cast.leader, NOW)


def test_take_in_without_an_edition_makes_no_enrolment(cast: Cast) -> None:
    cast.version = None  # type: ignore[assignment]

    interest = take_in(cast, express())

    assert interest.enrolment is None
    assert Company.objects.get(organisation_number=number(60)).enrolments.count() == 0


def test_take_in_twice_makes_one_company(cast: Cast) -> None:
    interest = express()
    stale = Interest.objects.get(pk=interest.pk)
    take_in(cast, interest)

    with pytest.raises(AlreadyHandled):
        take_in(cast, stale, n=61)

    assert Company.objects.filter(name=interest.company_name).count() == 1


def test_take_in_known_number_is_refused_and_leaves_no_trace(cast: Cast) -> None:
    interest = express()

    with pytest.raises(KnownCompany):
        take_in(cast, interest, n=3)

    interest.refresh_from_db()
    assert interest.state == "new"
    assert Contact.objects.filter(name="Vera Brattfors").count() == 0
    assert AuditEvent.objects.filter(verb="take_in_interest").count() == 0


def test_take_in_dismissed_one_forgets_the_reason(cast: Cast) -> None:
    interest = dismiss(cast, express(), note="Ringde, inget svar")

    take_in(cast, interest)

    interest.refresh_from_db()
    assert (interest.state, interest.reason, interest.note) == ("taken_up", "", "")


@pytest.mark.parametrize("who", ["leader_norr", "coach_a", "funder_tvv", "auditor", "nobody"])
def test_interest_answered_by_others_is_refused(cast: Cast, who: str) -> None:
    interest, other = express(), getattr(cast, who)

    with pytest.raises(PermissionDenied):
        take_in(cast, interest, by=other)
    with pytest.raises(PermissionDenied):
        actions.dismiss(by=other, interest=interest, reason="other", note="", now=NOW)
    with pytest.raises(PermissionDenied):
        actions.hand_over(by=other, interest=interest, region=cast.norr, now=NOW)
    with pytest.raises(PermissionDenied):
        actions.attach(by=other, interest=interest, company=cast.company_a, programme_version=None, now=NOW)
    interest.refresh_from_db()
    assert interest.state == "new"


def test_interest_is_seen_by_who_answers_and_by_no_coach_or_funder(cast: Cast) -> None:
    here, nowhere = express(), express(municipality="0180")
    outreach = person("insikt@example.org", "Ulla Insikt", (Role.OUTREACH_LEAD, {"region": cast.mellersta}))
    education = person("utb@example.org", "Uno Lärare", (Role.EDUCATION_LEAD, {"region": cast.mellersta}))

    def seen(user: User) -> set[Interest]:
        return set(Interest.objects.visible_to(user))

    assert seen(cast.director) == seen(cast.auditor) == {here, nowhere}
    assert seen(cast.leader) == seen(outreach) == {here}
    for other in (cast.leader_norr, cast.coach_a, cast.funder_tvv, cast.nobody, education):
        assert seen(other) == set(), other
    assert set(Interest.objects.changeable_by(cast.director)) == {here, nowhere}
    assert set(Interest.objects.changeable_by(cast.auditor)) == set()


def test_attach_adds_the_person_and_keeps_the_running_enrolment(cast: Cast) -> None:
    interest = express()

    actions.attach(by=cast.leader, interest=interest, company=cast.company_a, programme_version=cast.version, now=NOW)

    interest.refresh_from_db()
    assert (interest.state, interest.company, interest.enrolment) == ("attached", cast.company_a, cast.a)
    contact = cast.company_a.contacts.get(name="Vera Brattfors")
    assert contact.is_main is False
    assert cast.company_a.enrolments.count() == 1


def test_attach_person_who_is_a_contact_is_not_doubled(cast: Cast) -> None:
    interest = express(email="KONTAKT1@foretag.example")

    actions.attach(by=cast.leader, interest=interest, company=cast.company_a, programme_version=None, now=NOW)

    assert cast.company_a.contacts.count() == 1


def test_attach_company_without_enrolment_enrols_it(cast: Cast) -> None:
    Enrolment.objects.filter(pk=cast.lone.pk).update(
        state="withdrawn", withdrawal_reason="no_time", ended_on=NOW.date(), state_since_on=NOW.date()
    )
    interest = express()

    actions.attach(
        by=cast.leader, interest=interest, company=cast.company_lone, programme_version=cast.version, now=NOW
    )

    assert [e.state for e in cast.company_lone.enrolments.order_by("pk")] == ["withdrawn", "interested"]


def test_attach_never_ties_to_an_enrolment_of_another_region(cast: Cast) -> None:
    Enrolment.objects.filter(pk=cast.a.pk).update(region=cast.norr)
    without, newer = express(), ProgrammeVersion.objects.create(programme=cast.programme, name="Utgåva 2026")

    actions.attach(by=cast.leader, interest=without, company=cast.company_a, programme_version=None, now=NOW)
    again = express(company_name="Brattfors Nya AB")
    actions.attach(by=cast.leader, interest=again, company=cast.company_a, programme_version=newer, now=NOW)

    assert without.enrolment is None
    assert again.enrolment == Enrolment.objects.get(company=cast.company_a, programme_version=newer)


def test_attach_by_the_outreach_lead_keeps_the_running_enrolment(cast: Cast) -> None:
    """She sees it, though she may not move it."""
    outreach = person("insikt@example.org", "Ulla Insikt", (Role.OUTREACH_LEAD, {"region": cast.mellersta}))
    interest = express()

    actions.attach(by=outreach, interest=interest, company=cast.company_a, programme_version=cast.version, now=NOW)

    assert interest.enrolment == cast.a


def test_attach_to_a_company_of_another_region_is_refused(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        actions.attach(by=cast.leader, interest=express(), company=cast.company_c, programme_version=None, now=NOW)


def test_hand_over_gives_it_to_the_other_region_as_new(cast: Cast) -> None:
    interest = dismiss(cast, express())

    actions.hand_over(by=cast.leader, interest=interest, region=cast.norr, now=NOW)

    interest.refresh_from_db()
    assert (interest.region, interest.came_from, interest.state) == (cast.norr, cast.mellersta, "new")
    assert (interest.handed_over_by, interest.handed_over_at) == (cast.leader, NOW)
    assert (interest.reason, interest.handled_at) == ("", None)
    assert list(Interest.objects.visible_to(cast.leader)) == []
    assert list(Interest.objects.visible_to(cast.leader_norr)) == [interest]


def test_hand_over_to_its_own_region_changes_nothing(cast: Cast) -> None:
    interest = express()

    actions.hand_over(by=cast.leader, interest=interest, region=cast.mellersta, now=NOW)

    assert interest.came_from is None
    assert AuditEvent.objects.filter(verb="hand_over_interest").count() == 0


def test_dismiss_needs_a_reason_of_the_list_and_hides_the_words_in_the_log(cast: Cast) -> None:
    interest = express()
    for reason in ("", "spam", "<b>"):
        with pytest.raises(ValidationError):
            dismiss(cast, interest, reason)

    dismiss(cast, interest, "no_answer", "Vera svarar inte")

    event = AuditEvent.objects.get(verb="dismiss_interest")
    assert event.changes == {
        "state": ["new", "dismissed"],
        "reason": ["", "no_answer"],
        "note": [audit.HIDDEN, audit.HIDDEN],
    }


def test_matches_say_no_more_than_the_viewer_may_know(cast: Cast) -> None:
    hers, others, unknown = (express(organisation_number=number(n)) for n in (1, 3, 77))

    assert matches_of(hers, viewer=cast.leader) == Matches(cast.company_a, None, [])
    assert matches_of(others, viewer=cast.leader) == Matches(None, cast.norr, [])
    assert matches_of(unknown, viewer=cast.leader) == Matches(None, None, [])
    assert matches_of(others, viewer=cast.director) == Matches(cast.company_c, None, [])
    assert matches_of(unknown, viewer=cast.leader, number=number(2)) == Matches(cast.company_b, None, [])


def test_matches_by_name_are_hers_only(cast: Cast) -> None:
    hers, others = express(company_name="Stöde Plåt Aktiebolag"), express(company_name="Skelleälvens Trä AB")

    assert matches_of(hers, viewer=cast.leader).alike == [cast.company_b]
    assert matches_of(others, viewer=cast.leader).alike == []
    assert matches_of(express(company_name="A B"), viewer=cast.leader).alike == []
