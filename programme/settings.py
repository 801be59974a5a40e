"""All settings of Lyftportalen, read from the environment. README.md lists the variables.

DEMO=1 is the quick start (SQLite, file-system broker, mails in files, demo world). Without it every
value must be given, and a missing or dangerous one stops the start with one line.
"""

import sys
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from programme import environment as env

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.text("VAR_DIR", str(BASE_DIR / "var")))

DEMO = env.flag("DEMO")
DEBUG = env.flag("DEBUG")
DEMO_KEY = "demo-only-key-" + "x" * 50

# --- What must be given -------------------------------------------------------------------------
SECRET_KEY = env.text("SECRET_KEY", DEMO_KEY if DEMO else "")
if not SECRET_KEY:
    env.refuse("SECRET_KEY is not set. Put 50 or more random characters in it, or set DEMO=1 to try the portal.")
if not DEMO and (SECRET_KEY == DEMO_KEY or len(SECRET_KEY) < 50):
    env.refuse("SECRET_KEY is the demo's or shorter than 50 characters. Put 50 or more random characters in it.")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]" if DEMO else "")
if not ALLOWED_HOSTS:
    env.refuse("ALLOWED_HOSTS is not set. Name the host that people type, for example portal.example.org.")
if not DEMO and "*" in ALLOWED_HOSTS:
    env.refuse("ALLOWED_HOSTS is '*', which lets anyone forge links in our mails. Name the hosts.")
if not DEMO and DEBUG:
    env.refuse("DEBUG=1 shows secrets on error pages. Remove it, or set DEMO=1.")
DATABASE_URL = env.text("DATABASE_URL", f"sqlite:///{VAR_DIR / 'lyft.sqlite3'}" if DEMO else "")
if not DATABASE_URL:
    env.refuse("DATABASE_URL is not set. Write postgres://user:password@host:5432/name.")
REDIS_URL = env.text("REDIS_URL")
if not REDIS_URL and not DEMO:
    env.refuse("REDIS_URL is not set. Write redis://host:6379/0.")
EMAIL_URL = env.text("EMAIL_URL", f"file://{VAR_DIR / 'mail'}" if DEMO else "")
if not EMAIL_URL:
    env.refuse("EMAIL_URL is not set. Write smtp://host:25 or smtp+tls://user:password@host:587.")
# Absolute links in mails come from here, never from a request's Host header.
SITE_URL = env.text("SITE_URL", f"http://127.0.0.1:{env.number('PORT', 8000)}" if DEMO else "").rstrip("/")
if not SITE_URL:
    env.refuse("SITE_URL is not set. Write the address that mails link to, for example https://portal.example.org.")
if not DEMO and not SITE_URL.startswith("https://"):
    env.refuse("SITE_URL must begin with https:// in production.")
if DEMO:
    VAR_DIR.mkdir(parents=True, exist_ok=True)

# --- Apps ---------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "programme.common",
    "programme.structure",
    "programme.people",
    "programme.jobs",
    "programme.notices",
    "companies",
    "coaching",
    "programme.signals",
    "funding",
    "programme.oversight",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "heroicons",
    "csp",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "programme.oversight.middleware.LoginRequiredMiddleware",
    "programme.people.middleware.PersonLanguageMiddleware",
    "programme.people.middleware.SessionLimitsMiddleware",
    "programme.people.middleware.PrivatePagesMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "programme.oversight.middleware.WrongMethodMiddleware",
]
ROOT_URLCONF = "programme.urls"
WSGI_APPLICATION = "programme.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": [
                "programme.common.templatetags.lyft",
                "heroicons.templatetags.heroicons",
                "django.templatetags.i18n",
                "django.templatetags.static",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "programme.oversight.frame.frame",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- How the rooms are joined (the front door may see all; the rooms may not see each other upward) --
# Whom a person sees through what a higher room knows: companies never learn who coaches.
SIGHT = {"enrolment": ["coaching.visibility.enrolments_coached_by"]}
# Which sessions came after their period was reported: coaching never learns who pays.
REPORTED = {
    "periods": "funding.closed.reported_periods",
    "days": "funding.closed.reported_days",
    "marks": "funding.closed.late_marks",
}
# What else happens when a company leaves the programme: companies never learn what is planned with them.
LEAVING = ["coaching.actions.left.call_off"]
# What can be reminded of, room by room, in the order of the page of rules. When who is told is data: ReminderRule.
REMINDER_EVENTS = [
    "coaching.reminders.EVENTS",
    "companies.reminders.EVENTS",
    "companies.interest.reminders.EVENTS",
    "coaching.news.EVENTS",
    "funding.reminders.EVENTS",
    "funding.review.news.EVENTS",
    "funding.portal.reminders.EVENTS",
    "programme.oversight.rights.reminders.EVENTS",
]
# What may be wrong, in the order of consequence.
SIGNAL_KINDS = [
    "funding.signals.KINDS",
    "programme.signals.of_portal.KINDS",
    "programme.signals.of_companies.KINDS",
]
# Who writes each kind of mail to people outside the portal.
LETTERS = {
    "interest_received": "companies.interest.letters.interest_received",
    "session_plan": "coaching.letters.session_plan",
}
# What a job of each kind runs.
JOB_KINDS = {
    "report": "funding.building.build_report",
    "release": "funding.building.release_report",
    "dossier": "funding.building.make_dossier",
    "board-pack": "programme.oversight.board_pack.make_pack",
    "bulk": "programme.oversight.bulk.job.run",
    "import": "companies.imports.working.run",
}

# --- Data ---------------------------------------------------------------------------------------
DATABASES = {"default": env.database(DATABASE_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "programme.common.cache.ForgetfulRedisCache",
            "LOCATION": REDIS_URL,
            "OPTIONS": {"socket_timeout": 0.3, "socket_connect_timeout": 0.3},  # seconds that a page may wait, once
        }
    }
else:  # one web process with threads in the quick start, so its own memory is enough
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# --- Files --------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(VAR_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = Path(env.text("MEDIA_ROOT", str(VAR_DIR / "media")))  # served by views that check rights, never by URL
# Sections of reports as they were rendered, for the next version. A cache of this machine: losing it costs time only.
PAPER_KEPT_DIR = VAR_DIR / "paper"
PAPER_KEPT_BYTES = 400_000_000
PAPER_KEPT_DAYS = 120  # since last used: the next version of a report comes within a quarter
S3_BUCKET = env.text("S3_BUCKET")
_files: dict[str, object] = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
if S3_BUCKET:
    _files = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": S3_BUCKET,
            "endpoint_url": env.text("S3_ENDPOINT_URL") or None,
            "region_name": env.text("S3_REGION") or None,
            "access_key": env.text("S3_ACCESS_KEY") or None,
            "secret_key": env.text("S3_SECRET_KEY") or None,
            "default_acl": None,
            "file_overwrite": False,
        },
    }
STORAGES = {
    "default": _files,
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEMO
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEMO
WHITENOISE_MANIFEST_STRICT = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000

# --- Language and numbers -----------------------------------------------------------------------
LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", "Svenska"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["programme.formats"]
USE_THOUSAND_SEPARATOR = True
TIME_ZONE = "Europe/Stockholm"
USE_TZ = True

# --- People -------------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["name", "email"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "programme.people.adapter.ClosedAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # people come by invitation: the link to the address is the proof
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reset_password": "20/m/ip,5/m/key",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
}
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXY_COUNT", 0)
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Lyftportalen"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_IDLE_SECONDS = 60 * 60 if not DEMO else 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "programme.oversight.errors.csrf_failure"

# --- What is kept how long ---------------------------------------------------------------------
INTEREST_KEPT_MONTHS = 24  # expressions of interest; the page on personal data says so

# --- Transport ----------------------------------------------------------------------------------
if not DEMO:
    SESSION_COOKIE_NAME = "__Host-sid"
    CSRF_COOKIE_NAME = "__Host-csrf"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = env.flag("SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS", "" if DEMO else SITE_URL)
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

# --- Mail ---------------------------------------------------------------------------------------
globals().update(env.email(EMAIL_URL))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("FROM_EMAIL", "Lyftportalen <portalen@example.org>" if DEMO else "")
if not DEFAULT_FROM_EMAIL:
    env.refuse("FROM_EMAIL is not set. Write the sender of our mails, for example Lyftportalen <portal@example.org>.")

# Mails of reminders leave from this hour of the day on, local time; what comes up in the night waits for it.
NOTICES_FROM_HOUR = env.number("NOTICES_FROM_HOUR", 0 if DEMO else 7)
MAILS_PER_MINUTE = env.number("MAILS_PER_MINUTE", 600)  # of all workers together; 0: as many as the server takes

# --- Background work (the database is the truth, Celery only wakes it) -----------------------------
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "UTC"
CELERY_TASK_SOFT_TIME_LIMIT = 540
CELERY_TASK_TIME_LIMIT = 600
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {
        "visibility_timeout": 3600,
        "unacked_restore_throttle": 1,
        "socket_timeout": 3,
        "socket_connect_timeout": 3,
    }
else:
    CELERY_BROKER_URL = "files://localhost"  # programme.common.file_broker; without a host kombu warns at each start
    _queue, _control = VAR_DIR / "broker" / "queue", VAR_DIR / "broker" / "control"
    for _folder in (_queue, _control):
        _folder.mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_queue),
        "data_folder_out": str(_queue),
        "control_folder": str(_control),
        "store_processed": False,
        "polling_interval": 0.1,
    }
# A sweep that no worker took in time is dropped: the next one finds the same rows.
PAGES_KEPT_SECONDS = env.number("PAGES_KEPT_SECONDS", 300)  # a home page's numbers, while nothing happens; 0: never
SWEEP_SECONDS = max(1, env.number("SWEEP_SECONDS", 60))
CELERY_BEAT_SCHEDULE = {
    name: {"task": task, "schedule": float(SWEEP_SECONDS), "options": {"expires": SWEEP_SECONDS}}
    for name, task in (
        ("notices-sweep", "programme.notices.tasks.sweep"),
        ("jobs-sweep", "programme.jobs.tasks.sweep"),
    )
}
CELERY_BEAT_SCHEDULE["stored-files"] = {"task": "funding.tasks.sweep", "schedule": 3600.0}
CELERY_BEAT_SCHEDULE["signals"] = {"task": "programme.signals.tasks.sweep", "schedule": 600.0}
CELERY_BEAT_SCHEDULE["retention"] = {"task": "companies.tasks.remove_old", "schedule": 3600.0}
# How long a worker holds a job or a mail without a sign of life. A mail's dialogue has six answers to wait for.
JOB_LEASE_SECONDS = env.number("JOB_LEASE_SECONDS", 60)
MAIL_LEASE_SECONDS = env.number("MAIL_LEASE_SECONDS", 6 * EMAIL_TIMEOUT)
CELERY_BEAT_SCHEDULER = "programme.common.beat.Scheduler"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")

# --- Logs ---------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "stream": sys.stderr}},
    "root": {"handlers": ["stderr"], "level": env.text("LOG_LEVEL", "WARNING" if DEMO else "INFO")},
}

SITE_NAME = _("Lyftportalen")
