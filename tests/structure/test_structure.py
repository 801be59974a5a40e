"""Programmes and regions: who reads, who changes, copies, hosts over time, frozen versions."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from companies.models import Enrolment
from programme.common.versions import Conflict
from programme.oversight.structure.actions import (
    StageValues,
    VersionInUse,
    add_host,
    change_region,
    change_version,
    copy_programme,
)
from programme.oversight.structure.actions.programmes import stages_of
from programme.people.models import AuditEvent
from programme.people.roles import Role
from programme.structure.models import County, Programme, ProgrammeVersion, Region
from tests.cast import Cast, person

NEW = {"name_sv": "Ny satsning", "name_en": "New effort", "code": "ny-satsning", "starts_on": "2027-01-01"}


def filled(version: ProgrammeVersion, /, **changes: object) -> dict[str, object]:
    """The form of a version's stages as the browser would post it."""
    post: dict[str, object] = {"version": version.version, "name": version.name, "open_for_enrolment": "on"}
    stages = stages_of(version)
    post |= {"form-TOTAL_FORMS": len(stages) + 1, "form-INITIAL_FORMS": len(stages)}
    for n, stage in enumerate(stages):
        post |= {
            f"form-{n}-name_sv": stage.name_sv,
            f"form-{n}-name_en": stage.name_en,
            f"form-{n}-start_month": stage.start_month,
            f"form-{n}-end_month": stage.end_month,
            f"form-{n}-needs_sv": "\r\n".join(sv for sv, _en in stage.requirements),
            f"form-{n}-needs_en": "\r\n".join(en for _sv, en in stage.requirements),
        }
    return post | changes


@pytest.fixture
def unused(cast: Cast) -> ProgrammeVersion:
    """A copy of the cast's version in which nobody is enrolled."""
    version = ProgrammeVersion.objects.create(programme=cast.programme, name="Utgåva 2027")
    change_version(by=cast.director, row=version, version=1, values={}, stages=stages_of(cast.version))
    version.refresh_from_db()
    return version


def test_structure_is_read_by_who_may_and_changed_by_the_director_only(cast: Cast, login) -> None:
    for reader in (cast.director, cast.leader, cast.auditor):
        assert set(Region.objects.visible_to(reader)) == {cast.mellersta, cast.norr}
        assert list(Programme.objects.visible_to(reader)) == [cast.programme]
    for stranger in (cast.coach_a, cast.funder_tvv, cast.nobody, cast.inactive):
        assert not Region.objects.visible_to(stranger).exists()
        assert not Programme.objects.visible_to(stranger).exists()
    for other in (cast.leader, cast.auditor, cast.coach_a, cast.nobody):
        assert not Programme.objects.changeable_by(other).exists()
    paths = [
        f"/structure/regions/{cast.mellersta.pk}/change/",
        f"/structure/regions/{cast.mellersta.pk}/hosts/add/",
        f"/structure/programmes/{cast.programme.pk}/change/",
        f"/structure/programmes/{cast.programme.pk}/copy/",
        f"/structure/programmes/{cast.programme.pk}/versions/add/",
        f"/structure/versions/{cast.version.pk}/stages/",
    ]
    assert [login(cast.director).get(path).status_code for path in paths] == [200] * 6
    assert [login(cast.leader).post(path, NEW).status_code for path in paths] == [403] * 6
    assert Programme.objects.count() == 1


def test_director_of_one_programme_changes_that_one_and_no_region(cast: Cast, login) -> None:
    other = Programme.objects.create(code="other", name_sv="Annat", name_en="Other", starts_on=date(2024, 1, 1))
    limited = person("limited@example.org", "Lena Smal", (Role.DIRECTOR, {"programme": other}))
    assert list(Programme.objects.changeable_by(limited)) == [other]
    assert not Region.objects.changeable_by(limited).exists()
    with pytest.raises(PermissionDenied):
        copy_programme(by=limited, source=other, values={"code": "x", "starts_on": date(2027, 1, 1)}, version_name="1")
    client = login(limited)
    assert client.get(f"/structure/programmes/{other.pk}/change/").context["programme"] == other
    assert client.get(f"/structure/programmes/{cast.programme.pk}/change/").status_code == 403
    assert client.get(f"/structure/versions/{cast.version.pk}/stages/").status_code == 403


def test_structure_page_shows_leaders_only_where_the_reader_sees_them(cast: Cast, login) -> None:
    for reader, shown in ((cast.director, {"Anders Åhlén", "Maja Nordvall"}), (cast.leader, {"Anders Åhlén"})):
        response = login(reader).get("/structure/")
        page = response.content.decode()
        leaders = {a.person.name for region in response.context["regions"] for a in region["row"].leaders_now}
        assert leaders == shown
        assert "Mittuniversitetet" in page
        assert all(name in page for name in shown)
        assert ("Maja Nordvall" in page) == (reader == cast.director)


def test_structure_page_takes_the_same_queries_at_2_and_at_30(cast: Cast, login, django_assert_num_queries) -> None:
    client = login(cast.director)
    client.get("/structure/")
    with django_assert_num_queries(11):
        client.get("/structure/")
    for n in range(28):
        region = Region.objects.create(code=f"r{n}", name_sv=f"R{n}", name_en=f"R{n}", ordering=20 + n)
        add_host(by=cast.director, region=region, name=f"H{n}", kind="public", from_on=date(2024, 1, 1))
        programme = Programme.objects.create(code=f"p{n}", name_sv="P", name_en="P", starts_on=date(2024, 1, 1))
        ProgrammeVersion.objects.create(programme=programme, name="1")
    with django_assert_num_queries(11):
        assert len(client.get("/structure/").context["regions"]) == 30


def test_county_belongs_to_one_region_and_moves_when_another_takes_it(cast: Cast, login) -> None:
    assert set(cast.norr.counties.values_list("pk", flat=True)) == {"24", "25"}
    post = {"version": 1, "name_sv": "Övre Norrland", "name_en": "Upper Norrland", "ordering": "8"}
    login(cast.director).post(f"/structure/regions/{cast.norr.pk}/change/", {**post, "counties": ["23", "25"]})
    assert set(cast.norr.counties.values_list("pk", flat=True)) == {"23", "25"}
    assert set(cast.mellersta.counties.values_list("pk", flat=True)) == {"22"}
    assert County.objects.get(pk="24").region is None
    event = AuditEvent.objects.get()
    assert event.changes == {"counties": [["Västerbotten", "Norrbotten"], ["Jämtland", "Norrbotten"]]}


def test_region_saved_by_somebody_else_first_gets_the_conflict_page(cast: Cast, login) -> None:
    post = {"version": 1, "name_sv": "Mitten", "name_en": "Middle", "ordering": "7", "counties": ["22"]}
    change_region(by=cast.director, region=cast.norr, version=1, values={"name_sv": "Nordnorr"}, counties=[])
    response = login(cast.director).post(f"/structure/regions/{cast.norr.pk}/change/", post)
    assert response.status_code == 409
    assert "Nordnorr" in response.content.decode()
    cast.norr.refresh_from_db()
    assert cast.norr.name_sv == "Nordnorr"
    with pytest.raises(Conflict):
        change_region(by=cast.director, region=cast.norr, version=1, values={"name_sv": "X"}, counties=[])


def test_new_host_ends_the_one_before_on_the_day_before(cast: Cast, login) -> None:
    post = {"name": "Nya värden", "kind": "institute", "from_on": "2026-03-01"}
    login(cast.director).post(f"/structure/regions/{cast.norr.pk}/hosts/add/", post)
    hosts = [(h.name, h.from_on, h.until_on) for h in cast.norr.hosts.all()]
    assert hosts == [
        ("Nya värden", date(2026, 3, 1), None),
        ("Luleå tekniska universitet", date(2020, 1, 1), date(2026, 2, 28)),
    ]
    assert cast.norr.host_on(date(2026, 2, 28)).name == "Luleå tekniska universitet"
    assert cast.norr.host_on(date(2026, 3, 1)).name == "Nya värden"


def test_new_host_may_not_begin_before_the_present_one(cast: Cast) -> None:
    for day in (date(2020, 1, 1), date(2019, 12, 31)):
        with pytest.raises(ValidationError):
            add_host(by=cast.director, region=cast.norr, name="X", kind="public", from_on=day)
    assert cast.norr.hosts.count() == 1
    with pytest.raises(PermissionDenied):
        add_host(by=cast.leader, region=cast.norr, name="X", kind="public", from_on=timezone.localdate())


def test_region_card_shows_hosts_and_people_over_time(cast: Cast, login) -> None:
    cast.leader.appointments.update(until_on=timezone.localdate() - timedelta(days=10))
    response = login(cast.director).get(f"/structure/regions/{cast.mellersta.pk}/")
    page = response.content.decode()
    assert [c.size for c in response.context["counties"]] == [7, 8]
    assert "Mittuniversitetet" in page
    assert "Anders Åhlén" in page
    stranger = login(cast.leader_norr).get(f"/structure/regions/{cast.mellersta.pk}/")
    assert list(stranger.context["appointments"]) == []
    assert "Anders Åhlén" not in stranger.content.decode()


def test_programme_copied_has_the_same_stages_and_requirements_under_new_names(cast: Cast, login) -> None:
    Programme.objects.update(silent_after_days=45)
    post = {**NEW, "version_name": "Första", "key": "4b0f6f0e-8f0e-4f7e-9d8a-0d8f8d9f1a22"}
    client = login(cast.director)
    for _ in range(3):
        client.post(f"/structure/programmes/{cast.programme.pk}/copy/", post)
    new = Programme.objects.get(code="ny-satsning")
    version = new.versions.get()
    assert (new.name_sv, new.silent_after_days, version.name) == ("Ny satsning", 45, "Första")
    assert stages_of(version) == stages_of(cast.version)
    assert version.months == 18
    assert not Enrolment.objects.filter(programme_version=version).exists()
    assert cast.programme.versions.count() == 1
    assert AuditEvent.objects.get().verb == "programme-copy"


@pytest.mark.parametrize("code", ["produktionslyftet", "Två ord", "", "a/b", "x" * 41, "åäö"])
def test_programme_copy_with_a_bad_code_makes_nothing(cast: Cast, login, code: str) -> None:
    page = login(cast.director).post(
        f"/structure/programmes/{cast.programme.pk}/copy/", {**NEW, "version_name": "1", "code": code}
    )
    assert "code" in page.context["form"].errors
    assert Programme.objects.count() == 1


def test_programme_limits_are_changed_and_bad_ones_refused(cast: Cast, login) -> None:
    path = f"/structure/programmes/{cast.programme.pk}/change/"
    post = {
        "version": 1,
        "name_sv": "Produktionslyftet",
        "name_en": "The Production Lift",
        "starts_on": "2020-01-01",
        "silent_after_days": "40",
        "stage_notice_days": "21",
        "sni_divisions": "10-33",
    }
    client = login(cast.director)
    for bad in (
        {"silent_after_days": "0"},
        {"sni_divisions": "33-10"},
        {"stage_notice_days": "1,5"},
        {"ends_on": "2019-01-01"},
        {"name_sv": " "},
    ):
        assert client.post(path, {**post, **bad}).context["form"].errors.keys() == bad.keys()
    client.post(path, {**post, "code": "hijacked"})
    cast.programme.refresh_from_db()
    assert (cast.programme.silent_after_days, cast.programme.stage_notice_days) == (40, 21)
    assert cast.programme.code == "produktionslyftet"


def test_used_version_is_frozen_but_can_be_closed_and_copied(cast: Cast, login) -> None:
    before = stages_of(cast.version)
    client = login(cast.director)
    path = f"/structure/versions/{cast.version.pk}/stages/"
    page = client.get(path)
    copy_path = f"/structure/programmes/{cast.programme.pk}/versions/add/?from={cast.version.pk}"
    assert page.context["stages"] is None
    assert copy_path in page.content.decode()
    refused = client.post(path, filled(cast.version, **{"form-0-end_month": "2"}))
    assert refused.context["form"].non_field_errors()
    with pytest.raises(VersionInUse):
        change_version(by=cast.director, row=cast.version, version=1, values={}, stages=[StageValues("A", "A", 0, 1)])
    assert stages_of(cast.version) == before
    client.post(path, {"version": 1, "name": "Utgåva 2025"})
    cast.version.refresh_from_db()
    assert cast.version.open_for_enrolment is False
    client.post(copy_path, {"name": "Utgåva 2028", "source": cast.version.pk})
    assert stages_of(ProgrammeVersion.objects.get(name="Utgåva 2028")) == before


def test_stages_of_an_unused_version_are_changed_added_and_removed(cast: Cast, login, unused: ProgrammeVersion) -> None:
    changes = {
        "form-0-name_sv": "Uppstart",
        "form-0-needs_sv": "Ett\r\nTvå\r\n\r\nTre",
        "form-0-needs_en": "One\nTwo\nThree",
        "form-1-DELETE": "on",
        "form-3-name_sv": "Uppföljning",
        "form-3-name_en": "Follow-up",
        "form-3-start_month": "18",
        "form-3-end_month": "24",
    }
    response = login(cast.director).post(f"/structure/versions/{unused.pk}/stages/", filled(unused, **changes))
    assert response.status_code == 302
    assert [(s.order, s.name_sv, s.start_month, s.end_month) for s in unused.stages.all()] == [
        (1, "Uppstart", 0, 3),
        (2, "Bredinförande i linjen", 11, 18),
        (3, "Uppföljning", 18, 24),
    ]
    assert [r.name_en for r in unused.stages.first().requirements.all()] == ["One", "Two", "Three"]


@pytest.mark.parametrize(
    "change",
    [
        {"form-1-start_month": "2"},
        {"form-0-end_month": "0"},
        {"form-0-name_en": ""},
        {"form-0-end_month": "1e309"},
        {"form-2-end_month": "121"},
        {"form-0-needs_en": "Only one line"},
        {"form-0-needs_sv": "x" * 121, "form-0-needs_en": "x"},
        {"form-TOTAL_FORMS": "100000"},
        {"form-TOTAL_FORMS": "x"},
        {"form-0-DELETE": "on", "form-1-DELETE": "on", "form-2-DELETE": "on"},
        {"name": ""},
        {"name": "Utgåva 2025"},
        {"version": "x"},
    ],
)
def test_bad_stages_are_refused_and_what_was_typed_is_kept(
    cast: Cast, login, unused: ProgrammeVersion, change: dict[str, str]
) -> None:
    before = stages_of(unused)
    post = filled(unused, **{"form-0-name_sv": "Skrivet nyss", **change})
    page = login(cast.director).post(f"/structure/versions/{unused.pk}/stages/", post)
    assert page.status_code == 200
    assert stages_of(unused) == before
    if "form-TOTAL_FORMS" not in change:
        assert "Skrivet nyss" in page.content.decode()
        assert 'role="alert"' in page.content.decode()


def test_version_opened_twice_is_saved_once(cast: Cast, login, unused: ProgrammeVersion) -> None:
    client = login(cast.director)
    first, second = filled(unused, name="Först"), filled(unused, name="Sedan")
    client.post(f"/structure/versions/{unused.pk}/stages/", first)
    response = client.post(f"/structure/versions/{unused.pk}/stages/", second)
    assert response.status_code == 409
    unused.refresh_from_db()
    assert unused.name == "Först"


def test_version_add_ignores_a_source_of_another_programme(cast: Cast, login) -> None:
    other = Programme.objects.create(code="other", name_sv="Annat", name_en="Other", starts_on=date(2024, 1, 1))
    client = login(cast.director)
    path = f"/structure/programmes/{other.pk}/versions/add/"
    page = client.post(path, {"name": "1", "source": cast.version.pk})
    assert "source" in page.context["form"].errors
    assert client.get(f"{path}?from=99999999999999999999999").context["form"].initial == {"source": None}
    client.post(path, {"name": "1", "source": ""})
    assert other.versions.get().open_for_enrolment is False


def test_region_and_programme_have_an_address_for_the_public(cast: Cast, login) -> None:
    client = login(cast.director)
    for name, row in (("region-change", cast.mellersta), ("programme-change", cast.programme)):
        form = client.get(reverse(name, args=[row.pk])).context["form"]
        sent = {key: value for key in form.fields if (value := form[key].value()) not in (None, "", False)}

        refused = client.post(reverse(name, args=[row.pk]), {**sent, "contact_email": "mellersta@"})
        assert list(refused.context["form"].errors) == ["contact_email"]
        assert refused.context["form"]["contact_email"].value() == "mellersta@"
        saved = client.post(reverse(name, args=[row.pk]), {**sent, "contact_email": "info@example.org"})

        assert saved.status_code == 302, saved.context["form"].errors
        row.refresh_from_db()
        assert row.contact_email == "info@example.org"


def test_version_plans_coach_hours_also_when_it_is_used(cast: Cast, login) -> None:
    client, path = login(cast.director), reverse("stage-change", args=[cast.version.pk])
    post = {"version": 1, "name": cast.version.name, "open_for_enrolment": "on"}
    for bad in ("-1", "0", "1e309", "5001", "1.000,50", "1,5", "hundra"):
        page = client.post(path, {**post, "coach_hours": bad})
        assert set(page.context["form"].errors) == {"coach_hours"}, bad
        assert bad in page.content.decode()
    assert client.post(path, {**post, "coach_hours": "1 150"}).status_code == 302
    cast.version.refresh_from_db()
    assert (cast.version.coach_hours, cast.version.version) == (1150, 2)
    assert AuditEvent.objects.get(verb="stage-change").changes["coach_hours"] == [None, 1150]
    assert "1 150" in client.get(cast.programme.get_absolute_url()).content.decode().replace("\xa0", " ")
    clash = client.post(path, {**post, "coach_hours": "90"})
    assert clash.status_code == 409
    assert client.post(path, {**post, "version": 2, "coach_hours": ""}).status_code == 302
    cast.version.refresh_from_db()
    assert cast.version.coach_hours is None


def test_version_copied_takes_the_planned_coach_hours_along(cast: Cast, login) -> None:
    ProgrammeVersion.objects.filter(pk=cast.version.pk).update(coach_hours=150)
    client = login(cast.director)
    client.post(
        reverse("version-add", args=[cast.programme.pk]), {"name": "Utgåva 2028", "source": cast.version.pk}
    )  # fmt: skip
    assert ProgrammeVersion.objects.get(name="Utgåva 2028").coach_hours == 150
    cast.version.refresh_from_db()
    new = copy_programme(by=cast.director, source=cast.programme, values=NEW, version_name="1")
    assert new.versions.get().coach_hours == 150
