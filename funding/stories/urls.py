"""Addresses of stories."""

from django.urls import path

from funding.stories import views

urlpatterns = [
    path("enrolments/<int:pk>/stories/", views.story_list, name="story-list"),
    path("enrolments/<int:pk>/stories/write/", views.story_write, name="story-write"),
    path("stories/<int:pk>/", views.story_card, name="story-card"),
    path("stories/<int:pk>/change/", views.story_change, name="story-change"),
    path("stories/<int:pk>/withdraw/", views.story_withdraw, name="story-withdraw"),
    path("reports/<int:pk>/stories/", views.report_stories, name="report-stories"),
]
