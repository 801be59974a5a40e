"""What this room prints: the action plan for a company's wall."""

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from coaching.action_plan import ActionPlan
from programme.common.pdf import Pdf, render_pdf


def plan_paper(plan: ActionPlan) -> Pdf:
    """The plan as an accessible PDF on lying A4, to be read from two metres. Raises PdfRefused."""
    title = _("Action plan, %(company)s") % {"company": plan.enrolment.company}
    told = {"plan": plan, "title": title, "language": get_language() or "sv"}
    html = render_to_string("reports/plan_wall.html", told)
    return render_pdf(html, stylesheets=["css/plan_wall.css"], title=title)


def as_download(paper: Pdf, name: str) -> HttpResponse:
    """A paper as an answer; `name` is ours and holds no person's and no company's."""
    response = HttpResponse(paper.content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
