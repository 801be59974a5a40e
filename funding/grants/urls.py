"""Addresses of the pages on which grants are entered."""

from django.urls import path

from funding.grants.views import calendar, grants, lines

urlpatterns = [
    path("grants/", grants.grant_list, name="grant-list"),
    path("grants/add/", grants.grant_add, name="grant-add"),
    path("grants/funders/add/", grants.funder_add, name="funder-add"),
    path("grants/funders/<int:pk>/change/", grants.funder_change, name="funder-change"),
    path("grants/<int:pk>/change/", grants.grant_change, name="grant-change"),
    path("grants/<int:pk>/budget/", lines.grant_budget, name="grant-budget"),
    path("grants/<int:pk>/decisions/", lines.grant_decisions, name="grant-decisions"),
    path("grants/<int:pk>/co-financing/", lines.grant_co_financing, name="grant-co-financing"),
    path("grants/<int:pk>/calendar/", calendar.calendar_lay, name="calendar-lay"),
    path("grants/<int:pk>/periods/add/", calendar.period_add, name="period-add"),
    path("periods/<int:pk>/change/", calendar.period_change, name="period-change"),
    path("periods/<int:pk>/extend/", calendar.period_extend, name="period-extend"),
    path("periods/<int:pk>/skip/", calendar.period_skip, name="period-skip"),
    path("periods/<int:pk>/take-back/", calendar.period_take_back, name="period-take-back"),
    path("periods/<int:pk>/remove/", calendar.period_remove, name="period-remove"),
]
