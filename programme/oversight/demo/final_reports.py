"""Final reports of the projects that came before the portal: each was asked for once, over all its days."""

from datetime import timedelta

from funding.models import Grant, ReportingPeriod

CASES = ("ERUF-2019-1130", "ERUF-2017-0852")  # SIMMITT and Smart industri i Norra Mellansverige
DUE_AFTER = timedelta(days=60)


def ask_for_final_reports() -> None:
    """One period over the whole of each past project, so that its report is released with the others."""
    for grant in Grant.objects.filter(case_number__in=CASES):
        ReportingPeriod.objects.create(
            grant=grant,
            number=1,
            starts_on=grant.starts_on,
            ends_on=grant.ends_on,
            due_on=grant.ends_on + DUE_AFTER,
        )
