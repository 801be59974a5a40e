"""Topics as data: offered, renamed, no longer offered; old sessions keep their words."""

from django.urls import reverse

from coaching.models import CoachingSession, Topic
from programme.people.models import AuditEvent
from programme.people.roles import Role
from tests.cast import Cast, person
from tests.coaching.posts import held, session_post

LOG = "/sessions/log/"


def added(cast: Cast, login, **changes: object) -> Topic:
    """A topic as the director adds it."""
    typed = {"name_sv": "Ordning", "name_en": "Order", "code": "ordning", "order": "5", "is_offered": "on"}
    login(cast.director).post(reverse("topic-add"), typed | changes)
    return Topic.objects.get(code="ordning")


def test_topic_of_the_director_can_be_chosen_at_once(cast: Cast, login) -> None:
    added(cast, login)
    coach = login(cast.coach_a)
    assert coach.get(LOG).context["form"].fields["topics"].choices[0] == ("ordning", "Ordning")
    coach.post(LOG, session_post(cast.a, topics=["ordning"]))
    session = CoachingSession.objects.get()
    assert session.topics == ["ordning"]
    assert "Ordning" in coach.get(session.get_absolute_url()).content.decode()
    assert AuditEvent.objects.filter(verb="topic-add").count() == 1


def test_topic_no_longer_offered_stays_on_old_sessions_and_on_forms_that_are_on_their_way(cast: Cast, login) -> None:
    topic, client = added(cast, login), login(cast.director)
    session = held(cast.coach_a, cast.a.started_on, cast.a, topics=["ordning"])
    typed = {"version": topic.version, "name_sv": "Ordning och reda", "name_en": "Good order", "order": "5"}

    client.post(reverse("topic-change", args=[topic.pk]), typed)

    topic.refresh_from_db()
    assert (topic.is_offered, topic.name_en, topic.code) == (False, "Good order", "ordning")
    coach = login(cast.coach_a)
    assert "ordning" not in dict(coach.get(LOG).context["form"].fields["topics"].choices)
    assert "Ordning och reda" in coach.get("/sessions/").content.decode()
    assert "ordning" in dict(coach.get(f"/sessions/{session.pk}/change/").context["form"].fields["topics"].choices)
    coach.post(LOG, session_post(cast.a, topics=["ordning"]))
    assert CoachingSession.objects.exclude(pk=session.pk).get().topics == ["ordning"]


def test_topic_bad_input_is_refused_beside_the_field(cast: Cast, login) -> None:
    client = login(cast.director)
    good = {"name_sv": "Ordning", "name_en": "Order", "code": "ordning", "order": "5", "is_offered": "on"}
    for wrong, field in (
        ({"code": "five_s"}, "code"), ({"code": "Å ä"}, "code"), ({"code": ""}, "code"), ({"order": "-1"}, "order"),
        ({"order": "1e309"}, "order"), ({"order": "40000"}, "order"), ({"name_sv": ""}, "name_sv"),
        ({"name_en": "x" * 61}, "name_en"),
    ):  # fmt: skip
        assert field in client.post(reverse("topic-add"), good | wrong).context["form"].errors
    assert Topic.objects.count() == 10


def test_topic_changed_meanwhile_shows_both(cast: Cast, login) -> None:
    topic, client = added(cast, login), login(cast.director)
    typed = {"version": topic.version, "name_sv": "Ett", "name_en": "One", "order": "5", "is_offered": "on"}
    client.post(reverse("topic-change", args=[topic.pk]), typed)
    answer = client.post(reverse("topic-change", args=[topic.pk]), typed | {"name_en": "Two"})
    assert answer.status_code == 409
    topic.refresh_from_db()
    assert topic.name_en == "One"


def test_topics_are_changed_by_the_programme_office_alone(cast: Cast, login) -> None:
    topic = Topic.objects.first()
    of_one = person("ett.program@example.org", "Eva Ett", (Role.DIRECTOR, {"programme": cast.programme}))
    for somebody in (of_one, cast.leader, cast.auditor, cast.coach_a, cast.funder_tvv):
        client = login(somebody)
        assert client.get(reverse("topic-add")).status_code == 403
        assert client.post(reverse("topic-change", args=[topic.pk]), {}).status_code == 403
    assert login(cast.leader).get(reverse("topic-list")).status_code == 200
