"""The worker and its beat."""

import os

from celery import Celery
from celery.signals import worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rcf_tracker.settings")

app = Celery("rcf_tracker")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def refuse_unsafe(**_kwargs):
    """A worker does not start on a database that would not keep the two sides apart."""
    from core import rls  # the apps are not loaded when this module is

    rls.refuse_unsafe()
