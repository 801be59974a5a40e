"""Switching mails off by a mail's own link (RFC 8058): looking changes nothing, a POST does, once."""

from datetime import date, datetime, timedelta
from email import message_from_bytes
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import LazySettings
from django.core import mail, signing
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import translation

from companies.models import Enrolment
from programme.notices import actions, outbox, queue, unsubscribing
from programme.notices.models import Notice, NoticePreference
from programme.people.models import AuditEvent, User
from tests.cast import Cast
from tests.notices.rules_at_hand import HERE, noticed

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=ZoneInfo("Europe/Stockholm"))
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture(autouse=True)
def rules(settings: LazySettings) -> None:
    """What is said here holds for everybody, and nobody has clicked yet."""
    settings.REMINDER_EVENTS = [f"{HERE}.standing", f"{HERE}.reports"]
    cache.clear()


def mailed(*notices: Notice) -> Any:
    """The one mail with these notices."""
    queue.queue(now=NOW)
    assert outbox.deliver(now=NOW) == 1
    return mail.outbox[-1]


def path_of(message: Any) -> str:
    """The link's path, as a mail program reads it from the header on the wire."""
    told = message_from_bytes(message.message().as_bytes())["List-Unsubscribe"].strip()
    assert (told[0], told[-1]) == ("<", ">")
    return str(told[1:-1].removeprefix("http://127.0.0.1:8000"))


def wishes(person: User) -> dict[str, str]:
    return dict(NoticePreference.objects.filter(person=person).values_list("topic", "frequency"))


@pytest.fixture
def strict() -> Client:
    """A visitor without a login, whose forms are checked as in production."""
    return Client(enforce_csrf_checks=True)


def test_mail_names_the_link_in_its_head_and_in_both_texts(cast: Cast) -> None:
    message = mailed(noticed(cast.leader))
    link = f"http://127.0.0.1:8000{path_of(message)}"
    assert link in message.body
    assert f'href="{link}"' in message.alternatives[0][0]
    assert message.message()["List-Unsubscribe-Post"] is None  # RFC 8058 wants https


def test_mail_of_a_portal_with_https_offers_one_click(cast: Cast, settings: LazySettings) -> None:
    settings.SITE_URL = "https://portalen.example.org"
    message = mailed(noticed(cast.leader)).message()
    assert message["List-Unsubscribe"].startswith("<https://portalen.example.org/notices/off/")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_mail_about_a_duty_only_cannot_be_switched_off(cast: Cast) -> None:
    message = mailed(noticed(cast.director, **DUE))
    assert message.message()["List-Unsubscribe"] is None
    assert "/notices/off/" not in message.body


def test_mail_about_a_duty_and_more_switches_the_rest_off(cast: Cast, client: Client) -> None:
    message = mailed(noticed(cast.director, **DUE), noticed(cast.director))
    client.post(path_of(message), ONE_CLICK)
    assert wishes(cast.director) == {"stages": "off"}


def test_looking_changes_nothing_and_names_topic_and_address(cast: Cast, client: Client) -> None:
    answer = client.get(path_of(mailed(noticed(cast.leader))))
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert cast.leader.email in shown
    assert "Etapper" in shown
    assert cast.leader.name not in shown
    assert answer["Cache-Control"] == "no-store"
    assert (wishes(cast.leader), AuditEvent.objects.count()) == ({}, 0)


def test_one_click_without_cookie_switches_off_once_with_one_trace(cast: Cast, strict: Client) -> None:
    path = path_of(mailed(noticed(cast.leader)))
    assert [strict.post(path, ONE_CLICK).status_code for _n in range(3)] == [200, 200, 200]
    assert wishes(cast.leader) == {"stages": "off"}
    event = AuditEvent.objects.get()
    assert (event.verb, event.by, event.subject_id) == ("notice-mails-off-by-link", None, cast.leader.pk)
    assert event.changes == {"stages": ["at_once", "off"]}


def test_switched_off_topic_is_noticed_and_no_longer_mailed(cast: Cast, client: Client) -> None:
    client.post(path_of(mailed(noticed(cast.leader))), ONE_CLICK)
    later = noticed(cast.leader, subject_id=2)
    queue.queue(now=NOW)
    later.refresh_from_db()
    assert (later.delivery, outbox.deliver(now=NOW)) == (None, 0)
    with translation.override("en"):
        assert Notice.objects.filter(pk=later.pk).with_wish().get().fate.word == "No mail, by own wish"


def test_page_offers_the_way_back(cast: Cast, client: Client) -> None:
    path = path_of(mailed(noticed(cast.leader)))
    assert 'name="on"' not in client.get(path).content.decode()
    off = client.post(path).content.decode()
    assert 'name="on"' in off
    assert 'name="on"' not in client.post(path, {"on": "1"}).content.decode()
    assert wishes(cast.leader) == {"stages": "at_once"}
    verbs = list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["notice-mails-off-by-link", "notice-mails-on-by-link"]


def test_way_back_leaves_a_wish_that_is_not_off_alone(cast: Cast, client: Client) -> None:
    path = path_of(mailed(noticed(cast.leader)))
    NoticePreference.objects.create(person=cast.leader, topic="stages", frequency="weekly")
    client.post(path, {"on": "1"})
    assert (wishes(cast.leader), AuditEvent.objects.count()) == ({"stages": "weekly"}, 0)


@pytest.mark.parametrize("how", ["made up", "other salt", "cut", "not a list", "gone", "closed", "duty", "unknown"])
def test_link_that_is_none_of_ours_opens_nothing(cast: Cast, client: Client, how: str) -> None:
    good = unsubscribing.link(cast.leader, ["stages"]).rpartition("/off/")[2].strip("/")
    tokens = {
        "made up": "x",
        "other salt": signing.dumps([cast.leader.pk, "stages"], salt="x"),
        "cut": good[:-3],
        "not a list": signing.dumps({}, salt=unsubscribing.SALT),
        "gone": signing.dumps([987_654, "stages"], salt=unsubscribing.SALT),
        "closed": signing.dumps([cast.inactive.pk, "stages"], salt=unsubscribing.SALT),
        "duty": signing.dumps([cast.director.pk, "reports"], salt=unsubscribing.SALT),
        "unknown": signing.dumps([cast.leader.pk, "weather"], salt=unsubscribing.SALT),
    }
    for answer in (client.get(f"/notices/off/{tokens[how]}/"), client.post(f"/notices/off/{tokens[how]}/", ONE_CLICK)):
        assert answer.status_code == 404
        shown = answer.content.decode()
        assert (cast.leader.email in shown, "<form" in shown.split("<main")[1]) == (False, False)
    assert not NoticePreference.objects.exists()


def test_link_ends_after_a_year(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    token = unsubscribing.link(cast.leader, ["stages"]).rpartition("/off/")[2].strip("/")
    assert unsubscribing.read(token, on=date(2026, 11, 24)) is not None
    monkeypatch.setattr(unsubscribing, "WORKS_FOR", timedelta(seconds=-1))
    assert unsubscribing.read(token, on=date(2026, 11, 24)) is None


def test_duty_cannot_be_switched_off_by_the_action(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        actions.switch_off(by=None, person=cast.director, topics=["stages", "reports"])
    assert not NoticePreference.objects.exists()


def test_many_clicks_and_many_bad_links_are_held_back(cast: Cast, client: Client) -> None:
    path = path_of(mailed(noticed(cast.leader)))
    assert [client.get(path).status_code for _n in range(61)][-2:] == [200, 429]
    assert [client.get("/notices/off/x/").status_code for _n in range(61)][-2:] == [404, 429]


def test_page_speaks_the_language_of_the_mail(cast: Cast, client: Client) -> None:
    User.objects.filter(pk=cast.leader.pk).update(language="en")
    path = path_of(mailed(noticed(cast.leader)))
    assert "Switch these mails off?" in client.get(path).content.decode()


DUE = {
    "event": "report", "rule": "period_due", "topic": "reports", "subject_kind": "period",
    "due_on": date(2026, 11, 1), "path": "/periods/1/",
}  # fmt: skip


def test_digest_says_each_reason_once_and_each_matter_with_its_link(cast: Cast) -> None:
    User.objects.filter(pk=cast.director.pk).update(language="en")
    Enrolment.objects.filter(pk=cast.a.pk).update(next_step_on=None)
    first = noticed(cast.director, subject_label="Ett AB", path="/enrolments/1/")
    second = noticed(cast.director, subject_label="Två AB", subject_id=2, path="/enrolments/2/")
    above = noticed(cast.director, subject_label="Tre AB", subject_id=3, path="/enrolments/3/", is_escalation=True)
    message = mailed(first, second, above, noticed(cast.director, **DUE))
    html = message.alternatives[0][0]
    for said in (message.body, html):
        assert said.count("and the stage belongs to one of your companies.") == 2
        assert said.count("Others were reminded before, and it still stands.") == 1
        assert said.count("and the report has to be on time.") == 1
        assert [said.count(f"http://127.0.0.1:8000/enrolments/{n}/") for n in (1, 2, 3)] == [1, 1, 1]
        assert "so they are one mail" in said
    assert message.subject == "4 reminders from Lyftportalen"
    assert "<img" not in html


def test_collected_mail_says_that_it_was_chosen(cast: Cast) -> None:
    User.objects.filter(pk=cast.leader.pk).update(language="en")
    NoticePreference.objects.create(person=cast.leader, topic="stages", frequency="daily")
    noticed(cast.leader)
    queue.queue(now=NOW)
    assert outbox.deliver(now=NOW) == 0
    with translation.override("en"):
        assert str(Notice.objects.get().fate) == "In a collected mail, from 2026-11-25 07:00"
    assert outbox.deliver(now=NOW + timedelta(days=1)) == 1
    assert "You chose to have these matters collected in one mail." in mail.outbox[0].body
    assert "1 thing waits for you" in mail.outbox[0].body
