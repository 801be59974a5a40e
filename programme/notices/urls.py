"""Addresses of this room."""

from django.urls import path

from programme.notices import views

urlpatterns = [
    path("notices/", views.notice_list, name="notice-list"),
    path("notices/all/", views.notice_list_all, name="notice-list-all"),
    path("notices/wishes/", views.notice_preferences, name="notice-preferences"),
    path("notices/mails/<int:pk>/send-again/", views.delivery_resend, name="delivery-resend"),
    path("mail/", views.mail_list, name="mail-list"),
    path("mail/<str:name>/", views.mail_card, name="mail-card"),
]
