"""What the gallery shows: every part of the look with invented companies, so that each state can be seen at once."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programme.common.charts import bars, calendar, county_map, lift, lines
from programme.common.charts.bars import Bar
from programme.common.charts.calendar import CalendarRow
from programme.common.charts.lift import Mark, PlanStep, Step
from programme.common.forms import DayField, DecimalField, LineField, TextField, WholeNumberField

TODAY = date(2026, 11, 24)
START = date(2026, 4, 13)
STEPS = (Step(1, "Samsyn och drivkraft", 0, 3, 11), Step(2, "Pilot", 3, 11, 27), Step(3, "Bredinförande", 11, 18, 16))
# month, stage, how it does, how many
CROWD = (
    *[(month, 1, "on_plan", count) for month, count in enumerate((3, 4, 2))],
    *[(month, 2, "on_plan", count) for month, count in enumerate((2, 3, 2, 4, 3, 2, 3), start=3)],
    *[(month, 3, "on_plan", count) for month, count in enumerate((3, 2, 2, 3, 2, 1), start=11)],
    (3, 1, "behind", 1),
    (4, 1, "behind", 1),
    (11, 2, "behind", 2),
    (12, 2, "behind", 2),
    (13, 2, "behind", 1),
    (18, 3, "behind", 1),
    (19, 3, "behind", 1),
    (5, 2, "paused", 1),
    (8, 2, "paused", 2),
    (13, 3, "paused", 1),
)
COUNTIES = dict(
    zip(
        "01 03 04 05 06 07 08 12 13 14 17 18 19 20 21 22 24 25".split(),
        (7, 1, 3, 5, 5, 2, 1, 6, 1, 7, 2, 1, 3, 1, 1, 4, 1, 2),
        strict=True,
    )
)


class SampleForm(forms.Form):
    """Every kind of field. Bound to SAMPLE_INPUT it shows the errors too."""

    name = LineField(label=gettext_lazy("Name"), help_text=gettext_lazy("As in the register of companies."))
    staff = WholeNumberField(label=gettext_lazy("Employees"), required=False)
    turnover = DecimalField(label=gettext_lazy("Turnover, SEK million"), required=False)
    day = DayField(label=gettext_lazy("Day"))
    place = forms.ChoiceField(
        label=gettext_lazy("Municipality"), choices=[("2280", "Härnösand"), ("2281", "Sundsvall")]
    )
    summary = TextField(label=gettext_lazy("Summary"), required=False, rows=3)
    note = TextField(label=gettext_lazy("Note of your own"), required=False, rows=3)
    when = forms.ChoiceField(
        label=gettext_lazy("When"),
        choices=[("0", gettext_lazy("Today")), ("1", gettext_lazy("Yesterday")), ("x", gettext_lazy("Another day"))],
        widget=forms.RadioSelect,
        initial="0",
    )
    women = WholeNumberField(label=gettext_lazy("Women"), initial=3)
    agree = forms.BooleanField(label=gettext_lazy("The certificate has come in"), required=False)


SAMPLE_INPUT = {"name": "Norrskena Mekanik AB", "staff": "43", "day": "1890-01-01", "turnover": "1.000,50", "when": "0"}


def _marks() -> list[Mark]:
    return [
        Mark(month, stage, state, f"{_('Company')} {stage}.{month}.{number + 1}", "#lift")
        for month, stage, state, count in CROWD
        for number in range(count)
    ]


def lifts() -> dict[str, SafeString]:
    """The lift in all its forms."""
    way_in = [(_("Interested"), 31), (_("Contacted"), 18), (_("Applied"), 9), (_("Admitted"), 6)]
    stages = [
        PlanStep("Samsyn och drivkraft", START, date(2026, 7, 12), START, date(2026, 7, 14)),
        PlanStep("Pilot", date(2026, 7, 13), date(2027, 4, 16), date(2026, 7, 14)),
        PlanStep("Bredinförande i linjen", date(2027, 4, 17), date(2027, 11, 17)),
    ]
    sessions = [date(2026, 4 + n // 2, 8 + 14 * (n % 2)) for n in range(1, 15)]
    names = ["Stöde Plåt", "Ljungans Svets", "Norrskena Mekanik", "Ådalens Trä"]
    few = [Mark(month, 1 if month < 3 else 2, "on_plan", name) for name, month in zip(names, (1, 4, 7, 9), strict=True)]
    finding = _("41 follow the plan, 9 are behind and 4 are paused.")
    title = _("The lift: 54 companies along 18 months")
    one = _("The lift of one company")
    said = _("Stage 1 is closed, stage 2 goes on until April 2027; a pause of five weeks in July.")
    return {
        "all": lift.programme_lift(
            ident="s-all", title=title, finding=finding, steps=STEPS, marks=_marks(), way_in=way_in, completed=17
        ),
        "named": lift.programme_lift(
            ident="s-few",
            title=_("Four companies in the lift"),
            finding=_("All four follow the plan."),
            steps=STEPS,
            marks=few,
            way_in=(),
            completed=0,
            named=True,
        ),
        "one": lift.company_lift(
            ident="s-one",
            title=one,
            finding=said,
            today=TODAY,
            start_on=START,
            stages=stages,
            pauses=[(date(2026, 7, 20), date(2026, 8, 24))],
            sessions=sessions,
        ),
        "small": lift.small_lift(ident="s-sm1", title=_("Month 7 of 18"), steps=STEPS, month=7, behind=False),
        "late": lift.small_lift(ident="s-sm2", title=_("Month 13, behind plan"), steps=STEPS, month=13, behind=True),
    }


def other_charts() -> dict[str, SafeString]:
    """Bars, lines, the map and the calendar."""
    regions = [("Östra Mellansverige", 13, 8), ("Västsverige", 9, 5), ("Småland med öarna", 7, 9), ("Sydsverige", 6, 8)]
    lying = [Bar(name, Decimal(value), str(value), Decimal(was)) for name, value, was in regions]
    months = zip(("jan", "feb", "mar", "apr", "maj", "jun"), (810, 905, 1040, 960, 1125, 890), strict=True)
    standing = [Bar(name, Decimal(value), str(value)) for name, value in months]
    days = [date(2025 + (5 + n) // 12, (5 + n) % 12 + 1, 1) for n in range(18)]
    points = [(day, 8 + n * 7 // 17) for n, day in enumerate(days)]
    rows = [
        CalendarRow(
            "Verksamhetsbidrag",
            "7 000 tkr",
            [
                (date(2026, 1, 1), date(2026, 6, 30), "released"),
                (date(2026, 7, 1), date(2026, 11, 30), "open"),
                (date(2026, 12, 1), date(2027, 6, 30), "planned"),
            ],
            [
                (date(2026, 8, 14), "released", "14 aug"),
                (date(2026, 12, 15), "planned", "15 dec"),
                (date(2027, 8, 15), "planned", "15 aug"),
            ],
        ),
        CalendarRow(
            "Smart industri",
            "4 717 tkr",
            [(date(2026, 2, 1), date(2026, 5, 31), "released"), (date(2026, 6, 1), date(2026, 9, 30), "in_review")],
            [(date(2026, 6, 30), "released", "30 jun"), (date(2026, 10, 28), "overdue", "28 okt")],
        ),
    ]
    spots = _("18 of 21 counties have at least one company. White spots: Jämtland, Gotland and Blekinge.")
    return {
        "bars": bars.bars(
            ident="s-bars",
            title=_("Companies in coaching per region"),
            finding=_("Östra Mellansverige grows most."),
            rows=lying,
            width=520,
            compare_label=_("tick: a year before"),
        ),
        "columns": bars.columns(
            ident="s-cols",
            title=_("Own time per month, hours"),
            finding=_("May gave most own time."),
            rows=standing,
            width=520,
            reference=(_("plan 1 000 h a month"), Decimal(1000)),
        ),
        "bullet": bars.bullet(
            ident="s-bul",
            title=_("54 now, 57 forecast, target 60"),
            value=Decimal(54),
            target=Decimal(60),
            forecast=Decimal(57),
        ),
        "line": lines.step_line(
            ident="s-line",
            title=_("Companies in coaching over time"),
            finding=_("From 8 to 15; the median is 5.5."),
            points=points,
            median=[(day, Decimal("5.5")) for day in days],
        ),
        "map": county_map.county_map(
            ident="s-map",
            title=_("Companies in coaching per county"),
            finding=spots,
            counts=COUNTIES,
            notes={"23": _("3 on the way in"), "09": _("no contact"), "10": _("1 applied")},
        ),
        "calendar": calendar.report_calendar(
            ident="s-cal",
            title=_("Calendar of reports"),
            finding=_("One report is released, one is overdue."),
            today=TODAY,
            rows=rows,
        ),
        "empty": bars.bars(ident="s-none", title=_("No rows"), finding=_("Nothing to show yet"), rows=()),
    }


def tiles() -> list[dict[str, Any]]:
    """A row of figures."""
    return [
        {
            "label": _("Companies in coaching"),
            "value": "54",
            "href": "#lift",
            "lines": [_("target 60 by the turn of the year")],
        },
        {"label": _("On plan"), "value": "76 %", "href": "#lift", "lines": [_("71 % a year ago")]},
        {"label": _("Coaching sessions, 30 days"), "value": "97", "lines": [_("1.9 per active company")]},
        {"label": _("Own time this year"), "value": "11 420", "unit": "h", "lines": [_("target 12 000 h")]},
        {"label": _("Next report"), "value": "21", "unit": _("days"), "lines": ["Tillväxtverket, 15 dec"]},
    ]
