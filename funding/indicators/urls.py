"""Addresses of the pages about targets."""

from django.urls import path

from funding.indicators.views import targets, variances

urlpatterns = [
    path("grants/<int:pk>/targets/add/", targets.target_add, name="target-add"),
    path("targets/<int:pk>/change/", targets.target_change, name="target-change"),
    path("targets/<int:pk>/end/", targets.target_end, name="target-end"),
    path("targets/<int:pk>/remove/", targets.target_remove, name="target-remove"),
    path("reports/<int:pk>/targets/<int:target>/explain/", variances.report_explain, name="report-explain"),
]
