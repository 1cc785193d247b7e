"""Settings from the environment, with safe defaults. `xieyun doctor` checks them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict

from xieyun.kernel.crypto import read_or_create_secret
from xieyun.kernel.embedded import home

PACKAGE = Path(__file__).resolve().parent
XIEYUN_HOME = home()
FILES_FOLDER = XIEYUN_HOME / "files"

DEBUG = False
SECRET_KEY = os.environ.get("XIEYUN_SECRET_KEY") or read_or_create_secret(XIEYUN_HOME / "secret-key")
ALLOWED_HOSTS = [host for host in os.environ.get("XIEYUN_HOSTS", "127.0.0.1,localhost,[::1]").split(",") if host]
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("XIEYUN_ORIGINS", "").split(",") if origin]
BEHIND_TLS = os.environ.get("XIEYUN_TLS", "") == "1"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
    "xieyun.kernel",
    "xieyun.organization",
    "xieyun.access",
    "xieyun.rules",
    "xieyun.records",
    "xieyun.process",
    "xieyun.messaging",
    "xieyun.packages",
    "xieyun.http",
]
MIDDLEWARE = [
    "xieyun.http.middleware.RequestContextMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "xieyun.http.middleware.ApiSecurityMiddleware",
    "xieyun.http.middleware.IdempotencyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "xieyun.http.urls"
WSGI_APPLICATION = "xieyun.http.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]

POOL_SIZE = int(os.environ.get("XIEYUN_POOL_SIZE", "8"))


def database_settings(url: str) -> dict[str, Any]:
    """Return Django's settings of the database that a connection string (URL or keywords) names."""
    parts = conninfo_to_dict(url)
    options: dict[str, Any] = {
        key: value for key, value in parts.items() if key in ("sslmode", "sslrootcert", "connect_timeout")
    }
    # Each process keeps its own small pool; a request waits for a free connection, at most `timeout` seconds.
    options["pool"] = {"min_size": 1, "max_size": POOL_SIZE, "timeout": 20, "max_idle": 120}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.get("dbname") or "xieyun",
        "USER": parts.get("user") or "",
        "PASSWORD": parts.get("password") or "",
        "HOST": parts.get("host") or "",
        "PORT": parts.get("port") or "",
        "CONN_MAX_AGE": 0,
        "OPTIONS": options,
    }


# Without DATABASE_URL the command line starts the embedded server and sets it before settings load.
DATABASES = {"default": database_settings(os.environ.get("DATABASE_URL", "dbname=xieyun"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "organization.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "xieyun_session"
SESSION_COOKIE_AGE = int(os.environ.get("XIEYUN_SESSION_SECONDS", str(12 * 3600)))
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
CSRF_COOKIE_NAME = "xieyun_csrf"
CSRF_HEADER_NAME = "HTTP_X_CSRF_TOKEN"
CSRF_COOKIE_SAMESITE = "Lax"

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS else 0
X_FRAME_OPTIONS = "DENY"

# 100 MB bodies are refused before they are read; only the attachment route takes more than JSON's limit.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
MAXIMUM_ATTACHMENT_BYTES = 50 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 100

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = None
STATICFILES_DIRS: list[Path] = []
WHITENOISE_ROOT = PACKAGE / "http" / "static_web"
WHITENOISE_INDEX_FILE = False
WHITENOISE_MAX_AGE = 0
# The build puts a hash of the content into these names, so a browser may keep them for ever.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/assets/.+-[\w-]{8}\.\w+$"

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "tasks"
LOGGING_CONFIG = None
LOG_LEVEL = os.environ.get("XIEYUN_LOG_LEVEL", "INFO")
LOG_FORMAT = os.environ.get("XIEYUN_LOG_FORMAT", "json")

CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "kernel_cache"}}

MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Xieyun"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "5/10m/key,20/10m/ip"}
