"""Report templates: changed on pages, taken by reports when they are built."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from funding.layouts import actions
from funding.layouts.actions import PartValues, parts_of
from funding.layouts.forms import initial_parts
from funding.models import Grant, Report, ReportTemplate, TemplatePart
from funding.reports import document_of, figures_of
from programme.people.models import AuditEvent, User
from programme.people.versions import Conflict
from tests.cast import Cast
from tests.funding.world import Money, frozen, stated

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]


@pytest.fixture
def template() -> ReportTemplate:
    """Summary, one text, all figures."""
    row = ReportTemplate.objects.create(name_sv="Stiftelsens rapport", name_en="The foundation's report")
    kinds = (("summary", "summary", "Kort"), ("why", "text", "Varför"), ("rows", "rows", "Siffror"))
    TemplatePart.objects.bulk_create(
        TemplatePart(template=row, ordinal=n, key=key, kind=kind, heading_sv=words, heading_en=words)
        for n, (key, kind, words) in enumerate(kinds, start=1)
    )
    return row


def posted(template: ReportTemplate, **changed: Any) -> dict[str, Any]:
    """The form as a browser sends it."""
    parts = initial_parts(template)
    values: dict[str, Any] = {
        "form-TOTAL_FORMS": len(parts),
        "form-INITIAL_FORMS": len(parts),
        "name_sv": template.name_sv,
        "name_en": template.name_en,
        "version": template.version,
        "figures": ["companies_in_coaching", "sessions_held"],
    }
    for n, part in enumerate(parts):
        values |= {f"form-{n}-{name}": value for name, value in part.items() if value is not False}
    return values | changed


def headings(report: Report) -> list[str]:
    with translation.override("sv"):
        return [part.heading for part in document_of(report, list(figures_of(report))).parts]


def test_a_report_takes_its_grants_template_and_keeps_it(cast: Cast, money: Money, template: ReportTemplate) -> None:
    Grant.objects.filter(pk=money.tvv.pk).update(template=template)
    released = frozen(cast, money.period)
    assert headings(released) == ["Kort", "Siffror"]  # nobody has written why

    parts = [PartValues("rows", "rows", "Allt", "All", "", "", False)]
    actions.change_template(
        by=cast.director, template=template, version=template.version, name_sv="Annan", name_en="Other",
        figures=["companies_in_coaching"], parts=parts,
    )  # fmt: skip

    assert headings(released) == ["Kort", "Siffror"]
    draft = stated(cast, money.running)
    assert headings(draft) == ["Allt"]
    assert figures_of(draft)[0].key == "companies_in_coaching"
    assert "participants" not in {one.key for one in figures_of(draft)}  # neither chosen nor a target


def test_parts_are_moved_added_and_taken_away_on_one_page(cast: Cast, login: Login, template: ReportTemplate) -> None:
    client, page = login(cast.director), reverse("template-change", args=[template.pk])
    values = posted(template, **{"form-0-place": 25, "form-2-DELETE": "on"})
    values |= {"form-TOTAL_FORMS": 4, "form-3-place": 5, "form-3-kind": "map"}
    values |= {"form-3-heading_sv": "Karta", "form-3-heading_en": "The map"}

    answer = client.post(page, values)

    assert answer.status_code == 302, answer.context["form"].errors
    template.refresh_from_db()
    assert [(part.key, part.kind) for part in parts_of(template)] == [
        ("the-map", "map"), ("why", "text"), ("summary", "summary"),
    ]  # fmt: skip
    assert template.figures == ["companies_in_coaching", "sessions_held"]
    assert AuditEvent.objects.about("reporttemplate", template.pk).get().verb == "template-changed"


def test_bad_input_is_said_beside_the_field_and_nothing_is_lost(
    cast: Cast, login: Login, template: ReportTemplate
) -> None:
    page = reverse("template-change", args=[template.pk])

    answer = login(cast.director).post(page, posted(template, **{"form-1-place": "x", "form-1-heading_sv": "Nytt"}))

    assert answer.status_code == 200
    assert "place" in answer.context["parts"].forms[1].errors
    assert answer.context["parts"].forms[1]["heading_sv"].value() == "Nytt"
    assert parts_of(template)[1].heading_sv == "Varför"


def test_no_part_a_taken_name_and_an_older_version_are_refused(cast: Cast, template: ReportTemplate) -> None:
    values: dict[str, Any] = {"by": cast.director, "template": template, "name_en": "x", "figures": []}
    part = PartValues("", "rows", "Allt", "All", "", "", True)

    with pytest.raises(ValidationError):
        actions.change_template(**values, version=1, name_sv="Ny", parts=[])
    with pytest.raises(ValidationError):
        actions.change_template(**values, version=1, name_sv="enkel rapport", parts=[part])
    with pytest.raises(Conflict):
        actions.change_template(**values, version=7, name_sv="Ny", parts=[part])
    assert len(parts_of(template)) == 3


def test_conflict_shows_both_and_keeps_what_was_typed(cast: Cast, login: Login, template: ReportTemplate) -> None:
    values = posted(template, name_sv="Min")
    ReportTemplate.objects.filter(pk=template.pk).update(version=2, name_sv="Deras")

    answer = login(cast.director).post(reverse("template-change", args=[template.pk]), values)

    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Min" in page
    assert "Deras" in page


def test_a_copy_is_a_template_of_its_own(cast: Cast, login: Login, template: ReportTemplate) -> None:
    form = login(cast.director).get(reverse("template-copy", args=[template.pk])).context["form"]
    values = {"name_sv": "Kopian", "name_en": "The copy", "key": form["key"].value()}

    for _twice in range(2):
        login(cast.director).post(reverse("template-copy", args=[template.pk]), values)

    copy = ReportTemplate.objects.get(name_sv="Kopian")
    assert parts_of(copy) == parts_of(template)


def test_a_retired_template_is_kept_but_not_offered(cast: Cast, login: Login, template: ReportTemplate) -> None:
    client = login(cast.director)
    client.post(reverse("template-retire", args=[template.pk]))
    template.refresh_from_db()
    assert template.retired_on == timezone.localdate()
    offered = client.get(reverse("grant-add")).context["form"].fields["template"].queryset
    assert template not in offered

    client.post(reverse("template-retire", args=[template.pk]))
    assert template in client.get(reverse("grant-add")).context["form"].fields["template"].queryset


def test_only_a_director_of_everything_changes_templates(cast: Cast, template: ReportTemplate) -> None:
    for other in (cast.leader, cast.funder_tvv, cast.auditor, cast.nobody):
        with pytest.raises(PermissionDenied):
            actions.retire_template(by=other, template=template, today=timezone.localdate())
