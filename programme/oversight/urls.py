"""Addresses of the roof: home pages, lists and cards that join rooms, search, health."""

from django.urls import path

from programme.oversight.views import companies, enrolment, figures, gallery, health, home, interests, public

urlpatterns = [
    path("", home.home, name="home"),
    path("regions/", public.regions, name="regions"),
    path("privacy/", public.privacy, name="privacy"),
    path("accessibility/", public.accessibility, name="accessibility"),
    path("interest/", interests.interest_list_page, name="interest-list"),
    path("interest/export/", interests.interest_export, name="interest-export"),
    path("healthz", health.healthz, name="healthz"),
    path("components/", gallery.gallery, name="gallery"),
    path("companies/", companies.company_list_page, name="company-list"),
    path("companies/export/", companies.company_export, name="company-export"),
    path("companies/<int:pk>/", companies.company_card, name="company-card"),
    path("enrolments/<int:pk>/", enrolment.enrolment_card, name="enrolment-card"),
    path("figures/", figures.method, name="method"),
    path("figures/<slug:key>/", figures.figure_rows, name="figure-rows"),
    path("figures/<slug:key>/export/", figures.figure_export, name="figure-export"),
]
