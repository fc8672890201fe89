from django.apps import AppConfig
from django.utils.module_loading import import_module


class ReportingConfig(AppConfig):
    name = "reporting"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("reporting.checks")
