"""Agreements of the demo's companies, and a few plans that were given a later end."""

import hashlib
from datetime import date, timedelta
from random import Random

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from companies import actions
from companies.models import Document, Enrolment, PlannedStage
from programme.people.models import User
from programme.people.roles import Role

MOST = 60  # a larger world gets no more files than the small one


def agreement(company: str) -> bytes:
    """One page that says it is an example, as a PDF that every reader opens."""
    words = f"Avtal om coachning, {company} (exempel)".encode("latin-1", "replace")
    text = b"BT /F1 16 Tf 72 760 Td (" + words.replace(b"(", rb"\(").replace(b")", rb"\)") + b") Tj ET"
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(text), text),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    made, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(made))
        made += b"%d 0 obj%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    tail = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, len(made))
    return made + head + table + tail


def file_papers(random: Random, today: date) -> None:
    """Nine of ten running companies have an agreement; two that follow their plan were given more time."""
    director = User.objects.filter(appointments__role=Role.DIRECTOR).order_by("pk").first()
    if director is None:
        return
    running = list(Enrolment.objects.filter(state=Enrolment.State.ACTIVE).select_related("company").order_by("pk"))
    rows = []
    for enrolment in running[:MOST]:
        if random.random() < 0.9:
            content = agreement(enrolment.company.name)
            name = f"documents/{enrolment.pk}/{random.getrandbits(128):032x}"
            rows.append(
                Document(
                    enrolment=enrolment, kind=Document.Kind.AGREEMENT, title="Avtal om coachning", format="pdf",
                    size=len(content), sha256=hashlib.sha256(content).hexdigest(), uploaded_by=director,
                    stored_name=default_storage.save(name, ContentFile(content)),
                )
            )  # fmt: skip
    Document.objects.bulk_create(rows)
    late = PlannedStage.objects.overdue_on(today).values("enrolment")
    on_plan = Enrolment.objects.filter(state=Enrolment.State.ACTIVE).exclude(pk__in=late).order_by("pk")
    for enrolment in on_plan[:2]:
        end_on = enrolment.planned_stages.order_by("order").last().planned_end_on  # type: ignore[union-attr]
        longer = {"end_on": end_on + timedelta(days=60), "on": today, "reason": "staff"}
        actions.extend(by=director, enrolment=enrolment, **longer)  # type: ignore[arg-type]
