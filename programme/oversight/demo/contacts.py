"""Contacts that the demo's regional leaders have logged with companies on the way in."""

from datetime import date, timedelta
from random import Random

from companies.models import Contact, Enrolment, LoggedContact
from programme.people.models import Appointment, User
from programme.people.roles import Role

Kind = LoggedContact.Kind
MOST = 200  # companies; a larger world gets no more
SAID = {
    Kind.CALL: ("Vill veta vad coachningen kräver av ledningen.", "Ber oss återkomma efter årsskiftet.", ""),
    Kind.VISIT: (
        "Gick genom verkstaden. Långa ställtider i svetsen.",
        "Träffade vd och produktionschef. Facket är med.",
    ),
    Kind.MAIL: ("Skickade programmets innehåll och priser.", "Bad om bokslut för storleksklassen."),
    Kind.SEMINAR: ("Var med på inspirationsseminariet med tre personer.",),
    Kind.MEETING: ("Gick igenom ansökan tillsammans.",),
}


def log_demo_contacts(random: Random, today: date) -> None:
    """One to three contacts with each company that was contacted or has come further on the way in."""
    leaders: dict[int, User] = {
        appointment.region_id: appointment.person
        for appointment in Appointment.objects.filter(role=Role.REGIONAL_LEADER).select_related("person").order_by("pk")
        if appointment.region_id
    }
    moved = Enrolment.objects.filter(state__in=Enrolment.BEFORE_START[1:]).select_related("company").order_by("pk")
    names = dict(Contact.objects.order_by("-pk").values_list("company", "name"))
    rows = []
    for enrolment in moved[:MOST]:
        leader = leaders.get(enrolment.region_id)
        if leader is None:
            continue
        waited = (today - enrolment.state_since_on).days
        for _contact in range(random.randint(1, 3)):
            kind = random.choice(list(SAID))
            held_on = today - timedelta(days=random.randint(0, max(waited, 1)))
            rows.append(
                LoggedContact(
                    company=enrolment.company, kind=kind, held_on=held_on, whom=names.get(enrolment.company_id, ""),
                    said=random.choice(SAID[kind]), logged_by=leader,
                )
            )  # fmt: skip
    LoggedContact.objects.bulk_create(rows)
