"""Addresses of the funder's portal."""

from django.urls import path

from funding.portal.views import files, home, pages, questions

urlpatterns = [
    path("news/seen/", home.news_seen, name="news-seen"),
    path("periods/<int:pk>/files/download/", files.period_files, name="period-files"),
    path("reports/<int:pk>/changes/", pages.report_changes, name="report-changes"),
    path("reports/<int:pk>/questions/ask/", questions.question_ask, name="question-ask"),
    path("questions/", questions.question_list, name="question-list"),
    path("questions/<int:pk>/", questions.question_card, name="question-card"),
    path("questions/<int:pk>/write/", questions.question_write, name="question-write"),
    path("questions/<int:pk>/close/", questions.question_close, name="question-close"),
]
