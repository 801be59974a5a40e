"""The verbs on programmes and regions."""

from programme.oversight.structure.actions.programmes import (
    StageValues,
    VersionInUse,
    add_version,
    change_programme,
    change_version,
    copy_programme,
    is_in_use,
)
from programme.oversight.structure.actions.regions import add_host, change_region

__all__ = [
    "StageValues",
    "VersionInUse",
    "add_host",
    "add_version",
    "change_programme",
    "change_region",
    "change_version",
    "copy_programme",
    "is_in_use",
]
