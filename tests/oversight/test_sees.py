"""What would they see: the reasons are exactly why visible_to lets each row through, row by row."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from coaching.models import Attendance, CoachAbsence, CoachAssignment, CoachingSession, SessionDraft
from companies.models import Company
from programme.oversight.rights.kinds import KINDS, Kind
from programme.oversight.rights.permissions import MAY
from programme.oversight.rights.ways import Held
from programme.people.models import Appointment, AuditEvent, User
from programme.people.roles import Permission, Role
from tests.access.world import World, build
from tests.cast import LONG_AGO, Cast, person

DAY = timedelta(days=1)


def opened(kind: Kind, who: User) -> set[object]:
    """Keys of the rows that have a reason."""
    found: set[object] = set()
    for way in kind.ways(Held(who, timezone.localdate())):
        found |= set(kind.rows().filter(way.opens).values_list("pk", flat=True))
    return found


def seen(kind: Kind, who: User) -> set[object]:
    return set(kind.rows().visible_to(who).values_list("pk", flat=True))


def everybody(world: World) -> list[User]:
    """The cast, and whose rights are limited, ended, ahead, covered, or of two kinds."""
    cast, today = world.cast, timezone.localdate()
    person("one@example.org", "Dina Ett", (Role.DIRECTOR, {"programme": cast.programme}))
    person("audits.one@example.org", "Rut Ett", (Role.AUDITOR, {"programme": cast.programme}))
    person("two.regions@example.org", "Ola Två", *[(Role.COACH, {"region": r}) for r in (cast.mellersta, cast.norr)])
    person("leads.and.coaches@example.org", "Ida Både", (Role.REGIONAL_LEADER, {"region": cast.norr}),
           (Role.COACH, {"region": cast.norr}), (Role.FUNDER, {"funder": cast.tvv}))  # fmt: skip
    ended = person("ended@example.org", "Siv Slut", (Role.REGIONAL_LEADER, {"region": cast.norr}))
    Appointment.objects.filter(person=ended).update(until_on=today - DAY)
    ahead = person("ahead@example.org", "Tor Snart", (Role.DIRECTOR, {}))
    Appointment.objects.filter(person=ahead).update(from_on=today + DAY)
    both = User.objects.get(email="leads.and.coaches@example.org")
    CoachAssignment.objects.create(enrolment=cast.a, coach=both, kind="assisting", from_on=LONG_AGO, until_on=today)
    CoachAssignment.objects.create(enrolment=cast.b, coach=ended, kind="assisting", from_on=LONG_AGO)
    cover = User.objects.get(email="two.regions@example.org")
    for coach, first, last in ((cast.coach_b, today, today), (cast.coach_c, today - 9 * DAY, today - DAY)):
        CoachAbsence.objects.create(
            coach=coach, cover=cover, from_on=first, until_on=last, noted_on=first, entered_by=cast.director
        )
    return [User.objects.get(pk=pk) for pk in User.objects.values_list("pk", flat=True)]


@pytest.fixture
def world(db: None) -> World:
    return build()


def test_reasons_open_exactly_what_each_person_sees_of_each_kind(world: World) -> None:
    people = everybody(world)
    wrong, compared = [], 0

    for who in people:
        for kind in KINDS:
            visible, by_reason = seen(kind, who), opened(kind, who)
            compared += len(visible)
            if visible != by_reason:
                wrong.append((who.email, kind.key, sorted(map(str, visible ^ by_reason))))

    assert wrong == []
    assert len(people) > 20 and compared > 500
    assert [kind.key for kind in KINDS if not any(seen(kind, who) for who in people)] == []


def page(client: object, who: User, **asked: object) -> dict[str, object]:
    answer = client.get(reverse("person-sees", args=[who.pk]), asked)  # type: ignore[attr-defined]
    assert answer.status_code == 200
    return {"text": answer.content.decode(), **{name: answer.context[name] for name in ("sees", "why", "found")}}


def kind_of(told: dict[str, object], key: str) -> object:
    return next(kind for kind in told["sees"].kinds if kind.key == key)  # type: ignore[attr-defined]


@pytest.fixture
def english(cast: Cast) -> Cast:
    User.objects.update(language="en")
    return cast


def test_page_counts_names_and_gives_reasons(english: Cast, login) -> None:
    cast = english
    since = CoachAssignment.objects.get(coach=cast.coach_a, until_on=None)

    told = page(login(cast.auditor), cast.coach_a)

    companies = kind_of(told, "companies")
    assert (companies.count, [row.title for row in companies.first]) == (1, [cast.company_a.name])
    assert [(one.words, one.count) for one in companies.reasons] == [("Coaches the company today", 1)]
    assert companies.first[0].reasons == [f"Coach, since {since.from_on}"]
    assert "Log sessions" in " ".join(told["sees"].may) and "Invite" not in " ".join(told["sees"].may)
    assert told["sees"].held == [f"Coach, Central Norrland, since {LONG_AGO}"]
    assert "Grants" in told["sees"].nothing_of


def test_what_is_named_opens_for_the_auditor_who_reads_it(world: World, login) -> None:
    reader = login(world.cast.auditor)
    hrefs: set[str] = set()
    for person_ in (world.cast.leader, world.cast.coach_a, world.cast.director):
        kinds = page(reader, person_)["sees"].kinds
        hrefs |= {row.href for kind in kinds for row in kind.first if row.href}
    assert [href for href in sorted(hrefs) if reader.get(href).status_code != 200] == []
    assert len(hrefs) > 15 and reverse("absence-list") in hrefs


def test_page_is_written_to_the_trail_each_time_with_what_was_asked(english: Cast, login) -> None:
    cast = english
    client = login(cast.director)

    page(client, cast.coach_a)
    page(client, cast.coach_a, company=cast.company_b.pk)

    events = AuditEvent.objects.filter(verb="person-looked-at").order_by("pk")
    assert [(e.by, e.subject_id, e.changes) for e in events] == [
        (cast.director, cast.coach_a.pk, {}),
        (cast.director, cast.coach_a.pk, {"asked_about": [None, cast.company_b.name]}),
    ]


def test_page_never_tells_a_confidential_note_nor_what_only_its_owner_reads(english: Cast, login) -> None:
    cast = english
    session = CoachingSession.objects.create(
        coach=cast.coach_a, held_on=timezone.localdate(), shareable_summary="x", confidential_note="KANnote"
    )
    Attendance.objects.create(session=session, enrolment=cast.a)
    SessionDraft.objects.create(key=uuid4(), owner=cast.coach_a, companies="KANdraft", saved_at=timezone.now())

    told = page(login(cast.director), cast.coach_a)

    assert kind_of(told, "sessions").count == 1
    assert kind_of(told, "drafts").count == 1 and kind_of(told, "drafts").first == []
    assert "KAN" not in told["text"]


def test_one_company_seen_and_why(english: Cast, login) -> None:
    cast, today = english, timezone.localdate()
    CoachAbsence.objects.create(
        coach=cast.coach_b, cover=cast.coach_a, from_on=today, until_on=today + DAY, noted_on=today,
        entered_by=cast.director,
    )  # fmt: skip
    client = login(cast.director)

    assert page(client, cast.leader, company=cast.company_b.pk)["why"].reasons == [
        f"Regional leader, Central Norrland, since {LONG_AGO}"
    ]
    covered = page(client, cast.coach_a, company=cast.company_b.pk)["why"]
    assert (covered.is_seen, covered.reasons) == (True, [f"Covers for {cast.coach_b}, {today}–{today + DAY}"])


def test_one_company_not_seen_and_why_not(english: Cast, login) -> None:
    cast, today = english, timezone.localdate()
    client = login(cast.director)
    CoachAbsence.objects.create(
        coach=cast.coach_b, cover=cast.coach_a, from_on=today + DAY, until_on=today + DAY, noted_on=today,
        entered_by=cast.director,
    )  # fmt: skip

    def reasons(who: User, company: Company) -> list[str]:
        answer = page(client, who, company=company.pk)["why"]
        assert not answer.is_seen
        return answer.reasons

    ended = CoachAssignment.objects.get(coach=cast.former_coach)
    assert reasons(cast.leader_norr, cast.company_a) == [
        "The role holds in Upper Norrland; the company belongs to Central Norrland."
    ]
    assert reasons(cast.former_coach, cast.company_a) == [
        f"Assignment as coach, not in force today: {ended.from_on}–{ended.until_on}."
    ]
    assert reasons(cast.coach_a, cast.company_b) == [
        "Is not assigned to the company as coach.",
        f"Covers for {cast.coach_b}, but not today: {today + DAY}–{today + DAY}.",
    ]
    assert reasons(cast.funder_tvv, cast.company_a) == ["The role does not let anybody see companies: Funder."]
    assert reasons(cast.nobody, cast.company_a) == ["No task is in force today."]
    assert reasons(cast.inactive, cast.company_a) == ["The account is closed."]


def test_one_company_is_found_by_words_and_a_bad_one_is_said(english: Cast, login) -> None:
    cast = english
    client = login(cast.auditor)

    assert list(page(client, cast.coach_a, find=cast.company_a.name[:6].upper())["found"]) == [cast.company_a]
    assert "No company has that name" in page(client, cast.coach_a, find="zzzz")["text"]
    for bad in ("987654321", "x", "1 or 1", "9" * 40):
        assert page(client, cast.coach_a, company=bad)["why"] is None


@pytest.mark.parametrize("who", ["leader", "coach_a", "funder_tvv"])
def test_page_is_for_who_sees_all_people(english: Cast, login, who: str) -> None:
    cast = english
    one = person("one@example.org", "Dina Ett", (Role.DIRECTOR, {"programme": cast.programme}))

    for somebody in (getattr(cast, who), one):
        assert login(somebody).get(reverse("person-sees", args=[cast.coach_a.pk])).status_code == 403
    assert not AuditEvent.objects.filter(verb="person-looked-at").exists()
    card = reverse("person-card", args=[cast.coach_a.pk])
    assert reverse("person-sees", args=[cast.coach_a.pk]) in login(cast.director).get(card).content.decode()
    assert reverse("person-sees", args=[cast.coach_a.pk]) not in login(one).get(card).content.decode()


def test_every_permission_has_words() -> None:
    assert set(MAY) == set(Permission)
