"""The world of the access matrix: the cast, and one canary word in every text field of every object.

Two of everything with crossed ties; ids of different tables overlap on purpose (all tables start at 1).
"""

import hashlib
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models
from django.utils import timezone

from coaching.models import ActionItem, Attendance, CoachAssignment, CoachingSession
from companies.models import Company, Contact
from funding.models import Grant, Report, ReportFigure, ReportingPeriod, ReportRow, ReportSignal
from programme.jobs.models import Job
from programme.notices.models import Delivery, Notice
from programme.people.models import Appointment, User
from tests.cast import Cast, build_cast

MISSING = 987_654_321


@dataclass
class World:
    """The cast, the objects by kind and short name, and which canary words each object holds."""

    cast: Cast
    objects: dict[str, dict[str, models.Model]] = field(default_factory=dict)
    canaries: dict[tuple[str, str], set[str]] = field(default_factory=dict)

    def put(self, kind: str, name: str, row: models.Model, *words: str) -> Any:
        self.objects.setdefault(kind, {})[name] = row
        self.canaries[(kind, name)] = set(words)
        return row


def _mark(row: models.Model, **texts: str) -> None:
    type(row)._default_manager.filter(pk=row.pk).update(**texts)
    row.refresh_from_db()


def build() -> World:
    """Build it in the test database."""
    cast = build_cast()
    world = World(cast)
    for name in ("a", "b", "c", "lone"):
        _company(world, name)
    _sessions(world)
    _money(world)
    _own_things(world)
    for name in ("mellersta", "norr"):
        world.put("region", name, getattr(cast, name))
    world.put("programme", "lift", cast.programme)
    world.put("version", "running", cast.version)
    world.put("stage", "first", cast.version.stages.first())
    for name, person in people(world).items():
        world.put("person", name, person)
        for appointment in Appointment.objects.filter(person=person):
            world.put("appointment", name, appointment)
    return world


def people(world: World) -> dict[str, User]:
    """Everybody who tries the doors, by role name."""
    cast = world.cast
    return {
        "director": cast.director,
        "leader": cast.leader,
        "leader_norr": cast.leader_norr,
        "coach_a": cast.coach_a,
        "coach_b": cast.coach_b,
        "coach_c": cast.coach_c,
        "former_coach": cast.former_coach,
        "funder_tvv": cast.funder_tvv,
        "funder_vinnova": cast.funder_vinnova,
        "auditor": cast.auditor,
        "nobody": cast.nobody,
        "inactive": cast.inactive,
    }


def _company(world: World, name: str) -> None:
    company: Company = getattr(world.cast, f"company_{name}")
    enrolment = getattr(world.cast, name)
    _mark(company, name=f"KANcompany{name} AB", address=f"KANaddress{name}")
    world.put("company", name, company, f"KANcompany{name}", f"KANaddress{name}")
    contact = Contact.objects.get(company=company)
    _mark(contact, name=f"KANcontact{name}", title=f"KANtitle{name}", email=f"kancontact{name}@foretag.example")
    world.put("contact", name, contact, f"KANcontact{name}", f"KANtitle{name}", f"kancontact{name}@")
    _mark(enrolment, next_step=f"KANnextstep{name}", source=f"KANsource{name}")
    world.put("enrolment", name, enrolment, f"KANnextstep{name}", f"KANsource{name}")
    world.put("coached", name, enrolment)
    for stage in enrolment.planned_stages.all()[:1]:
        world.put("planned_stage", name, stage)
        world.put("ticked_stage", name, stage)
    for assignment in CoachAssignment.objects.filter(enrolment=enrolment, until_on=None):
        world.put("assignment", name, assignment)


def _sessions(world: World) -> None:
    cast, today = world.cast, timezone.localdate()
    for name, coach in (("a", cast.coach_a), ("b", cast.coach_b), ("c", cast.coach_c)):
        enrolment = getattr(cast, name)
        session = CoachingSession.objects.create(
            coach=coach,
            held_on=today - timedelta(days=3),
            on_site_minutes=180,
            shareable_summary=f"KANsummary{name}",
            confidential_note=f"KANnote{name}",
        )
        Attendance.objects.create(session=session, enrolment=enrolment, men=2, women=3, company_minutes=900)
        world.put("session", name, session, f"KANsummary{name}")
        world.put("note", name, session, f"KANnote{name}")
        action = ActionItem.objects.create(
            enrolment=enrolment,
            session=session,
            what=f"KANaction{name}",
            owner_name=f"KANowner{name}",
            due_on=today + timedelta(days=2),
            added_by=coach,
        )
        world.put("action", name, action, f"KANaction{name}", f"KANowner{name}")
    joint = CoachingSession.objects.create(
        coach=cast.coach_a,
        held_on=today - timedelta(days=1),
        on_site_minutes=60,
        shareable_summary="KANsummaryjoint",
        confidential_note="KANnotejoint",
    )
    for name in ("a", "c"):
        Attendance.objects.create(session=joint, enrolment=getattr(cast, name), men=1, company_minutes=60)
    world.put("session", "joint", joint, "KANsummaryjoint")
    world.put("note", "joint", joint, "KANnotejoint")


def _money(world: World) -> None:
    cast, today, now = world.cast, timezone.localdate(), timezone.now()
    for name, funder in (("tvv", cast.tvv), ("vinnova", cast.vinnova)):
        grant = Grant.objects.create(
            funder=funder,
            programme=cast.programme,
            kind=Grant.Kind.OPERATING,
            name_sv=f"KANgrant{name}",
            name_en=f"KANgrant{name}",
            case_number=f"KANcase{name}",
            amount=1_000_000,
            starts_on=today - timedelta(days=700),
            ends_on=today + timedelta(days=300),
        )
        world.put("grant", name, grant, f"KANgrant{name}", f"KANcase{name}")
        for number, (state, begun) in enumerate((("released", 400), ("draft", 200)), start=1):
            start = today - timedelta(days=begun)
            period = ReportingPeriod.objects.create(
                grant=grant, number=number, starts_on=start, ends_on=start + timedelta(days=180),
                due_on=start + timedelta(days=225),
            )  # fmt: skip
            world.put("period", f"{name}_{state}", period)
            report = Report.objects.create(
                period=period, made_by=cast.director, went_well=f"KANwell{name}{state}", built_at=now
            )
            figure = ReportFigure.objects.create(
                report=report, number=1, key="companies_in_coaching", label=f"KANlabel{name}{state}", value=3,
                method="m",
                since_on=start,
                until_on=start, columns=["x"], row_count=1,
            )  # fmt: skip
            ReportRow.objects.create(figure=figure, ordinal=1, cells=[f"KANrow{name}{state}"])
            signal = ReportSignal.objects.create(report=report, code="period_open", what=f"KANsignal{name}{state}")
            words = [f"KAN{what}{name}{state}" for what in ("well", "label", "row", "signal")]
            if state == "released":
                files = {
                    kind: default_storage.save(f"reports/{name}.{kind}", ContentFile(f"KANfile{name}".encode()))
                    for kind in ("pdf", "xlsx")
                }
                digest = _sha256(f"KANfile{name}".encode())
                Report.objects.filter(pk=report.pk).update(
                    state=state, released_by=cast.director, released_at=now, pdf=files["pdf"], xlsx=files["xlsx"],
                    pdf_sha256=digest, xlsx_sha256=digest, pdf_bytes=10, xlsx_bytes=10, pdf_pages=1,
                )  # fmt: skip
                words.append(f"KANfile{name}")
            report.refresh_from_db()
            world.put("report", f"{name}_{state}", report, *words)
            world.put("signal", f"{name}_{state}", signal)


def _sha256(content: bytes) -> str:

    return hashlib.sha256(content).hexdigest()


def _own_things(world: World) -> None:
    today, now = timezone.localdate(), timezone.now()
    for name, person in people(world).items():
        job = Job.objects.create(owner=person, kind="report", title=f"KANjob{name}")
        world.put("job", name, job, f"KANjob{name}")
        delivery = Delivery.objects.create(
            key=f"k{name}", recipient=person, not_before_at=now, message_id=f"m{name}", state="in_doubt"
        )
        world.put("delivery", name, delivery)
        notice = Notice.objects.create(
            recipient=person, rule="no_session", topic="silence", subject_kind="enrolment", subject_id=1,
            subject_label=f"KANnotice{name}", path="/", due_on=today, delivery=delivery,
        )  # fmt: skip
        world.put("notice", name, notice, f"KANnotice{name}")
