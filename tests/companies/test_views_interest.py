"""The page of one expression of interest: one click makes a company, and bad input keeps what was typed."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from companies import actions
from companies.models import Company, Enrolment, Interest
from tests.cast import Cast, number
from tests.companies.test_express import express

Login = Callable[[object], Client]


def act(client: Client, verb: str, interest: Interest, **posted: object) -> object:
    return client.post(reverse(f"interest-{verb}", args=[interest.pk]), posted)


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined]


def form_of(client: Client, interest: Interest) -> dict[str, object]:
    """What the browser sends when she only clicks the button."""
    form = client.get(interest.get_absolute_url()).context["take_in_form"]
    values = {name: form[name].value() or "" for name in form.fields}
    return {name: getattr(value, "pk", value) for name, value in values.items()}


def test_interest_card_one_click_makes_company_contact_and_enrolment(cast: Cast, login: Login) -> None:
    interest, client = express(organisation_number=number(60)), login(cast.leader)

    response = act(client, "take-in", interest, **form_of(client, interest))

    company = Company.objects.get(organisation_number=number(60))
    enrolment = company.enrolments.get()
    assert response.url == enrolment.get_absolute_url()  # type: ignore[attr-defined]
    assert company.contacts.get().name == "Vera Brattfors"
    card = client.get(interest.get_absolute_url())
    assert company.get_absolute_url() in text(card)
    assert "take_in_form" not in card.context


def test_interest_card_second_click_goes_to_what_came_of_it(cast: Cast, login: Login) -> None:
    interest, client = express(organisation_number=number(60)), login(cast.leader)
    sent = form_of(client, interest)
    act(client, "take-in", interest, **sent)

    again = act(client, "take-in", interest, **sent)

    assert again.url == interest.get_absolute_url()  # type: ignore[attr-defined]
    assert Company.objects.filter(organisation_number=number(60)).count() == 1


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("organisation_number", ""),
        ("organisation_number", "559999-0601"),
        ("organisation_number", "12"),
        ("municipality", "Hede"),
        ("name", ""),
        ("name", "x" * 201),
        ("person", ""),
        ("email", "vera@"),
        ("programme_version", "999999999999999999999"),
        ("programme_version", "x"),
    ],
)
def test_interest_take_in_bad_input_is_refused_at_its_field_and_kept(
    cast: Cast, login: Login, field: str, typed: str
) -> None:
    interest, client = express(organisation_number=number(60)), login(cast.leader)

    response = act(client, "take-in", interest, **{**form_of(client, interest), field: typed})

    form = response.context["take_in_form"]  # type: ignore[attr-defined]
    assert list(form.errors) == [field]
    assert form[field].value() == typed
    assert form["phone"].value() == "060-12 34 56"
    interest.refresh_from_db()
    assert interest.state == "new"
    assert Company.objects.filter(organisation_number=number(60)).count() == 0


def test_interest_take_in_number_of_another_region_offers_to_hand_over_and_tells_no_more(
    cast: Cast, login: Login
) -> None:
    interest, client = express(), login(cast.leader)

    response = act(client, "take-in", interest, **{**form_of(client, interest), "organisation_number": number(3)})

    assert response.context["matches"].elsewhere == cast.norr  # type: ignore[attr-defined]
    assert cast.company_c.name not in text(response)
    handed = act(client, "hand-over", interest, region=cast.norr.pk)
    assert handed.url == reverse("interest-list")  # type: ignore[attr-defined]
    assert client.get(interest.get_absolute_url()).status_code == 404
    assert login(cast.leader_norr).get(interest.get_absolute_url()).context["matches"].known is None


def test_interest_take_in_number_of_her_own_offers_to_attach(cast: Cast, login: Login) -> None:
    interest, client = express(), login(cast.leader)

    response = act(client, "take-in", interest, **{**form_of(client, interest), "organisation_number": number(1)})
    assert response.context["matches"].known == cast.company_a  # type: ignore[attr-defined]

    attached = act(client, "attach", interest, company=cast.company_a.pk, programme_version=cast.version.pk)
    assert attached.url == cast.a.get_absolute_url()  # type: ignore[attr-defined]


def test_interest_card_after_a_transfer_tells_the_former_region_nothing_of_the_company(
    cast: Cast, login: Login
) -> None:
    interest, client = express(organisation_number=number(60)), login(cast.leader)
    act(client, "take-in", interest, **{**form_of(client, interest), "name": "Brattfors Nya AB"})
    interest.refresh_from_db()
    company, enrolment, today = interest.company, interest.enrolment, timezone.localdate()
    actions.transfer(by=cast.leader, enrolment=enrolment, region=cast.norr, on=today, today=today, reason="Nära")

    hers, seen = text(client.get(interest.get_absolute_url())), login(cast.director).get(interest.get_absolute_url())

    for told in (company.name, company.get_absolute_url(), enrolment.get_absolute_url()):
        assert told not in hers
        assert told in text(seen)
    assert (seen.context["company"], seen.context["enrolment"]) == (company, enrolment)


def test_interest_attach_company_whose_enrolment_is_elsewhere_goes_to_the_company(cast: Cast, login: Login) -> None:
    Enrolment.objects.filter(pk=cast.a.pk).update(region=cast.norr)
    interest, client = express(), login(cast.leader)

    response = act(client, "attach", interest, company=cast.company_a.pk)

    assert response.url == cast.company_a.get_absolute_url()  # type: ignore[attr-defined]
    assert client.get(response.url).status_code == 200  # type: ignore[attr-defined]


def test_interest_attach_that_enrols_in_another_region_goes_to_the_company(cast: Cast, login: Login) -> None:
    """Hers by an enrolment that ended; Norr looks after the company, and so after the new enrolment."""
    Company.objects.filter(pk=cast.company_lone.pk).update(region=cast.norr)
    today = timezone.localdate()
    ended = {"state": "withdrawn", "withdrawal_reason": "no_time", "ended_on": today, "state_since_on": today}
    Enrolment.objects.filter(pk=cast.lone.pk).update(**ended)
    interest, client = express(), login(cast.leader)

    response = act(client, "attach", interest, company=cast.company_lone.pk, programme_version=cast.version.pk)

    interest.refresh_from_db()
    assert interest.enrolment.region == cast.norr
    assert response.url == cast.company_lone.get_absolute_url()  # type: ignore[attr-defined]
    assert client.get(response.url).status_code == 200  # type: ignore[attr-defined]


@pytest.mark.parametrize("company", ["company_c", "none", "x", "99999999999999999999"])
def test_interest_attach_to_what_is_not_hers_is_refused(cast: Cast, login: Login, company: str) -> None:
    interest = express()
    given = getattr(cast, company).pk if company == "company_c" else company

    response = act(login(cast.leader), "attach", interest, company=given)

    assert response.status_code == 200  # type: ignore[attr-defined]
    assert list(response.context["attach_form"].errors) == ["company"]  # type: ignore[attr-defined]
    assert cast.company_c.name not in text(response)
    interest.refresh_from_db()
    assert interest.state == "new"


def test_interest_dismiss_needs_a_reason_and_can_be_regretted(cast: Cast, login: Login) -> None:
    interest, client = express(), login(cast.leader)
    refused = act(client, "dismiss", interest, reason="", note="Ringde i måndags")
    assert list(refused.context["dismiss_form"].errors) == ["reason"]  # type: ignore[attr-defined]
    assert refused.context["dismiss_form"]["note"].value() == "Ringde i måndags"  # type: ignore[attr-defined]

    act(client, "dismiss", interest, reason="no_answer", note="Ringde i måndags")

    card = client.get(interest.get_absolute_url())
    assert "Ringde i måndags" in text(card)
    assert "take_in_form" in card.context


def test_interest_card_of_the_auditor_changes_nothing(cast: Cast, login: Login) -> None:
    interest, client = express(), login(cast.auditor)

    card = client.get(interest.get_absolute_url())

    assert (card.status_code, card.context["may_answer"]) == (200, False)
    assert act(client, "dismiss", interest, reason="other").status_code == 403  # type: ignore[attr-defined]


def test_interest_card_of_a_county_without_region_is_the_directors(cast: Cast, login: Login) -> None:
    interest = express(municipality="0180")

    assert login(cast.leader).get(interest.get_absolute_url()).status_code == 404
    card = login(cast.director).get(interest.get_absolute_url())
    assert card.context["may_answer"] is True
    refused = act(
        login(cast.director), "take-in", interest, organisation_number=number(60), name="X AB",
        municipality="Stockholm", person="Vera",
    )  # fmt: skip
    assert list(refused.context["take_in_form"].errors) == ["municipality"]  # type: ignore[attr-defined]
    handed = act(login(cast.director), "hand-over", interest, region=cast.norr.pk)
    assert handed.status_code == 302  # type: ignore[attr-defined]


def test_interest_verbs_by_get_are_refused(cast: Cast, login: Login) -> None:
    interest, client = express(), login(cast.leader)

    codes = [
        client.get(reverse(f"interest-{verb}", args=[interest.pk])).status_code
        for verb in ("take-in", "attach", "hand-over", "dismiss")
    ]

    assert codes == [405] * 4
    assert timezone.now() > Interest.objects.get().received_at
