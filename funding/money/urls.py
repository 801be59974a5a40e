"""Addresses of the pages about money."""

from django.urls import path

from funding.money.views import certificates, costs, rates

urlpatterns = [
    path("rates/", rates.rate_list, name="rate-list"),
    path("rates/add/", rates.rate_add, name="rate-add"),
    path("rates/<int:pk>/change/", rates.rate_change, name="rate-change"),
    path("rates/<int:pk>/end/", rates.rate_end, name="rate-end"),
    path("rates/<int:pk>/remove/", rates.rate_remove, name="rate-remove"),
    path("grants/<int:pk>/costs/", costs.cost_list, name="cost-list"),
    path("grants/<int:pk>/costs/add/", costs.cost_add, name="cost-add"),
    path("grants/<int:pk>/costs/import/", costs.cost_import, name="cost-import"),
    path("costs/<int:pk>/change/", costs.cost_change, name="cost-change"),
    path("costs/<int:pk>/take-back/", costs.cost_withdraw, name="cost-withdraw"),
    path("grants/<int:pk>/certificates/", certificates.certificate_list, name="certificate-list"),
    path("grants/<int:pk>/certificates/add/", certificates.certificate_add, name="certificate-add"),
    path("certificates/<int:pk>/take-back/", certificates.certificate_withdraw, name="certificate-withdraw"),
]
