"""Addresses of the import, below /companies/import/."""

from django.urls import path

from companies.imports import views

urlpatterns = [
    path("", views.import_add, name="import-add"),
    path("template/", views.import_template, name="import-template"),
    path("<int:pk>/", views.import_card, name="import-card"),
    path("<int:pk>/columns/", views.import_columns, name="import-columns"),
    path("<int:pk>/rows/", views.import_review, name="import-review"),
    path("<int:pk>/resume/", views.import_resume, name="import-resume"),
    path("<int:pk>/tick/", views.import_tick, name="import-tick"),
    path("<int:pk>/save/", views.import_save, name="import-save"),
    path("<int:pk>/bad-rows/", views.import_bad_rows, name="import-bad-rows"),
    path("<int:pk>/remove/", views.import_remove, name="import-remove"),
]
