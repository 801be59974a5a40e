"""The pages of rules: the list, the form that loses nothing, the preview, two people at once."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from python_calamine import CalamineWorkbook

from coaching.models import ActionItem
from programme.notices import actions
from programme.notices.audiences import Audience
from programme.notices.events import all_events
from programme.notices.models import Notice, ReminderRule
from programme.notices.rule_book import RuleBook, as_rule, default_of
from programme.notices.rule_forms import StepForm
from programme.notices.rule_words import steps_in_words, trace_of
from programme.notices.rules import Rule, Step
from programme.people.models import AuditEvent, User
from programme.people.roles import Role
from programme.structure.models import Programme
from tests.cast import Cast, person
from tests.notices.test_preview import OURS

Login = Callable[[User], Client]
STEPS = (Step(-7, Audience.COACHES), Step(0, Audience.LEADERS), Step(8, Audience.DIRECTORS))
SILENCE = Rule("silence", STEPS, stop="planned", too_old_days=9)
LIST, CHANGE, PREVIEW = "reminder-rule-list", "reminder-rule-change", "reminder-rule-preview"


@pytest.fixture(autouse=True)
def events(settings: LazySettings, rules: None) -> None:
    """The portal's own events."""
    settings.REMINDER_EVENTS = OURS


def typed(rule: Rule, version: int = 0, **more: Any) -> dict[str, Any]:
    """The rule as its form sends it."""
    told: dict[str, Any] = {"version": version, "stop": rule.stop, "quiet": rule.quiet}
    told |= {"too_old_days": rule.too_old_days, "steps-TOTAL_FORMS": len(rule.steps), "steps-INITIAL_FORMS": 0}
    for n, step in enumerate(rule.steps):
        told |= {f"steps-{n}-{name}": "" if value is None else value for name, value in StepForm.of(step).items()}
    return told | ({"is_on": "on"} if rule.is_on else {}) | more


def put(cast: Cast, rule: Rule, version: int = 0) -> ReminderRule:
    return actions.set_rule(by=cast.director, rule=rule, version=version, now=timezone.now())


def test_list_shows_every_event_with_its_rule_and_who_changed_it(cast: Cast, login: Login) -> None:
    put(cast, SILENCE)
    put(cast, Rule("stage_end", (Step(3, Audience.LEADERS),), programme=cast.programme.pk))
    answer = login(cast.director).get(reverse(LIST))
    lines = {one.event.key: one for _topic, events in answer.context["topics"] for one in events}
    assert set(lines) == set(all_events())
    assert (lines["silence"].general.rule, lines["silence"].general.row.changed_by) == (SILENCE, cast.director)
    assert lines["stage_end"].general.row is None
    assert [own.programme for own in lines["stage_end"].own] == [cast.programme]
    shown = answer.content.decode()
    assert lines["silence"].general.steps in shown
    for path in (reverse(CHANGE, args=["silence"]), reverse(PREVIEW, args=["agreement_missing"])):
        assert f'href="{path}"' in shown
    assert f'href="{reverse(CHANGE, args=["stage_end"])}?programme={cast.programme.pk}"' in shown


def test_list_asks_as_much_for_three_rules_as_for_one(
    cast: Cast, login: Login, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = login(cast.director)
    put(cast, SILENCE)
    client.get(reverse(LIST))
    for wanted in (1, 3):
        while (n := ReminderRule.objects.count()) < wanted:
            other = Programme.objects.create(code=f"p{n}", name_sv=f"P{n}", name_en=f"P{n}", starts_on="2026-01-01")
            put(cast, replace(SILENCE, programme=other.pk))
        with django_assert_num_queries(5):
            client.get(reverse(LIST))


def test_auditor_reads_rules_and_previews_and_changes_none(cast: Cast, login: Login) -> None:
    client, change = login(cast.auditor), reverse(CHANGE, args=["silence"])
    assert f'href="{change}"' not in client.get(reverse(LIST)).content.decode()
    answer = client.get(reverse(PREVIEW, args=["silence"]), typed(SILENCE))
    assert answer.context["preview"].lines
    assert 'method="post" action="/notices' not in answer.content.decode()
    assert client.get(change).status_code == 403
    assert client.post(change, typed(SILENCE)).status_code == 403
    assert client.get(reverse(PREVIEW, args=["silence"]), typed(Rule("silence", ()))).status_code == 403
    assert not ReminderRule.objects.exists()


def test_form_holds_the_rule_in_force_and_two_blank_rows(cast: Cast, login: Login) -> None:
    steps = login(cast.director).get(reverse(CHANGE, args=["stage_end"])).context["steps"]
    assert len(steps.forms) == len(default_of(all_events()["stage_end"]).steps) + 2
    assert [form["audience"].value() for form in steps.forms[-2:]] == [None, None]


def test_preview_saves_nothing_and_posting_it_saves_what_was_shown(cast: Cast, login: Login) -> None:
    client = login(cast.director)
    answer = client.get(reverse(PREVIEW, args=["silence"]), typed(SILENCE))
    assert answer.context["line"].rule == SILENCE
    assert answer.context["preview"].lines
    assert not ReminderRule.objects.exists() and not Notice.objects.exists()
    again = dict(answer.context["again"])
    saved = client.post(reverse(CHANGE, args=["silence"]), {**again, "is_on": "on"})
    assert saved.headers["Location"] == f"{reverse(LIST)}#silence"
    assert as_rule(ReminderRule.objects.get()) == SILENCE
    client.post(reverse(CHANGE, args=["silence"]), {**again, "is_on": "on"})
    assert AuditEvent.objects.filter(verb="reminder-rule-set").count() == 1


def test_rule_that_is_off_can_be_saved_off_or_switched_on_from_its_preview(cast: Cast, login: Login) -> None:
    client, off = (
        login(cast.director), Rule("agreement_missing", (Step(1, Audience.LEADERS),), is_on=False, quiet="none"),
    )  # fmt: skip
    answer = client.get(reverse(PREVIEW, args=[off.event]), typed(off))
    assert answer.context["preview"].lines, "shown as if it were on"
    again = dict(answer.context["again"])
    client.post(reverse(CHANGE, args=[off.event]), again)
    assert as_rule(ReminderRule.objects.get()) == off
    client.post(reverse(CHANGE, args=[off.event]), {**again, "version": 1, "is_on": "on"})
    assert as_rule(ReminderRule.objects.get()).is_on


@pytest.mark.parametrize(
    ("rule", "changed", "where"),
    [
        (replace(SILENCE, steps=()), {}, "steps"),
        (replace(SILENCE, steps=(STEPS[0], STEPS[0])), {}, "steps-1-days"),
        (SILENCE, {"steps-0-days": "366"}, "steps-0-days"),
        (SILENCE, {"steps-0-days": "-1"}, "steps-0-days"),
        (SILENCE, {"steps-0-days": "sju"}, "steps-0-days"),
        (SILENCE, {"steps-0-days": ""}, "steps-0-days"),
        (SILENCE, {"steps-0-audience": ""}, "steps-0-audience"),
        (SILENCE, {"steps-0-audience": "inbox"}, "steps-0-audience"),
        (SILENCE, {"steps-0-when": "x"}, "steps-0-when"),
        (SILENCE, {"too_old_days": "0"}, "too_old_days"),
        (SILENCE, {"too_old_days": "366"}, "too_old_days"),
        (SILENCE, {"stop": "begun"}, "stop"),
        (SILENCE, {"quiet": "x"}, "quiet"),
        (SILENCE, {"steps-TOTAL_FORMS": "13"}, "steps"),
    ],
)
def test_form_says_beside_the_field_what_is_wrong_and_keeps_the_rest(
    cast: Cast, login: Login, rule: Rule, changed: dict[str, str], where: str
) -> None:
    client, data = login(cast.director), typed(rule, **changed)
    for answer in (
        client.get(reverse(PREVIEW, args=["silence"]), data),
        client.post(reverse(CHANGE, args=["silence"]), data),
    ):
        form, steps = answer.context["form"], answer.context["steps"]
        wrong = {f"{one.prefix}-{name}" for one in steps for name in one.errors} | set(form.errors)
        wrong |= {"steps"} if steps.non_form_errors() else set()
        assert wrong == {where}
        shown = answer.content.decode()
        assert 'role="alert"' in shown
        if where != "too_old_days":
            assert 'name="too_old_days" value="9"' in shown
    assert not ReminderRule.objects.exists()


def test_news_has_no_days_before(cast: Cast, login: Login) -> None:
    client, news = login(cast.director), Rule("coach_begins", (Step(-1, Audience.PERSON),), quiet="none")
    assert 'value="before"' not in client.get(reverse(CHANGE, args=["coach_begins"])).content.decode()
    answer = client.post(reverse(CHANGE, args=["coach_begins"]), typed(news))
    assert "when" in answer.context["steps"].forms[0].errors


def test_form_that_comes_back_has_what_was_written_without_the_rows_that_go(cast: Cast, login: Login) -> None:
    data = typed(SILENCE, **{"steps-1-DELETE": "on", "too_old_days": "många"})
    answer = login(cast.director).get(reverse(CHANGE, args=["silence"]), data)
    rows = [(form["days"].value(), form["audience"].value()) for form in answer.context["steps"]]
    assert rows == [("7", "coaches"), ("8", "directors"), (None, None), (None, None)]
    form = answer.context["form"]
    assert (form["too_old_days"].value(), form["stop"].value(), form["is_on"].value()) == ("många", "planned", True)
    assert not form.errors


def test_form_has_no_more_than_twelve_rows(cast: Cast, login: Login) -> None:
    for count, rows in ((9, 11), (11, 12), (12, 12)):
        data = typed(replace(SILENCE, steps=tuple(Step(n + 1, Audience.COACHES) for n in range(count))))
        assert len(login(cast.director).get(reverse(CHANGE, args=["silence"]), data).context["steps"].forms) == rows


def test_row_that_is_ticked_to_go_is_not_saved(cast: Cast, login: Login) -> None:
    data = typed(SILENCE, **{"steps-1-DELETE": "on", "steps-1-days": "x"})
    login(cast.director).post(reverse(CHANGE, args=["silence"]), data)
    assert as_rule(ReminderRule.objects.get()).steps == (STEPS[0], STEPS[2])


@pytest.mark.parametrize(
    "torn", [{"version": "x"}, {"version": ""}, {"steps-TOTAL_FORMS": "x"}, {"steps-INITIAL_FORMS": ""}]
)
def test_address_that_is_not_whole_says_so_and_shows_what_could_be_read(
    cast: Cast, login: Login, torn: dict[str, str]
) -> None:
    put(cast, SILENCE)
    client = login(cast.director)
    mine = typed(replace(SILENCE, steps=(Step(2, Audience.COACHES),), too_old_days=12), **torn)
    for answer in (
        client.get(reverse(PREVIEW, args=["silence"]), mine),
        client.post(reverse(CHANGE, args=["silence"]), mine),
    ):
        shown = answer.content.decode()
        assert answer.context["is_torn"] and shown.count('role="alert"') == 1
        assert not answer.context["form"].errors and not answer.context["steps"].non_form_errors()
        assert [form["days"].value() for form in answer.context["steps"]] == ["2", None, None]
        assert 'name="version" value="1"' in shown and 'name="too_old_days" value="12"' in shown
    assert as_rule(ReminderRule.objects.get()) == SILENCE


def test_second_of_two_tabs_sees_both_rules_and_saves_only_after_a_new_preview(cast: Cast, login: Login) -> None:
    client, change = login(cast.director), reverse(CHANGE, args=["silence"])
    put(cast, SILENCE)
    mine = replace(SILENCE, steps=(Step(2, Audience.COACHES),), too_old_days=12)
    answer = client.post(change, typed(mine, version=0))
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert f'href="{reverse(LIST)}#silence"' in shown and f'href="{change}"' in shown, "the way back"
    pairs = answer.context["pairs"]
    assert {pair.saved for pair in pairs} == set(trace_of(all_events()["silence"], SILENCE).values())
    assert {pair.written for pair in pairs if pair.differs} == {steps_in_words(mine.steps), "12"}
    assert 'method="post" action="/notices' not in shown, "nothing is saved from here"
    assert as_rule(ReminderRule.objects.get()) == SILENCE
    back = client.get(f"{change}?{answer.context['query']}")
    assert [form["days"].value() for form in back.context["steps"]][0] == "2"
    preview = client.get(reverse(PREVIEW, args=["silence"]), dict(answer.context["again"]))
    assert (preview.context["line"].rule, preview.context["in_force"].rule) == (mine, SILENCE)
    client.post(change, {**dict(preview.context["again"]), "is_on": "on"})
    assert as_rule(ReminderRule.objects.get()) == mine


def test_rule_that_was_taken_away_meanwhile_is_kept_as_typed_too(cast: Cast, login: Login) -> None:
    client, own = login(cast.director), f"?programme={cast.programme.pk}"
    change = reverse(CHANGE, args=["silence"]) + own
    row = put(cast, replace(SILENCE, programme=cast.programme.pk))
    actions.remove_rule(by=cast.director, row=row, version=row.version)
    answer = client.post(change, typed(SILENCE, version=1))
    assert answer.status_code == 409
    preview = client.get(reverse(PREVIEW, args=["silence"]), dict(answer.context["again"]))
    client.post(change, {**dict(preview.context["again"]), "is_on": "on"})
    assert as_rule(ReminderRule.objects.get()) == replace(SILENCE, programme=cast.programme.pk)


def test_programme_is_given_its_own_rule_and_goes_back_after_a_preview(cast: Cast, login: Login) -> None:
    client, own = login(cast.director), f"?programme={cast.programme.pk}"
    change, preview = reverse(CHANGE, args=["silence"]), reverse(PREVIEW, args=["silence"])
    assert f"{change}{own}" in client.get(change).content.decode()
    rule = replace(SILENCE, programme=cast.programme.pk)
    shown = client.get(preview, typed(rule, programme=cast.programme.pk))
    assert f'action="{change}{own}"' in shown.content.decode()
    client.post(f"{change}{own}", {**dict(shown.context["again"]), "is_on": "on"})
    assert RuleBook().rule_of(all_events()["silence"], cast.programme.pk) == rule
    back = client.get(f"{preview}{own}&remove=1")
    assert back.context["line"].rule == replace(default_of(all_events()["silence"]), programme=cast.programme.pk)
    assert ReminderRule.objects.exists()
    remove = f"{reverse('reminder-rule-remove', args=['silence'])}{own}"
    client.post(remove, {"version": "7"})
    assert ReminderRule.objects.exists(), "somebody changed it meanwhile"
    for _time in range(2):
        client.post(remove, {"version": "1"})
    assert not ReminderRule.objects.exists()


def test_director_of_one_programme_sets_its_rules_only(cast: Cast, login: Login) -> None:
    client = login(person("own@example.org", "Egon Egen", (Role.DIRECTOR, {"programme": cast.programme})))
    other = Programme.objects.create(code="annat", name_sv="Annat", name_en="Other", starts_on="2026-01-01")
    change = reverse(CHANGE, args=["silence"])
    answers = [client.post(f"{change}{own}", typed(SILENCE)).status_code for own in ("", f"?programme={other.pk}")]
    answers.append(client.post(f"{reverse('reminder-rule-remove', args=['silence'])}?programme={other.pk}").status_code)
    assert answers == [403, 403, 403]
    client.post(f"{change}?programme={cast.programme.pk}", typed(SILENCE))
    assert as_rule(ReminderRule.objects.get()) == replace(SILENCE, programme=cast.programme.pk)


def test_addresses_that_mean_no_rule_are_not_found(cast: Cast, login: Login) -> None:
    client = login(cast.director)
    for name in (CHANGE, PREVIEW, "reminder-rule-export"):
        for key, query in (
            ("nothing", ""),
            ("silence", "?programme=999"),
            ("silence", "?programme=x"),
            ("silence", f"?programme={2**70}"),
            ("silence", "?programme=²"),
            ("interest_new", f"?programme={cast.programme.pk}"),
        ):
            assert client.get(reverse(name, args=[key]) + query).status_code == 404, (name, key, query)


def test_preview_shows_at_most_its_limit_and_says_how_many_more(
    cast: Cast, login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("programme.notices.views.rules.SHOWN", 2)
    answer = login(cast.director).get(reverse(PREVIEW, args=["silence"]))
    total = len(answer.context["preview"].lines)
    assert sum(len(day.lines) for day in answer.context["days"]) == 2
    assert answer.context["left_out"] == total - 2 > 0


@pytest.mark.parametrize("name", [PREVIEW, CHANGE])
def test_form_and_preview_ask_as_much_for_thirty_as_for_one(
    cast: Cast, login: Login, django_assert_num_queries: DjangoAssertNumQueries, name: str
) -> None:
    client, path = login(cast.director), reverse(name, args=["action_due"])
    client.get(path)
    for wanted in (1, 30):
        while ActionItem.objects.count() < wanted:
            due_on = timezone.localdate() + timedelta(days=ActionItem.objects.count())
            ActionItem.objects.create(enrolment=cast.a, what="Sak", due_on=due_on, added_by=cast.coach_a)
        with django_assert_num_queries(18 if name == PREVIEW else 8):
            client.get(path)


def test_export_has_all_lines_of_the_preview_and_leaves_a_trace(cast: Cast, login: Login) -> None:
    client = login(cast.director)
    preview = client.get(reverse(PREVIEW, args=["silence"]), typed(SILENCE)).context["preview"]
    answer = client.get(reverse("reminder-rule-export", args=["silence"]), typed(SILENCE))
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()[1:]
    assert [(row[0], row[1], row[2]) for row in rows if row[6]] == [
        (line.on, preview.names[line.person], line.sentence) for line in preview.lines
    ]
    assert len(rows) == len(preview.lines) + len(preview.unmailed)
    assert AuditEvent.objects.get().changes["rows"] == [None, len(rows)]
    wrong = client.get(reverse("reminder-rule-export", args=["silence"]), typed(Rule("silence", ())))
    assert wrong.status_code == 400
    assert preview.lines
