"""Settings of the workers that the drills kill: the portal's own, with rules and jobs of the drill."""

from programme.settings import *  # noqa: F403  all of them

REMINDER_RULES = ["tests.services.drill_work.reminders"]
JOB_KINDS = {"slow": "tests.services.drill_work.slow"}
