"""Addresses of people: login and own account by allauth (only the routes that we use), invitations, appointments."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.urls import path, re_path

from programme.people.access import public, requires
from programme.people.roles import Permission
from programme.people.views.account import account as own_account
from programme.people.views.account import language_set, theme_set
from programme.people.views.appointment import appointment_add, appointment_end, person_invite
from programme.people.views.invitation import invitation_accept
from programme.people.views.person import (
    invitation_resend,
    person_deactivate,
    person_list,
    person_reactivate,
)

own = requires(Permission.OWN_ACCOUNT)

urlpatterns = [
    path("accounts/login/", public(account.login), name="account_login"),
    path("accounts/logout/", public(account.logout), name="account_logout"),
    path("accounts/signup/", public(account.signup), name="account_signup"),  # says that it is closed
    path("accounts/inactive/", public(account.account_inactive), name="account_inactive"),
    path("accounts/reauthenticate/", own(account.reauthenticate), name="account_reauthenticate"),
    path("accounts/password/change/", own(account.password_change), name="account_change_password"),
    path("accounts/password/reset/", public(account.password_reset), name="account_reset_password"),
    path(
        "accounts/password/reset/done/",
        public(account.password_reset_done),
        name="account_reset_password_done",
    ),
    re_path(  # the key holds hyphens too, so the person's number ends at the first one
        r"^accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        public(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "accounts/password/reset/key/done/",
        public(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    path("accounts/2fa/", own(mfa.index), name="mfa_index"),
    path("accounts/2fa/authenticate/", public(mfa.authenticate), name="mfa_authenticate"),
    path("accounts/2fa/reauthenticate/", own(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("accounts/2fa/totp/activate/", own(totp.activate_totp), name="mfa_activate_totp"),
    path("accounts/2fa/totp/deactivate/", own(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("accounts/2fa/recovery-codes/", own(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "accounts/2fa/recovery-codes/generate/",
        own(recovery.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "accounts/2fa/recovery-codes/download/",
        own(recovery.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
    path("account/", own_account, name="account"),
    path("account/language/", language_set, name="language-set"),
    path("account/theme/", theme_set, name="theme-set"),
    path("people/", person_list, name="person-list"),
    path("people/invite/", person_invite, name="person-invite"),
    path("people/invitations/<str:token>/", invitation_accept, name="invitation-accept"),
    path("people/<int:pk>/appointments/add/", appointment_add, name="appointment-add"),
    path("people/<int:pk>/invite-again/", invitation_resend, name="invitation-resend"),
    path("people/<int:pk>/close/", person_deactivate, name="person-deactivate"),
    path("people/<int:pk>/open/", person_reactivate, name="person-reactivate"),
    path("people/appointments/<int:pk>/end/", appointment_end, name="appointment-end"),
]
