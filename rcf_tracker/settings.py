"""Every setting, in one place. What differs between installations is read from the environment, typed."""

from pathlib import Path

import pghistory
from csp.constants import NONE, SELF

from rcf_tracker import env

BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = False
DEMO = env.flag("DEMO")
DEMO_PASSWORD = env.text("DEMO_PASSWORD", "")
SECRET_KEY = env.text("SECRET_KEY", example="a random string of 50 characters or more")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")
RCF_MARKING = env.text("RCF_MARKING", "UNCLASSIFIED | 평문")
# Working days of both capitals after which a side that was asked is reminded, and its leads are told that it is late.
REMIND_AFTER = env.integer("RCF_REMIND_AFTER", 5, least=1, most=100)
ESCALATE_AFTER = env.integer("RCF_ESCALATE_AFTER", 10, least=1, most=100)
ROOT_URLCONF = "rcf_tracker.urls"
WSGI_APPLICATION = "rcf_tracker.wsgi.application"

INSTALLED_APPS = [
    "core",
    "contacts",
    "projects",
    "reporting",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.usersessions",
    "pgtrigger",
    "pghistory",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "knox",
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
    "core.http.AudienceMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "core.templatetags.forms",
                "core.templatetags.money",
                "core.templatetags.ui",
                "django.templatetags.i18n",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.context.page",
            ],
        },
    }
]

# Data: the application role serves; the owner role migrates and does nothing else.
DATABASES = {"default": env.url("DATABASE_URL")}
DATABASES["default"] |= {"CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": True}
# What core.queries lets the database plan once has the same best plan for all values.
DATABASES["default"]["OPTIONS"].setdefault("options", "-c plan_cache_mode=force_generic_plan")
DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 1, "max_size": 10, "timeout": 10}
if owner := env.url("DATABASE_OWNER_URL", None):
    DATABASES["owner"] = owner
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Holds the counts of the rate limits: with the usual 300 entries a guesser could push out those that stop him.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "rcf_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
MEDIA_ROOT = Path(env.text("MEDIA_ROOT", example="/srv/rcf/archive"))

PGHISTORY_CONTEXT_FIELD = pghistory.ContextJSONField()
PGHISTORY_CONTEXT_ID_FIELD = pghistory.ContextUUIDField(null=True)
PGHISTORY_INSTALL_CONTEXT_FUNC_ON_MIGRATE = False

# Background work: the database holds the truth, Redis nudges.
CELERY_BROKER_URL = env.redis_url("REDIS_URL")
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 900, "socket_timeout": 5, "socket_connect_timeout": 2}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_TIME_LIMIT = 600
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "core.tasks.sweep", "schedule": 20},
    "sweep-mail": {"task": "contacts.tasks.sweep_mail", "schedule": 20},
    # Once an hour each, and soon after a start: beat keeps no memory of what ran before.
    "remind-of-questions": {"task": "projects.tasks.remind_of_questions", "schedule": 60},
    "tend-notices": {"task": "contacts.tasks.tend_notices", "schedule": 60},
    "remind-of-editions": {"task": "reporting.tasks.remind_of_editions", "schedule": 60},
    "remind-of-days": {"task": "reporting.tasks.remind_of_days", "schedule": 60},
    "remind-of-projects": {"task": "projects.tasks.remind_of_projects", "schedule": 60},
    "sweep-files": {"task": "projects.tasks.sweep_files", "schedule": 600},
    "refresh-figures": {"task": "reporting.tasks.refresh_figures", "schedule": 30},
    "count-waiting": {"task": "reporting.tasks.count_waiting", "schedule": 15},
}

# Sign-in: by invitation, with a password.
AUTH_USER_MODEL = "contacts.User"
AUTHENTICATION_BACKENDS = ["contacts.backends.Backend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "contacts.accounts.AccountAdapter"
ACCOUNT_FORMS = {"add_email": "contacts.forms.AddressForm"}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_RATE_LIMITS = {"login_failed": "10/5m/ip,5/5m/key"}
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
for name, value in env.email_url("EMAIL_URL", "console:").items():
    globals()[name] = value
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", "tracker@localhost")

# Two languages, one truth.
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ko", "한국어")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# Files
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / ".local" / "static"
STATICFILES_DIRS = [BASE_DIR / "static" / "dist"]
FONTS = BASE_DIR / "static" / "dist" / "fonts" / "otf"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
UPLOAD_MOST = 1_000_000 * env.integer("UPLOAD_MB", 25, least=1, most=200)
FILE_UPLOAD_HANDLERS = ["core.uploads.BoundedUpload"]

# Signatures on the PDFs of sealed editions: none, unless a certificate is named.
SIGNING_CERTIFICATE = env.text("SIGNING_CERTIFICATE", "")
SIGNING_PASSPHRASE_FILE = env.text("SIGNING_PASSPHRASE_FILE", "")
SIGNING_TRUSTED = env.text("SIGNING_TRUSTED", "")

# The browser: this origin and nothing else.
HTTPS = env.flag("HTTPS", not DEMO)
SITE_URL = env.site_url(
    "SITE_URL",
    f"http{'s' if HTTPS else ''}://{ALLOWED_HOSTS[0].lstrip('.')}" + (f":{env.integer('PORT', 8000)}" if DEMO else ""),
)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "core.tokens.RequestToken",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["core.parsers.TextParser"],
    "DEFAULT_FILTER_BACKENDS": [],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "core.http.api_refused",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Regional Cooperation Tracker",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "Side": "core.sides.Side",
        "Audience": "core.audience.Audience",
        "Kind": "projects.enums.Kind",
        "Stage": "projects.enums.Stage",
        "Health": "projects.enums.Health",
        "ShownHealth": "projects.enums.SHOWN_HEALTH",
        "MembershipKind": "projects.enums.MembershipKind",
        "Contribution": "projects.enums.Contribution",
        "Currency": "core.money.Currency",
        "DocumentCategory": "projects.enums.DocumentCategory",
        "DocumentLanguage": "projects.enums.DocumentLanguage",
        "OrganisationKind": "contacts.enums.OrganisationKind",
        "EditionStage": "reporting.enums.EditionStage",
        "CommitmentState": "reporting.enums.CommitmentState",
        "JobState": "core.models.JobState",
        "Answer": "core.models.Answer",
        "Waits": "reporting.enums.Waits",
        "Finding": "projects.enums.Finding",
        "QuestionState": "core.models.QuestionState",
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "core.logs.JSONFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
}
