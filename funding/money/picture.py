"""How much of a grant is used, drawn: one bar as long as the grant, with a mark where its time stands."""

from decimal import Decimal

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from funding.money.used import Used
from programme.common.charts import svg
from programme.common.numbers import as_text

WIDTH, LONG, TOP, HIGH = 680, 676.0, 6, 22


def used_picture(used: Used) -> SafeString:
    """The bar. Its words stand in the sentence beside it, where they can be read on a phone."""
    said = {"used": as_text(used.share), "gone": as_text(used.gone)}
    finding = _("%(used)s %% of the grant is used, %(gone)s %% of its time has gone.") % said
    mark = 2 + LONG * _part(used.gone)
    body = [
        svg.rect(2, TOP, LONG, HIGH, fill="sunk", radius=1),
        svg.rect(2, TOP, LONG * _part(used.share), HIGH, fill="d1", radius=1),
        svg.rect(mark - 3, TOP - 5, 6, HIGH + 10, fill="surface"),
        svg.rect(mark - 1.2, TOP - 5, 2.5, HIGH + 10, fill="ink"),
    ]
    title, high = _("Used of the grant"), TOP + HIGH + 6
    return svg.chart(ident="used", title=title, finding=finding, width=WIDTH, height=high, body=body, kind="bars")


def _part(percent: Decimal) -> float:
    return max(0.0, min(1.0, float(percent) / 100))
