"""The list of people: the same rows on the page and in the spreadsheet."""

from datetime import date
from typing import Any

from django.db.models import Prefetch
from django.http import QueryDict

from programme.people.forms import PeopleFilter
from programme.people.models import Appointment, User
from programme.people.models.user import UserQuerySet


def asked_of(params: QueryDict, user: User) -> tuple[PeopleFilter, dict[str, Any]]:
    """The filter of an address, and what of it narrows the list."""
    form = PeopleFilter(params, user=user)
    form.is_valid()
    return form, {name: value for name, value in form.cleaned_data.items() if value}


def people_rows(user: User, asked: dict[str, Any], *, today: date) -> UserQuerySet:
    """The people that the filter asks for. Only tasks that the reader sees count, so that it reveals no others."""
    people: UserQuerySet = User.objects.visible_to(user).matching(str(asked.get("q") or ""))
    held = Appointment.objects.visible_to(user).in_force(today)
    if asked.get("role") or asked.get("region"):
        where = {name: asked[name] for name in ("role", "region") if asked.get(name)}
        people = people.filter(pk__in=held.filter(**where).order_by().values("person"))
    if asked.get("state") == "invited":
        people = people.not_here_yet()
    elif asked.get("state") == "closed":
        people = people.closed()
    elif asked.get("state") == "past":
        people = people.exclude(pk__in=held.order_by().values("person"))
    tasks = held.select_related("programme", "region", "funder")
    return people.prefetch_related(Prefetch("appointments", tasks, to_attr="tasks")).order_by("name", "pk")
