"""Django's settings, all of them derived from the environment (see `config.env` and docs/operating.md)."""

from pathlib import Path

import django_stubs_ext
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from caseway.config.env import env

django_stubs_ext.monkeypatch()

ENV = env()

DEBUG = ENV.debug
SECRET_KEY = ENV.secret_key
ALLOWED_HOSTS = list(ENV.allowed_hosts)
CSRF_TRUSTED_ORIGINS = [ENV.base_url]
ROOT_URLCONF = "caseway.config.urls"
WSGI_APPLICATION = "caseway.config.wsgi.application"
AUTH_USER_MODEL = "kernel.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AREAS = [
    "caseway.ui",
    "caseway.kernel",
    "caseway.operations",
    "caseway.customers",
    "caseway.sla",
    "caseway.routing",
    "caseway.flows",
    "caseway.knowledge",
    "caseway.entitlements",
    "caseway.engagement",
    "caseway.engagement.channels.email",
    "caseway.cases",
    "caseway.intake",
    "caseway.workspace",
]

INSTALLED_APPS = [
    *AREAS,
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django_htmx",
    "ninja",
    "procrastinate.contrib.django",
    "django_prose_editor",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
]

MIDDLEWARE = [
    "caseway.config.metrics.middleware.MetricsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "caseway.config.middleware.ActorMiddleware",
    "caseway.config.middleware.DomainErrorMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "caseway.ui.environment.environment",
            "context_processors": ["caseway.config.context.shell"],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {
    "default": {
        "ENGINE": "caseway.kernel.backend",
        "NAME": ENV.database.name,
        "USER": ENV.database.user,
        "PASSWORD": ENV.database.password,
        "HOST": ENV.database.host,
        "PORT": str(ENV.database.port),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "pool": {"min_size": 1, "max_size": ENV.pool_size, "timeout": 10} if ENV.pool_size else False,
            **dict(ENV.database.options),
            **ENV.session_options,
            "application_name": f"caseway {ENV.process_name}",
            "server_side_binding": True,
            "prepare_threshold": 5,
        },
    },
}

FORM_RENDERER = "django.forms.renderers.Jinja2"
STORAGES = {
    "default": ENV.file_storage,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_URL = "/static/"
STATIC_ROOT = ENV.data / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [Path(__file__).parents[1] / "ui" / "locale"]

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_FORMS = {"login": "caseway.config.sign_in.SignInForm"}
ACCOUNT_ADAPTER = "caseway.config.accounts.ClosedSignup"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if ENV.is_behind_proxy else 0
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an administrator gave the address: nobody signs up with somebody else's
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = ENV.is_local
SOCIALACCOUNT_PROVIDERS = ENV.oidc_providers
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
DEFAULT_FROM_EMAIL = ENV.support_address
EMAIL_BACKEND = "caseway.config.outbox.OutboxBackend"
EMAIL_TIMEOUT = 20
if ENV.smtp:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = ENV.smtp.host, ENV.smtp.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = ENV.smtp.user, ENV.smtp.password
    EMAIL_USE_TLS, EMAIL_USE_SSL = ENV.smtp.security == "starttls", ENV.smtp.security == "tls"
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not ENV.is_local
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_NAME = "caseway_session"
CSRF_COOKIE_NAME = "caseway_csrf"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 0 if ENV.is_local else 31_536_000
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENV.is_behind_proxy else None
X_FRAME_OPTIONS = "SAMEORIGIN"
DATA_UPLOAD_MAX_MEMORY_SIZE = 30 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF, ENV.gateway_url],
        "frame-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [SELF],
        "manifest-src": [SELF],
    },
}

PROCRASTINATE_ON_APP_READY = None
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

CASEWAY = ENV
OUTBOUND_ALLOW = ENV.outbound_allow

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": ENV.log_level},
    "loggers": {
        "procrastinate": {"level": "WARNING"},
        "mail.log": {"level": "WARNING"},
        "django.request": {"level": "ERROR"},
    },
}
