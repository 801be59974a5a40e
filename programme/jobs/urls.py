"""Addresses of this room."""

from django.urls import path

from programme.jobs import views

urlpatterns = [
    path("jobs/", views.job_list, name="job-list"),
    path("jobs/<int:pk>/", views.job_card, name="job-card"),
    path("jobs/<int:pk>/state/", views.job_state, name="job-state"),
]
