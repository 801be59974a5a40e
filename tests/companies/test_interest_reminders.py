"""Who hears of which expression of interest on which day."""

from datetime import UTC, date, datetime, timedelta

from companies import actions
from companies.interest.reminders import late_from, late_since
from companies.models import Interest
from programme.notices.events import all_events
from programme.people.models import Appointment, User
from programme.people.roles import Role
from tests.cast import LONG_AGO, Cast, person
from tests.companies.test_express import NOW, express
from tests.notices.hearing import Heard, heard

FRIDAY, MONDAY, TUESDAY, WEDNESDAY, THURSDAY = (date(2026, 11, day) for day in (20, 23, 24, 25, 26))
A_WEEK_LATER = date(2026, 12, 3)


def told(today: date) -> set[tuple[User, str, date]]:
    people = {user.pk: user for user in User.objects.all()}
    lines = [*heard("interest_new", today), *heard("interest_waiting", today)]
    return {(people[one.person], one.words, one.due_on) for one in lines}


def test_unanswered_is_due_at_once_and_again_when_three_working_days_have_ended(cast: Cast) -> None:
    express()
    new = {(cast.leader, "interest_new", FRIDAY)}
    late = {(cast.leader, "interest_waiting", THURSDAY)}
    above = {(cast.director, "interest_waiting", A_WEEK_LATER)}

    days = [FRIDAY - timedelta(days=1), FRIDAY, MONDAY, TUESDAY, WEDNESDAY, THURSDAY]
    much_later = [A_WEEK_LATER - timedelta(days=1), A_WEEK_LATER, date(2027, 6, 1)]

    assert [told(day) for day in days] == [set(), new, new, new, new, late]
    assert [told(day) for day in much_later] == [late, late | above, late | above]
    assert {(one.person, one.escalated) for one in heard("interest_waiting", A_WEEK_LATER)} == {
        (cast.leader.pk, False),
        (cast.director.pk, True),
    }


def test_unanswered_carries_what_a_mail_needs(cast: Cast) -> None:
    interest = express()

    for event, day in (("interest_new", FRIDAY), ("interest_waiting", THURSDAY)):
        path, label = f"/interest/{interest.pk}/", "Brattforsens Verkstad AB"
        assert heard(event, day) == [Heard(cast.leader.pk, event, interest.pk, day, path, label, escalated=False)]
        assert (all_events()[event].topic, all_events()[event].subject_kind) == ("interests", "interest")


def test_unanswered_goes_to_leader_and_outreach_lead_and_to_no_coach(cast: Cast) -> None:
    express()
    outreach = person("insikt@example.org", "Ulla Insikt", (Role.OUTREACH_LEAD, {"region": cast.mellersta}))

    assert {who for who, _rule, _on in told(FRIDAY)} == {cast.leader, outreach}


def test_unanswered_where_nobody_leads_goes_to_the_director(cast: Cast) -> None:
    express(municipality="0180")
    assert {who for who, _rule, _on in told(FRIDAY)} == {cast.director}
    Interest.objects.all().delete()

    express()
    Appointment.objects.filter(person=cast.leader).update(from_on=LONG_AGO, until_on=FRIDAY - timedelta(days=1))

    assert {who for who, _rule, _on in told(FRIDAY)} == {cast.director}


def test_unanswered_answered_one_is_not_said(cast: Cast) -> None:
    interest = express()
    assert len(told(FRIDAY)) == 1

    actions.dismiss(by=cast.leader, interest=interest, reason="no_fit", note="", now=NOW)

    assert told(FRIDAY) == set()
    assert told(A_WEEK_LATER) == set()


def test_late_one_where_nobody_leads_is_told_to_the_director_who_is_told_no_sooner_of_others(cast: Cast) -> None:
    express()
    lone = express(municipality="0180", company_name="Ensam AB")

    told_on = {
        one.subject_id: one.due_on for one in heard("interest_waiting", A_WEEK_LATER) if one.person == cast.director.pk
    }

    assert [one.subject_id for one in heard("interest_waiting", THURSDAY) if one.person == cast.director.pk] == [
        lone.pk
    ]
    assert set(told_on.values()) == {A_WEEK_LATER}


def test_handed_over_tells_the_new_region_and_the_colleagues_who_gave_it(cast: Cast) -> None:
    outreach = person("insikt@example.org", "Ulla Insikt", (Role.OUTREACH_LEAD, {"region": cast.mellersta}))
    interest = express()

    actions.hand_over(by=cast.leader, interest=interest, region=cast.norr, now=datetime(2026, 11, 23, 9, tzinfo=UTC))

    assert told(MONDAY) == {(cast.leader_norr, "interest_new", MONDAY)}
    [one] = heard("interest_handed_over", MONDAY)
    assert (one.person, one.words, one.due_on) == (outreach.pk, "interest_handed_over", MONDAY)
    assert one.path == "/interest/"
    assert heard("interest_handed_over", FRIDAY) == []
    assert heard("interest_handed_over", MONDAY + timedelta(days=14)) == []


def test_late_since_is_the_latest_day_whose_answer_is_late() -> None:
    for n in range(400):
        today = date(2026, 11, 1) + timedelta(days=n)
        latest = late_since(today)
        assert late_from(latest) <= today
        assert late_from(latest + timedelta(days=1)) > today


def test_late_from_is_the_working_day_after_the_third() -> None:
    assert late_from(MONDAY) == date(2026, 11, 27)  # Thursday is still within three working days
    assert late_from(TUESDAY) == date(2026, 11, 30)
    assert late_from(date(2026, 11, 21)) == THURSDAY  # came on a Saturday
    assert (late_since(THURSDAY), late_since(date(2026, 11, 27))) == (date(2026, 11, 22), MONDAY)
