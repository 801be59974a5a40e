"""Addresses of this room."""

from django.urls import path

from coaching.views import action_plan, assignments, goals, items, load, sessions

urlpatterns = [
    path("sessions/", sessions.session_list, name="session-list"),
    path("sessions/log/", sessions.session_log, name="session-log"),
    path("sessions/<int:pk>/", sessions.session_card, name="session-card"),
    path("sessions/<int:pk>/change/", sessions.session_change, name="session-change"),
    path("actions/", items.action_list, name="action-list"),
    path("actions/add/", items.action_add, name="action-add"),
    path("enrolments/<int:enrolment>/actions/add/", items.action_add, name="action-add"),
    path("actions/<int:pk>/change/", items.action_change, name="action-change"),
    path("actions/<int:pk>/begin/", items.action_begin, name="action-begin"),
    path("actions/<int:pk>/close/", items.action_close, name="action-close"),
    path("actions/<int:pk>/drop/", items.action_drop, name="action-drop"),
    path("actions/<int:pk>/reopen/", items.action_reopen, name="action-reopen"),
    path("actions/<int:pk>/comment/", items.action_comment, name="action-comment"),
    path("enrolments/<int:pk>/plan/", action_plan.plan_card, name="action-plan"),
    path("enrolments/<int:pk>/plan/pdf/", action_plan.plan_pdf, name="action-plan-pdf"),
    path("enrolments/<int:enrolment>/goals/add/", goals.goal_add, name="goal-add"),
    path("goals/<int:pk>/change/", goals.goal_change, name="goal-change"),
    path("goals/<int:pk>/reach/", goals.goal_reach, name="goal-reach"),
    path("goals/<int:pk>/reopen/", goals.goal_reopen, name="goal-reopen"),
    path("coaches/", load.coach_load_list, name="coach-load"),
    path("enrolments/<int:enrolment>/coaches/assign/", assignments.coach_assign, name="coach-assign"),
    path("enrolments/coaches/<int:pk>/replace/", assignments.coach_assignment_replace, name="coach-assignment-replace"),
    path("enrolments/coaches/<int:pk>/end/", assignments.coach_assignment_end, name="coach-assignment-end"),
]
