"""Settings of the workers that the drills kill: the portal's own, with events and jobs of the drill."""

from programme.settings import *  # noqa: F403  all of them

REMINDER_EVENTS = ["tests.services.drill_work.events"]
JOB_KINDS = {**JOB_KINDS, "slow": "tests.services.drill_work.slow"}  # noqa: F405  from the star above
