"""What a correction begins with: what its former version said of outcomes off their plan."""

from funding.models import Report, VarianceComment


def take_over_variances(former: Report, report: Report) -> None:
    """Copy the former version's comments, with who wrote them and when. In the transaction of who makes the report."""
    VarianceComment.objects.bulk_create(
        VarianceComment(
            report=report,
            target_id=one.target_id,
            text=one.text,
            written_by_id=one.written_by_id,
            written_at=one.written_at,
        )
        for one in former.variances.all()
    )
