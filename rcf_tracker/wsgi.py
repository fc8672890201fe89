"""What a web server calls. It refuses to serve on a database that would not keep the two sides apart."""

import os
from contextlib import suppress

from django.core.wsgi import get_wsgi_application
from django.db import OperationalError

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rcf_tracker.settings")
application = get_wsgi_application()

from core import rls  # noqa: E402  the apps are loaded by now

with suppress(OperationalError):  # a database that is not up yet: /readyz asks again before anybody is let in
    rls.refuse_unsafe()
