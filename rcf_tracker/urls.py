"""The public surface (docs/reference/house.md)."""

from django.urls import include, path

from core import views as core_views

urlpatterns = [
    path("healthz", core_views.healthz),
    path("readyz", core_views.readyz),
    path("language/", core_views.set_language, name="set-language"),
    path("help/", core_views.help_page, name="help"),
    path("accounts/", include("contacts.account_urls")),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", include("rcf_tracker.api_urls")),
    path("", include("projects.urls")),
    path("", include("contacts.urls")),
    path("", include("reporting.urls")),
]
