"""What sessions may be about: the list, one more, one changed."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Max
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from coaching.actions import add_topic, change_topic
from coaching.forms import ChangeTopicForm, TopicForm
from coaching.forms.topics import FIELDS
from coaching.models import Topic
from programme.people.access import SignedInRequest, requires
from programme.people.conflict import conflict_page
from programme.people.roles import Permission
from programme.people.versions import Conflict


@requires(Permission.SEE_STRUCTURE)
def topic_list(request: SignedInRequest) -> HttpResponse:
    """All topics in the order of the form; those no longer offered last."""
    topics = Topic.objects.visible_to(request.user).order_by("-is_offered", "order", "pk")
    may_change = request.user.rights.national(Permission.CHANGE_STRUCTURE)
    return render(request, "coaching/topic_list.html", {"topics": topics, "may_change": may_change})


@requires(Permission.CHANGE_STRUCTURE)
def topic_add(request: SignedInRequest) -> HttpResponse:
    """One more topic, after the last."""
    if not request.user.rights.national(Permission.CHANGE_STRUCTURE):
        raise PermissionDenied
    last = Topic.objects.visible_to(request.user).aggregate(last=Max("order"))["last"] or 0
    form = TopicForm(
        request.POST if request.method == "POST" else None, initial={"order": last + 10, "is_offered": True}
    )
    if request.method == "POST" and form.is_valid():
        try:
            topic = add_topic(by=request.user, values=form.values(), key=form.cleaned_data["key"])
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _("%(topic)s can be chosen in the session's form.") % {"topic": topic.name})
            return redirect(topic)
    return render(request, "coaching/topic_add.html", {"form": form})


@requires(Permission.CHANGE_STRUCTURE)
def topic_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Rename, move, offer or no longer."""
    topic = get_object_or_404(Topic.objects.visible_to(request.user), pk=pk)
    if not Topic.objects.changeable_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    form = ChangeTopicForm(
        request.POST if request.method == "POST" else None,
        initial={"version": topic.version, **{name: getattr(topic, name) for name in FIELDS}},
    )
    if request.method == "POST" and form.is_valid():
        try:
            change_topic(by=request.user, topic=topic, version=form.cleaned_data["version"], values=form.values())
        except Conflict as conflict:
            return conflict_page(request, conflict, form)
        messages.success(request, _("The topic is saved."))
        return redirect(topic)
    return render(request, "coaching/topic_change.html", {"form": form, "topic": topic})
