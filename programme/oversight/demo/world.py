"""Builds the whole demo world from one seed."""

from datetime import date
from random import Random

from django.db import connection, transaction

from companies.actions.rules import settle_which_counts
from companies.models import Enrolment
from programme.oversight.demo.contacts import log_demo_contacts
from programme.oversight.demo.final_reports import ask_for_final_reports
from programme.oversight.demo.firms import Firms
from programme.oversight.demo.ground import Ground, lay_ground
from programme.oversight.demo.happenings import Happenings
from programme.oversight.demo.interests import write_interests
from programme.oversight.demo.lost import lose_leads
from programme.oversight.demo.mails import leave_mails
from programme.oversight.demo.money import spend
from programme.oversight.demo.papers import file_papers
from programme.oversight.demo.plan import plan_ahead
from programme.oversight.demo.plans import make_plans
from programme.oversight.demo.register import load_demo_register
from programme.oversight.demo.signed import sign_lists
from programme.oversight.demo.simmitt import join_simmitt
from programme.oversight.demo.smart import join_smart
from programme.oversight.demo.spending import keep_books
from programme.oversight.demo.stories import Stories
from programme.oversight.demo.targets import word_targets
from programme.oversight.demo.telling import tell

SEED = 559_999


@transaction.atomic
def build_world(today: date, scale: int = 1) -> Ground:
    """Fill an empty database relative to `today`; at scale 10 or 100 with that many times the companies.

    The same day and scale give the same world.
    """
    random = Random(SEED)  # noqa: S311  a demo, not a secret
    ground = lay_ground(random, today, coaches_per_company=0.4 * scale)
    stories = Stories(random, ground, today, scale).all()
    Firms(random, ground, today, scale, stories).write_all()
    Happenings(random, today, stories).happen()
    _analyze()
    spend(random, ground, today)
    join_smart(Random(f"{SEED}-smart"), ground)  # noqa: S311  a demo, not a secret
    word_targets(ground.director, today)
    ask_for_final_reports()
    load_demo_register(Random(f"{SEED}-register"), today)  # noqa: S311
    file_papers(Random(f"{SEED}-papers"), today)  # noqa: S311  a demo, not a secret
    make_plans(Random(f"{SEED}-plans"), today)  # noqa: S311  a demo, not a secret
    log_demo_contacts(Random(f"{SEED}-flow"), today)  # noqa: S311  a demo, not a secret
    lose_leads(Random(f"{SEED}-lost"), ground, today, scale)  # noqa: S311  a demo, not a secret
    join_simmitt(Random(f"{SEED}-simmitt"), ground)  # noqa: S311  a demo, not a secret
    keep_books(Random(f"{SEED}-books"), ground, today)  # noqa: S311  a demo, not a secret
    write_interests(Random(f"{SEED}-interests"), ground, today)  # noqa: S311  a demo, not a secret
    plan_ahead(Random(f"{SEED}-plan"), ground, today)  # noqa: S311  a demo, not a secret
    tell(Random(f"{SEED}-telling"), ground.director, today)  # noqa: S311  a demo, not a secret
    sign_lists(ground.director, today)
    leave_mails(today)
    settle_which_counts(Enrolment.objects.of_those_who_came_again().order_by().values("company"))
    _analyze()
    return ground


def _analyze() -> None:
    """Let PostgreSQL look at what was just written: of tables that it holds for empty it asks in the worst way."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
