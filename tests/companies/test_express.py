"""What comes in through the public form, and when it is removed."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from companies import actions
from companies.models import Interest
from companies.tasks import remove_old
from programme.notices.models import Delivery, Notice
from programme.people.models import AuditEvent
from programme.structure.models import Municipality
from tests.cast import Cast

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
WORDS = {
    "company_name": "Brattforsens Verkstad AB",
    "organisation_number": "",
    "person": "Vera Brattfors",
    "email": "vera@brattforsen.example",
    "phone": "060-12 34 56",
    "message": "Ring efter klockan två.",
}


def express(now: datetime = NOW, municipality: str = "2281", **more: object) -> Interest:
    """Somebody in Sundsvall, unless the test says another place, sends the form."""
    key, language = more.pop("key", None) or uuid4(), str(more.pop("language", "sv"))
    values = {**WORDS, "municipality": Municipality.objects.get(pk=municipality), **more}
    return actions.express_interest(values=values, key=key, language=language, now=now)


@pytest.mark.parametrize(("municipality", "region"), [("2281", "mellersta"), ("2482", "norr"), ("0180", None)])
def test_express_lands_in_the_region_of_the_municipality(cast: Cast, municipality: str, region: str | None) -> None:
    interest = express(municipality=municipality)

    assert interest.region == (getattr(cast, region) if region else None)
    assert (interest.state, interest.received_at) == ("new", NOW)


def test_express_leaves_an_event_without_personal_data_and_one_letter(cast: Cast) -> None:
    interest = express()

    event = AuditEvent.objects.get(verb="express_interest")
    assert (event.by, event.subject_label) == (None, f"#{interest.pk}")
    assert not any(word in str(event.changes) for word in ("Vera", "Brattfors", "060"))
    letter = Delivery.objects.get()
    assert (letter.recipient, letter.letter, letter.about_id) == (None, "interest_received", interest.pk)


def test_express_without_an_address_gets_no_letter(cast: Cast) -> None:
    express(email="")

    assert Delivery.objects.count() == 0


def test_express_same_words_within_a_day_give_the_row_that_is_there(cast: Cast) -> None:
    first = express()

    assert express(NOW + timedelta(hours=23)) == first
    assert express(NOW + timedelta(hours=25)) != first
    assert Interest.objects.count() == 2
    assert AuditEvent.objects.filter(verb="express_interest").count() == 2


def test_express_same_form_sent_twice_makes_one_row(cast: Cast) -> None:
    key = uuid4()
    first = express(key=key)
    Interest.objects.update(received_at=NOW - timedelta(days=3))  # so that only the key can tell

    assert express(key=key) == first
    assert Interest.objects.count() == 1


def test_express_same_form_with_other_words_is_another_row(cast: Cast) -> None:
    key = uuid4()
    first = express(key=key)

    assert express(key=key, company_name="Annat Bolag AB") != first
    assert Interest.objects.count() == 2


def test_express_fills_nobodys_mailbox(cast: Cast) -> None:
    for n in range(6):
        express(company_name=f"Bolag {n} AB", email="Offer@foretag.example" if n % 2 else "offer@foretag.example")

    assert Interest.objects.count() == 6
    assert Delivery.objects.count() == 3


def test_interest_without_a_way_to_answer_is_refused_by_the_database(cast: Cast) -> None:
    interest = express()

    with pytest.raises(IntegrityError), transaction.atomic():
        Interest.objects.filter(pk=interest.pk).update(email="", phone="")
    with pytest.raises(IntegrityError), transaction.atomic():
        Interest.objects.filter(pk=interest.pk).update(state="dismissed", handled_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Interest.objects.filter(pk=interest.pk).update(state="taken_up")


def test_old_interests_are_removed_with_their_mails_and_notices(cast: Cast) -> None:
    old = express(datetime(2024, 11, 20, 22, 59, tzinfo=UTC))  # 23.59 in Sweden
    kept = express(datetime(2024, 11, 20, 23, 1, tzinfo=UTC), company_name="Yngre AB")
    for one in (old, kept):
        Notice.objects.create(
            recipient=cast.leader, event="interest_new", rule="interest_new", topic="interests",
            subject_kind="interest", subject_id=one.pk, subject_label=one.company_name, path="/",
            happens_on=NOW.date(), due_on=NOW.date(),
        )  # fmt: skip
    pk = old.pk

    removed = actions.remove_old_interests(now=datetime(2026, 11, 21, 8, tzinfo=UTC))

    assert removed == 1
    assert list(Interest.objects.all()) == [kept]
    assert [d.about_id for d in Delivery.objects.all()] == [kept.pk]
    assert [n.subject_id for n in Notice.objects.all()] == [kept.pk]
    event = AuditEvent.objects.get(verb="remove_interest")
    assert (event.subject_id, event.subject_label) == (pk, f"#{pk}")
    assert event.changes == {"state": ["new", None], "received_on": ["2024-11-20", None]}


def test_old_interests_removed_by_the_task_twice_leave_one_event(cast: Cast) -> None:
    express(datetime(2020, 1, 1, tzinfo=UTC))

    remove_old()
    remove_old()

    assert AuditEvent.objects.filter(verb="remove_interest").count() == 1
    assert Interest.objects.count() == 0


def test_old_interest_removed_leaves_the_company_that_came_of_it(cast: Cast) -> None:
    interest = express(datetime(2020, 1, 1, tzinfo=UTC))
    actions.attach(by=cast.leader, interest=interest, company=cast.company_a, programme_version=None, now=NOW)

    assert actions.remove_old_interests(now=NOW) == 1
    cast.company_a.refresh_from_db()
    assert cast.company_a.contacts.filter(name="Vera Brattfors").count() == 1
