"""Addresses of this room."""

from django.urls import path

from funding.grants.urls import urlpatterns as granting
from funding.indicators.urls import urlpatterns as indicators
from funding.layouts.urls import urlpatterns as layouts
from funding.money.urls import urlpatterns as money
from funding.portal.urls import urlpatterns as portal
from funding.regional.urls import urlpatterns as regional
from funding.review.urls import urlpatterns as reviewing
from funding.stories.urls import urlpatterns as stories
from funding.views import files, grants, reports, verify

urlpatterns = [
    *granting,
    *indicators,
    *layouts,
    *regional,
    *stories,
    *money,
    *reviewing,
    *portal,
    path("reports/", grants.report_list, name="report-list"),
    path("grants/<int:pk>/", grants.grant_card, name="grant-card"),
    path("periods/<int:pk>/", grants.period_card, name="period-card"),
    path("periods/<int:pk>/report/", grants.report_make, name="report-make"),
    path("reports/<int:pk>/", reports.report_card, name="report-card"),
    path("reports/<int:pk>/build/", reports.report_build, name="report-build"),
    path("reports/<int:pk>/texts/", reports.report_texts, name="report-texts"),
    path("reports/<int:pk>/review/", reports.report_review, name="report-review"),
    path("reports/<int:pk>/draft/", reports.report_draft, name="report-draft"),
    path("reports/<int:pk>/signals/<int:signal>/waive/", reports.report_waive, name="report-waive"),
    path("reports/<int:pk>/release/", reports.report_release, name="report-release"),
    path("reports/<int:pk>/pdf/", files.report_pdf, name="report-pdf"),
    path("reports/<int:pk>/xlsx/", files.report_xlsx, name="report-xlsx"),
    path("reports/<int:pk>/json/", files.report_json, name="report-json"),
    path("reports/<int:pk>/dossier/", files.report_dossier, name="report-dossier"),
    path("reports/<int:pk>/dossier/make/", files.report_dossier_make, name="report-dossier-make"),
    path("verify/", verify.verify, name="verify"),
    path("reports/<int:pk>/late/", reports.report_late, name="report-late"),
    path("reports/<int:pk>/figures/<int:number>/", reports.report_figure, name="report-figure"),
]
