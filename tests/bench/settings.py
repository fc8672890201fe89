"""The product's settings with a bare view beside its pages and a count of statements for who asks."""

from rcf_tracker.settings import *  # noqa: F403
from rcf_tracker.settings import INSTALLED_APPS, MIDDLEWARE

INSTALLED_APPS = [*INSTALLED_APPS, "tests.bench"]
MIDDLEWARE = [
    "tests.bench.bare.BareView",
    "tests.bench.bare.BareSignature",
    "tests.bench.bare.ForgetWork",
    "tests.bench.bare.CountStatements",
    *MIDDLEWARE,
]
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
