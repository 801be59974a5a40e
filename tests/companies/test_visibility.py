"""Who sees which companies."""

from companies.models import Company, Enrolment
from tests.cast import Cast


def test_companies_visible_to_each_role(cast: Cast) -> None:
    def seen(user: object) -> set[str]:
        return set(Company.objects.visible_to(user).values_list("name", flat=True))

    here = {cast.company_a.name, cast.company_b.name, cast.company_lone.name}
    everywhere = here | {cast.company_c.name}
    assert seen(cast.director) == everywhere
    assert seen(cast.auditor) == everywhere
    assert seen(cast.leader) == here
    assert seen(cast.leader_norr) == {cast.company_c.name}
    assert seen(cast.coach_a) == {cast.company_a.name}
    for blind in (cast.former_coach, cast.funder_tvv, cast.nobody, cast.inactive):
        assert seen(blind) == set()


def test_enrolments_changeable_only_by_leader_and_director(cast: Cast) -> None:
    def changed(user: object) -> set[int]:
        return set(Enrolment.objects.changeable_by(user).values_list("pk", flat=True))

    assert changed(cast.leader) == {cast.a.pk, cast.b.pk, cast.lone.pk}
    assert changed(cast.director) == {cast.a.pk, cast.b.pk, cast.c.pk, cast.lone.pk}
    assert changed(cast.coach_a) == set()
    assert changed(cast.auditor) == set()


def test_requirements_checkable_by_leader_and_present_coach(cast: Cast) -> None:
    def checked(user: object) -> set[int]:
        return set(Enrolment.objects.checkable_by(user).values_list("pk", flat=True))

    assert checked(cast.coach_a) == {cast.a.pk}
    assert checked(cast.leader) == {cast.a.pk, cast.b.pk, cast.lone.pk}
    for other in (cast.former_coach, cast.auditor, cast.funder_tvv, cast.nobody):
        assert checked(other) == set()
