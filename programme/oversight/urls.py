"""Addresses of the roof: home pages, lists and cards that join rooms, search, health."""

from django.urls import path

from programme.oversight.views import (
    bulk,
    companies,
    enrolment,
    figures,
    funnel,
    gallery,
    health,
    home,
    lost,
    prospects,
    tasks,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("healthz", health.healthz, name="healthz"),
    path("components/", gallery.gallery, name="gallery"),
    path("companies/", companies.company_list_page, name="company-list"),
    path("companies/export/", companies.company_export, name="company-export"),
    path("companies/bulk/", bulk.company_bulk, name="company-bulk"),
    path("companies/bulk/<int:pk>/", bulk.company_bulk_done, name="company-bulk-done"),
    path("companies/<int:pk>/", companies.company_card, name="company-card"),
    path("prospects/", prospects.prospect_list, name="prospect-list"),
    path("prospects/export/", prospects.prospect_export, name="prospect-export"),
    path("prospects/coverage/", prospects.coverage_page, name="prospect-coverage"),
    path("prospects/<int:pk>/take-up/", prospects.prospect_take_up, name="prospect-take-up"),
    path("enrolments/<int:pk>/", enrolment.enrolment_card, name="enrolment-card"),
    path("pipeline/lost/", lost.lost_list, name="lost-list"),
    path("pipeline/lost/export/", lost.lost_export, name="lost-export"),
    path("pipeline/funnel/", funnel.pipeline_funnel, name="pipeline-funnel"),
    path("tasks/", tasks.task_list, name="task-list"),
    path("tasks/export/", tasks.task_export, name="task-export"),
    path("figures/", figures.method, name="method"),
    path("figures/<slug:key>/", figures.figure_rows, name="figure-rows"),
    path("figures/<slug:key>/export/", figures.figure_export, name="figure-export"),
]
