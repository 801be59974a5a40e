"""Addresses of this room."""

from django.urls import path

from programme.notices.views import demo_mail, mails, maintenance, overseen, own, rules, unsubscribe

urlpatterns = [
    path("notices/", own.notice_list, name="notice-list"),
    path("notices/all/", overseen.notice_list_all, name="notice-list-all"),
    path("notices/rules/", rules.rule_list, name="reminder-rule-list"),
    path("notices/rules/<str:event>/", rules.rule_change, name="reminder-rule-change"),
    path("notices/rules/<str:event>/preview/", rules.rule_preview, name="reminder-rule-preview"),
    path("notices/rules/<str:event>/remove/", rules.rule_remove, name="reminder-rule-remove"),
    path("notices/wishes/", own.notice_preferences, name="notice-preferences"),
    path("notices/mails/<int:pk>/send-again/", mails.delivery_resend, name="delivery-resend"),
    path("notices/mails/", mails.delivery_list, name="delivery-list"),
    path("notices/mails/<int:pk>/", mails.delivery_card, name="delivery-card"),
    path("notices/mails/<int:pk>/settle/", mails.delivery_settle, name="delivery-settle"),
    path("notices/off/<str:token>/", unsubscribe.notice_unsubscribe, name="notice-unsubscribe"),
    path("maintenance/", maintenance.maintenance_list, name="maintenance-list"),
    path("maintenance/add/", maintenance.maintenance_add, name="maintenance-add"),
    path("maintenance/<int:pk>/withdraw/", maintenance.maintenance_withdraw, name="maintenance-withdraw"),
    path("mail/", demo_mail.mail_list, name="mail-list"),
    path("mail/<str:name>/", demo_mail.mail_card, name="mail-card"),
]
