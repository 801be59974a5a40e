"""What the demo's funders ask about their newest reports, what they are answered, and what they have read already."""

from datetime import datetime, timedelta
from typing import Any

from funding.models import Report, ReportMessage, ReportQuestion, SeenNews
from funding.portal import actions
from funding.portal.keys import release_key
from programme.people.models import User

ASKED = "Räknas en person som var med vid tre träffar som en deltagare eller som tre?"
ANSWERED = (
    "Som tre: siffran räknar deltagare vid varje träff. Raderna bakom siffran visar varje träff för sig. Hur många "
    "olika personer det är vet vi inte, eftersom deltagare inte registreras med namn."
)
WAITS = "Kan nästa rapport dela upp egen tid efter företagens storlek?"


def ask_and_answer(director: User, now: datetime) -> None:
    """One question is answered, another waits; of the releases each funder has read all but the newest."""
    for account, threads in (
        ("funder.vinnova@example.org", ((ASKED, ANSWERED, "participants", 12), (WAITS, "", "company_hours", 3))),
        ("funder.tillvaxtverket@example.org", (("Varför är två län vita?", "", "", 1),)),
    ):
        person = User.objects.get(email=account)
        reports = Report.objects.visible_to(person).released().order_by("period__ends_on", "version")
        newest = reports.last()
        if newest is None:
            continue
        for text, answer, figure, days in threads:
            _thread(person, director, newest, text, answer, figure, now - timedelta(days=days))
        read = [release_key(report.pk) for report in reports if report != newest]
        actions.mark_seen(by=person, keys=read)
        SeenNews.objects.filter(person=person).update(seen_at=now - timedelta(days=20))


def _thread(
    person: User, director: User, report: Report, text: str, answer: str, figure: str, asked_at: datetime
) -> None:
    question = actions.ask_question(
        by=person, report=report, text=text, figure=report.figures.filter(key=figure).first()
    )
    if answer:
        actions.write_message(by=director, question=question, text=answer)
    _date_back(question, asked_at)


def _date_back(question: ReportQuestion, asked_at: datetime) -> None:
    """As if it had been asked then, and answered two days later."""
    values: dict[str, Any] = {"asked_at": asked_at}
    question.refresh_from_db()
    if question.waits_since_at is not None:
        values["waits_since_at"] = asked_at
    ReportQuestion.objects.filter(pk=question.pk).update(**values)
    for n, message in enumerate(question.messages.all()):
        ReportMessage.objects.filter(pk=message.pk).update(written_at=asked_at + timedelta(days=2 * n))
