"""Pages of stories: a company's, one, and those that a report tells."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from coaching.visibility import enrolments_open_to_actions
from companies.models import Enrolment
from funding.actions import NotReady
from funding.models import Report, Story
from funding.stories import actions
from funding.stories.forms import ChangeStoryForm, ChooseForm, StoryForm
from funding.stories.listing import stories_of
from programme.people.access import SignedInRequest, requires
from programme.people.conflict import conflict_page
from programme.people.once import once
from programme.people.roles import Permission
from programme.people.versions import Conflict


@requires(Permission.SEE_SESSIONS)
def story_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """A company's stories; for who works with it also the form for a new one."""
    enrolment = get_object_or_404(Enrolment.objects.visible_to(request.user).select_related("company"), pk=pk)
    may_write = enrolments_open_to_actions(request.user).filter(pk=pk).exists()
    form = StoryForm(None, enrolment=enrolment) if may_write else None
    stories = list(stories_of(request.user, pk))
    return render(request, "funding/stories/list.html", {"enrolment": enrolment, "stories": stories, "form": form})


@requires(Permission.CHANGE_ACTIONS)
@require_POST
def story_write(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep a new story."""
    enrolment = get_object_or_404(Enrolment.objects.visible_to(request.user).select_related("company"), pk=pk)
    if not enrolments_open_to_actions(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    form = StoryForm(request.POST, enrolment=enrolment)
    if form.is_valid():
        story, _made = once(
            form.cleaned_data["key"], "story-write", Story, by=request.user,
            act=lambda: actions.write_story(by=request.user, enrolment=enrolment, values=form.values()),
        )  # fmt: skip
        messages.success(request, _("The story is saved."))
        return redirect(story)
    context = {"enrolment": enrolment, "stories": list(stories_of(request.user, pk)), "form": form}
    return render(request, "funding/stories/list.html", context, status=422)


def _story(request: SignedInRequest, pk: int) -> Story:
    rows = Story.objects.visible_to(request.user).select_related("enrolment__company", "consent_by", "written_by")
    return get_object_or_404(rows, pk=pk)


@requires(Permission.SEE_SESSIONS)
def story_card(request: SignedInRequest, pk: int) -> HttpResponse:
    """One story with its consent; for who works with the company a form."""
    story = _story(request, pk)
    may_change = Story.objects.changeable_by(request.user).filter(pk=pk).exists()
    form = ChangeStoryForm(None, enrolment=story.enrolment, story=story) if may_change else None
    return render(request, "funding/stories/card.html", {"story": story, "form": form})


@requires(Permission.CHANGE_ACTIONS)
@require_POST
def story_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep the story as it is to be."""
    story = _story(request, pk)
    if not Story.objects.changeable_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    form = ChangeStoryForm(request.POST, enrolment=story.enrolment, story=story)
    if not form.is_valid():
        return render(request, "funding/stories/card.html", {"story": story, "form": form}, status=422)
    try:
        actions.change_story(by=request.user, story=story, version=form.cleaned_data["version"], values=form.values())
        messages.success(request, _("The story is saved."))
        return redirect(story)
    except Conflict as conflict:
        return conflict_page(request, conflict, form)


@requires(Permission.CHANGE_ACTIONS)
@require_POST
def story_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """The company takes its consent back."""
    story = get_object_or_404(Story.objects.visible_to(request.user), pk=pk)
    if not Story.objects.changeable_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    actions.withdraw_consent(by=request.user, story=story, today=timezone.localdate())
    messages.success(request, _("Noted. No report that is not released tells the story any more."))
    return redirect(story)


@requires(Permission.MAKE_REPORTS)
def report_stories(request: SignedInRequest, pk: int) -> HttpResponse:
    """Choose which stories a draft tells."""
    rows = Report.objects.visible_to(request.user).select_related("period__grant")
    report = get_object_or_404(rows, pk=pk)
    if not Report.objects.changeable_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    if report.state != Report.State.DRAFT:
        messages.error(request, _("Only a draft can be changed. Take the report back to draft first."))
        return redirect(report)
    form = ChooseForm(request.POST if request.method == "POST" else None, report=report, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            actions.choose_stories(by=request.user, report=report, stories=list(form.cleaned_data["stories"]))
            messages.success(request, _("The stories are chosen. Build the report to put them in it."))
            return redirect(report)
        except NotReady as refused:
            form.add_error(None, str(refused))
    return render(request, "funding/stories/choose.html", {"report": report, "form": form})
