"""The quarter's list of rights is to be signed off: told to the directors of all programmes until it is.

Pure: given a day, what is the case.
"""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programme.notices.audiences import Audience, Directors
from programme.notices.events import Event, Occasion, Search
from programme.notices.models.preference import Topic
from programme.notices.rules import Step
from programme.people.models import RightsReview
from programme.people.roster import due_on, quarter_of


def unsigned(search: Search) -> Iterator[Occasion]:
    """The quarter of the day, as long as its list is not signed off. Its number is year and first month."""
    quarter = quarter_of(search.today)
    key = quarter.year * 100 + quarter.month
    if search.only is not None and key not in search.only:
        return
    if due_on(quarter) > search.until or RightsReview.objects.filter(quarter_on=quarter).exists():
        return
    people = Directors(search.today).of(None)
    yield Occasion(
        subject_id=key,
        label=str(RightsReview(quarter_on=quarter)),
        on=due_on(quarter),
        path=reverse("rights-list"),
        parties={Audience.DIRECTORS: people},
    )


EVENTS = (
    Event(
        key="rights_unsigned",
        label=_("The quarter's list of rights is to be signed off"),
        topic=Topic.RIGHTS,
        subject_kind="quarter",
        audiences=(Audience.DIRECTORS,),
        steps=(Step(-14, Audience.DIRECTORS), Step(1, Audience.DIRECTORS), Step(14, Audience.DIRECTORS)),
        find=unsigned,
        rows=None,
        words="rights_overdue",
        words_before="rights_due",
        stops={"": _("the list is signed off")},
        day=_("the day by which the list is to be signed off"),
        by_programme=False,
    ),
)
