"""The front door: which address leads to which room. Each app has one urls.py."""

from django.urls import include, path

urlpatterns = [
    path("", include("programme.oversight.urls")),
    path("", include("programme.people.urls")),
    path("", include("programme.oversight.structure.urls")),
    path("", include("programme.oversight.signals.urls")),
    path("", include("programme.jobs.urls")),
    path("", include("programme.notices.urls")),
    path("", include("companies.urls")),
    path("", include("coaching.urls")),
    path("", include("funding.urls")),
]

handler400 = "programme.oversight.errors.bad_request"
handler403 = "programme.oversight.errors.forbidden"
handler404 = "programme.oversight.errors.not_found"
handler500 = "programme.oversight.errors.server_error"
