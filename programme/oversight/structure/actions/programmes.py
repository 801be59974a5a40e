"""What is done with programmes: change limits, copy, add a version, change the stages of an unused version."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import get_language

from companies.models import Enrolment
from programme.common.versions import save_on_version
from programme.people.audit import differences, record
from programme.people.models import User
from programme.people.roles import Permission
from programme.structure.models import Programme, ProgrammeVersion, Stage, StageRequirement


@dataclass(frozen=True)
class StageValues:
    """A stage as it is to be: names, months from the start, and what must be done (Swedish and English names)."""

    name_sv: str
    name_en: str
    start_month: int
    end_month: int
    requirements: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        """Its name in the active language."""
        return self.name_en if (get_language() or "sv").startswith("en") else self.name_sv


class VersionInUse(Exception):
    """Companies are enrolled in the version: their plans were made from its stages, so these are frozen."""


def is_in_use(version: ProgrammeVersion) -> bool:
    """True when a company is or was enrolled in the version, whoever may see that company."""
    return Enrolment.objects.filter(programme_version=version).exists()


def stages_of(version: ProgrammeVersion) -> list[StageValues]:
    """The stages as values, in their order."""
    return [
        StageValues(
            stage.name_sv,
            stage.name_en,
            stage.start_month,
            stage.end_month,
            tuple((need.name_sv, need.name_en) for need in stage.requirements.all()),
        )
        for stage in version.stages.prefetch_related("requirements")
    ]


def _write_stages(version: ProgrammeVersion, stages: Sequence[StageValues]) -> None:
    for order, values in enumerate(stages, start=1):
        stage = Stage.objects.create(
            version=version,
            order=order,
            name_sv=values.name_sv,
            name_en=values.name_en,
            start_month=values.start_month,
            end_month=values.end_month,
        )
        StageRequirement.objects.bulk_create(
            StageRequirement(stage=stage, order=n, name_sv=sv, name_en=en)
            for n, (sv, en) in enumerate(values.requirements, start=1)
        )


def _in_words(stages: Sequence[StageValues]) -> list[str]:
    return [
        f"{stage.name_sv} {stage.start_month}–{stage.end_month}: " + "; ".join(sv for sv, _en in stage.requirements)
        for stage in stages
    ]


def _require(by: User, programme: Programme) -> None:
    if not Programme.objects.changeable_by(by).filter(pk=programme.pk).exists():
        raise PermissionDenied


@transaction.atomic
def change_programme(*, by: User, programme: Programme, version: int, values: Mapping[str, Any]) -> Programme:
    """Change names, dates and limits. Raises Conflict when somebody saved first."""
    _require(by, programme)
    changes = differences(programme, values)
    save_on_version(programme, values, version)
    record("programme-change", programme, by=by, changes=changes)
    return programme


@transaction.atomic
def copy_programme(*, by: User, source: Programme, values: Mapping[str, Any], version_name: str) -> Programme:
    """Start a new programme from an old one: its limits, and its newest version's stages. No company moves.

    Only a director of all programmes may: the new one is nobody's yet.
    """
    if not (Programme.objects.visible_to(by).filter(pk=source.pk).exists() and _may_start(by)):
        raise PermissionDenied
    new = Programme.objects.create(
        **{
            "description_sv": source.description_sv,
            "description_en": source.description_en,
            "contact_email": source.contact_email,
            "silent_after_days": source.silent_after_days,
            "stage_notice_days": source.stage_notice_days,
            "sni_divisions": source.sni_divisions,
            **values,
        }
    )
    newest = source.versions.order_by("-pk").first()
    stages = stages_of(newest) if newest else []
    version = ProgrammeVersion.objects.create(
        programme=new, name=version_name, open_for_enrolment=bool(stages), coach_hours=_hours_of(newest)
    )
    _write_stages(version, stages)
    record(
        "programme-copy", new, by=by, changes={"copied_from": [None, source.code], "stages": [[], _in_words(stages)]}
    )
    return new


def _hours_of(version: ProgrammeVersion | None) -> int | None:
    """The coach hours that a version plans for a company."""
    return version.coach_hours if version else None


def _may_start(by: User) -> bool:
    return by.rights.national(Permission.CHANGE_STRUCTURE)


@transaction.atomic
def add_version(*, by: User, programme: Programme, name: str, source: ProgrammeVersion | None) -> ProgrammeVersion:
    """Add a version with the stages of another one of the same programme; without stages it is not open yet."""
    _require(by, programme)
    if source is not None and source.programme_id != programme.pk:
        raise PermissionDenied
    stages = stages_of(source) if source else []
    version = ProgrammeVersion.objects.create(
        programme=programme, name=name, open_for_enrolment=bool(stages), coach_hours=_hours_of(source)
    )
    _write_stages(version, stages)
    changes = {"copied_from": [None, source.name if source else None], "stages": [[], _in_words(stages)]}
    record("version-add", version, by=by, changes=changes)
    return version


@transaction.atomic
def change_version(
    *,
    by: User,
    row: ProgrammeVersion,
    version: int,
    values: Mapping[str, Any],
    stages: Sequence[StageValues] | None = None,
) -> ProgrammeVersion:
    """Change the name, whether it is open for new companies, planned coach hours, and the stages (None leaves them).

    Raises VersionInUse when stages are given and a company is enrolled, Conflict when somebody saved first.
    """
    _require(by, row.programme)
    # The lock holds back an enrolment that comes at the same moment, which would point to stages on their way out.
    locked = ProgrammeVersion.objects.select_for_update(of=("self",)).select_related("programme").get(pk=row.pk)
    changes = differences(locked, values)
    save_on_version(locked, values, version)
    if stages is not None:
        if is_in_use(locked):
            raise VersionInUse
        before = stages_of(locked)
        if before != list(stages):
            locked.stages.all().delete()
            _write_stages(locked, stages)
            changes["stages"] = [_in_words(before), _in_words(stages)]
    record("stage-change", locked, by=by, changes=changes)
    return locked
