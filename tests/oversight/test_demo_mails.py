"""The demo's mails that did not come to their end stay as they are when its worker runs, until somebody acts."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coaching.first_topics import lay_topics
from coaching.letters import refused_contacts
from coaching.models import Topic
from companies.models import Contact
from programme.notices.models import Delivery, Notice
from programme.notices.tasks import sweep
from programme.oversight.demo.mails import ANSWER
from programme.oversight.demo.world import build_world
from programme.people.models import User
from programme.structure.geography import load_geography
from programme.structure.models import County, Municipality

State = Delivery.State


@pytest.mark.django_db
def test_demo_has_mails_to_settle_and_to_send_again() -> None:
    load_geography(County, Municipality)
    lay_topics(Topic)
    build_world(timezone.localdate())

    def stands() -> list[tuple[str, str]]:
        rows = Delivery.objects.filter(state__in=[*Delivery.UNSETTLED, State.SKIPPED]).order_by("state")
        return list(rows.values_list("state", "answer"))

    def left_out() -> list[tuple[str, bool]]:
        rows = Notice.objects.filter(skipped=Notice.Skipped.NO_LONGER_TRUE)
        return [(row.delivery.state if row.delivery else "", row.settled_at is None) for row in rows]

    wanted = [(State.BOUNCED, ANSWER), (State.IN_DOUBT, ""), (State.SKIPPED, "")]
    assert (stands(), left_out()) == (wanted, [(State.SKIPPED, False)])
    assert Delivery.objects.filter(tried_at__gt=timezone.now() + timedelta(minutes=1)).count() == 0
    for _n in range(2):
        sweep()
    assert (stands(), left_out()) == (wanted, [(State.SKIPPED, False)])

    [(contact, refused)] = refused_contacts(Contact.objects.all())
    assert refused.answer == ANSWER
    client = Client()
    client.force_login(User.objects.get(email="director@example.org"))
    assert ANSWER in client.get(contact.get_absolute_url()).content.decode()

    doubtful = Delivery.objects.get(state=State.IN_DOUBT)
    client.post(reverse("delivery-settle", args=[doubtful.pk]), {"state": State.IN_DOUBT})
    client.post(reverse("delivery-resend", args=[refused.pk]))
    sweep()
    assert stands() == [(State.SKIPPED, "")]
    assert [contact.email] in [message.to for message in mail.outbox]
