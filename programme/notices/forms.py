"""Input of this room: a person's wishes, and the filters of the list of all notices."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from programme.notices import duties
from programme.notices.events import all_events
from programme.notices.models import Delivery, Frequency, Notice, NoticePreference, Topic, Unmailed
from programme.people.models import User

DAYS = (("1", _("Today")), ("7", _("7 days")), ("30", _("30 days")))


class WishesForm(forms.Form):
    """How often the person wants mails, one field a topic that can concern the person."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = dict(NoticePreference.objects.filter(person=user).values_list("topic", "frequency"))
        for topic in duties.topics_of(user):
            free = duties.may_switch_off(topic, user)
            wish = held.get(topic, Frequency.AT_ONCE.value)
            self.fields[topic] = forms.ChoiceField(
                label=topic.label,
                choices=[choice for choice in Frequency.choices if free or choice[0] != Frequency.OFF],
                initial=wish if free or wish != Frequency.OFF else Frequency.AT_ONCE.value,
                help_text="" if free else _("This is your duty, so the mails cannot be switched off."),
            )


class NoticeFilter(forms.Form):
    """Filters of the list of all notices. A bad value is no filter."""

    STATES = (
        (_("What it is about"), (("open", _("Still open")), ("settled", _("No longer stands")))),
        (_("Its mail"), tuple(Delivery.State.choices)),
        (
            _("In the portal only"),
            (("unmailed", _("All without a mail")), *Notice.Skipped.choices, *Unmailed.choices),
        ),
    )
    person = forms.ModelChoiceField(User.objects.none(), required=False, label=_("Person"), empty_label=_("All"))
    topic = forms.ChoiceField(choices=[("", _("All")), *Topic.choices], required=False, label=_("Topic"))
    event = forms.ChoiceField(required=False, label=_("Event"))
    state = forms.ChoiceField(choices=[("", _("All")), *STATES], required=False, label=_("State"))
    days = forms.ChoiceField(choices=[("", _("All")), *DAYS], required=False, label=_("Time"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_people(self, User.objects.visible_to(user).filter(notices__isnull=False).distinct())
        events = self.fields["event"]
        assert isinstance(events, forms.ChoiceField)
        events.choices = [("", _("All")), *((event.key, event.label) for event in all_events().values())]


class MailFilter(forms.Form):
    """Filters of the list of all mails. A bad value is no filter."""

    STATES = (("unsettled", _("Needs a look")), *Delivery.State.choices)
    person = forms.ModelChoiceField(User.objects.none(), required=False, label=_("Person"), empty_label=_("All"))
    state = forms.ChoiceField(choices=[("", _("All")), *STATES], required=False, label=_("State"))
    days = forms.ChoiceField(choices=[("", _("All")), *DAYS], required=False, label=_("Time"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_people(self, User.objects.visible_to(user).filter(deliveries__isnull=False).distinct())


def _offer_people(form: forms.Form, people: "QuerySet[User]") -> None:
    field = form.fields["person"]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = people
    for one in form.fields.values():
        one.widget.attrs["class"] = "form-select l-in l-in-s"
