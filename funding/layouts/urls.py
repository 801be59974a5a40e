"""Addresses of report templates."""

from django.urls import path

from funding.layouts import views

urlpatterns = [
    path("report-templates/", views.template_list, name="template-list"),
    path("report-templates/<int:pk>/", views.template_card, name="template-card"),
    path("report-templates/<int:pk>/copy/", views.template_copy, name="template-copy"),
    path("report-templates/<int:pk>/change/", views.template_change, name="template-change"),
    path("report-templates/<int:pk>/retire/", views.template_retire, name="template-retire"),
]
