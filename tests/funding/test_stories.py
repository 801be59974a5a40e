"""Stories from companies: told in a report only with consent, named only where that was said yes to."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from companies.models import Contact
from funding.actions import NotReady
from funding.models import Grant, Report, ReportTemplate, Story
from funding.red_signals import red_signals
from funding.reports import document_of, figures_of
from funding.stories import actions
from programme.people.models import User
from tests.cast import Cast
from tests.funding.world import Money, stated

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]


def story(cast: Cast, *, consent: bool = True, **values: Any) -> Story:
    contact = Contact.objects.create(company=cast.company_a, name="Vera Vik")
    given: dict[str, Any] = {
        "title": "Ledtiden halverades",
        "text": "De flyttade tre maskiner.",
        "names_company": False,
    }
    if consent:
        given |= {"consent_by": contact, "consent_on": date(2026, 1, 5), "consent_how": Story.How.MAIL}
    return actions.write_story(by=cast.coach_a, enrolment=cast.a, values=given | values)


def told(cast: Cast, report: Report) -> Any:
    with translation.override("sv"):
        parts = document_of(report, list(figures_of(report))).parts
    return next((part.shown for part in parts if part.kind == "stories"), None)


@pytest.fixture
def with_stories(money: Money) -> Money:
    template = ReportTemplate.objects.get(name_sv="Vinnova, lägesrapport")
    Grant.objects.update(template=template)
    return money


def test_a_chosen_story_stands_in_the_report_without_the_companys_name(cast: Cast, with_stories: Money) -> None:
    first = story(cast)
    draft = stated(cast, with_stories.period)
    assert told(cast, draft) is None

    actions.choose_stories(by=cast.director, report=draft, stories=[first])
    draft.refresh_from_db()
    assert draft.built_at is None
    draft = stated(cast, with_stories.period)

    assert told(cast, draft) == [{"title": first.title, "text": first.text, "company": ""}]
    actions.change_story(
        by=cast.coach_a, story=first, version=first.version,
        values={"names_company": True},
    )  # fmt: skip
    assert told(cast, draft)[0]["company"] == ""  # as it was built
    assert told(cast, stated(cast, with_stories.period))[0]["company"] == cast.company_a.name


def test_a_story_without_consent_cannot_be_chosen(cast: Cast, with_stories: Money, login: Login) -> None:
    silent = story(cast, consent=False)
    draft = stated(cast, with_stories.period)

    offered = login(cast.director).get(reverse("report-stories", args=[draft.pk])).context["form"]
    assert silent not in offered.fields["stories"].queryset
    with pytest.raises(NotReady):
        actions.choose_stories(by=cast.director, report=draft, stories=[silent])
    assert not draft.stories.exists()


def test_consent_that_is_taken_back_stops_the_release_until_the_story_is_gone(cast: Cast, with_stories: Money) -> None:
    first = story(cast)
    draft = stated(cast, with_stories.period)
    actions.choose_stories(by=cast.director, report=draft, stories=[first])
    actions.withdraw_consent(by=cast.coach_a, story=first, today=timezone.localdate())

    draft = stated(cast, with_stories.period)
    assert told(cast, draft) is None
    assert "story_consent" in [one.code for one in red_signals(draft, cast.director, timezone.localdate())]

    actions.choose_stories(by=cast.director, report=draft, stories=[])
    assert "story_consent" not in [one.code for one in red_signals(draft, cast.director, timezone.localdate())]


def test_only_who_works_with_the_company_writes_and_changes(cast: Cast, with_stories: Money) -> None:
    first = story(cast)
    for other in (cast.coach_b, cast.coach_c, cast.leader_norr, cast.funder_tvv, cast.auditor):
        with pytest.raises(PermissionDenied):
            actions.write_story(by=other, enrolment=cast.a, values={"title": "x", "text": "y"})
        with pytest.raises(PermissionDenied):
            actions.withdraw_consent(by=other, story=first, today=timezone.localdate())
    assert Story.objects.get().may_be_told


def test_consent_is_said_whole_or_not_at_all(cast: Cast, with_stories: Money, login: Login) -> None:
    client = login(cast.coach_a)
    page = client.get(reverse("story-list", args=[cast.a.pk]))
    values = {"title": "T", "text": "X", "consent_how": "mail", "key": page.context["form"]["key"].value()}

    answer = client.post(reverse("story-write", args=[cast.a.pk]), values)
    assert answer.status_code == 422
    assert {"consent_by", "consent_on"} <= set(answer.context["form"].errors)
    assert answer.context["form"]["text"].value() == "X"

    del values["consent_how"]
    for _twice in range(2):
        client.post(reverse("story-write", args=[cast.a.pk]), values)
    assert Story.objects.get().consent_on is None


def test_a_funder_reads_no_story_but_in_its_report(cast: Cast, with_stories: Money, login: Login) -> None:
    first = story(cast)
    assert login(cast.leader).get(first.get_absolute_url()).status_code == 200
    assert login(cast.funder_tvv).get(first.get_absolute_url()).status_code in (403, 404)
