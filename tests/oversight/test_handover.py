"""One look at a company, and the handover pack: what they say, and what never leaves the house on paper."""

import io
from datetime import timedelta
from decimal import Decimal

import pikepdf
import pytest
from django.urls import reverse
from django.utils import timezone
from pdfua import Severity, validate

from coaching.figures import FIGURES
from coaching.models import ActionItem, CoachAssignment, Goal
from companies.models import Enrolment
from programme.common.dates import Period
from programme.common.figures import Scope
from programme.people.models import AuditEvent
from programme.structure.models import ProgrammeVersion
from tests.cast import Cast
from tests.coaching.posts import held
from tests.pdf_text import text_of_pdf


def card(enrolment: Enrolment) -> str:
    return reverse("enrolment-card", args=[enrolment.pk])


def pack(enrolment: Enrolment) -> str:
    return reverse("handover-pack", args=[enrolment.pk])


def test_glance_states_what_the_figures_state(cast: Cast, login) -> None:
    today = timezone.localdate()
    for n in range(4):
        held(cast.coach_a, today - timedelta(days=n), cast.a, travel_minutes=25 * n)
    held(cast.coach_a, today, cast.a, cast.b, on_site_minutes=100)
    held(cast.coach_b, today, cast.b)
    scope = Scope(
        cast.coach_a, Period(cast.a.started_on, today), today, enrolments=Enrolment.objects.filter(pk=cast.a.pk)
    )
    stated = {figure.key: figure.value(scope) for figure in FIGURES}

    seen = login(cast.coach_a).get(card(cast.a)).context["glance"]

    assert (seen.sessions, seen.participants, seen.women, seen.men) == (
        stated["sessions_held"], stated["participants"], stated["participants_women"], stated["participants_men"],
    )  # fmt: skip
    assert seen.hours.given == stated["coach_hours"]
    assert Decimal(seen.own_minutes) / 60 == stated["company_hours"]


def test_glance_puts_promised_beside_done(cast: Cast, login) -> None:
    today = timezone.localdate()
    goal = Goal.objects.create(enrolment=cast.a, what="Halvera ställtiden", added_by=cast.coach_a)
    shared = {"enrolment": cast.a, "added_by": cast.coach_a}
    ActionItem.objects.create(what="Öppen", goal=goal, due_on=today - timedelta(days=1), **shared)
    ActionItem.objects.create(what="Klar", closed_on=today, closed_by=cast.coach_a, **shared)
    ActionItem.objects.create(
        what="Struken", closed_on=today, closed_by=cast.coach_a, dropped_reason="Nej", **shared
    )  # fmt: skip
    seen = login(cast.coach_a).get(card(cast.a)).context["glance"]
    assert [line.item.what for line in seen.promised] == ["Öppen"]
    assert [line.item.what for line in seen.done] == ["Klar"]
    assert (seen.late, seen.reached, seen.goals) == (1, 0, (goal,))
    assert seen.each_time is None


def test_glance_judges_no_hours_where_none_are_planned(cast: Cast, login) -> None:
    client = login(cast.coach_a)
    assert not client.get(card(cast.a)).context["glance"].hours.has_plan
    ProgrammeVersion.objects.filter(pk=cast.version.pk).update(coach_hours=150)
    hours = client.get(card(cast.a)).context["glance"].hours
    assert (hours.has_plan, hours.planned_hours) == (True, 150)
    assert 0 < hours.planned_so_far < 30  # two of eighteen months
    assert "150" in client.get(card(cast.a)).content.decode()


def test_handover_pack_holds_what_the_next_coach_needs(cast: Cast, login) -> None:
    today = timezone.localdate()
    goal = Goal.objects.create(enrolment=cast.a, what="Halvera ställtiden", added_by=cast.coach_a)
    ActionItem.objects.create(enrolment=cast.a, goal=goal, what="Mäta", owner_name="Kim", added_by=cast.coach_a)
    for n in range(7):
        held(cast.coach_a, today - timedelta(days=n), cast.a, shareable_summary=f"Sammandrag {n}",
             confidential_note="KANARIE", topics=["lean_game"])  # fmt: skip
    answer = login(cast.coach_a).get(pack(cast.a))
    text = " ".join(text_of_pdf(answer.content).replace("\xa0", " ").split())
    contact = cast.company_a.contacts.get()
    wanted = ["Norrskena Mekanik AB", "Halvera ställtiden", "Mäta", "Kim", contact.name, contact.email, contact.phone,
              "Mikael Sundh", "Olle Rask", "Samsyn och drivkraft", "Krav 1.1", "Leanspel"]  # fmt: skip
    assert [word for word in [*wanted, *(f"Sammandrag {n}" for n in range(5))] if word not in text] == []
    assert "Sammandrag 5" not in text
    assert "KANARIE" not in text
    assert cast.company_a.name not in answer["Content-Disposition"]
    assert AuditEvent.objects.get(verb="handover-print").by == cast.coach_a


def test_handover_pack_of_a_joint_session_names_no_other_company(cast: Cast, login) -> None:
    held(cast.coach_a, timezone.localdate(), cast.a, cast.b, shareable_summary="Gemensam träff")
    text = text_of_pdf(login(cast.coach_a).get(pack(cast.a)).content)
    assert "Gemensam träff" in text
    assert cast.company_b.name not in text


def test_handover_pack_only_for_who_sees_the_company(cast: Cast, login) -> None:
    for stranger in (cast.coach_b, cast.former_coach, cast.leader_norr):
        assert login(stranger).get(pack(cast.a)).status_code == 404
    for stranger in (cast.funder_tvv, cast.nobody):
        assert login(stranger).get(pack(cast.a)).status_code == 403
    assert login(cast.auditor).get(pack(cast.lone)).status_code == 200  # nothing has begun there yet
    assert login(cast.leader).post(pack(cast.a)).status_code == 405


@pytest.mark.parametrize("name", ["handover-pack", "action-plan-pdf"])
def test_papers_are_tagged_and_accessible(cast: Cast, login, name: str) -> None:
    Goal.objects.create(enrolment=cast.a, what="Halvera ställtiden", added_by=cast.coach_a)
    ActionItem.objects.create(enrolment=cast.a, what="Mäta", due_on="2026-01-01", added_by=cast.coach_a)
    content = login(cast.coach_a).get(reverse(name, args=[cast.a.pk])).content
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        width, height = (float(side) for side in pdf.pages[0].mediabox[2:])
        assert (width > height) == (name == "action-plan-pdf")
    findings = validate(io.BytesIO(content)).findings
    assert [f"{f.rule_id} {f.message}" for f in findings if f.severity is Severity.ERROR] == []


def test_replaced_coach_is_told_where_the_pack_is(cast: Cast, login) -> None:
    today = timezone.localdate()
    held_now = CoachAssignment.objects.get(enrolment=cast.a, coach=cast.coach_a)
    answer = login(cast.leader).post(
        reverse("coach-assignment-replace", args=[held_now.pk]),
        {"coach": cast.coach_b.pk, "from_on": today.isoformat()},
        follow=True,
    )
    assert pack(cast.a) in answer.content.decode()
    assert login(cast.coach_b).get(pack(cast.a)).status_code == 200
    assert login(cast.coach_a).get(pack(cast.a)).status_code == 404
