"""Django's settings, from the environment as `config.env` reads and checks it."""

from __future__ import annotations

from typing import Any

from csp.constants import NONE, SELF

from sakaguru.config.env import read_environment
from sakaguru.config.logs import logging_settings

ENV = read_environment()

SECRET_KEY = ENV.secret_key
SECRET_KEY_FALLBACKS = ENV.former_secret_keys
DEBUG = ENV.debug
ALLOWED_HOSTS = ENV.allowed_hosts
CSRF_TRUSTED_ORIGINS = ENV.trusted_origins
DATABASES: dict[str, Any] = {"default": ENV.database}
# What one server process counts against a limit, all of them know.
CACHES = {"default": {"BACKEND": "sakaguru.accounts.adapters.shared_cache.SharedCache"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CAPABILITIES = [
    # The cycle, last step first; see docs/architecture.md.
    "sakaguru.dashboards",
    "sakaguru.planning",
    "sakaguru.findings",
    "sakaguru.scoring",
    "sakaguru.survey",
    "sakaguru.instruments",
    "sakaguru.standards",
    "sakaguru.followup",
    "sakaguru.evidence",
    "sakaguru.organisations",
    "sakaguru.accounts",
    "sakaguru.ui",
    "sakaguru.core",
]
INSTALLED_APPS = [
    *CAPABILITIES,
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "template_partials",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",  # allauth shows since when a key is known
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "sakaguru.config.middleware.SenderBehindProxy",
    "sakaguru.config.direct.DirectDoors",
    "sakaguru.config.middleware.SecurityHeaders",
    "csp.middleware.CSPMiddleware",
    "sakaguru.config.middleware.GuardedCookies",
    "sakaguru.config.middleware.NoPlainMachines",
    "django.middleware.security.SecurityMiddleware",
    "sakaguru.config.middleware.StaticFiles",
    "sakaguru.config.middleware.RequestLog",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "sakaguru.config.middleware.ChosenLanguage",
    "sakaguru.config.middleware.NoNullCharacters",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "sakaguru.accounts.web.middleware.SessionLimits",
    "sakaguru.organisations.web.middleware.ActorMiddleware",
    "sakaguru.organisations.web.second_factor.SecondFactorMiddleware",
    "sakaguru.config.limits.OperationLimits",
]
ROOT_URLCONF = "sakaguru.config.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["sakaguru.ui.templatetags.ui"],
        },
    }
]
FORM_RENDERER = "sakaguru.ui.forms.FormRenderer"
WSGI_APPLICATION = "sakaguru.config.wsgi.application"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
SHORTEST_PASSWORD = 12 if ENV.bssn_profile else 8
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"min_length": SHORTEST_PASSWORD}),
        ("CommonPasswordValidator", {}),
    )
] + [{"NAME": "sakaguru.accounts.adapters.passwords.NotOnlyWordsOfThisPlace"}]
if ENV.bssn_profile:
    every_kind = "sakaguru.accounts.adapters.passwords.AllKindsOfSigns"
    AUTH_PASSWORD_VALIDATORS.append({"NAME": every_kind})
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Sakaguru: "
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a letter when a password or factor changes
PASSWORD_RESET_TIMEOUT = 3600  # seconds
ACCOUNT_ADAPTER = "sakaguru.accounts.web.allauth.AccountAdapter"
ACCOUNT_SESSION_REMEMBER = True
# Passwords have limits of their own (accounts.services.guessing). These are for second
# factors (per account), letters, and changes of one's own account.
ACCOUNT_RATE_LIMITS = {
    "login": None,  # a school may sign in within a minute
    "login_failed": "10/15m/key",  # codes of a second factor
    "reset_password": "60/15m/ip,5/15m/key",
}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300  # seconds
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # before one's own address is changed
SOCIALACCOUNT_ADAPTER = "sakaguru.accounts.web.allauth.ProviderAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "APPS": [
            {
                "provider_id": "sso",
                "name": ENV.oidc["name"],
                "client_id": ENV.oidc["client_id"],
                "secret": ENV.oidc["secret"],
                "settings": {"server_url": ENV.oidc["url"], "oauth_pkce_enabled": True},
            }
        ]
        if ENV.oidc["url"]
        else []
    }
}
SECOND_FACTOR = ENV.second_factor
GALLERY = ENV.gallery
MFA_ADAPTER = "sakaguru.accounts.adapters.second_factors.SealedSecrets"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
# Behind the proxy the sender's address is the one that the proxy wrote down.
ALLAUTH_TRUSTED_PROXY_COUNT = int(ENV.https)
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"

LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
LOCALE_PATHS = [ENV.package / "locale"]
TIME_ZONE = "Asia/Jakarta"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = ENV.data / "static"
DATA_DIR = ENV.data
WAREHOUSE = ENV.data / "warehouse"
SEALED_ANSWERS = ENV.sealed_answers  # empty: the folder "sealed" of WAREHOUSE
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(ENV.data / "files")},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if ENV.debug
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        # A browser follows the redirect of a form only to where forms may go.
        "form-action": [SELF, *ENV.oidc_origin],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["default"],  # frontend/ts/trusted.ts
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENV.https
SESSION_COOKIE_HTTPONLY = True
# Idle sessions end after the first, all sessions after the second (seconds).
SESSION_COOKIE_AGE = 30 * 60 if ENV.bssn_profile else 14 * 24 * 3600
SESSION_AT_MOST = 12 * 3600 if ENV.bssn_profile else 30 * 24 * 3600
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = ENV.https
SECURE_HSTS_SECONDS = 31_536_000 if ENV.https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = ENV.https
# Preloading binds a whole domain for years: its owner decides, not we.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
# Only a proxy on this machine reaches us (127.0.0.1); it says how people came to it.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENV.https else None
SECURE_REDIRECT_EXEMPT = [r"^sehat$"]

EMAIL_FILE_PATH = ENV.data / "mail"
vars().update(ENV.email)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENV.from_email
LOGGING_CONFIG = "sakaguru.config.logs.configure"
LOGGING = logging_settings(ENV.log_level)
