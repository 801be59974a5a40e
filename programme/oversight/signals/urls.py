"""Addresses of signals."""

from django.urls import path

from programme.oversight.signals import rule_views, views

urlpatterns = [
    path("signals/", views.signal_list, name="signal-list"),
    path("signals/export/", views.signal_export, name="signal-export"),
    path("signals/over-time/", views.signal_history, name="signal-history"),
    path("signals/seen/", views.signal_see, name="signal-see"),
    path("signals/rules/", rule_views.signal_rule_list, name="signal-rule-list"),
    path("signals/rules/<str:kind>/", rule_views.signal_rule_change, name="signal-rule-change"),
    path("signals/<int:pk>/", views.signal_card, name="signal-card"),
    path("signals/<int:pk>/handled/", views.signal_handle, name="signal-handle"),
    path("signals/<int:pk>/waive/", views.signal_waive, name="signal-waive"),
    path("signals/<int:pk>/open-again/", views.signal_reopen, name="signal-reopen"),
]
