"""The verbs on report templates: copy, change, retire, take back."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from funding.models import ReportTemplate, TemplatePart
from funding.parts import KINDS
from programme.people import audit
from programme.people.models import User
from programme.people.versions import Conflict, save_on_version


@dataclass(frozen=True)
class PartValues:
    """One part as it is to be. The key names its text; empty for a new part, which gets one of its own."""

    key: str
    kind: str
    heading_sv: str
    heading_en: str
    asks_sv: str
    asks_en: str
    starts_page: bool

    def __str__(self) -> str:
        kind = KINDS.get(self.kind)
        return f"{self.heading_sv} / {self.heading_en} ({kind.label if kind else self.kind})"


def parts_of(template: ReportTemplate) -> list[PartValues]:
    """The template's parts in their order."""
    names = ("key", "kind", "heading_sv", "heading_en", "asks_sv", "asks_en", "starts_page")
    return [PartValues(**row) for row in template.parts.order_by("ordinal").values(*names)]


def _locked(by: User, template: ReportTemplate) -> ReportTemplate:
    row = ReportTemplate.objects.select_for_update().get(pk=template.pk)
    if not ReportTemplate.objects.changeable_by(by).filter(pk=row.pk).exists():
        raise PermissionDenied
    return row


@transaction.atomic
def copy_template(*, by: User, template: ReportTemplate, name_sv: str, name_en: str) -> ReportTemplate:
    """A new template that begins as this one is. Raises ValidationError when the name is taken."""
    old = _locked(by, template)
    _name_is_free(name_sv)
    row = ReportTemplate.objects.create(name_sv=name_sv, name_en=name_en, figures=old.figures)
    _lay(row, parts_of(old))
    audit.record("template-copied", row, by=by, changes={"from": [None, old.name_sv]})
    return row


@transaction.atomic
def change_template(
    *,
    by: User,
    template: ReportTemplate,
    version: int,
    name_sv: str,
    name_en: str,
    figures: Sequence[str],
    parts: Sequence[PartValues],
) -> ReportTemplate:
    """Replace names, figures and parts. What is released stays; a draft takes it when it is built again.

    Raises PermissionDenied, Conflict, and ValidationError for a taken name or no part at all.
    """
    row = _locked(by, template)
    before = parts_of(row)
    if row.version != version:
        raise Conflict(row, {"name_sv": name_sv, "name_en": name_en})
    if not parts:
        raise ValidationError(_("A report needs at least one part."))
    if name_sv != row.name_sv:
        _name_is_free(name_sv)
    values = {"name_sv": name_sv, "name_en": name_en, "figures": list(figures)}
    changes = audit.differences(row, values)
    save_on_version(row, values, version)
    row.parts.all().delete()
    _lay(row, parts)
    after = parts_of(row)
    if before != after:
        changes["parts"] = ["; ".join(map(str, before)), "; ".join(map(str, after))]
    audit.record("template-changed", row, by=by, changes=changes)
    return row


def _name_is_free(name_sv: str) -> None:
    if ReportTemplate.objects.filter(name_sv__iexact=name_sv).exists():
        raise ValidationError({"name_sv": _("Another template has that name.")})


def _lay(template: ReportTemplate, parts: Sequence[PartValues]) -> None:
    """The parts in this order. A text keeps its key for ever, so that what was written is found again."""
    taken = {part.key for part in parts if part.key}
    rows = []
    for ordinal, part in enumerate(parts, start=1):
        key = part.key or _new_key(part.heading_en or part.kind, taken)
        taken.add(key)
        rows.append(TemplatePart(template=template, ordinal=ordinal, **{**asdict(part), "key": key}))
    TemplatePart.objects.bulk_create(rows)


def _new_key(words: str, taken: set[str]) -> str:
    base = slugify(words)[:32] or "part"
    number = 1
    while (key := base if number == 1 else f"{base}-{number}") in taken:
        number += 1
    return key


@transaction.atomic
def retire_template(*, by: User, template: ReportTemplate, today: date) -> ReportTemplate:
    """No grant chooses it any more; those that have it keep it."""
    return _set_retired(by, template, today)


@transaction.atomic
def take_template_back(*, by: User, template: ReportTemplate) -> ReportTemplate:
    """It may be chosen again."""
    return _set_retired(by, template, None)


def _set_retired(by: User, template: ReportTemplate, on: date | None) -> ReportTemplate:
    row = _locked(by, template)
    changes = audit.differences(row, {"retired_on": on})
    if changes:
        row.retired_on = on
        row.save(update_fields=["retired_on"])
        audit.record("template-retired" if on else "template-taken-back", row, by=by, changes=changes)
    return row
