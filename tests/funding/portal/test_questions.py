"""Questions about reports: who asks, who answers, who reads what of it, and that nothing typed is lost."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from funding.models import ReportMessage, ReportQuestion
from funding.portal import actions
from programme.people.models import AuditEvent, User
from tests.cast import Cast
from tests.funding.portal.world import asked, colleague, corrected, ended
from tests.funding.world import Money, frozen, stated

Login = Callable[[User], Client]


def test_funder_asks_office_answers_funder_closes(cast: Cast, money: Money, login: Login) -> None:
    report = frozen(cast, money.period_vinnova)
    funder, office = login(cast.funder_vinnova), login(cast.director)

    sent = funder.post(
        reverse("question-ask", args=[report.pk]), {"text": "Hur räknas egen tid?", "figure": "5", "key": uuid4()}
    )
    question = ReportQuestion.objects.get()
    assert sent["Location"] == question.get_absolute_url()
    assert (question.figure.number, question.waits_since_at) == (5, question.asked_at)
    office.post(reverse("question-write", args=[question.pk]), {"text": "Deltagare gånger tid.", "key": uuid4()})
    question.refresh_from_db()
    assert question.waits_since_at is None
    last = question.messages.last()
    funder.post(reverse("question-close", args=[question.pk]), {"last": last.pk})

    question.refresh_from_db()
    assert question.closed_by == cast.funder_vinnova
    assert list(question.messages.values_list("side", "written_by", "text")) == [
        ("funder", cast.funder_vinnova.pk, "Hur räknas egen tid?"),
        ("office", cast.director.pk, "Deltagare gånger tid."),
    ]
    trace = AuditEvent.objects.filter(subject_kind="reportquestion").order_by("pk")
    assert [event.verb for event in trace] == ["question-asked", "question-answered", "question-closed"]
    assert "egen tid" not in str([(event.changes, event.subject_label) for event in trace])


def test_who_writes_in_a_closed_question_opens_it_and_waits_again(cast: Cast, money: Money) -> None:
    question = asked(cast, frozen(cast, money.period_vinnova))
    actions.write_message(by=cast.director, question=question, text="Svar")
    actions.close_question(by=cast.director, question=question, last=question.messages.last().pk)

    actions.write_message(by=cast.funder_vinnova, question=question, text="En sak till")

    question.refresh_from_db()
    assert (question.closed_at, question.closed_by) == (None, None)
    assert question.waits_since_at is not None
    first = question.waits_since_at
    actions.write_message(by=cast.funder_vinnova, question=question, text="Och en till")
    question.refresh_from_db()
    assert question.waits_since_at == first  # it has waited since the first of them


def test_funder_sends_and_closes_in_one(cast: Cast, money: Money, login: Login) -> None:
    question = asked(cast, frozen(cast, money.period_vinnova))

    login(cast.funder_vinnova).post(
        reverse("question-write", args=[question.pk]), {"text": "Tack, det löste sig.", "close": "1"}
    )

    question.refresh_from_db()
    assert (question.closed_by, question.waits_since_at) == (cast.funder_vinnova, None)


def test_office_may_not_close_what_it_has_not_answered(cast: Cast, money: Money, login: Login) -> None:
    question = asked(cast, frozen(cast, money.period_vinnova))
    office = login(cast.director)

    assert reverse("question-close", args=[question.pk]) not in office.get(question.get_absolute_url()).content.decode()
    office.post(reverse("question-close", args=[question.pk]), {"last": question.messages.last().pk})
    office.post(reverse("question-write", args=[question.pk]), {"text": "Svar", "close": "1"})

    question.refresh_from_db()
    assert question.closed_at is None  # `close` is the funder's word


def test_close_is_refused_when_something_was_written_meanwhile(cast: Cast, money: Money, login: Login) -> None:
    question = asked(cast, frozen(cast, money.period_vinnova))
    seen = question.messages.last().pk
    actions.write_message(by=cast.director, question=question, text="Svar")

    for last in (seen, "", "x", -1, 2**70):
        login(cast.funder_vinnova).post(reverse("question-close", args=[question.pk]), {"last": last})

    question.refresh_from_db()
    assert question.closed_at is None
    with pytest.raises(actions.WrittenMeanwhile):
        actions.close_question(by=cast.funder_vinnova, question=question, last=seen)


def test_twenty_equal_posts_are_one_question_and_one_message(cast: Cast, money: Money, login: Login) -> None:
    report, key, other = frozen(cast, money.period_vinnova), uuid4(), uuid4()
    client = login(cast.funder_vinnova)

    for _n in range(20):
        client.post(reverse("question-ask", args=[report.pk]), {"text": "En gång", "key": key})
    question = ReportQuestion.objects.get()
    for _n in range(20):
        client.post(reverse("question-write", args=[question.pk]), {"text": "Också en gång", "key": other})

    assert list(ReportMessage.objects.values_list("text", flat=True)) == ["En gång", "Också en gång"]


@pytest.mark.parametrize("typed", ["", "   ", "\x00", "x" * 4001])
def test_question_that_is_none_keeps_what_was_typed_and_says_so(
    cast: Cast, money: Money, login: Login, typed: str
) -> None:
    report = frozen(cast, money.period_vinnova)

    answer = login(cast.funder_vinnova).post(reverse("question-ask", args=[report.pk]), {"text": typed, "figure": "4"})

    assert answer.status_code == 422
    form = answer.context["form"]
    assert (form["text"].value(), form["figure"].value()) == (typed, "4")
    assert form.errors["text"]
    assert not ReportQuestion.objects.exists()


def test_message_that_is_too_long_keeps_what_was_typed(cast: Cast, money: Money, login: Login) -> None:
    question = asked(cast, frozen(cast, money.period_vinnova))

    answer = login(cast.director).post(reverse("question-write", args=[question.pk]), {"text": "x" * 4001})

    assert answer.status_code == 422
    assert answer.context["form"]["text"].value() == "x" * 4001
    assert question.messages.count() == 1


@pytest.mark.parametrize("figure", ["99", "-1", "x", "4; drop"])
def test_figure_that_the_report_has_not_is_refused(cast: Cast, money: Money, login: Login, figure: str) -> None:
    report = frozen(cast, money.period_vinnova)
    client = login(cast.funder_vinnova)

    assert client.get(reverse("question-ask", args=[report.pk]), {"figure": figure}).status_code == 200
    answer = client.post(reverse("question-ask", args=[report.pk]), {"text": "Vad?", "figure": figure})

    assert answer.status_code == 422
    assert answer.context["form"].errors["figure"]


def test_figure_of_another_report_is_refused_by_the_verb(cast: Cast, money: Money) -> None:
    mine, other = frozen(cast, money.period_vinnova), frozen(cast, money.period)

    with pytest.raises(ValueError, match="is not of report"):
        asked(cast, mine, figure=other.figures.first())


def test_only_the_funder_asks_and_only_about_what_is_released(cast: Cast, money: Money, login: Login) -> None:
    report, draft = frozen(cast, money.period_vinnova), stated(cast, money.running)
    typed = {"text": "Vad?"}

    for who, status in (("funder_tvv", 404), ("director", 403), ("auditor", 403), ("leader", 403), ("nobody", 403)):
        assert login(getattr(cast, who)).post(reverse("question-ask", args=[report.pk]), typed).status_code == status
    assert login(cast.funder_tvv).post(reverse("question-ask", args=[draft.pk]), typed).status_code == 404
    assert login(cast.director).post(reverse("question-ask", args=[draft.pk]), typed).status_code == 403
    for who in ("funder_tvv", "director", "auditor", "nobody"):
        with pytest.raises(PermissionDenied):
            actions.ask_question(by=getattr(cast, who), report=report, text="Vad?")
    assert not ReportQuestion.objects.exists()


def test_question_is_another_funders_404_and_the_auditors_to_read(cast: Cast, money: Money, login: Login) -> None:
    question = asked(cast, frozen(cast, money.period_vinnova), "Bara för oss")
    write, close = (reverse(f"question-{verb}", args=[question.pk]) for verb in ("write", "close"))

    other = login(cast.funder_tvv)
    assert other.get(question.get_absolute_url()).status_code == 404
    assert other.post(write, {"text": "Hej"}).status_code == 404
    assert other.post(close, {"last": 9}).status_code == 404
    assert "Bara för oss" not in other.get(reverse("question-list")).content.decode()
    auditor = login(cast.auditor)
    assert "Bara för oss" in auditor.get(question.get_absolute_url()).content.decode()
    assert write not in auditor.get(question.get_absolute_url()).content.decode()
    assert auditor.post(write, {"text": "Hej"}).status_code == 403
    assert auditor.post(close, {"last": 9}).status_code == 403
    assert question.messages.count() == 1


def test_former_person_of_the_funder_reads_and_writes_nothing_any_more(cast: Cast, money: Money, login: Login) -> None:
    question = asked(cast, frozen(cast, money.period_vinnova))
    ended(cast.funder_vinnova)
    gone = User.objects.get(pk=cast.funder_vinnova.pk)

    assert login(gone).get(question.get_absolute_url()).status_code == 403
    for verb in (
        lambda: actions.write_message(by=gone, question=question, text="Hej"),
        lambda: actions.close_question(by=gone, question=question, last=9**9),
    ):
        with pytest.raises(PermissionDenied):
            verb()


def test_funder_reads_sides_and_the_office_reads_names(cast: Cast, money: Money, login: Login) -> None:
    second = colleague(cast)
    question = asked(cast, frozen(cast, money.period_vinnova))
    actions.write_message(by=second, question=question, text="Jag undrar också")
    actions.write_message(by=cast.director, question=question, text="Så här")

    def voices(user: User) -> list[str]:
        return [one.who for one in login(user).get(question.get_absolute_url()).context["said"]]

    with translation.override("sv"):
        mine, theirs, office = (
            _("You"),
            _("A colleague at %(funder)s") % {"funder": "Vinnova"},
            _("The programme office"),
        )
    assert voices(cast.funder_vinnova) == [mine, theirs, office]
    assert voices(second) == [theirs, mine, office]
    assert voices(cast.director)[:2] == [f"{cast.funder_vinnova.name}, Vinnova", f"{second.name}, Vinnova"]
    for path in (question.get_absolute_url(), reverse("question-list"), reverse("home")):
        page = login(second).get(path).content.decode()
        assert cast.funder_vinnova.name not in page
        assert cast.director.name not in page


def test_markup_in_a_question_stays_text(cast: Cast, money: Money, login: Login) -> None:
    typed = "<script>alert(1)</script>\n<b>fet</b> {{ 7|add:7 }} javascript:alert(1)"
    question = asked(cast, frozen(cast, money.period_vinnova), typed)

    for who in (cast.funder_vinnova, cast.director):
        for path in (question.get_absolute_url(), reverse("question-list"), question.report.get_absolute_url()):
            page = login(who).get(path).content.decode()
            assert "&lt;script&gt;alert(1)" in page
            assert "<script>alert(1)" not in page
            assert "14" not in page.split("javascript:alert")[0][-40:]


def test_list_is_filtered_by_state_and_grant_and_shows_the_longest_waiting_first(
    cast: Cast, money: Money, login: Login
) -> None:
    report = frozen(cast, money.period_vinnova)
    old, new, done, answered = (asked(cast, report, text) for text in ("gammal", "ny", "klar", "besvarad"))
    for question in (done, answered):
        actions.write_message(by=cast.director, question=question, text="Svar")
    actions.close_question(by=cast.director, question=done, last=done.messages.last().pk)
    client = login(cast.director)

    def shown(**query: object) -> list[str]:
        return [line.question.text for line in client.get(reverse("question-list"), query).context["lines"]]

    assert shown() == ["gammal", "ny", "besvarad", "klar"]
    assert (shown(show="waiting"), shown(show="answered")) == (["gammal", "ny"], ["besvarad"])
    assert shown(show="closed") == ["klar"]
    assert shown(grant=money.vinnova.pk, show="closed") == ["klar"]
    for odd in ({"show": "x"}, {"grant": "9" * 30}, {"grant": money.tvv.pk}, {"page": "-1"}):
        assert len(shown(**odd)) == 4, odd


def test_open_questions_stand_on_the_directors_list_and_on_the_report(cast: Cast, money: Money, login: Login) -> None:
    report = frozen(cast, money.period_vinnova)
    question = asked(cast, report, "Vad hände i norr?")
    client = login(cast.director)

    for path in (reverse("report-list"), report.get_absolute_url()):
        assert question.get_absolute_url() in client.get(path).content.decode()
    actions.write_message(by=cast.director, question=question, text="Inget")
    assert question.get_absolute_url() not in client.get(reverse("report-list")).content.decode()
    assert question.get_absolute_url() in client.get(report.get_absolute_url()).content.decode()


def test_question_on_a_version_stands_on_its_correction_too(cast: Cast, money: Money, login: Login) -> None:
    question = asked(cast, frozen(cast, money.period_vinnova))
    second = corrected(cast, money.period_vinnova)

    assert question.get_absolute_url() in login(cast.funder_vinnova).get(second.get_absolute_url()).content.decode()


def test_database_refuses_a_closed_question_that_waits(cast: Cast, money: Money) -> None:
    question = asked(cast, frozen(cast, money.period_vinnova))

    with pytest.raises(IntegrityError), transaction.atomic():
        ReportQuestion.objects.filter(pk=question.pk).update(closed_at=question.asked_at, closed_by=cast.director)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportQuestion.objects.filter(pk=question.pk).update(waits_since_at=None, closed_at=question.asked_at)


@pytest.mark.parametrize("who", ["director", "funder_vinnova"])
def test_list_and_thread_ask_equally_often_for_1_and_3_questions(
    cast: Cast, money: Money, login: Login, who: str
) -> None:
    report = frozen(cast, money.period_vinnova)
    question = asked(cast, report)
    client = login(getattr(cast, who))
    paths = [reverse("question-list"), question.get_absolute_url(), report.get_absolute_url()]
    for path in paths:
        client.get(path)

    def counts() -> list[int]:
        found = []
        for path in paths:
            with CaptureQueriesContext(connection) as captured:
                client.get(path)
            found.append(len(captured))
        return found

    before = counts()
    for n in range(2):
        more = asked(cast, report, f"Fråga {n}")
        actions.write_message(by=cast.director, question=more, text="Svar")
        actions.write_message(by=cast.funder_vinnova, question=question, text=f"Till {n}")
    assert counts() == before
    assert max(before) <= 16, before  # the report: three rooms stand beside it
