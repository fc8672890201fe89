"""The API, version 1."""

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from core import api_schema
from core.api import JobDoor
from projects import api as projects

app_name = "api"

router = SimpleRouter()
router.register("areas", projects.AreaDoor, "area")
router.register("themes", projects.ThemeDoor, "theme")
router.register("groups", projects.GroupDoor, "group")
router.register("countries", projects.CountryDoor, "country")
router.register("projects", projects.ProjectDoor, "project")
router.register("jobs", JobDoor, "job")

parts = SimpleRouter()
parts.register("milestones", projects.MilestoneDoor, "milestone")
parts.register("updates", projects.UpdateDoor, "update")
parts.register("remarks", projects.RemarkDoor, "remark")
parts.register("history", projects.HistoryDoor, "entry")

urlpatterns = [
    *router.urls,
    path("projects/<reference>/", include(parts.urls)),
    path("schema/", api_schema.Schema.as_view(), name="schema"),
    path("docs/", api_schema.docs, name="docs"),
]
