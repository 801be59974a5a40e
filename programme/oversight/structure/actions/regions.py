"""What is done with regions: rename, give counties, change the host."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from programme.common.versions import save_on_version
from programme.people.audit import differences, record
from programme.people.models import User
from programme.structure.models import County, HostPeriod, Region


def _require(by: User, region: Region) -> None:
    if not Region.objects.changeable_by(by).filter(pk=region.pk).exists():
        raise PermissionDenied


@transaction.atomic
def change_region(
    *, by: User, region: Region, version: int, values: Mapping[str, Any], counties: Collection[County]
) -> Region:
    """Change names, order and counties; a county that another region had moves here.

    Companies that were entered before stay with the region that they have. Raises Conflict when somebody saved first.
    """
    _require(by, region)
    changes = differences(region, values)
    before = [county.name for county in region.counties.all()]
    save_on_version(region, values, version)
    wanted = [county.pk for county in counties]
    County.objects.filter(region=region).exclude(pk__in=wanted).update(region=None)
    County.objects.filter(pk__in=wanted).update(region=region)
    after = [county.name for county in County.objects.filter(region=region)]
    if before != after:
        changes["counties"] = [before, after]
    record("region-change", region, by=by, changes=changes)
    return region


@transaction.atomic
def add_host(*, by: User, region: Region, name: str, kind: str, from_on: date) -> HostPeriod:
    """Let a host organisation begin on a day; the one before ends the day before.

    Raises ValidationError when the region had a host that began, or ended, on that day or later.
    """
    _require(by, region)
    Region.objects.select_for_update().get(pk=region.pk)  # two new hosts at once: the second sees the first
    latest = region.hosts.order_by("-from_on").first()
    if latest and max(latest.from_on, latest.until_on or latest.from_on) >= from_on:
        raise ValidationError(_("The host before began or ended on that day or later. Choose a later day."))
    changes: dict[str, list[Any]] = {"from_on": [None, from_on]}
    if latest and latest.until_on is None:
        latest.until_on = from_on - timedelta(days=1)
        latest.save(update_fields=["until_on"])
        changes["host"] = [latest.name, name]
    period = HostPeriod.objects.create(region=region, name=name, kind=kind, from_on=from_on)
    record("host-add", period, by=by, changes=changes, label=f"{region}: {period}")
    return period
