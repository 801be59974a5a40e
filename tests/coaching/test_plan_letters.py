"""Calendar mails: to the coach and the contact, when a session is planned, moved or cancelled."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from icalendar import Calendar

from coaching.actions import cancel_session, confirm_session, move_session, propose_session
from coaching.models import CoachAssignment, PlanLetter
from companies.models import Contact
from programme.notices import outbox
from programme.notices.models import Delivery
from programme.people.models import User
from tests.cast import Cast
from tests.coaching.plans import ahead, plan_values


def sent() -> list[Any]:
    """What goes out now."""
    mail.outbox.clear()
    outbox.deliver(now=timezone.now())
    return list(mail.outbox)


def entry(one: Any) -> Any:
    """The calendar entry of a mail, as its receiver's program reads it."""
    (part,) = [part for part in one.alternatives if part.mimetype.startswith("text/calendar")]
    book = Calendar.from_ical(part.content)
    assert part.mimetype == f"text/calendar; method={book['method']}"
    (attached,) = one.attachments
    assert (attached.mimetype, attached.content) == ("application/ics", part.content.encode())
    return book


def plan(cast: Cast, **changes: Any) -> Any:
    told = plan_values(cast.a, **({"tells_coach": True, "tells_contacts": True, "place": "Verkstaden"} | changes))
    return propose_session(by=cast.coach_a, values=told, now=timezone.now())


def test_planned_session_is_mailed_to_coach_and_contact(cast: Cast) -> None:
    row = plan(cast)
    mails = {one.to[0]: one for one in sent()}
    contact = Contact.objects.get(company=cast.company_a)
    assert set(mails) == {cast.coach_a.email, contact.email}
    to_contact = mails[contact.email]
    assert to_contact.reply_to == [cast.coach_a.email]
    assert cast.coach_a.name in to_contact.body and "Verkstaden" in to_contact.body
    assert f"{timezone.localtime(row.starts_at):%H.%M}–" in to_contact.body
    book = entry(to_contact)
    (event,) = book.walk("VEVENT")
    assert (str(book["method"]), str(event["uid"]).partition("@")[0], event["sequence"]) == (
        "REQUEST", f"planned-{row.pk}", 0,
    )  # fmt: skip
    assert str(event["attendee"]) == f"MAILTO:{contact.email}"
    assert str(event["organizer"]) == f"MAILTO:{cast.coach_a.email}"
    assert event["dtstart"].dt == ahead()
    assert event["dtstart"].params["TZID"] == "Europe/Stockholm"
    raw = to_contact.message().as_string()
    assert 'Content-Type: text/calendar; method="REQUEST"; charset="utf-8"' in raw


def test_mails_go_the_way_of_the_outbox_and_not_within_the_transaction(cast: Cast) -> None:
    plan(cast)
    assert mail.outbox == []
    assert set(Delivery.objects.values_list("letter", "state")) == {("session_plan", "pending")}
    assert len(sent()) == 2
    assert sent() == []


def test_moved_session_keeps_its_uid_and_counts_up(cast: Cast) -> None:
    row = plan(cast)
    before = {one.to[0]: entry(one).walk("VEVENT")[0] for one in sent()}
    move_session(by=cast.coach_a, planned=row, version=1, values={"starts_at": ahead(9)}, now=timezone.now())
    after = {one.to[0]: entry(one).walk("VEVENT")[0] for one in sent()}
    assert set(before) == set(after)
    for receiver, event in after.items():
        assert event["uid"] == before[receiver]["uid"]
        assert event["sequence"] == before[receiver]["sequence"] + 1
        assert event["dtstart"].dt == ahead(9)


def test_cancelled_session_is_taken_out(cast: Cast) -> None:
    row = plan(cast)
    sent()
    cancel_session(by=cast.coach_a, planned=row, version=1, reason="illness", now=timezone.now())
    for one in sent():
        book = entry(one)
        (event,) = book.walk("VEVENT")
        assert (str(book["method"]), str(event["status"]), event["sequence"]) == ("CANCEL", "CANCELLED", 1)


def test_what_was_moved_again_before_the_mail_went_is_told_once(cast: Cast) -> None:
    row = plan(cast)
    for days in (5, 6):
        values = {"starts_at": ahead(days)}
        move_session(by=cast.coach_a, planned=row, version=row.version, values=values, now=timezone.now())
    mails = sent()
    assert len(mails) == 2
    assert {entry(one).walk("VEVENT")[0]["sequence"] for one in mails} == {2}


def test_proposal_is_told_to_nobody_until_it_is_agreed(cast: Cast) -> None:
    row = plan(cast, is_agreed=False)
    cancelled = plan(cast, is_agreed=False)
    assert sent() == []
    move_session(by=cast.coach_a, planned=row, version=1, values={"starts_at": ahead(9)}, now=timezone.now())
    cancel_session(by=cast.coach_a, planned=cancelled, version=1, reason="other", now=timezone.now())
    assert sent() == []
    confirm_session(by=cast.coach_a, planned=row, now=timezone.now())
    assert len(sent()) == 2


@pytest.mark.parametrize(
    ("ticks", "receivers"), [((False, False), 0), ((True, False), 1), ((False, True), 1), ((True, True), 2)]
)
def test_mails_go_only_to_whom_was_ticked(cast: Cast, ticks: tuple[bool, bool], receivers: int) -> None:
    plan(cast, tells_coach=ticks[0], tells_contacts=ticks[1])
    assert len(sent()) == receivers


def test_mail_to_a_contact_names_her_own_company_only(cast: Cast) -> None:
    CoachAssignment.objects.create(enrolment=cast.b, coach=cast.coach_a, kind="assisting", from_on=cast.b.started_on)
    told = plan_values(cast.a, cast.b, tells_contacts=True)
    propose_session(by=cast.coach_a, values=told, now=timezone.now())
    mails = {one.to[0]: one for one in sent()}
    own = {row.email: row.company.name for row in Contact.objects.filter(company__in=[cast.company_a, cast.company_b])}
    assert set(mails) == set(own)
    for receiver, one in mails.items():
        said = one.body + one.subject + entry(one).to_ical().decode()
        others = set(own.values()) - {own[receiver]}
        assert own[receiver] in said
        assert not [name for name in others if name in said]


def test_contact_who_has_left_and_coach_who_may_not_log_in_are_written_to_no_more(cast: Cast) -> None:
    plan(cast)
    Contact.objects.filter(company=cast.company_a).update(left_on=timezone.localdate() - timedelta(days=1))
    User.objects.filter(pk=cast.coach_a.pk).update(is_active=False)
    assert sent() == []


def test_company_without_an_address_is_not_written_to(cast: Cast) -> None:
    Contact.objects.filter(company=cast.company_a).update(email="")
    plan(cast, tells_coach=False)
    assert PlanLetter.objects.count() == 0


def test_mail_to_the_coach_is_in_her_language_and_leads_to_the_plan(cast: Cast) -> None:
    User.objects.filter(pk=cast.coach_a.pk).update(language="en")
    row = plan(cast, tells_contacts=False)
    (one,) = sent()
    assert one.subject.startswith(f"Planned: {cast.company_a.name}")
    assert f"/plan/{row.pk}/" in one.body
    assert str(entry(one).walk("VEVENT")[0]["summary"]) == cast.company_a.name


@pytest.mark.parametrize(("language", "words"), [("sv", "Träff"), ("en", "Coaching session")])
def test_mail_to_a_contact_is_in_the_contacts_language(cast: Cast, language: str, words: str) -> None:
    Contact.objects.filter(company=cast.company_a).update(language=language)
    plan(cast, tells_coach=False)
    (one,) = sent()
    assert one.subject.startswith(f"{words} ")
    assert str(entry(one).walk("VEVENT")[0]["summary"]).startswith(f"{words} ")


def test_names_with_marks_of_their_own_stay_whole(cast: Cast) -> None:
    User.objects.filter(pk=cast.coach_a.pk).update(name='Anna "Ninni"; Berg, coach')
    plan(cast, place="Lokal; 2, \\plan", tells_coach=False)
    (one,) = sent()
    (event,) = entry(one).walk("VEVENT")
    assert str(event["location"]).startswith("Lokal; 2, \\plan")
    assert "Anna 'Ninni'; Berg, coach" in event["organizer"].params["CN"]
