"""What an action may point to, what it gave, and how it ends."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from coaching.actions import (
    add_action,
    begin_action,
    change_action,
    close_action,
    comment_action,
    drop_action,
    reopen_action,
)
from coaching.models import ActionItem, Goal
from companies.models import Contact
from programme.people.models import AuditEvent
from tests.cast import Cast


@pytest.fixture
def item(cast: Cast) -> ActionItem:
    return ActionItem.objects.create(enrolment=cast.a, what="Mäta ställtid", added_by=cast.coach_a)


def contact_of(company: object) -> Contact:
    return Contact.objects.get(company=company, is_main=True)


def add_page(enrolment: object) -> str:
    return reverse("action-add", args=[enrolment.pk])


def test_action_add_offers_the_companys_people_coaches_and_goals(cast: Cast, login) -> None:
    goal = Goal.objects.create(enrolment=cast.a, what="Halvera", added_by=cast.coach_a)
    Goal.objects.create(enrolment=cast.b, what="B:s", added_by=cast.coach_b)
    Contact.objects.create(company=cast.company_a, name="Borta Länge", left_on=timezone.localdate())
    form = login(cast.coach_a).get(f"{add_page(cast.a)}?goal={goal.pk}").context["form"]
    assert set(form.owners) == {f"contact-{contact_of(cast.company_a).pk}", f"coach-{cast.coach_a.pk}"}
    assert list(form.fields["goal"].queryset) == [goal]
    assert form["goal"].value() == str(goal.pk)
    plain = login(cast.coach_a).get(reverse("action-add")).context["form"]
    assert {"owner", "goal"}.isdisjoint(plain.fields)


def test_action_add_keeps_who_owns_it_with_the_name_of_today(cast: Cast, login) -> None:
    contact, client = contact_of(cast.company_a), login(cast.coach_a)
    for owner, told in (
        (f"contact-{contact.pk}", (contact, None, contact.name)),
        (f"coach-{cast.coach_a.pk}", (None, cast.coach_a, cast.coach_a.name)),
        ("", (None, None, "Kim på svetsen")),
    ):
        client.post(add_page(cast.a), {"what": "Mäta", "owner": owner, "owner_name": "Kim på svetsen"})
        made = ActionItem.objects.latest("pk")
        assert (made.owner_contact, made.owner_coach, made.owner_name) == told
    form = client.get(reverse("action-change", args=[ActionItem.objects.first().pk])).context["form"]
    assert (form["owner"].value(), form["owner_name"].value()) == (f"contact-{contact.pk}", "")


def test_action_add_refuses_people_and_goals_of_another_company(cast: Cast, login) -> None:
    theirs = Goal.objects.create(enrolment=cast.b, what="B:s", added_by=cast.coach_b)
    Goal.objects.create(enrolment=cast.a, what="A:s", added_by=cast.coach_a)
    for wrong, value in (
        ("owner", f"contact-{contact_of(cast.company_b).pk}"),
        ("owner", f"coach-{cast.coach_b.pk}"),
        ("owner", "contact-0"),
        ("goal", str(theirs.pk)),
        ("goal", str(2**63)),
        ("goal", "1 or 1"),
    ):
        answer = login(cast.coach_a).post(add_page(cast.a), {"what": "Mäta", wrong: value})
        assert set(answer.context["form"].errors) == {wrong}, value
        assert cast.company_b.name not in answer.content.decode()
    assert not ActionItem.objects.exists()


def test_action_add_by_the_verb_refuses_what_the_form_never_offers(cast: Cast) -> None:
    theirs = Goal.objects.create(enrolment=cast.b, what="B:s", added_by=cast.coach_b)
    for wrong, values in (
        ("goal", {"goal": theirs}),
        ("owner_contact", {"owner_contact": contact_of(cast.company_b)}),
        ("owner_coach", {"owner_coach": cast.coach_b}),
        ("owner_coach", {"owner_contact": contact_of(cast.company_a), "owner_coach": cast.coach_a}),
        ("effect_unit", {"expected_amount": Decimal(1)}),
        ("expected_amount", {"expected_amount": Decimal(-1), "effect_unit": "kr"}),
        ("reached_amount", {"reached_amount": Decimal(101), "effect_unit": "percent"}),
    ):
        with pytest.raises(ValidationError) as refused:
            add_action(by=cast.coach_a, enrolment=cast.a, values={"what": "x", **values})
        assert set(refused.value.message_dict) == {wrong}
    assert not ActionItem.objects.exists()


def test_action_keeps_a_coach_who_has_left_until_somebody_else_is_chosen(cast: Cast, login, item: ActionItem) -> None:
    ActionItem.objects.filter(pk=item.pk).update(owner_coach=cast.coach_b, owner_name="Sara Björk")
    path = reverse("action-change", args=[item.pk])
    post = {"version": 1, "what": "Ny", "owner": f"coach-{cast.coach_b.pk}"}
    assert login(cast.coach_a).post(path, post).status_code == 302
    item.refresh_from_db()
    assert (item.what, item.owner_coach) == ("Ny", cast.coach_b)


@pytest.mark.parametrize(
    ("typed", "unit", "wrong"),
    [
        ("1.000,50", "kr", "expected_amount"),
        ("1,000.50", "kr", "expected_amount"),
        ("-1", "kr", "expected_amount"),
        ("1e309", "kr", "expected_amount"),
        ("NaN", "kr", "expected_amount"),
        ("0,001", "kr", "expected_amount"),
        ("99999999999999,99", "kr", "expected_amount"),
        ("120", "percent", "expected_amount"),
        ("120 %", "percent", "expected_amount"),
        ("5", "", "effect_unit"),
        ("5", "euro", "effect_unit"),
    ],
)
def test_action_effect_that_cannot_be_is_said_beside_the_field(
    cast: Cast, login, typed: str, unit: str, wrong: str
) -> None:
    answer = login(cast.coach_a).post(
        add_page(cast.a), {"what": "Mäta", "expected_amount": typed, "effect_unit": unit, "owner_name": "Behållen"}
    )
    assert set(answer.context["form"].errors) == {wrong}
    assert "Behållen" in answer.content.decode()
    assert not ActionItem.objects.exists()


@pytest.mark.parametrize(
    ("typed", "kept"), [("1 000,50", "1000.50"), ("１２３", "123"), ("0", "0"), ("9999999999,99", "9999999999.99")]
)
def test_action_effect_is_kept_as_it_was_meant_and_read_back_the_same(cast: Cast, login, typed: str, kept: str) -> None:
    client = login(cast.coach_a)
    client.post(add_page(cast.a), {"what": "Mäta", "expected_amount": typed, "effect_unit": "kr", "effect_per": "year"})
    made = ActionItem.objects.get()
    assert (made.expected_amount, made.effect_unit, made.effect_per) == (Decimal(kept), "kr", "year")
    path = reverse("action-change", args=[made.pk])
    form = client.get(path).context["form"]
    typed_again = {name: form[name].value() for name in ("what", "expected_amount", "effect_unit", "effect_per")}
    assert client.post(path, {"version": 1, **typed_again}).status_code == 302
    made.refresh_from_db()
    assert made.expected_amount == Decimal(kept)
    assert AuditEvent.objects.get(verb="action-change").changes == {}


def test_action_done_in_one_step_with_what_it_gave(cast: Cast, login, item: ActionItem) -> None:
    ActionItem.objects.filter(pk=item.pk).update(expected_amount=100, effect_unit="kr", effect_per="year")
    client, path = login(cast.coach_a), reverse("action-close", args=[item.pk])
    back = reverse("action-plan", args=[cast.a.pk])
    for typed in ("-1", "1e309", "x", "1.000,50"):
        answer = client.post(path, {"reached_amount": typed, "next": back})
        assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"reached_amount"})
        assert f'value="{back}"' in answer.content.decode()
    assert client.post(path, {"reached_amount": "80,5", "effect_unit": "hours", "next": back}).url == back
    item.refresh_from_db()
    assert (item.status, item.reached_amount, item.effect_unit) == (ActionItem.Status.DONE, Decimal("80.5"), "kr")
    assert AuditEvent.objects.get(verb="action-close").changes["reached_amount"] == [None, "80.5"]


def test_action_done_keeps_the_unit_that_was_expected(cast: Cast, item: ActionItem) -> None:
    ActionItem.objects.filter(pk=item.pk).update(expected_amount=100, effect_unit="kr", effect_per="year")
    reached = {"reached_amount": Decimal(5), "effect_unit": "hours", "effect_per": "once"}
    close_action(by=cast.coach_a, item=item, on=timezone.localdate(), reached=reached)
    item.refresh_from_db()
    assert (item.reached_amount, item.effect_unit, item.effect_per) == (5, "kr", "year")
    other = ActionItem.objects.create(enrolment=cast.a, what="Utan enhet", added_by=cast.coach_a)
    with pytest.raises(ValidationError):
        close_action(by=cast.coach_a, item=other, on=timezone.localdate(), reached={"reached_amount": Decimal(5)})


def test_action_done_without_a_unit_asks_for_it_only_when_an_amount_is_said(
    cast: Cast, login, item: ActionItem
) -> None:
    client, path = login(cast.coach_a), reverse("action-close", args=[item.pk])
    assert set(client.post(path, {"reached_amount": "5"}).context["form"].errors) == {"effect_unit"}
    assert client.post(path, {"reached_amount": "120", "effect_unit": "percent"}).status_code == 422
    assert client.post(path, {}).status_code == 302
    item.refresh_from_db()
    assert (item.status, item.reached_amount) == (ActionItem.Status.DONE, None)


def test_action_dropped_needs_a_reason_and_is_not_done(cast: Cast, login, item: ActionItem) -> None:
    client, path = login(cast.coach_a), reverse("action-drop", args=[item.pk])
    for empty in ("", "  "):
        assert set(client.post(path, {"reason": empty}).context["form"].errors) == {"reason"}
    client.post(path, {"reason": "Maskinen såldes"})
    item.refresh_from_db()
    assert (item.status, item.dropped_reason) == (ActionItem.Status.DROPPED, "Maskinen såldes")
    client.post(reverse("action-close", args=[item.pk]))  # an old page: nothing happens
    item.refresh_from_db()
    assert item.status == ActionItem.Status.DROPPED
    listed = client.get(reverse("action-list") + "?show=all").content.decode()
    assert "Maskinen såldes" in listed
    client.post(reverse("action-reopen", args=[item.pk]))
    item.refresh_from_db()
    assert (item.status, item.dropped_reason) == (ActionItem.Status.OPEN, "")


def test_action_begun_once_and_opened_again_without_what_it_gave(cast: Cast, login, item: ActionItem) -> None:
    client, today = login(cast.coach_a), timezone.localdate()
    for _time in range(2):
        client.post(reverse("action-begin", args=[item.pk]))
    item.refresh_from_db()
    assert (item.status, item.begun_on) == (ActionItem.Status.UNDER_WAY, today)
    assert AuditEvent.objects.filter(verb="action-begin").count() == 1
    reached = {"reached_amount": Decimal(5), "effect_unit": "hours"}
    close_action(by=cast.coach_a, item=item, on=today, reached=reached)
    reopen_action(by=cast.coach_a, item=item)
    item.refresh_from_db()
    assert (item.status, item.reached_amount, item.effect_unit) == (ActionItem.Status.UNDER_WAY, None, "hours")


def test_action_verbs_refuse_who_may_not_and_days_ahead(cast: Cast, item: ActionItem) -> None:
    today = timezone.localdate()
    for stranger in (cast.coach_b, cast.former_coach, cast.auditor, cast.funder_tvv):
        for act in (
            lambda by: change_action(by=by, item=item, version=1, values={"what": "x"}),
            lambda by: begin_action(by=by, item=item, on=today),
            lambda by: drop_action(by=by, item=item, on=today, reason="x"),
            lambda by: comment_action(by=by, item=item, text="x"),
        ):
            with pytest.raises(PermissionDenied):
                act(stranger)
    tomorrow = today + timedelta(days=1)
    for refused in (
        lambda: begin_action(by=cast.coach_a, item=item, on=tomorrow),
        lambda: close_action(by=cast.coach_a, item=item, on=tomorrow),
        lambda: drop_action(by=cast.coach_a, item=item, on=tomorrow, reason="x"),
        lambda: drop_action(by=cast.coach_a, item=item, on=today, reason=""),
    ):
        with pytest.raises(ValidationError):
            refused()
    item.refresh_from_db()
    assert (item.status, item.version) == (ActionItem.Status.OPEN, 1)


def test_action_effect_in_words_from_before_stays_words(cast: Cast, login, item: ActionItem) -> None:
    ActionItem.objects.filter(pk=item.pk).update(effect="20 minuter kortare ställ")
    body = login(cast.coach_a).get(reverse("action-plan", args=[cast.a.pk])).content.decode()
    assert "20 minuter kortare ställ" in body
    item.refresh_from_db()
    assert (item.expected_amount, item.effect_unit) == (None, "")
