"""Django's settings, all from the environment; `app/environment.py` documents each one.

Settings never start a database server: a command does, by `with database():`, and hands its address down in DATABASE_URL.
"""

from pathlib import Path

import bootstrap
from psycopg.conninfo import conninfo_to_dict

from yizhan.app.environment import read_environment
from yizhan.demo.cast import DEMO_PASSWORD as PASSWORD_OF_DEMO
from yizhan.demo.cast import LOGINS

ENVIRONMENT = read_environment()
PACKAGE = Path(__file__).resolve().parents[1]

SECRET_KEY = ENVIRONMENT.secret_key
DEBUG = False
ALLOWED_HOSTS = ENVIRONMENT.allowed_hosts
ROOT_URLCONF = "yizhan.app.urls"
WSGI_APPLICATION = "yizhan.app.wsgi.application"
AUTH_USER_MODEL = "records.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "procrastinate.contrib.django",
    "yizhan.records",
    "yizhan.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "yizhan.web.middleware.RequestIdMiddleware",
    "yizhan.web.middleware.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "yizhan.web.languages.HallLocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "yizhan.web.context.branch",
            ],
            "loaders": [("django.template.loaders.cached.Loader", [
                "django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"])],
        },
    },
]


def _database(url: str) -> dict:
    parts = conninfo_to_dict(url) if url else {}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.get("dbname", "yizhan"),
        "USER": parts.get("user", ""),
        "PASSWORD": parts.get("password", ""),
        "HOST": parts.get("host", "no-database-configured.invalid"),
        "PORT": str(parts.get("port", "")),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"application_name": "yizhan"},
    }


DATABASES = {"default": _database(ENVIRONMENT.database_url)}

AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_LOCKOUT_TEMPLATE = "errors/locked_out.html"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "front"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENVIRONMENT.behind_tls
CSRF_FAILURE_VIEW = "yizhan.web.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = ENVIRONMENT.trusted_origins
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENVIRONMENT.behind_tls else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LANGUAGE_CODE = "zh-hans"
# Arabic is there for the wallet alone, in part: web/languages.py.
LANGUAGES = [("zh-hans", "中文"), ("en", "English"), ("ar", "العربية")]
LANGUAGE_COOKIE_NAME = "yizhan_language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LOCALE_PATHS = [PACKAGE / "web" / "locale"]
USE_I18N = USE_TZ = USE_THOUSAND_SEPARATOR = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = ENVIRONMENT.home / "static"
STATICFILES_DIRS = [
    ("bootstrap/css", Path(bootstrap.__path__[0]) / "css"),
    ("yizhan", PACKAGE / "web" / "static" / "yizhan"),
]
MEDIA_ROOT = ENVIRONMENT.home / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# A body is spooled to disk beyond a megabyte; larger ones than `upload_bytes_max` are refused from their length or while they arrive.
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
UPLOAD_BYTES_MAX = ENVIRONMENT.upload_bytes_max
FILE_UPLOAD_HANDLERS = ["yizhan.web.uploads.LimitedUploadHandler"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {"django.request": {"level": "ERROR"}, "axes": {"level": "WARNING"}, "procrastinate": {"level": "WARNING"},
                # At INFO it writes whole addresses, and those of bindings hold tokens.
                "httpx": {"level": "WARNING"}},
}
SILENCED_SYSTEM_CHECKS = ["axes.W003"]

# Shown on the sign-in page of a demo branch, never elsewhere.
DEMO_LOGINS = LOGINS if ENVIRONMENT.demo else ()
DEMO_PASSWORD = PASSWORD_OF_DEMO if ENVIRONMENT.demo else ""
PUBLISHED_PASSWORD = PASSWORD_OF_DEMO
OTP_TOTP_ISSUER = "Yizhan"
STAFF_SECOND_STEP = ENVIRONMENT.staff_second_step

# The supervisor starts the simulator and hands its address down; a bank names its own.
CORE_BANK_URL = ENVIRONMENT.core_bank_url
# Pages and worker ask the switch on this machine, with the branch's own key.
SWITCH_URL = f"http://127.0.0.1:{ENVIRONMENT.switch_port}"
SWITCH_KEY = ENVIRONMENT.switch_key
