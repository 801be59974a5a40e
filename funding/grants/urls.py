"""Addresses of the pages on which grants are entered."""

from django.urls import path

from funding.grants.views import calendar, grants, lines, shares

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
    path("grants/<int:pk>/allocations/", shares.allocation_list, name="allocation-list"),
    path("grants/<int:pk>/allocations/add/", shares.allocation_add, name="allocation-add"),
    path("grants/<int:pk>/allocations/lay/", shares.allocation_lay, name="allocation-lay"),
    path("enrolments/<int:pk>/allocations/add/", shares.enrolment_allocate, name="enrolment-allocate"),
    path("allocations/<int:pk>/change/", shares.allocation_change, name="allocation-change"),
    path("allocations/<int:pk>/end/", shares.allocation_end, name="allocation-end"),
    path("allocations/<int:pk>/remove/", shares.allocation_remove, name="allocation-remove"),
]
