"""Input of this room: a person's wishes, and the filters of the list of all notices."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from programme.notices import duties
from programme.notices.models import Delivery, Frequency, NoticePreference, Topic
from programme.people.models import User


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
        ("open", _("Still open")),
        ("settled", _("Settled")),
        ("unmailed", _("No mail")),
        *Delivery.State.choices,
    )
    person = forms.ModelChoiceField(User.objects.none(), required=False, label=_("Person"), empty_label=_("All"))
    topic = forms.ChoiceField(choices=[("", _("All")), *Topic.choices], required=False, label=_("Topic"))
    state = forms.ChoiceField(choices=[("", _("All")), *STATES], required=False, label=_("State"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = self.fields["person"]
        assert isinstance(people, forms.ModelChoiceField)
        people.queryset = User.objects.visible_to(user).filter(notices__isnull=False).distinct()
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select l-in l-in-s"
