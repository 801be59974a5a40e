"""Addresses of the pages about programmes and regions."""

from django.urls import path

from programme.oversight.structure import changes, views

urlpatterns = [
    path("structure/", views.structure, name="structure"),
    path("structure/regions/<int:pk>/", views.region_card, name="region-card"),
    path("structure/regions/<int:pk>/change/", changes.region_change, name="region-change"),
    path("structure/regions/<int:pk>/hosts/add/", changes.host_add, name="host-add"),
    path("structure/programmes/<int:pk>/", views.programme_card, name="programme-card"),
    path("structure/programmes/<int:pk>/change/", changes.programme_change, name="programme-change"),
    path("structure/programmes/<int:pk>/copy/", changes.programme_copy, name="programme-copy"),
    path("structure/programmes/<int:pk>/versions/add/", changes.version_add, name="version-add"),
    path("structure/versions/<int:pk>/stages/", changes.stage_change, name="stage-change"),
]
