from programme.structure.models.funder import Funder
from programme.structure.models.geography import County, HostPeriod, Municipality, Region
from programme.structure.models.postal import PostalCode
from programme.structure.models.programme import Programme, ProgrammeVersion, Stage, StageRequirement

__all__ = [
    "County",
    "Funder",
    "HostPeriod",
    "Municipality",
    "PostalCode",
    "Programme",
    "ProgrammeVersion",
    "Region",
    "Stage",
    "StageRequirement",
]
