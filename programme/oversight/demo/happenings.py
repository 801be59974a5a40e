"""What happened at the demo's companies: sessions, actions, and the acts that history shows."""

from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from coaching.models import ActionItem, Attendance, CoachingSession, Topic
from coaching.so_far import recount
from companies.models import Enrolment
from programme.oversight.demo import names
from programme.oversight.demo.firms import write
from programme.oversight.demo.stories import State, Story
from programme.people.models import AuditEvent
from programme.structure.models import Stage


class Happenings:
    """Lets things happen at every company that has started."""

    def __init__(self, random: Random, today: date, stories: list[Story]) -> None:
        self.random, self.today, self.stories = random, today, stories

    def happen(self) -> None:
        """Sessions with attendance, action items, and history."""
        self._sessions()
        self._actions()
        self._history()

    def _session_days(self, story: Story) -> list[date]:
        if story.enrolment.started_on is None:
            return []
        last = story.ended or story.silent_since or self.today
        if story.state == State.PAUSED:
            last = story.enrolment.state_since_on
        days: list[date] = []
        day = story.enrolment.started_on + timedelta(days=self.random.randrange(1, 8))
        while day <= last and len(days) < 45:
            weekday = day - timedelta(days=max(0, day.weekday() - 4))
            if weekday >= story.enrolment.started_on:
                days.append(weekday)
            first_year = (day - story.enrolment.started_on).days < 300
            day += timedelta(days=self.random.randrange(13, 19) if first_year else self.random.randrange(18, 27))
        if story.silent_since and days:
            days = [d for d in days if d < story.silent_since] + [story.silent_since]
        return sorted(set(days))

    def _sessions(self) -> None:
        sessions, attendances = [], []
        topics = list(Topic.objects.values_list("code", flat=True))
        for story in self.stories:
            for day in self._session_days(story):
                on_site = self.random.choice([120, 150, 180, 180, 240])
                remote = self.random.random() < 0.15
                people = self.random.randrange(3, 14)
                women = self.random.randrange(0, people // 2 + 1)
                unstated = self.random.choice([0, 0, 0, 1])
                sessions.append(
                    CoachingSession(
                        coach=story.coach,
                        held_on=day,
                        logged_at=self._evening_of(day),
                        on_site_minutes=0 if remote else on_site,
                        remote_minutes=90 if remote else 0,
                        travel_minutes=0 if remote else self.random.choice([30, 60, 90, 120]),
                        preparation_minutes=self.random.choice([0, 30, 30, 60]),
                        topics=sorted(self.random.sample(topics, 2)),
                        shareable_summary=self.random.choice(names.SUMMARIES),
                        confidential_note=self.random.choice(names.NOTES),
                    )
                )
                attendances.append(
                    Attendance(
                        session=sessions[-1],
                        enrolment=story.enrolment,
                        stage=self._stage_on(story, day),
                        women=women,
                        men=people - women,
                        not_stated=unstated,
                        company_minutes=(people + unstated) * (90 if remote else on_site),
                    )
                )
        write(CoachingSession, sessions)
        write(Attendance, attendances)
        recount(Enrolment.objects.all())

    def _evening_of(self, day: date) -> datetime:
        """When a session of the day was logged; one of today a moment ago."""
        return timezone.make_aware(datetime.combine(day, time(17, 30))) if day < self.today else timezone.now()

    def _stage_on(self, story: Story, day: date) -> Stage | None:
        for row in story.planned:
            if row.entered_on and row.entered_on <= day and (row.closed_on is None or day < row.closed_on):
                return row.stage
        return story.planned[-1].stage if story.planned else None

    def _actions(self) -> None:
        rows = []
        for story in self.stories:
            if story.state != State.ACTIVE:
                continue
            for what in self.random.sample(names.ACTIONS, 3):
                due = self.today + timedelta(days=self.random.randrange(-6, 30))
                done = self.random.random() < 0.4
                rows.append(
                    ActionItem(
                        enrolment=story.enrolment,
                        what=what,
                        owner_name=f"{self.random.choice(names.FIRST)} {self.random.choice(names.LAST)}",
                        due_on=due,
                        closed_on=self.today - timedelta(days=self.random.randrange(1, 20)) if done else None,
                        closed_by=story.coach if done else None,
                        added_by=story.coach,
                    )
                )
        write(ActionItem, rows)

    def _history(self) -> None:
        """The acts that brought running companies here, as the portal's own actions would have noted them."""
        events = []
        for story in self.stories:
            if story.state not in Enrolment.RUNNING or story.start is None:
                continue
            told = [("admit", story.enrolment.admitted_on), ("start", story.enrolment.started_on)]
            told += [("close_stage", row.closed_on) for row in story.planned if row.closed_on]
            for verb, day in told:
                if day:
                    events.append(
                        AuditEvent(
                            happened_at=timezone.make_aware(datetime.combine(day, time(10, 0))),
                            by=story.leader,
                            verb=verb,
                            subject_kind="enrolment",
                            subject_id=story.enrolment.pk,
                            subject_label=str(story.enrolment.company),
                        )
                    )
        write(AuditEvent, events)
