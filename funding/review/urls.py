"""Addresses of reviews and corrections."""

from django.urls import path

from funding.review.views import comments, corrections, reviews

urlpatterns = [
    path("reports/<int:pk>/approve/", reviews.report_approve, name="report-approve"),
    path("reports/<int:pk>/send-back/", reviews.report_send_back, name="report-send-back"),
    path("periods/<int:pk>/correct/", corrections.report_correct, name="report-correct"),
    path("reports/<int:pk>/comments/", comments.report_comment, name="report-comment"),
    path(
        "reports/<int:pk>/comments/<int:comment>/answer/", comments.report_comment_answer, name="report-comment-answer"
    ),
    path(
        "reports/<int:pk>/comments/<int:comment>/settle/", comments.report_comment_settle, name="report-comment-settle"
    ),
    path(
        "reports/<int:pk>/comments/<int:comment>/reopen/", comments.report_comment_reopen, name="report-comment-reopen"
    ),
]
