"""The world of the access matrix: the cast, and one canary word in every text field of every object.

Two of everything with crossed ties; ids of different tables overlap on purpose (all tables start at 1).
"""

import hashlib
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models
from django.db.models import F
from django.utils import timezone

from coaching.models import (
    ActionComment,
    ActionItem,
    Activity,
    Attendance,
    CoachAbsence,
    CoachAssignment,
    CoachingSession,
    Goal,
    PlannedSession,
    SessionDraft,
    SessionFile,
    Topic,
)
from companies.models import (
    Company,
    CompanyImport,
    Contact,
    Document,
    Enrolment,
    ImportRow,
    Interest,
    LoggedContact,
    RegisterExtract,
    RegisterUnit,
)
from companies.register.names import name_key
from funding.models import (
    Allocation,
    Certificate,
    CoFinancing,
    Cost,
    Grant,
    GrantDecision,
    Rate,
    RegionalText,
    Report,
    ReportComment,
    ReportFigure,
    ReportTemplate,
    ReportText,
    Story,
    Target,
)
from funding.portal import actions as portal
from programme.jobs.models import Job
from programme.notices.models import Delivery, Maintenance, Notice
from programme.people.models import Appointment, AuditEvent, RightsReview, User, WorkList, WorkListShare
from programme.people.roles import Role
from programme.signals.models import Signal
from tests.cast import Cast, build_cast, person
from tests.cast import number as organisation_number
from tests.funding import world as money

MISSING = 987_654_321
MISSING_KEYS: dict[str, Any] = {"draft": UUID(int=MISSING)}  # of kinds whose key is no number


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
    person(
        "two.roles@example.org",
        "Ylva Tvåhed",
        (Role.AUDITOR, {}),
        (Role.REGIONAL_LEADER, {"region": cast.norr}),
    )
    for email, name, role in (
        ("outreach@example.org", "Ulla Insikt", Role.OUTREACH_LEAD),
        ("education@example.org", "Uno Lärare", Role.EDUCATION_LEAD),
    ):
        person(email, name, (role, {"region": cast.mellersta}))
    for name in ("a", "b", "c", "lone"):
        _company(world, name)
    _logged_by_outreach(world)
    _units(world)
    _lost(world)
    _interests(world)
    _sessions(world)
    _plan(world)
    _money(world)
    _regional(world)
    _signals(world)
    _own_things(world)
    for name in ("mellersta", "norr"):
        world.put("region", name, getattr(cast, name))
    world.put("programme", "lift", cast.programme)
    world.put("version", "running", cast.version)
    world.put("stage", "first", cast.version.stages.first())
    for name, somebody in people(world).items():
        world.put("person", name, somebody, somebody.email)  # no canary, since names are told with what people did
        for appointment in Appointment.objects.filter(person=somebody).order_by("pk"):
            world.put("appointment", name, appointment)
    review = RightsReview.objects.create(
        quarter_on="2020-01-01", signed_at=timezone.now(), signed_by=cast.director, note="KANsigned", lines=[]
    )
    soon = timezone.now() + timedelta(days=100)  # too far off to stand on every page
    planned = Maintenance.objects.create(
        text_sv="KANupkeepsv", text_en="KANupkeepen", from_at=soon, until_at=soon + timedelta(hours=1),
        entered_at=timezone.now(), entered_by=cast.director,
    )  # fmt: skip
    world.put("maintenance", "planned", planned, "KANupkeepsv")
    _work_lists(world)
    world.put("rights_review", "signed", review, "KANsigned")
    return world


def _work_lists(world: World) -> None:
    """One that a leader shows to a coach, and one that the director shows to all leaders."""
    cast = world.cast
    for name, owner, shown_to in (
        ("leaders", cast.leader, {"person": cast.coach_a}),
        ("directors", cast.director, {"role": Role.REGIONAL_LEADER}),
    ):
        row = WorkList.objects.create(
            owner=owner, name=f"KANlist{name}", list_name="company-list", filters="state=active",
            saved_at=timezone.now(),
        )  # fmt: skip
        WorkListShare.objects.create(work_list=row, **shown_to)
        world.put("work_list", name, row, f"KANlist{name}")


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
        "two_roles": User.objects.get(email="two.roles@example.org"),
        "outreach": User.objects.get(email="outreach@example.org"),
        "education": User.objects.get(email="education@example.org"),
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
    logged = LoggedContact.objects.create(
        company=company, kind="call", held_on=timezone.localdate(), whom=f"KANwhom{name}", said=f"KANsaid{name}",
        logged_by=world.cast.director,
    )  # fmt: skip
    world.put("logged_contact", name, logged, f"KANwhom{name}", f"KANsaid{name}")
    _mark(enrolment, next_step=f"KANnextstep{name}", source=f"KANsource{name}")
    world.put("enrolment", name, enrolment, f"KANnextstep{name}", f"KANsource{name}")
    world.put("coached", name, enrolment)
    if name in {"a", "c"}:
        world.put("printed", name, enrolment)
    world.put("task", name, enrolment, f"KANcompany{name}")
    for short, office in ((name, False), (f"{name}_office", True)):
        plain = short.replace("_", "")
        stored = default_storage.save(f"documents/{short}", ContentFile(f"%PDF-1.4 KANpaper{plain} %%EOF".encode()))
        document = Document.objects.create(
            enrolment=enrolment, kind="other", title=f"KANdocument{plain}", for_office_only=office, format="pdf",
            size=30, sha256="0" * 64, stored_name=stored, uploaded_by=world.cast.director,
        )  # fmt: skip
        world.put("document", short, document, f"KANpaper{plain}", f"KANdocument{plain}")
    for stage in enrolment.planned_stages.all()[:1]:
        world.put("planned_stage", name, stage)
        world.put("ticked_stage", name, stage)
    for assignment in CoachAssignment.objects.filter(enrolment=enrolment, until_on=None):
        world.put("assignment", name, assignment)


def _logged_by_outreach(world: World) -> None:
    """What somebody who leads no region wrote herself, which she may correct."""
    logged = LoggedContact.objects.create(
        company=world.cast.company_a, kind="call", held_on=timezone.localdate(), whom="KANwhomownly",
        said="KANsaidownly", logged_by=people(world)["outreach"],
    )  # fmt: skip
    world.put("logged_contact", "a_by_outreach", logged, "KANwhomownly", "KANsaidownly")


def _units(world: World) -> None:
    RegisterExtract.objects.create(
        file_name="r.zip", extracted_on=timezone.localdate(), units=3, persons_left_out=0, without_municipality=1
    )
    for n, (name, place) in enumerate((("mellersta", "2280"), ("norr", "2482"), ("nowhere", None))):
        unit = RegisterUnit.objects.create(
            number=int(organisation_number(600 + n)), name=f"KANunit{name} AB", name_key=name_key(f"KANunit{name} AB"),
            address="Gatan 1", postal_code="87131", postal_town="Orten", municipality_id=place, sni_code="25620",
            division=25, legal_form_code="49", is_active=True, accepts_marketing=True,
        )  # fmt: skip
        world.put("unit", name, unit, f"KANunit{name}")


def _lost(world: World) -> None:
    """In each region a company that left before it started."""
    today = timezone.localdate()
    for n, (name, place) in enumerate((("mellersta", "2280"), ("norr", "2482"))):
        region = getattr(world.cast, name)
        company = Company.objects.create(
            organisation_number=organisation_number(610 + n), name=f"KANlost{name} AB", region=region,
            municipality_id=place,
        )  # fmt: skip
        enrolment = Enrolment.objects.create(
            company=company, programme_version=world.cast.version, region=region, state="withdrawn",
            state_since_on=today, ended_on=today, withdrawal_reason="no_time",
        )  # fmt: skip
        world.put("lost", name, enrolment, f"KANlost{name}")


def _interests(world: World) -> None:
    """What companies wrote, in two regions and in a county that no region covers."""
    for name, municipality, region in (
        ("mellersta", "2281", world.cast.mellersta),
        ("norr", "2482", world.cast.norr),
        ("nowhere", "0180", None),
    ):
        words = {
            field: f"KANinterest{field.replace('_', '')}{name}"
            for field in ("company_name", "person", "message", "phone")
        }
        interest = Interest.objects.create(
            **words, email=f"KANinterestmail{name}@foretag.example", municipality_id=municipality, region=region,
            received_at=timezone.now(),
        )  # fmt: skip
        world.put("interest", name, interest, *words.values(), f"KANinterestmail{name}")


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
        world.put("met", name, session, f"KANcompany{name}")
        goal = Goal.objects.create(
            enrolment=enrolment, what=f"KANgoal{name}", measured_how=f"KANmeasured{name}",
            target_words=f"KANtarget{name}", added_by=coach,
        )  # fmt: skip
        world.put("goal", name, goal, f"KANgoal{name}", f"KANmeasured{name}", f"KANtarget{name}")
        story = Story.objects.create(
            enrolment=enrolment, title=f"KANstory{name}", text=f"KANtold{name}", written_by=coach
        )
        world.put("story", name, story, f"KANstory{name}")
        action = ActionItem.objects.create(
            enrolment=enrolment,
            session=session,
            goal=goal,
            what=f"KANaction{name}",
            owner_name=f"KANowner{name}",
            due_on=today + timedelta(days=2),
            added_by=coach,
        )
        world.put("action", name, action, f"KANaction{name}", f"KANowner{name}")
        draft = SessionDraft.objects.create(
            key=uuid4(), owner=coach, content={"confidential_note": [f"KANdraftnote{name}"]},
            companies=f"KANdraft{name}", saved_at=timezone.now(),
        )  # fmt: skip
        world.put("draft", f"coach_{name}", draft, f"KANdraftnote{name}", f"KANdraft{name}")
        _file(world, name, session)
        comment = ActionComment.objects.create(item=action, text=f"KANcomment{name}", written_by=coach)
        world.put("comment", name, comment, f"KANcomment{name}")
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
    _file(world, "joint", joint)
    world.put("topic", "first", Topic.objects.first())
    world.put("note", "joint", joint, "KANnotejoint")
    covered = CoachingSession.objects.create(  # by who covered for coach_b then, and does no more
        coach=cast.coach_a, held_on=today - timedelta(days=40), on_site_minutes=60,
        shareable_summary="KANsummarycovered", confidential_note="KANnotecovered",
    )  # fmt: skip
    Attendance.objects.create(session=covered, enrolment=cast.b, men=1, company_minutes=60)
    world.put("session", "covered", covered, "KANsummarycovered")
    world.put("note", "covered", covered, "KANnotecovered")
    _file(world, "covered", covered)


def _plan(world: World) -> None:
    """Planned sessions of each coach, a joint one, one of an activity; and absences that have not begun."""
    cast, today = world.cast, timezone.localdate()
    for name in ("mellersta", "norr"):
        activity = Activity.objects.create(
            programme=cast.programme, region=getattr(cast, name), kind="workshop_series",
            title=f"KANactivity{name}", planned_on=today,
        )  # fmt: skip
        world.put("activity", name, activity, f"KANactivity{name}")
        world.put("series", name, activity)
    series = world.objects["activity"]["mellersta"]
    for name, coach, companies, activity in (
        ("a", cast.coach_a, (cast.a,), None),
        ("b", cast.coach_b, (cast.b,), None),
        ("c", cast.coach_c, (cast.c,), None),
        ("joint", cast.coach_a, (cast.a, cast.c), None),
        ("series", cast.coach_a, (cast.a,), series),
    ):
        planned = PlannedSession.objects.create(
            coach=coach, starts_at=timezone.now() + timedelta(days=1), minutes=60, place=f"KANplace{name}",
            note=f"KANplannote{name}", activity=activity, planned_by=coach,
        )  # fmt: skip
        planned.enrolments.set(companies)
        world.put("planned", name, planned, f"KANplace{name}", f"KANplannote{name}")
    for name, coach in (("b", cast.coach_b), ("c", cast.coach_c)):
        absence = CoachAbsence.objects.create(
            coach=coach, cover=cast.coach_a, from_on=today + timedelta(days=10), until_on=today + timedelta(days=20),
            noted_on=today, entered_by=coach,
        )  # fmt: skip
        world.put("absence", name, absence)


def _file(world: World, name: str, session: CoachingSession) -> None:
    stored = default_storage.save(f"sessions/{name}", ContentFile(f"%PDF-1.4 KANfieldpaper{name} %%EOF".encode()))
    file = SessionFile.objects.create(
        session=session, title=f"KANfieldfile{name}", format="pdf", size=30, sha256="0" * 64, stored_name=stored,
        added_by=session.coach,
    )  # fmt: skip
    world.put("session_file", name, file, f"KANfieldpaper{name}", f"KANfieldfile{name}")


def _money(world: World) -> None:
    """For each of two funders a grant with a released report and a draft, stated as the portal states them.

    Between the two the sessions are corrected, so that they bear the mark of late ones and the drafts tell of them.
    """
    cast, today = world.cast, timezone.localdate()
    paid = {}
    for name, funder in (("tvv", cast.tvv), ("vinnova", cast.vinnova)):
        paid[name] = money.grant(funder, cast, f"KANcase{name}")
        _mark(paid[name], name_sv=f"KANgrant{name}", name_en=f"KANgrant{name}")
        said = {what: f"KAN{what}{name}" for what in ("purpose", "conditions")}
        _mark(paid[name], **said)
        decision = GrantDecision.objects.create(
            grant=paid[name], number=f"KANdecision{name}", decided_on=today, amount=1, from_on=today, until_on=today
        )
        partner = CoFinancing.objects.create(grant=paid[name], partner=f"KANpartner{name}", kind="cash", promised=1)
        words = (f"KANgrant{name}", f"KANcase{name}")
        world.put("grant", name, paid[name], *words)
        _mark(partner, basis=f"KANbasis{name}")
        world.put("money", name, paid[name], *said.values(), decision.number)
        world.put("partner", name, paid[name], partner.partner, partner.basis)
        world.put("funder", name, funder)
        world.put("paid_grant", name, paid[name], "KANactivitymellersta")
        share = Allocation.objects.create(
            grant=paid[name], activity=world.objects["activity"]["mellersta"], percent=1, from_on=today, until_on=today
        )
        world.put("allocation", name, share)
        _spent(world, name, paid[name], partner)
        asked = Target.objects.create(
            grant=paid[name], figure="participants", value=90, due_on=paid[name].ends_on,
            wording_sv=f"KANtarget{name}", wording_en=f"KANtarget{name}",
        )  # fmt: skip
        world.put("target", name, asked, f"KANtarget{name}")
    for number, (state, begun) in enumerate((("released", 31), ("draft", 0)), start=1):
        for name, one in paid.items():
            start = today - timedelta(days=begun)
            period = money.period(one, number, start, start + timedelta(days=30))
            world.put("period", f"{name}_{state}", period)
            report = money.frozen(cast, period) if state == "released" else money.stated(cast, period)
            _report(world, f"{name}_{state}", report)
        if state == "released":
            _questions(world)
            Attendance.objects.update(men=F("men") + 1)
            CoachingSession.objects.update(changed_at=timezone.now())


def _regional(world: World) -> None:
    """What two regions are asked for one grant's running period."""
    cast, period = world.cast, world.objects["period"]["tvv_draft"]
    for name, region in (("mellersta", cast.mellersta), ("norr", cast.norr)):
        asked = RegionalText.objects.create(
            period=period, region=region, asks=f"KANasks{name}", due_on=period.ends_on, asked_by=cast.director
        )
        world.put("regional_text", name, asked, f"KANasks{name}")
    world.put("layout", "one", ReportTemplate.objects.create(name_sv="KANlayout", name_en="KANlayout"))


def _spent(world: World, name: str, grant: Grant, partner: CoFinancing) -> None:
    """A cost, a rate of the grant's own and a certificate, each with a word that its funder may not read."""
    today, director = timezone.localdate(), world.cast.director
    spent = Cost.objects.create(
        grant=grant, cost_type="travel", booked_on=today, amount=1, what=f"KANcost{name}",
        reference=f"KANvoucher{name}", entered_by=director,
    )  # fmt: skip
    world.put("cost", name, spent, f"KANcost{name}", f"KANvoucher{name}")
    world.put("costed_grant", name, grant, f"KANcost{name}", f"KANvoucher{name}")
    rate = Rate.objects.create(grant=grant, kind="coach_hour", amount=1, from_on=today, basis=f"KANbasis{name}")
    world.put("rate", name, rate, f"KANbasis{name}")
    paper = Certificate.objects.create(
        co_financing=partner, certified_on=today, amount=1, reference=f"KANpaper{name}", entered_by=director
    )
    world.put("certificate", name, paper, f"KANpaper{name}")
    world.put("certified_grant", name, grant, f"KANpaper{name}")


def _questions(world: World) -> None:
    """Each funder asks about its released report and is answered; the periods have files to take."""
    for name, asks in (("tvv", world.cast.funder_tvv), ("vinnova", world.cast.funder_vinnova)):
        report = world.objects["report"][f"{name}_released"]
        question = portal.ask_question(by=asks, report=report, text=f"KANquestion{name}")  # type: ignore[arg-type]
        portal.write_message(by=asks, question=question, text=f"KANagain{name}")
        portal.write_message(by=world.cast.director, question=question, text=f"KANreply{name}")
        world.put("question", name, question, f"KANquestion{name}", f"KANreply{name}", f"KANagain{name}")
        world.put("asked_report", f"{name}_released", report)
        event = AuditEvent.objects.create(
            by=asks, verb="noted", subject_kind="report", subject_id=report.pk, subject_label=f"KANaudit{name}",
            changes={"text": [None, f"KANtrace{name}"]},
        )  # fmt: skip
        world.put("audit", name, event, f"KANaudit{name}", f"KANtrace{name}")
        period = world.objects["period"][f"{name}_released"]
        world.put("released_period", f"{name}_released", period, f"KANfile{name}released")


def _report(world: World, name: str, report: Report) -> None:
    plain = name.replace("_", "")
    ReportText.objects.create(report=report, key="went-well", text=f"KANwell{plain}")
    words = [f"KANwell{plain}"]
    for figure in report.figures.all():
        ReportFigure.objects.filter(pk=figure.pk).update(label=f"KANlabel{plain}")
    words.append(f"KANlabel{plain}")
    report.signals.update(what=f"KANsignal{plain}")
    report.signals.exclude(waived_at=None).update(waived_because=f"KANwaived{plain}")
    world.put("waiver", name, report, f"KANsignal{plain}", f"KANwaived{plain}")
    if report.state == Report.State.RELEASED:
        for kind in ("pdf", "xlsx", "json"):
            _keep(report, kind, f"KANfile{plain}", f"{name}.{kind}")
        words.append(f"KANfile{plain}")
        _keep(report, "zip", f"KANdossier{plain}", f"{name}.zip")
        world.put("dossier", name, report, f"KANdossier{plain}")
    world.put("report", name, report, *words)
    said = ReportComment.objects.create(
        report=report, text=f"KANcomment{plain}", written_by=world.cast.director, written_at=timezone.now()
    )
    world.put("report_comment", name, said, said.text)


def _keep(report: Report, kind: str, word: str, stored: str) -> None:
    """A file of a report that holds one word."""
    name = default_storage.save(f"reports/{stored}", ContentFile(word.encode()))
    digest = hashlib.sha256(word.encode()).hexdigest()
    report.files.update_or_create(kind=kind, defaults={"name": name, "sha256": digest, "size": len(word)})


def _signals(world: World) -> None:
    """Of each company a new signal that is true and a handled one; and one about a report."""
    today, director = timezone.localdate(), world.cast.director
    for name in ("a", "b", "c"):
        enrolment = getattr(world.cast, name)
        about = {"enrolment": enrolment, "region": enrolment.region, "programme": world.cast.programme}
        found = Signal.objects.create(
            kind="card-incomplete", subject_id=enrolment.pk, first_seen_on=today, **about
        )  # fmt: skip
        world.put("found", name, found, f"KANcompany{name}")
        noted = Signal.objects.create(
            kind="stage-overdue", subject_id=enrolment.planned_stages.first().pk, first_seen_on=today, **about,
            handled_on=today, handled_by=director, handled_note=f"KANhandled{name}",
        )  # fmt: skip
        world.put("noted", name, noted, f"KANhandled{name}")
    due = Signal.objects.create(
        kind="report-due", subject_id=MISSING, programme=world.cast.programme, named="KANduereport",
        first_seen_on=today, handled_on=today, handled_by=director, handled_note="Klart",
    )  # fmt: skip
    world.put("noted", "due", due, "KANduereport")


def _imports(world: World) -> None:
    """A file of each of those who may read in companies, with a row to mend, checked."""
    for name in ("director", "leader", "leader_norr", "two_roles", "outreach"):
        imported = CompanyImport.objects.create(
            owner=people(world)[name], state="checked", file_name=f"KANfile_{name}.csv", stored_name=f"imports/{name}",
            sha256=name, size=1, header_row=1, columns={"organisation_number": 0, "name": 1}, facts={"used": [0, 1]},
        )  # fmt: skip
        ImportRow.objects.create(imported=imported, number=1, cells=["Org.nr", "Företag"], outcome="aside")
        ImportRow.objects.create(
            imported=imported, number=2, cells=["1", f"KANrow_{name}"], outcome="bad", problems={"name": "?"}
        )
        world.put("import", name, imported, f"KANfile_{name}", f"KANrow_{name}")


def _own_things(world: World) -> None:
    today, now = timezone.localdate(), timezone.now()
    _imports(world)
    for name, somebody in people(world).items():
        job = Job.objects.create(owner=somebody, kind="report", title=f"KANjob{name}")
        world.put("job", name, job, f"KANjob{name}")
        delivery = Delivery.objects.create(
            key=f"k{name}",
            recipient=somebody,
            not_before_at=now,
            message_id=f"m{name}",
            state="in_doubt",
            answer=f"KANanswer{name}",
        )
        world.put("delivery", name, delivery, f"KANanswer{name}")
        notice = Notice.objects.create(
            recipient=somebody, event="silence", rule="no_session", topic="silence", subject_kind="enrolment",
            subject_id=MISSING, subject_label=f"KANnotice{name}", path="/", happens_on=today, due_on=today,
            delivery=delivery,
        )  # fmt: skip
        world.put("notice", name, notice, f"KANnotice{name}")
    for kind, subject, names in (
        ("enrolment", "enrolment", ("a", "b", "c")),
        ("reportingperiod", "period", ("tvv_draft",)),
    ):
        for name in names:
            told = Notice.objects.create(
                recipient=world.cast.inactive, event="silence", rule="no_session", topic="silence", subject_kind=kind,
                subject_id=world.objects[subject][name].pk, subject_label=f"KANtold{name}", path="/", happens_on=today,
                due_on=today,
            )  # fmt: skip
            world.put("told", name, told, f"KANtold{name}")
