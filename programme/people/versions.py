"""The same words as programme.common.versions, for the rooms above people; the ground needs them too."""

from programme.common.versions import Conflict, Versioned, save_on_version

__all__ = ["Conflict", "Versioned", "save_on_version"]
