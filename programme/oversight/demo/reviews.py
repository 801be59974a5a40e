"""What is under way between the two who make reports: comments, a report in review, a correction of an old one."""

from datetime import date

from django.db.models import Count, Q
from django.utils import translation

from funding import actions
from funding.models import Grant, Report, ReportingPeriod
from funding.review.actions import answer, comment, settle
from funding.review.discussion import Place
from programme.oversight.demo.reports import approve_and_release, make, run_here
from programme.people.models import User

RELEASED = Q(periods__reports__state="released")


def bring_reviews(director: User, deputy: User, today: date) -> None:
    """Comments on Vinnova's next report, one report that waits for the deputy, and one correction of texts."""
    with translation.override(director.language):
        draft = Report.objects.filter(state=Report.State.DRAFT, period__grant__funder__code="vinnova").first()
        if draft is not None:
            _comment(director, deputy, draft)
        _send_one(director, today)
        _correct(director, deputy)


def _comment(director: User, deputy: User, draft: Report) -> None:
    whole = comment(
        by=deputy, report=draft, place=Place(), text="Ska vi vänta tills perioden är slut innan den skickas?"
    )
    answer(by=director, comment=whole, text="Ja. Jag bygger om den i januari, så att hela hösten är med.")
    told = comment(
        by=deputy, report=draft, place=Place(figure=4), text="Lägre än i våras. Beror det på att två coacher slutade?"
    )
    answer(by=director, comment=told, text="Delvis. Jag skriver det i texten om avvikelser.")
    parts = [part["key"] for part in draft.content["parts"]]
    comment(by=deputy, report=draft, place=Place(part=parts[0]), text="Här saknas vad som hände i Övre Norrland.")
    done = comment(by=deputy, report=draft, place=Place(part="late"), text="Stämmer de rättade timmarna?")
    answer(by=director, comment=done, text="Jag har ringt coacherna, de stämmer.")
    settle(by=deputy, comment=done)


def _send_one(director: User, today: date) -> None:
    """A period that has begun and has no report yet; not Tillväxtverket's, whose report is for the visitor."""
    waiting = ReportingPeriod.objects.asked_for().without_release().filter(starts_on__lte=today, reports=None)
    period = waiting.exclude(grant__funder__code="tillvaxtverket").order_by("due_on", "pk").first()
    if period is not None:
        make(director, period, 0, because="Delrapport på begäran av finansiären.")


def _correct(director: User, deputy: User) -> None:
    """An old report with a later one after it: only its texts can be corrected."""
    grants = Grant.objects.annotate(done=Count("periods", filter=RELEASED)).filter(done__gt=1)
    grant = grants.filter(ends_on__year__lt=2022).order_by("starts_on", "pk").first()
    if grant is None:
        return
    period = grant.periods.filter(reports__state="released").order_by("starts_on").first()
    assert period is not None
    report = actions.make_report(
        by=director, period=period, because="Fel namn på en nod stod i texten. Siffrorna berörs inte."
    )
    key, said = next(iter(actions.texts_of(report).items()))
    corrected = f"{said} Texten är rättad: noden heter Mellersta Norrland."
    actions.write_texts(by=director, report=report, texts={key: corrected})
    run_here(actions.build(by=director, report=report))
    report = actions.send_to_review(by=director, report=report)
    approve_and_release(director, deputy, report)
