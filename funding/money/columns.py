"""What is told of each row behind a figure of money. Which of it a funder reads: funding.frozen."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from coaching.figures import region_told
from funding.money.time import PaidAs
from programme.common.figures import Column
from programme.common.numbers import as_kronor


def _rate(row: Any) -> Any:
    return None if row.rate is None else as_kronor(row.rate)


def _share_of(row: Any) -> str:
    return "" if row.paid_as is None else str(PaidAs(row.paid_as).label)


TIME_COLUMNS = (
    Column("held_on", _("Day"), lambda one: one.session.held_on),
    Column("company", _("Company"), lambda one: str(one.enrolment.company), names_company=True),
    Column("region", _("Region"), region_told),
    Column("session", _("Session no."), lambda one: one.session_id),
    Column("minutes", _("Minutes"), lambda one: one.minutes),
)
RATE_COLUMNS = (
    Column("rate", _("SEK an hour"), _rate),
    Column("share", _("Share, %"), lambda one: as_kronor(one.share)),
    Column("share_of", _("Share of"), _share_of),
    Column("amount", _("SEK"), lambda one: as_kronor(one.ore)),
)
COMPANIES = Column("divided", _("Divided among"), lambda one: one.companies)
COST_COLUMNS = (
    Column("booked_on", _("Booked"), lambda cost: cost.booked_on),
    Column("grant", _("Grant"), lambda cost: str(cost.grant)),
    Column("cost_type", _("Cost type"), lambda cost: str(cost.get_cost_type_display())),
    Column("what", _("What"), lambda cost: cost.what),
    Column("voucher", _("Voucher"), lambda cost: cost.reference),
    Column("amount", _("SEK"), lambda cost: cost.amount),
)
GRANT_COLUMNS = (
    Column("grant", _("Grant"), str),
    Column("funder", _("Funder"), lambda grant: str(grant.funder)),
    Column("granted", _("Granted, SEK"), lambda grant: grant.amount),
    Column("booked", _("Booked, SEK"), lambda grant: as_kronor(grant.booked)),
    Column("coach_time", _("Coaches' time, SEK"), lambda grant: as_kronor(grant.time)),
    Column("used", _("Used, SEK"), lambda grant: as_kronor(grant.used)),
    Column("left", _("Remaining, SEK"), lambda grant: as_kronor(grant.remaining)),
)
PROMISE_COLUMNS = (
    Column("grant", _("Grant"), lambda line: str(line.grant)),
    Column("partner", _("Partner"), lambda line: line.partner),
    Column("contribution", _("Kind"), lambda line: str(line.get_kind_display())),
    Column("sector", _("Public or private"), lambda line: str(line.get_sector_display())),
    Column("promised_on", _("Promised on"), lambda line: line.promised_on),
    Column("amount", _("SEK"), lambda line: line.promised),
)
CERTIFICATE_COLUMNS = (
    Column("certified_on", _("Certified on"), lambda one: one.certified_on),
    Column("grant", _("Grant"), lambda one: str(one.co_financing.grant)),
    Column("partner", _("Partner"), lambda one: one.co_financing.partner),
    Column("contribution", _("Kind"), lambda one: str(one.co_financing.get_kind_display())),
    Column("sector", _("Public or private"), lambda one: str(one.co_financing.get_sector_display())),
    Column("reference", _("Reference"), lambda one: one.reference),
    Column("amount", _("SEK"), lambda one: one.amount),
)
