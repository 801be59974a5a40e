"""Addresses of the roof: home pages, lists and cards that join rooms, search, health."""

from django.urls import path

from programme.oversight.views import health, home

urlpatterns = [
    path("", home.home, name="home"),
    path("healthz", health.healthz, name="healthz"),
]
