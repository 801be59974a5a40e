"""Pages on which the director changes programmes and regions."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from programme.common.versions import Conflict
from programme.oversight.structure import actions
from programme.oversight.structure.actions.programmes import stages_of
from programme.oversight.structure.forms import (
    REGION_FIELDS,
    HostForm,
    ProgrammeCopyForm,
    ProgrammeForm,
    RegionForm,
    StageForm,
    StageFormSet,
    VersionAddForm,
    VersionForm,
)
from programme.oversight.structure.preview import preview
from programme.people.access import SignedInRequest, requires
from programme.people.conflict import conflict_page
from programme.people.once import once
from programme.people.passing_on import is_nationwide
from programme.people.roles import Permission
from programme.structure.models import HostPeriod, Programme, ProgrammeVersion, Region


def _own(model: Any, request: SignedInRequest, pk: int) -> Any:
    """The row, if seen (else 404) and the reader's to change (else 403)."""
    row = get_object_or_404(model.objects.visible_to(request.user), pk=pk)
    if not model.objects.changeable_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    return row


@requires(Permission.CHANGE_STRUCTURE)
def region_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Names, order and counties of a region."""
    region: Region = _own(Region, request, pk)
    form = RegionForm(request.POST or None, region=region)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        named = {name: values[name] for name in REGION_FIELDS}
        try:
            actions.change_region(
                by=request.user, region=region, version=values["version"], values=named, counties=values["counties"]
            )
        except Conflict as conflict:
            return conflict_page(request, conflict, form)
        messages.success(request, _("The region is saved."))
        return redirect(region)
    return render(request, "structure/region_change.html", {"form": form, "region": region})


@requires(Permission.CHANGE_STRUCTURE)
def host_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """A new host organisation from a day."""
    region: Region = _own(Region, request, pk)
    form = HostForm(request.POST or None, initial={"from_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        key = values.pop("key")

        def act() -> HostPeriod:
            return actions.add_host(by=request.user, region=region, **values)

        try:
            once(key, "host-add", HostPeriod, by=request.user, act=act)
            messages.success(request, _("The new host is saved."))
            return redirect(region)
        except ValidationError as error:
            form.add_error("from_on", error)
    return render(request, "structure/host_add.html", {"form": form, "region": region})


@requires(Permission.CHANGE_STRUCTURE)
def programme_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Names, dates and limits of a programme."""
    programme: Programme = _own(Programme, request, pk)
    initial = {name: getattr(programme, name) for name in ProgrammeForm.base_fields}
    form = ProgrammeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        version = values.pop("version")
        try:
            actions.change_programme(by=request.user, programme=programme, version=version, values=values)
        except Conflict as conflict:
            return conflict_page(request, conflict, form)
        messages.success(request, _("The programme is saved."))
        return redirect(programme)
    return render(request, "structure/programme_change.html", {"form": form, "programme": programme})


@requires(Permission.CHANGE_STRUCTURE)
def programme_copy(request: SignedInRequest, pk: int) -> HttpResponse:
    """Use a programme as the start of a new one."""
    source: Programme = get_object_or_404(Programme.objects.visible_to(request.user), pk=pk)
    if not is_nationwide(request.user.rights):
        raise PermissionDenied
    today = timezone.localdate()
    form = ProgrammeCopyForm(request.POST or None, initial={"starts_on": today, "version_name": str(today.year)})
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        key, version_name = values.pop("key"), values.pop("version_name")

        def act() -> Programme:
            return actions.copy_programme(by=request.user, source=source, values=values, version_name=version_name)

        try:
            new, _made = once(key, "programme-copy", Programme, by=request.user, act=act)
            messages.success(request, _("The new programme is here. Check its limits and stages."))
            return redirect(new)
        except IntegrityError:  # somebody took the code between the check and the save
            form.add_error("code", _("Another programme has that code."))
    return render(request, "structure/programme_copy.html", {"form": form, "programme": source})


@requires(Permission.CHANGE_STRUCTURE)
def version_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """A new version of a programme, as a copy of one that it has."""
    programme: Programme = _own(Programme, request, pk)
    asked = request.GET.get("from", "")
    versions = programme.versions.order_by("-pk")
    first = versions.filter(pk=int(asked)).first() if asked.isdecimal() and len(asked) < 19 else None
    form = VersionAddForm(request.POST or None, programme=programme, initial={"source": first or versions.first()})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data

        def act() -> ProgrammeVersion:
            return actions.add_version(
                by=request.user, programme=programme, name=values["name"], source=values["source"]
            )

        try:
            version, _made = once(values["key"], "version-add", ProgrammeVersion, by=request.user, act=act)
            messages.success(request, _("The new version is here. Its stages can be changed until a company enrols."))
            return redirect("stage-change", version.pk)
        except IntegrityError:  # somebody took the name between the check and the save
            form.add_error("name", _("The programme has a version with that name."))
    return render(request, "structure/version_add.html", {"form": form, "programme": programme})


@requires(Permission.CHANGE_STRUCTURE)
def stage_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """A version's name, whether it is open, and, while no company is enrolled, its stages.

    Posted with `preview`, nothing is saved: the page says what saving would do, and keeps what was typed.
    """
    row: ProgrammeVersion = _own(ProgrammeVersion, request, pk)
    in_use = actions.is_in_use(row)
    initial = {name: getattr(row, name) for name in ("version", "name", "open_for_enrolment", "coach_hours")}
    form = VersionForm(request.POST or None, initial=initial, row=row)
    stages = None if in_use else StageFormSet(request.POST or None, initial=[StageForm.of(s) for s in stages_of(row)])
    posted_stages = "form-TOTAL_FORMS" in request.POST
    shown = None
    is_good = request.method == "POST" and form.is_valid() and (stages is None or stages.is_valid())
    if is_good and "preview" in request.POST:
        shown = preview(
            row,
            name=form.cleaned_data["name"],
            is_open=form.cleaned_data["open_for_enrolment"],
            before=stages_of(row),
            after=stages.stages() if stages is not None else None,  # type: ignore[attr-defined]
            user=request.user,
            today=timezone.localdate(),
        )
        if form.cleaned_data["version"] != row.version:
            messages.warning(
                request, _("Somebody has changed the version since you opened it. Saving shows both, and you choose.")
            )
    elif is_good:
        values = dict(form.cleaned_data)
        version = values.pop("version")
        try:
            if in_use and posted_stages:
                raise actions.VersionInUse
            wanted = stages.stages() if stages is not None else None  # type: ignore[attr-defined]
            actions.change_version(by=request.user, row=row, version=version, values=values, stages=wanted)
            messages.success(request, _("The version is saved."))
            return redirect(row)
        except actions.VersionInUse:
            form.add_error(None, _("A company is enrolled in this version, so its stages are frozen."))
            in_use = True
        except Conflict as conflict:
            return conflict_page(request, conflict, form)
        except IntegrityError:  # somebody took the name between the check and the save
            form.add_error("name", _("The programme has a version with that name."))
    context = {"form": form, "stages": stages, "in_use": in_use, "version": row, "preview": shown}
    return render(request, "structure/stage_change.html", context)
