"""Addresses of regional texts."""

from django.urls import path

from funding.regional import views

urlpatterns = [
    path("periods/<int:pk>/regions/", views.regions_ask, name="regions-ask"),
    path("regional-texts/", views.regional_text_list, name="regional-text-list"),
    path("regional-texts/<int:pk>/", views.regional_text, name="regional-text"),
]
