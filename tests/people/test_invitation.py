"""Inviting people, and coming by invitation: from the form to the first login."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from programme.people.actions import accept_invitation, deactivate, invite
from programme.people.mails import MailNotSent
from programme.people.models import Appointment, AuditEvent, Invitation
from programme.people.passing_on import NewAppointment
from programme.people.roles import Role
from programme.structure.models import Programme
from tests.cast import Cast, person
from tests.people.inviting import PASSWORD, answers, find, link_in


@pytest.fixture
def sent(django_capture_on_commit_callbacks):
    """`sent(act)`: run it, then what it left for after the commit."""

    def _sent(act):
        with django_capture_on_commit_callbacks(execute=True):
            return act()

    return _sent


def invited(cast: Cast, sent, *, name: str = "Ny Coach", email: str = "ny.coach@example.org", language: str = "sv"):
    """An invitation by the leader; gives the path of the link."""
    new = NewAppointment(role=Role.COACH, region=cast.mellersta, from_on=timezone.localdate())
    sent(lambda: invite(by=cast.leader, email=email, name=name, language=language, new=new, now=timezone.now()))
    return link_in(mail.outbox[-1])


def test_invitation_round_trip_ends_with_a_coach_who_is_logged_in(cast: Cast, login, sent) -> None:
    response = sent(lambda: login(cast.leader).post("/people/invite/", answers(cast)))
    assert response.url == "/people/"
    path = link_in(mail.outbox[0])
    newcomer = Client()
    assert "ny.coach@example.org" in newcomer.get(path).content.decode()
    response = newcomer.post(path, {"name": "Nora Coach", "password": PASSWORD, "again": PASSWORD})
    assert response.url == "/accounts/login/"
    newcomer.post("/accounts/login/", {"login": "NY.Coach@Example.org", "password": PASSWORD})
    page = newcomer.get("/account/").content.decode()
    assert "Nora Coach" in page
    made = find("ny.coach@example.org")
    assert [(a.role, a.region, a.from_on) for a in made.appointments.all()] == [
        ("coach", cast.mellersta, date(2026, 1, 15))
    ]
    assert [(e.verb, e.by) for e in AuditEvent.objects.order_by("pk")] == [
        ("person-invite", cast.leader),
        ("invitation-accept", made),
    ]


def test_invitation_mail_names_task_link_and_reason_and_comes_from_settings(cast: Cast, sent, settings) -> None:
    settings.SITE_URL = "https://portal.example.org"
    path = invited(cast, sent)
    message = mail.outbox[0]
    assert message.to == ["ny.coach@example.org"]
    assert f"https://portal.example.org{path}" in message.body
    assert cast.leader.name in message.body
    assert "ny.coach@example.org" in message.body.split("--")[-1]
    html, kind = message.alternatives[0]
    assert (kind, f'href="https://portal.example.org{path}"' in html) == ("text/html", True)


def test_invitation_in_english_is_mailed_in_english(cast: Cast, sent) -> None:
    invited(cast, sent, language="en")
    assert mail.outbox[0].subject == "Your account in Lyftportalen"
    assert "Choose your password here:" in mail.outbox[0].body


def test_invitation_keeps_only_the_hash_of_the_link(cast: Cast, sent) -> None:
    token = invited(cast, sent).split("/")[-2]
    row = Invitation.objects.get()
    assert len(token) >= 40
    assert len(row.token_sha256) == 64
    assert token not in row.token_sha256
    assert row.expires_at - row.sent_at == timedelta(days=7)


def test_used_old_unknown_and_closed_links_get_the_same_page(cast: Cast, sent) -> None:
    used, old, closed = (invited(cast, sent, email=f"{n}@example.org") for n in ("used", "old", "closed"))
    accept_invitation(token=used.split("/")[-2], name="Ulla Van", password=PASSWORD, now=timezone.now())
    Invitation.objects.filter(person__email="old@example.org").update(expires_at=timezone.now())
    deactivate(by=cast.leader, person=find("closed@example.org"), now=timezone.now())
    unknown = "/people/invitations/nothing-like-it/"
    pages = {Client().get(path).content.decode().replace(path, "PATH") for path in (used, old, closed, unknown)}
    assert len({_without_token(page) for page in pages}) == 1
    post = {"name": "Mallory", "password": PASSWORD, "again": PASSWORD}
    assert {Client().post(path, post).status_code for path in (used, old, closed, unknown)} == {410}
    assert find("used@example.org").name == "Ulla Van"
    assert not find("old@example.org").has_usable_password()


def _without_token(page: str) -> str:
    return "\n".join(line for line in page.splitlines() if "csrfmiddlewaretoken" not in line)


def test_link_stops_working_when_a_password_was_set_another_way(cast: Cast, sent) -> None:
    path = invited(cast, sent)
    newcomer = find("ny.coach@example.org")
    newcomer.set_password(PASSWORD)
    newcomer.save()
    assert Client().get(path).status_code == 410
    assert Client().post(path, {"name": "X", "password": "x" * 20, "again": "x" * 20}).status_code == 410
    newcomer.refresh_from_db()
    assert newcomer.check_password(PASSWORD)


@pytest.mark.parametrize(
    ("password", "again"),
    [("kort", "kort"), ("123456789012345", "123456789012345"), (PASSWORD, PASSWORD + "x"), ("nora karlsson lind", "")],
)
def test_bad_passwords_are_refused_and_the_link_still_works(cast: Cast, sent, password: str, again: str) -> None:
    path = invited(cast, sent)
    page = Client().post(path, {"name": "Nora Karlsson Lind", "password": password, "again": again or password})
    assert page.context["form"].errors
    assert not find("ny.coach@example.org").has_usable_password()
    assert Client().get(path).context["form"].initial == {}


def test_new_link_replaces_the_one_before(cast: Cast, login, sent) -> None:
    first = invited(cast, sent)
    newcomer = find("ny.coach@example.org")
    sent(lambda: login(cast.leader).post(f"/people/{newcomer.pk}/invite-again/"))
    second = link_in(mail.outbox[-1])
    assert Client().get(first).status_code == 410
    assert Client().get(second).context["invitation"].person == newcomer


@pytest.mark.parametrize("role", ["director", "auditor", "funder"])
def test_leader_may_not_pass_on_rights_that_she_has_not(cast: Cast, login, role: str) -> None:
    client = login(cast.leader)
    page = client.post("/people/invite/", answers(cast, role=role, funder=cast.tvv.pk))
    assert "role" in page.context["form"].errors
    assert find("ny.coach@example.org") is None
    client.post("/people/invite/", answers(cast))
    assert find("ny.coach@example.org") is not None


def test_leader_may_not_invite_to_another_region(cast: Cast, login) -> None:
    page = login(cast.leader).post("/people/invite/", answers(cast, region=cast.norr.pk))
    assert "region" in page.context["form"].errors
    assert find("ny.coach@example.org") is None


def test_leader_is_offered_only_her_own_roles_and_region(cast: Cast, login) -> None:
    fields = login(cast.leader).get("/people/invite/").context["form"].fields
    assert [value for value, _label in fields["role"].choices] == [
        "",
        "regional_leader",
        "education_lead",
        "outreach_lead",
        "coach",
    ]
    assert list(fields["region"].queryset) == [cast.mellersta]
    assert not {"programme", "funder"} & fields.keys()


def test_actions_refuse_rights_that_the_inviter_has_not(cast: Cast) -> None:
    today = timezone.localdate()
    beyond = [
        NewAppointment(role=Role.DIRECTOR, from_on=today),
        NewAppointment(role=Role.AUDITOR, from_on=today, programme=cast.programme),
        NewAppointment(role=Role.FUNDER, from_on=today, funder=cast.tvv),
        NewAppointment(role=Role.COACH, from_on=today, region=cast.norr),
    ]
    before = Appointment.objects.count()
    for new in beyond:
        with pytest.raises(PermissionDenied):
            invite(by=cast.leader, email="x@example.org", name="X", language="sv", new=new, now=timezone.now())
    for powerless in (cast.auditor, cast.coach_a, cast.funder_tvv, cast.nobody, cast.inactive):
        new = NewAppointment(role=Role.COACH, from_on=today, region=cast.mellersta)
        with pytest.raises(PermissionDenied):
            invite(by=powerless, email="x@example.org", name="X", language="sv", new=new, now=timezone.now())
    assert Appointment.objects.count() == before
    assert find("x@example.org") is None


def test_director_of_one_programme_appoints_in_that_programme_only(cast: Cast, login) -> None:
    other = Programme.objects.create(code="other", name_sv="Annat", name_en="Other", starts_on=date(2024, 1, 1))
    limited = person("limited@example.org", "Lena Smal", (Role.DIRECTOR, {"programme": other}))
    client = login(limited)
    for programme in ("", cast.programme.pk):
        client.post("/people/invite/", answers(cast, role="director", region="", programme=programme))
        assert find("ny.coach@example.org") is None
    client.post("/people/invite/", answers(cast, role="director", region="", programme=other.pk))
    assert [a.programme for a in find("ny.coach@example.org").appointments.all()] == [other]


def test_fields_of_the_person_posted_along_change_nothing(cast: Cast, login) -> None:
    extra = {"is_active": "", "password": "x", "pk": cast.director.pk, "joined_at": "2000-01-01", "theme": "dark"}
    login(cast.leader).post("/people/invite/", answers(cast, **extra, funder=cast.tvv.pk, programme=cast.programme.pk))
    made = find("ny.coach@example.org")
    assert (made.is_active, made.has_usable_password(), made.theme) == (True, False, "auto")
    appointment = made.appointments.get()
    assert (appointment.funder, appointment.programme, appointment.region) == (None, None, cast.mellersta)


def test_inviting_an_address_with_an_account_adds_the_task_and_says_the_same(cast: Cast, login, sent) -> None:
    client = login(cast.leader)

    def ask(email: str) -> tuple[str, str]:
        response = sent(lambda: client.post("/people/invite/", answers(cast, email=email, name="Annat Namn")))
        words = client.get("/people/").content.decode().split('role="status">')[1].split("</div>")[0]
        return response.url, words.replace(email.lower(), "EMAIL")

    assert ask("brand.new@example.org") == ask(cast.coach_c.email.upper()) == ask("inactive@example.org")
    cast.coach_c.refresh_from_db()
    assert cast.coach_c.name == "Elin Fors"
    assert {a.region for a in cast.coach_c.appointments.all()} == {cast.norr, cast.mellersta}
    to_new, to_old, to_closed = mail.outbox
    assert "/people/invitations/" in to_new.body
    assert "/people/invitations/" not in to_old.body + to_closed.body
    assert not find("inactive@example.org").is_active


def test_twenty_equal_invitations_make_one_task_and_one_mail(cast: Cast, login, sent) -> None:
    client = login(cast.leader)
    post = answers(cast, key="4b0f6f0e-8f0e-4f7e-9d8a-0d8f8d9f1a11")
    for _ in range(20):
        sent(lambda: client.post("/people/invite/", post))
    assert find("ny.coach@example.org").appointments.count() == 1
    assert len(mail.outbox) == 1


def test_mail_server_that_refuses_leaves_the_task_and_tells_the_inviter(cast: Cast, login, sent, settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody listens there
    with pytest.raises(MailNotSent):
        invited(cast, sent)
    assert find("ny.coach@example.org").appointments.count() == 1
