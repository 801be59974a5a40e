"""Load the demo world into an empty database."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from programme.oversight.demo.late import bring_late
from programme.oversight.demo.questions import ask_and_answer
from programme.oversight.demo.reports import release_past_reports
from programme.oversight.demo.reviews import bring_reviews
from programme.oversight.demo.signals import notice_signals
from programme.oversight.demo.world import build_world
from programme.people.models import User


class Command(BaseCommand):
    """Fill an empty database with the demo world; `--scale 10` and `--scale 100` make it larger for benchmarks."""

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--scale", type=int, default=1, choices=[1, 10, 100])
        parser.add_argument("--without-reports", action="store_true", help="leave out the released reports")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demo world is loaded with DEMO=1 only.")
        if User.objects.exists():
            self.stdout.write("The database has people in it already; nothing was loaded.")
            return
        today = timezone.localdate()
        ground = build_world(today, scale=options["scale"])
        if not options["without_reports"]:
            release_past_reports(ground.director, ground.deputy, today)
            bring_late(ground.director, today)
            bring_reviews(ground.director, ground.deputy, today)
            ask_and_answer(ground.director, timezone.now())
        notice_signals(ground.director, today)
        self.stdout.write("The demo world is loaded.")
