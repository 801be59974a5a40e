"""The verbs on stories: write, change, take the consent back, choose for a report."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from coaching.visibility import enrolments_open_to_actions
from companies.models import Enrolment
from funding.actions import NotReady
from funding.models import Report, ReportStory, Story
from funding.stories.listing import tellable
from programme.people import audit
from programme.people.models import User
from programme.people.versions import save_on_version


@transaction.atomic
def write_story(*, by: User, enrolment: Enrolment, values: Mapping[str, Any]) -> Story:
    """A new story of a company that the writer works with."""
    if not enrolments_open_to_actions(by).filter(pk=enrolment.pk).exists():
        raise PermissionDenied
    story = Story.objects.create(enrolment=enrolment, written_by=by, **values)
    audit.record("story-written", story, by=by, changes={"title": [None, story.title]})
    return story


@transaction.atomic
def change_story(*, by: User, story: Story, version: int, values: Mapping[str, Any]) -> Story:
    """Reword it, or note the consent. A report that tells it takes the new words when it is built again."""
    row = _locked(by, story)
    changes = audit.differences(row, values)
    save_on_version(row, {**values, "withdrawn_on": None}, version)
    audit.record("story-changed", row, by=by, changes=changes)
    return row


@transaction.atomic
def withdraw_consent(*, by: User, story: Story, today: date) -> Story:
    """The company no longer wants it told. Released reports stay as they are; no other tells it."""
    row = _locked(by, story)
    if row.may_be_told:
        row.withdrawn_on = today
        row.save(update_fields=["withdrawn_on"])
        audit.record("story-withdrawn", row, by=by, changes={"withdrawn_on": [None, today.isoformat()]})
    return row


@transaction.atomic
def choose_stories(*, by: User, report: Report, stories: Sequence[Story]) -> Report:
    """Which stories a draft tells. Raises NotReady for what is no draft, or for a story without consent."""
    row = Report.objects.select_for_update().get(pk=report.pk)
    if not Report.objects.changeable_by(by).filter(pk=row.pk).exists():
        raise PermissionDenied
    if row.state != Report.State.DRAFT:
        raise NotReady(_("Only a draft can be changed. Take the report back to draft first."))
    wanted = {story.pk for story in stories}
    if wanted - set(tellable(row, by).values_list("pk", flat=True)):
        raise NotReady(_("A story's consent was taken back meanwhile. Choose again."))
    before = set(row.stories.values_list("story", flat=True))
    row.stories.exclude(story__in=wanted).delete()
    ReportStory.objects.bulk_create(ReportStory(report=row, story_id=pk) for pk in sorted(wanted - before))
    if before != wanted:
        row.built_at = None
        row.save(update_fields=["built_at"])
        audit.record("stories-chosen", row, by=by, changes={"stories": [len(before), len(wanted)]})
    return row


def _locked(by: User, story: Story) -> Story:
    row = Story.objects.select_for_update().get(pk=story.pk)
    if not Story.objects.changeable_by(by).filter(pk=row.pk).exists():
        raise PermissionDenied
    return row
