"""Planned sessions as iCalendar: the feed that a calendar program reads, and the invitation in a mail.

Only what its reader may see, and nothing confidential: there is nothing confidential in a planned session.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress

from coaching.models import Activity, PlannedSession
from coaching.plan import planned_shown_to, to_hold
from programme.people.models import User

BACK, AHEAD = timedelta(days=60), timedelta(days=400)
MOST = 1_000  # sessions in a feed
State = PlannedSession.State
STATUS = {State.PROPOSED: "TENTATIVE", State.CANCELLED: "CANCELLED", State.NO_SHOW: "CANCELLED"}
REQUEST, CANCEL = "REQUEST", "CANCEL"


def feed(person: User, now: datetime) -> bytes:
    """A person's calendar: the sessions that fall to her, and those of the activities that she runs."""
    run = Activity.objects.changeable_by(person).order_by().values("pk")
    whose = to_hold(person, timezone.localdate(now)) | Q(coach=person) | Q(activity__in=run)
    rows = planned_shown_to(person).filter(whose, starts_at__gt=now - BACK, starts_at__lt=now + AHEAD)
    book = _book()
    book.add("x-wr-calname", "Lyftportalen")
    book.add("refresh-interval", timedelta(hours=1), parameters={"value": "DURATION"})
    told = list(rows.order_by("starts_at", "pk")[:MOST])
    for planned in told:
        words = ", ".join(str(one.company) for one in planned.seen)
        if planned.coach_id != person.pk:
            words = f"{words} ({planned.coach})"
        event = _event(planned, words, now)
        event.add("url", settings.SITE_URL + planned.get_absolute_url())
        book.add_component(event)
    return _bytes(book, told)


def invitation(
    planned: PlannedSession,
    *,
    summary: str,
    organiser: tuple[str, str],
    guest: tuple[str, str],
    method: str,
    now: datetime,
) -> bytes:
    """One session for one receiver: METHOD:REQUEST, or CANCEL. Organiser and guest are name and address."""
    book = _book()
    book.add("method", method)
    event = _event(planned, summary, now)
    if method == CANCEL:
        event["status"] = "CANCELLED"
    event.add("organizer", _address(*organiser))
    attendee = _address(*guest)
    attendee.params["ROLE"] = "REQ-PARTICIPANT"
    attendee.params["RSVP"] = "FALSE"
    event.add("attendee", attendee, encode=False)
    book.add_component(event)
    return _bytes(book, [planned])


def uid(planned: PlannedSession) -> str:
    """The same for ever, in the feed and in mails, so that a calendar knows the session again."""
    return f"planned-{planned.pk}@{urlsplit(settings.SITE_URL).hostname}"


def _book() -> Calendar:
    book = Calendar()
    book.add("prodid", "-//Lyftportalen//Plan//SV")
    book.add("version", "2.0")
    book.add("calscale", "GREGORIAN")
    return book


def _event(planned: PlannedSession, summary: str, now: datetime) -> Event:
    event = Event()
    event.add("uid", uid(planned))
    event.add("dtstamp", now.astimezone(timezone.get_fixed_timezone(0)).replace(microsecond=0))
    event.add("dtstart", timezone.localtime(planned.starts_at))
    event.add("dtend", timezone.localtime(planned.ends_at))
    event.add("sequence", planned.sequence)
    event.add("status", STATUS.get(State(planned.state), "CONFIRMED"))
    event.add("summary", _("Proposed: %(what)s") % {"what": summary} if planned.state == State.PROPOSED else summary)
    event.add("location", ", ".join(_where(planned)))
    about = [str(planned.activity) if planned.activity else "", planned.note]
    event.add("description", "\n".join(part for part in about if part))
    return event


def _where(planned: PlannedSession) -> Sequence[str]:
    return [part for part in (planned.place, str(planned.get_mode_display())) if part]


def _address(name: str, email: str) -> Any:
    address = vCalAddress(f"MAILTO:{email}")
    address.params["CN"] = name.replace('"', "'")
    return address


def _bytes(book: Calendar, about: Sequence[PlannedSession]) -> bytes:
    """With the rules of our time zone for the years that it is about, so that nobody has to know them."""
    years = [planned.day.year for planned in about]
    if years:
        book.add_missing_timezones(first_date=date(min(years) - 1, 1, 1), last_date=date(max(years) + 2, 1, 1))
    return bytes(book.to_ical())
