"""Fixtures of reports."""

from pathlib import Path

import pytest
from django.conf import LazySettings

from tests.cast import Cast
from tests.funding.world import Money, build_money


@pytest.fixture(autouse=True)
def own_files(settings: LazySettings, tmp_path: Path) -> None:
    """Each test keeps its files apart."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def money(cast: Cast) -> Money:
    return build_money(cast)
