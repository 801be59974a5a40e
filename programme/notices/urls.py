"""Addresses of this room."""

from django.urls import path

from programme.notices.views import demo_mail, overseen, own

urlpatterns = [
    path("notices/", own.notice_list, name="notice-list"),
    path("notices/all/", overseen.notice_list_all, name="notice-list-all"),
    path("notices/wishes/", own.notice_preferences, name="notice-preferences"),
    path("notices/mails/<int:pk>/send-again/", overseen.delivery_resend, name="delivery-resend"),
    path("mail/", demo_mail.mail_list, name="mail-list"),
    path("mail/<str:name>/", demo_mail.mail_card, name="mail-card"),
]
