"""Verbs on the rules of reminders: set one, and go back to the one that counts without it."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from programme.notices.events import Event, all_events
from programme.notices.models import ReminderRule, ReminderStep
from programme.notices.rule_book import RuleBook, as_rule
from programme.notices.rule_words import trace_of
from programme.notices.rules import FURTHEST_DAYS, MOST_STEPS, Rule
from programme.notices.visibility import may_set_rule
from programme.people import audit
from programme.people.models import User
from programme.people.versions import Conflict, save_on_version


def set_rule(*, by: User, rule: Rule, version: int, now: datetime) -> ReminderRule:
    """Make this the rule of its event, in its programme or in all without one of their own.

    version: of the row that the rule was made from; 0 when there was none. A rule that stands already is left as it
    is. Raises PermissionDenied, ValidationError, and Conflict when it was set, changed or taken away since.
    """
    if not may_set_rule(by, rule.programme):
        raise PermissionDenied
    event = all_events()[rule.event]
    rule = replace(rule, steps=tuple(sorted(rule.steps)))
    _refuse_what_makes_no_sense(event, rule)
    with transaction.atomic():
        row = _row_of(rule)
        if row and as_rule(row) == rule:
            return row
        before = RuleBook().rule_of(event, rule.programme)
        values = {"is_on": rule.is_on, "stop": rule.stop, "quiet": rule.quiet, "too_old_days": rule.too_old_days}
        values |= {"changed_by": by, "changed_at": now}
        try:
            row = _changed(row, values, version) if row else _made(before, rule, values, version)
        except Conflict as conflict:
            raise Conflict(conflict.current, {**values, "rungs": rule.steps}) from None
        ReminderStep.objects.bulk_create(
            ReminderStep(rule=row, days=step.days, audience=step.audience) for step in rule.steps
        )
        row.rungs = rule.steps
        audit.record("reminder-rule-set", row, by=by, changes=_changes(event, before, rule))
    return row


@transaction.atomic
def remove_rule(*, by: User, row: ReminderRule, version: int) -> None:
    """Go back: a programme's to the rule for all, the one for all to the event's own default.

    One that is gone already stays gone. Raises PermissionDenied, and Conflict when it was changed since `version`.
    """
    if not may_set_rule(by, row.programme_id):
        raise PermissionDenied
    held = ReminderRule.objects.select_for_update().filter(pk=row.pk).first()
    if held is None:
        return
    if held.version != version:
        raise Conflict(held, {})
    event, before = all_events()[held.event], as_rule(held)
    after = RuleBook().rule_without(event, held.programme_id)
    audit.record("reminder-rule-remove", held, by=by, changes=_changes(event, before, after))
    held.delete()


def _refuse_what_makes_no_sense(event: Event, rule: Rule) -> None:
    """The form says it beside its fields; this is for whoever comes another way."""
    steps = rule.steps
    if rule.is_on and not steps:
        raise ValidationError(_("Write at least one step, or switch the rule off."))
    if len(steps) > MOST_STEPS or len(set(steps)) < len(steps):
        raise ValidationError(_("Each step once, and at most %(n)d.") % {"n": MOST_STEPS})
    earliest = 0 if event.is_news else -FURTHEST_DAYS
    if any(step.audience not in event.audiences or not earliest <= step.days <= FURTHEST_DAYS for step in steps):
        raise ValidationError(_("The event has no such step."))
    if rule.stop not in (event.stops or {"": ""}) or (rule.programme is not None and not event.by_programme):
        raise ValidationError(_("The event has no such rule."))


def _row_of(rule: Rule) -> ReminderRule | None:
    rows = ReminderRule.objects.select_for_update().prefetch_related("steps")
    return rows.filter(event=rule.event, programme=rule.programme).first()


def _made(before: Rule, rule: Rule, values: dict[str, Any], version: int) -> ReminderRule:
    if version:  # somebody went back to the rule that counts without it
        gone = ReminderRule(event=rule.event, programme_id=rule.programme, version=0)
        gone.is_on, gone.stop, gone.quiet, gone.too_old_days = (
            before.is_on,
            before.stop,
            before.quiet,
            before.too_old_days,
        )
        gone.rungs = before.steps
        raise Conflict(gone, {})
    try:
        with transaction.atomic():
            return ReminderRule.objects.create(event=rule.event, programme_id=rule.programme, **values)
    except IntegrityError:  # somebody made one at the same time
        raise Conflict(ReminderRule.objects.get(event=rule.event, programme=rule.programme), {}) from None


def _changed(row: ReminderRule, values: dict[str, Any], version: int) -> ReminderRule:
    save_on_version(row, values, version)
    row.steps.all().delete()
    return row


def _changes(event: Event, before: Rule, after: Rule) -> dict[str, list[str]]:
    """Old and new in the portal's own language, so that the trace reads the same whoever left it."""
    with override(settings.LANGUAGE_CODE):
        old, new = trace_of(event, before), trace_of(event, after)
    return {name: [old[name], new[name]] for name in new if old[name] != new[name]}
