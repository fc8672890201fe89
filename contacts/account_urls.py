"""Account pages beside those of the sign-in package."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
