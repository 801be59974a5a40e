"""Addresses of the roof: home pages, lists and cards that join rooms, search, health."""

from django.urls import path

from programme.oversight.views import (
    bulk,
    companies,
    enrolment,
    exports,
    figures,
    gallery,
    health,
    home,
    pipeline,
    prospects,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("healthz", health.healthz, name="healthz"),
    path("components/", gallery.gallery, name="gallery"),
    path("companies/", companies.company_list_page, name="company-list"),
    path("companies/export/", companies.company_export, name="company-export"),
    path("companies/bulk/", bulk.company_bulk, name="company-bulk"),
    path("companies/bulk/<int:pk>/", bulk.company_bulk_done, name="company-bulk-done"),
    path("sessions/export/", exports.session_export, name="session-export"),
    path("actions/export/", exports.action_export, name="action-export"),
    path("people/export/", exports.person_export, name="person-export"),
    path("notices/export/", exports.notice_export, name="notice-export"),
    path("notices/all/export/", exports.notice_export_all, name="notice-export-all"),
    path("reports/export/", exports.report_list_export, name="report-list-export"),
    path("companies/<int:pk>/", companies.company_card, name="company-card"),
    path("pipeline/", pipeline.pipeline_page, name="pipeline"),
    path("pipeline/export/", pipeline.pipeline_export, name="pipeline-export"),
    path("prospects/", prospects.prospect_list, name="prospect-list"),
    path("prospects/export/", prospects.prospect_export, name="prospect-export"),
    path("prospects/coverage/", prospects.coverage_page, name="prospect-coverage"),
    path("prospects/<int:pk>/take-up/", prospects.prospect_take_up, name="prospect-take-up"),
    path("enrolments/<int:pk>/", enrolment.enrolment_card, name="enrolment-card"),
    path("figures/", figures.method, name="method"),
    path("figures/<slug:key>/", figures.figure_rows, name="figure-rows"),
    path("figures/<slug:key>/export/", figures.figure_export, name="figure-export"),
]
