"""Load what a new installation begins with: the eight regions with counties, and a first programme."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from programme.oversight.beginning import begin


class Command(BaseCommand):
    """Run once after the first migrate; everything can be changed under /structure/ afterwards."""

    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            programme = begin(timezone.localdate())
        except ValueError as refused:
            raise CommandError(f"Nothing was loaded: {refused}.") from None
        self.stdout.write(f"Eight regions and {programme} are loaded. Next: manage.py invite_director EMAIL NAME")
