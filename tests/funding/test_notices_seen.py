"""Who sees the notices about what: of a company whoever sees it, of a report only those who oversee the notices."""

import pytest
from django.conf import LazySettings

from funding.models import ReportingPeriod
from programme.notices.models import Notice
from tests.cast import Cast
from tests.funding.world import Money
from tests.notices.rules_at_hand import noticed

SEEN = {  # whose notices, of one about each company's enrolment and one about a report, each role sees
    "director": "a b c report", "auditor": "a b c report", "leader": "a b", "leader_norr": "c", "coach_a": "a",
    "coach_b": "b", "former_coach": "", "funder_tvv": "", "nobody": "",
}  # fmt: skip


@pytest.mark.parametrize("role", SEEN)
def test_notice_is_seen_by_who_sees_its_subject_but_of_reports_only_by_who_oversees(
    cast: Cast, money: Money, settings: LazySettings, role: str
) -> None:
    settings.REMINDER_EVENTS = ["coaching.reminders.EVENTS", "funding.reminders.EVENTS"]
    for name in ("a", "b", "c"):
        noticed(cast.inactive, subject_id=getattr(cast, name).pk, subject_label=name)
    period = ReportingPeriod.objects.filter(grant__funder=cast.tvv).first()
    assert period and ReportingPeriod.objects.visible_to(cast.funder_tvv).filter(pk=period.pk).exists()
    noticed(cast.inactive, subject_kind="reportingperiod", subject_id=period.pk, subject_label="report")
    noticed(cast.inactive, subject_kind="unknown", subject_id=cast.a.pk, subject_label="unknown")

    seen = Notice.objects.visible_to(getattr(cast, role)).exclude(subject_label="unknown")

    assert " ".join(sorted(seen.values_list("subject_label", flat=True))) == SEEN[role]
    oversees = role in {"director", "auditor"}
    assert Notice.objects.visible_to(getattr(cast, role)).filter(subject_kind="unknown").exists() is oversees
