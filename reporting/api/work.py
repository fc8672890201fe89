"""The JSON door to what waits for you: the list of the page, with its kinds and counts."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.audience import Audience
from reporting.enums import Waits
from reporting.serializers import WorkSerializer
from reporting.waiting import Page, Task, has_work, page_of

EMPTY: dict[str, Any] = {"waiting": 0, "is_more": False, "kinds": [], "next": None, "previous": None, "tasks": []}


class MyWork(APIView):
    """What waits for you and for the posts that you act for, late first, then by due date."""

    @extend_schema(
        tags=["work"],
        parameters=[
            OpenApiParameter("kind", enum=Waits.values, description="This kind alone."),
            OpenApiParameter("page", OpenApiTypes.INT, description="Thirty things a page, from 1."),
        ],
        responses=WorkSerializer,
    )
    def get(self, request: Request) -> Response:
        """Of leadership, what is asked of it; nothing for administrators."""
        user = request.user
        return Response(_told(page_of(user, request.GET), request) if has_work(user) else EMPTY)


def _told(page: Page, request: Request) -> dict[str, Any]:
    def link(query: str) -> str | None:
        return request.build_absolute_uri(request.path + query) if query else None

    return {
        "waiting": page.waiting,
        "is_more": page.is_more,
        "kinds": [{"kind": one["kind"], "count": one["count"], "is_more": one["is_more"]} for one in page.kinds],
        "next": link(page.next_url),
        "previous": link(page.previous_url),
        "tasks": [_task(task) for task in page.tasks],
    }


def _task(task: Task) -> dict[str, Any]:
    return {
        "kind": task.kind,
        "title": task.title,
        "why": task.why,
        "url": task.url,
        "due": task.due,
        "days_late": task.days_late,
        "since": task.since,
        "audience": task.private or Audience.JOINT,
        "answers": task.marks,
    }
