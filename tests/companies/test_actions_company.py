"""Entering and changing companies and contacts, without HTTP."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from companies import actions
from companies.actions.company import insert
from companies.known import KnownCompany
from companies.models import Company, Contact
from programme.people import audit
from programme.people.models import Appointment, AuditEvent, SubmittedForm, User
from programme.people.roles import Role
from programme.people.versions import Conflict
from programme.structure.models import County, Municipality
from tests.cast import LONG_AGO, Cast, number, person

SOLE_TRADER = "7001012389"  # a made-up personal number with a valid check digit


def values(n: int = 50, **more: object) -> dict[str, object]:
    """What is least needed to enter a company in Härnösand."""
    given = {
        "organisation_number": number(n),
        "name": "Nya Verkstaden AB",
        "municipality": Municipality.objects.get(code="2280"),
    }
    return given | more


def events(verb: str) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(verb=verb))


def test_enter_company_by_leader_gets_her_region_and_one_event(cast: Cast) -> None:
    company = actions.enter_company(by=cast.leader, values=values(employees=12))

    assert (company.name, company.region, company.employees, company.version) == (
        "Nya Verkstaden AB",
        cast.mellersta,
        12,
        1,
    )
    [event] = events("enter_company")
    assert (event.by, event.subject_kind, event.subject_id) == (cast.leader, "company", company.pk)
    assert event.changes["organisation_number"] == [None, company.number]
    assert event.changes["employees"] == [None, 12]


def test_enter_company_by_director_gets_the_region_of_the_municipality(cast: Cast) -> None:
    skelleftea = Municipality.objects.get(code="2482")

    company = actions.enter_company(by=cast.director, values=values(municipality=skelleftea))

    assert company.region == cast.norr


def test_enter_company_by_director_where_no_region_is_refused_at_the_municipality(cast: Cast) -> None:
    assert County.objects.get(code="01").region is None

    with pytest.raises(ValidationError) as refused:
        actions.enter_company(by=cast.director, values=values(municipality=Municipality.objects.get(code="0180")))

    assert list(refused.value.message_dict) == ["municipality"]


def test_enter_company_by_leader_of_two_regions_follows_the_municipality(cast: Cast) -> None:
    both = person(
        "both@example.org",
        "Bo Båda",
        (Role.REGIONAL_LEADER, {"region": cast.mellersta}),
        (Role.REGIONAL_LEADER, {"region": cast.norr}),
    )

    there = actions.enter_company(by=both, values=values(51, municipality=Municipality.objects.get(code="2482")))

    assert there.region == cast.norr
    with pytest.raises(ValidationError) as refused:
        actions.enter_company(by=both, values=values(52, municipality=Municipality.objects.get(code="0180")))
    assert list(refused.value.message_dict) == ["municipality"]


@pytest.mark.parametrize("role", ["coach_a", "auditor", "funder_tvv", "nobody", "inactive"])
def test_enter_company_by_who_may_not_is_denied_and_leaves_nothing(cast: Cast, role: str) -> None:
    before = Company.objects.count(), AuditEvent.objects.count()

    with pytest.raises(PermissionDenied):
        actions.enter_company(by=getattr(cast, role), values=values())

    assert (Company.objects.count(), AuditEvent.objects.count()) == before


@pytest.mark.parametrize("written", ["{a}-{b}", "{a}{b}", "16{a}{b}", "16{a}-{b}", " {a} {b} "])
def test_enter_company_number_written_any_way_is_the_same_company(cast: Cast, written: str) -> None:
    plain = number(50)
    first = actions.enter_company(by=cast.leader, values=values())

    with pytest.raises(KnownCompany) as known:
        typed = written.format(a=plain[:6], b=plain[6:])
        actions.enter_company(by=cast.leader, values=values(organisation_number=typed))

    assert known.value.known.company == first
    assert Company.objects.filter(organisation_number=plain).count() == 1


def test_enter_company_known_elsewhere_tells_the_region_and_nothing_else(cast: Cast) -> None:
    taken = {"organisation_number": cast.company_c.organisation_number}
    with pytest.raises(KnownCompany) as seen:
        actions.enter_company(by=cast.director, values=values(**taken))
    assert cast.company_c.name in seen.value.message_dict["organisation_number"][0]

    with pytest.raises(KnownCompany) as unseen:
        actions.enter_company(by=cast.leader, values=values(**taken))

    [message] = unseen.value.message_dict["organisation_number"]
    assert str(cast.norr) in message
    assert unseen.value.known.company is None
    for secret in (cast.company_c.name, str(cast.company_c.pk), cast.company_c.number, "Skellefteå", "href"):
        assert secret not in message


def test_enter_company_written_between_look_and_write_ends_in_the_same_message(cast: Cast) -> None:
    late = Company(
        organisation_number=cast.company_a.organisation_number,
        name="Samma igen AB",
        region=cast.mellersta,
        municipality_id="2280",
    )

    with pytest.raises(KnownCompany) as known:
        insert(late, by=cast.leader)

    assert known.value.known.company == cast.company_a
    assert Company.objects.filter(name="Samma igen AB").count() == 0


@pytest.mark.parametrize(
    ("typed", "reason"),
    [("559999-0501", "check"), ("12345", "length"), ("abc", "digits"), ("0000000000", "unknown")],
)
def test_enter_company_bad_number_is_refused_at_its_field(cast: Cast, typed: str, reason: str) -> None:
    with pytest.raises(ValidationError) as refused:
        actions.enter_company(by=cast.leader, values=values(organisation_number=typed))

    assert list(refused.value.message_dict) == ["organisation_number"], reason
    assert Company.objects.filter(name="Nya Verkstaden AB").count() == 0


def test_enter_company_sole_trader_is_noted_and_masked_in_the_log(cast: Cast) -> None:
    company = actions.enter_company(by=cast.leader, values=values(organisation_number=SOLE_TRADER))

    assert (company.legal_form, company.number) == ("sole_trader", "700101-••••")
    [event] = events("enter_company")
    assert event.changes["organisation_number"] == [None, "700101-••••"]
    assert "2389" not in str(event.changes) + event.subject_label


def test_enter_company_legal_person_called_sole_trader_is_refused(cast: Cast) -> None:
    with pytest.raises(ValidationError) as refused:
        actions.enter_company(by=cast.leader, values=values(legal_form="sole_trader"))

    assert list(refused.value.message_dict) == ["legal_form"]


def test_enter_company_same_key_twenty_times_makes_one_row(cast: Cast) -> None:
    key = uuid.uuid4()

    rows = {actions.enter_company(by=cast.leader, values=values(), key=key).pk for _ in range(20)}

    assert len(rows) == 1
    assert len(events("enter_company")) == 1
    assert SubmittedForm.objects.filter(key=key).count() == 1


def test_enter_company_same_key_for_another_number_makes_the_other_company(cast: Cast) -> None:
    key = uuid.uuid4()
    first = actions.enter_company(by=cast.leader, values=values(50), key=key)

    second = actions.enter_company(by=cast.leader, values=values(51), key=key)

    assert (first.organisation_number, second.organisation_number) == (number(50), number(51))


def test_change_company_writes_differences_and_counts_the_version(cast: Cast) -> None:
    actions.change_company(
        by=cast.leader, company=cast.company_a, version=1, values={"employees": 45, "name": cast.company_a.name}
    )

    cast.company_a.refresh_from_db()
    assert (cast.company_a.employees, cast.company_a.version) == (45, 2)
    assert [event.changes for event in events("change_company")] == [{"employees": [40, 45]}]


def test_change_company_on_older_version_keeps_the_first_save(cast: Cast) -> None:
    actions.change_company(by=cast.leader, company=cast.company_a, version=1, values={"employees": 45})

    with pytest.raises(Conflict) as conflict:
        actions.change_company(by=cast.director, company=cast.company_a, version=1, values={"employees": 43})

    assert conflict.value.typed == {"employees": 43}
    cast.company_a.refresh_from_db()
    assert cast.company_a.employees == 45
    assert len(events("change_company")) == 1


@pytest.mark.parametrize("role", ["leader_norr", "coach_a", "auditor", "funder_tvv", "nobody"])
def test_change_company_by_who_may_not_is_denied(cast: Cast, role: str) -> None:
    with pytest.raises(PermissionDenied):
        actions.change_company(by=getattr(cast, role), company=cast.company_a, version=1, values={"employees": 1})

    cast.company_a.refresh_from_db()
    assert cast.company_a.employees == 40


@pytest.mark.parametrize("field", ["organisation_number", "region", "version"])
def test_change_company_other_fields_are_a_programming_error(cast: Cast, field: str) -> None:
    with pytest.raises(TypeError):
        actions.change_company(by=cast.leader, company=cast.company_a, version=1, values={field: "x"})


def test_add_contact_as_main_takes_over_and_log_hides_who(cast: Cast) -> None:
    earlier = Contact.objects.get(company=cast.company_a)

    contact = actions.add_contact(
        by=cast.leader,
        company=cast.company_a,
        values={"name": "Ulrika Stenvall", "email": "ulrika@norrskena.example", "is_main": True},
    )

    earlier.refresh_from_db()
    assert (contact.is_main, earlier.is_main, earlier.version) == (True, False, 2)
    [event] = events("add_contact")
    assert (event.subject_kind, event.subject_id, event.subject_label) == (
        "contact",
        contact.pk,
        cast.company_a.name,
    )
    assert event.changes["name"] == [audit.HIDDEN, audit.HIDDEN]
    assert "Ulrika" not in str(event.changes)


def test_change_contact_who_left_is_no_longer_main(cast: Cast) -> None:
    contact = Contact.objects.get(company=cast.company_a)

    actions.change_contact(by=cast.leader, contact=contact, version=1, values={"left_on": LONG_AGO})

    contact.refresh_from_db()
    assert (contact.left_on, contact.is_main, contact.version) == (LONG_AGO, False, 2)


def test_change_contact_on_older_version_raises_conflict(cast: Cast) -> None:
    contact = Contact.objects.get(company=cast.company_a)
    actions.change_contact(by=cast.leader, contact=contact, version=1, values={"phone": "1"})

    with pytest.raises(Conflict):
        actions.change_contact(by=cast.leader, contact=contact, version=1, values={"phone": "2"})

    contact.refresh_from_db()
    assert contact.phone == "1"


@pytest.mark.parametrize("role", ["leader_norr", "coach_a", "auditor"])
def test_contact_verbs_by_who_may_not_are_denied(cast: Cast, role: str) -> None:
    who: User = getattr(cast, role)
    contact = Contact.objects.get(company=cast.company_a)

    with pytest.raises(PermissionDenied):
        actions.add_contact(by=who, company=cast.company_a, values={"name": "X"})
    with pytest.raises(PermissionDenied):
        actions.change_contact(by=who, contact=contact, version=1, values={"name": "X"})

    assert Contact.objects.filter(name="X").count() == 0


def test_enter_company_by_outreach_lead_is_within_her_rights(cast: Cast) -> None:
    outreach = person("outreach@example.org", "Ida Insikt", (Role.OUTREACH_LEAD, {"region": cast.mellersta}))
    assert Appointment.objects.filter(person=outreach).count() == 1

    assert actions.enter_company(by=outreach, values=values()).region == cast.mellersta
