"""Addresses of this room."""

from django.urls import path

from coaching.views import absences, activities, assignments, calendar, items, plan, sessions

urlpatterns = [
    path("sessions/", sessions.session_list, name="session-list"),
    path("sessions/log/", sessions.session_log, name="session-log"),
    path("sessions/<int:pk>/", sessions.session_card, name="session-card"),
    path("sessions/<int:pk>/change/", sessions.session_change, name="session-change"),
    path("plan/", plan.plan_list, name="plan-list"),
    path("plan/add/", plan.planned_session_add, name="planned-session-add"),
    path("plan/<int:pk>/", plan.planned_session_card, name="planned-session-card"),
    path("plan/<int:pk>/move/", plan.planned_session_move, name="planned-session-move"),
    path("plan/<int:pk>/cancel/", plan.planned_session_cancel, name="planned-session-cancel"),
    path("plan/<int:pk>/confirm/", plan.planned_session_confirm, name="planned-session-confirm"),
    path("plan/<int:pk>/no-show/", plan.planned_session_no_show, name="planned-session-no-show"),
    path("activities/", activities.activity_list, name="activity-list"),
    path("activities/add/", activities.activity_add, name="activity-add"),
    path("activities/<int:pk>/", activities.activity_card, name="activity-card"),
    path("activities/<int:pk>/change/", activities.activity_change, name="activity-change"),
    path("activities/<int:pk>/series/", activities.activity_series, name="activity-series"),
    path("absences/", absences.absence_list, name="absence-list"),
    path("absences/add/", absences.absence_add, name="absence-add"),
    path("absences/<int:pk>/change/", absences.absence_change, name="absence-change"),
    path("absences/<int:pk>/withdraw/", absences.absence_withdraw, name="absence-withdraw"),
    path("account/calendar/", calendar.calendar_address, name="calendar-address"),
    path("account/calendar/make/", calendar.calendar_address_make, name="calendar-address-make"),
    path("account/calendar/withdraw/", calendar.calendar_address_withdraw, name="calendar-address-withdraw"),
    path("calendar/<str:token>.ics", calendar.calendar_feed, name="calendar-feed"),
    path("actions/", items.action_list, name="action-list"),
    path("actions/add/", items.action_add, name="action-add"),
    path("enrolments/<int:enrolment>/actions/add/", items.action_add, name="action-add"),
    path("actions/<int:pk>/change/", items.action_change, name="action-change"),
    path("actions/<int:pk>/close/", items.action_close, name="action-close"),
    path("actions/<int:pk>/reopen/", items.action_reopen, name="action-reopen"),
    path("enrolments/<int:enrolment>/coaches/assign/", assignments.coach_assign, name="coach-assign"),
    path("enrolments/coaches/<int:pk>/replace/", assignments.coach_assignment_replace, name="coach-assignment-replace"),
    path("enrolments/coaches/<int:pk>/end/", assignments.coach_assignment_end, name="coach-assignment-end"),
]
