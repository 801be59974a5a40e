"""What a new installation begins with."""

import pytest
from django.core.management import CommandError, call_command

from programme.structure.geography import load_geography
from programme.structure.models import County, Municipality, Programme, Region

pytestmark = pytest.mark.django_db


def test_load_structure_covers_every_county_once_and_refuses_a_second_time() -> None:
    load_geography(County, Municipality)

    call_command("load_structure", verbosity=0)

    assert Region.objects.count() == 8
    assert County.objects.filter(region=None).count() == 0
    version = Programme.objects.get().versions.get()
    assert (version.months, version.stages.count()) == (18, 3)
    with pytest.raises(CommandError, match="already"):
        call_command("load_structure", verbosity=0)
    assert Region.objects.count() == 8
