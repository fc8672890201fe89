"""What the reader was told, newest first, and how the reader wishes to be mailed of it."""

from datetime import UTC, datetime, tzinfo
from itertools import groupby
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views import View

from contacts import actions, policies
from contacts.forms import NoticeForm
from contacts.models import Notice
from contacts.notices import choices_of, sentence, title
from core.errors import Malformed
from core.paging import Order, Page, page
from core.sides import Side

SIZE = 50
NEWEST_FIRST = Order(F("at"), datetime.fromisoformat, falls=True)


class Notices(View):
    """All notices of the reader by day, or those that are unread."""

    def get(self, request: HttpRequest) -> HttpResponse:
        own = Notice.objects.visible_to(request.user)
        only_unread = request.GET.get("unread") == "1"
        cursors = {name: request.GET.get(name, "") for name in ("after", "before")}
        found = page(own.unread() if only_unread else own, NEWEST_FIRST, backward=False, size=SIZE, **cursors)
        context = {
            "days": by_day(found.rows, request.user),
            "only_unread": only_unread,
            **neighbours(found, {"unread": "1"} if only_unread else {}),
        }
        return render(request, "contacts/notices.html", context)


def by_day(found: list[Notice], user: Any) -> list[tuple[Any, list[dict[str, Any]]]]:
    """The notices as the page shows them, under the day that it was then in the reader's capital."""
    zone = ZoneInfo(Side(user.side).time_zone) if user.side else UTC
    days = groupby(found, key=lambda notice: notice.at.astimezone(zone).date())
    return [(day, [_row(notice, zone) for notice in told]) for day, told in days]


def _row(notice: Notice, zone: tzinfo) -> dict[str, Any]:
    clock = f"{notice.at.astimezone(zone):%H:%M}"
    return {"notice": notice, "title": title(notice), "text": sentence(notice), "clock": clock}


def neighbours(found: Page, kept: dict[str, str]) -> dict[str, str]:
    """The addresses of the pages before and after, '' at an end."""
    return {
        "previous_url": f"?{urlencode({**kept, 'before': found.before})}" if found.before else "",
        "next_url": f"?{urlencode({**kept, 'after': found.after})}" if found.after else "",
    }


class NoticeOpen(View):
    """Notes that the reader has seen a notice, and leads to what it is about."""

    def post(self, request: HttpRequest, pk: Any) -> HttpResponse:
        notice = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
        return redirect(actions.read_notice(notice, by=request.user).url)


class NoticesRead(View):
    """Notes as read all that the page could show; what came meanwhile stays unread."""

    def post(self, request: HttpRequest) -> HttpResponse:
        until = parse_moment(request.POST.get("until", ""))
        if until is None:
            raise Malformed({"until": _("Open the page of notices again, and mark them there.")})
        actions.read_all(until=until, by=request.user)
        return redirect("contacts:notices")


def parse_moment(text: str) -> datetime | None:
    """A moment with its zone; None for anything else."""
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found and found.tzinfo else None


class NoticeChoices(View):
    """How the reader wishes to be mailed: for each event at once, once a day or not."""

    def get(self, request: HttpRequest) -> HttpResponse:
        policies.can_be_told(request.user).enforce()
        kept = choices_of(request.user) | {"titles_only": request.user.titles_only}
        return self._shown(NoticeForm(initial=kept))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = NoticeForm(request.POST)
        if not form.is_valid():
            return self._shown(form, 400)
        actions.set_notice_preferences(form.choices(), titles_only=form.cleaned_data["titles_only"], by=request.user)
        messages.success(request, _("Saved."))
        return redirect("accounts:notices")

    def _shown(self, form: NoticeForm, status: int = 200) -> HttpResponse:
        return render(self.request, "contacts/notice_choices.html", {"form": form}, status=status)
