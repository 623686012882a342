"""The settings of Django and its parts. What differs between installations comes from the environment."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config.environment import BASE_DIR, WrongEnvironment, read_environment
from config.logs import logging_as

try:
    environment = read_environment()
except WrongEnvironment as wrong:
    # An exception here would bury the sentence under a traceback.
    sys.exit(f"Paperplane can't start: {wrong}")

# The house

DEBUG = environment.debug
SECRET_KEY = environment.secret_key
ALLOWED_HOSTS = environment.allowed_hosts
PAPERPLANE_TESTING = environment.testing
PAPERPLANE_RATE_LIMITS = environment.rate_limits
PAPERPLANE_TODAY = environment.today
# Off where the database is emptied under a server, as tests do: nobody is who she was a moment ago.
PAPERPLANE_REMEMBER = environment.remember
# The largest request body, in bytes: both servers we ship refuse more before reading it, the handler after.
PAPERPLANE_BODY_LIMIT = 4 * 1024 * 1024

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "messaging",
    "social",
    "accounts",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "channels",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "lucide",
    "template_partials",
    "whitenoise.runserver_nostatic",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "config.observing.observe",
    "config.middleware.policies",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.middleware.no_store_for_signed_in",
    "config.middleware.refuse_null",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "config.middleware.MethodOverride",
    "config.outages.Outages",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.own_language",
    "accounts.notices.NoticesFirst",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "messaging.context_processors.mailbox",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# The database: reads never inside a transaction, because on SQLite an IMMEDIATE one keeps out every writer.

DATABASE: dict[str, Any] = environment.database | {"ATOMIC_REQUESTS": False}
if DATABASE["ENGINE"].endswith("sqlite3"):
    (BASE_DIR / "var").mkdir(exist_ok=True)
    DATABASE |= {
        "ENGINE": "config.sqlite",
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # What is erased is overwritten: not every SQLite does that by itself.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON",
        },
        # A file, because an in-memory database has no WAL; named by process, so that two runs don't meet.
        "TEST": {"NAME": str(BASE_DIR / "var" / f"test-{os.getpid()}.sqlite3")},
    }
else:
    DATABASE |= {
        "CONN_MAX_AGE": 0,
        "OPTIONS": DATABASE.get("OPTIONS", {})
        | {
            # There are more connections than threads: who waits for one waits for a server that is away. A pool that
            # gives up soon tries anew with the next request, not minutes later.
            "pool": {"min_size": 1, "max_size": environment.database_pool, "timeout": 5, "reconnect_timeout": 4},
            "connect_timeout": 5,
            "options": "-c synchronous_commit=on",
        },
    }
DATABASES = {"default": DATABASE}

# Between processes: Redis where there is one, otherwise this process is alone.

if environment.redis_url:
    CACHES: dict[str, Any] = {
        "default": {
            "BACKEND": "config.shared_cache.SharedCache",
            "LOCATION": environment.redis_url,
            "KEY_PREFIX": "paperplane",
        }
    }
    CHANNEL_LAYERS: dict[str, Any] = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {
                # Without the explicit None, redis-py drops a subscription that was silent for five seconds.
                "hosts": [{"address": environment.redis_url, "socket_timeout": None}],
                "prefix": "paperplane",
            },
        }
    }
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    CHANNEL_LAYERS = {
        "default": {"BACKEND": "channels.layers.InMemoryChannelLayer", "CONFIG": {"capacity": 1000}},
    }

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Accounts

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.SignInBackend"]
SESSION_ENGINE = "accounts.sessions"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"

ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
USERSESSIONS_ADAPTER = "accounts.adapter.UserSessionsAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.SignupForm"
ACCOUNT_USERNAME_VALIDATORS = "accounts.validators.username_validators"
ACCOUNT_USERNAME_MIN_LENGTH = 2
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = environment.email_verification
# Signing up with somebody's address answers as with a new one, whether or not addresses are verified.
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True

MFA_ADAPTER = "accounts.adapter.MFAAdapter"
MFA_FORMS = {
    "add_webauthn": "accounts.keys.AddKey",
    "login_webauthn": "accounts.keys.SignInWithKey",
    "authenticate_webauthn": "accounts.keys.SecondStepWithKey",
    "reauthenticate_webauthn": "accounts.keys.ConfirmWithKey",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Paperplane"
MFA_TOTP_TOLERANCE = 1
# Where addresses are never verified, nobody could protect an account.
MFA_ALLOW_UNVERIFIED_EMAIL = environment.email_verification == "none"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG or environment.insecure_http

if not PAPERPLANE_RATE_LIMITS:
    ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False

# Words

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("ru", _("Russian"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"

EMAIL_SUBJECT_PREFIX = ""
DEFAULT_FROM_EMAIL = SERVER_EMAIL = environment.email_from
globals().update(environment.email)

# Files

STATIC_URL = "/static/"
STATIC_ROOT = environment.static_root
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage" if DEBUG else "config.storage.StaticStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG
MEDIA_URL = "/media/"
MEDIA_ROOT = environment.media_root
# Where the proxy finds MEDIA_ROOT, for files that it reads once we have said who may; empty: we read them.
PAPERPLANE_ACCEL_REDIRECT = environment.accel_redirect
DATA_UPLOAD_MAX_MEMORY_SIZE = FILE_UPLOAD_MAX_MEMORY_SIZE = PAPERPLANE_BODY_LIMIT

# The largest video that is taken in, in bytes, and the longest, in seconds.
PAPERPLANE_VIDEO_BYTES = environment.video_megabytes * 1024 * 1024
PAPERPLANE_VIDEO_SECONDS = environment.video_seconds

# GIFs of an outside service, and the hosts that browsers load their previews from; empty: none.
PAPERPLANE_GIF_PROVIDER = environment.gif_provider

# Whether grown-ups may write first to people of 16 and 17 only where those follow them.
PAPERPLANE_TEEN_PROTECTION = environment.teen_protection
# Evidence is erased so many days after its case was closed.
PAPERPLANE_EVIDENCE_DAYS = environment.evidence_days

# Safety

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:", *environment.gif_hosts],
        "media-src": [SELF, "blob:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
CSRF_FAILURE_VIEW = "config.forgery.refuse"
CSRF_TRUSTED_ORIGINS = environment.trusted_origins
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"

if not DEBUG and not environment.insecure_http:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    # TLS ends at the proxy, which must set this header itself and pass on nobody else's.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # The probes come from inside, without TLS.
    SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    # What other hosts of the domain promise is not ours to say.
    SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
    ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https"

# What an operator watches

PAPERPLANE_METRICS_TOKEN = environment.metrics_token
if environment.metrics_dir:
    # Read by the library as it is imported: what the processes of a machine count comes together in this directory.
    Path(environment.metrics_dir).mkdir(parents=True, exist_ok=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = environment.metrics_dir

LOGGING = logging_as(environment.log)
