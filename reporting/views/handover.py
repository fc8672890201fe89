"""Somebody leaves: who takes the posts, what moves with them, and the one step that hands them over."""

import uuid
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View

from contacts import actions, policies
from contacts.forms import put_errors
from contacts.models import Deputy, PointOfContact, Tenure
from core import days, formats
from core.errors import Conflict, Malformed
from core.submissions import once
from reporting.forms import HandOverForm
from reporting.handover import held_on, moving, tenures_to_come

MOST_NAMED = 10


class HandOver(View):
    """First who and when, then what moves; nothing changes before the last button."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        if "on" not in request.GET:
            return self._choose(self._form())
        form = self._form(request.GET)
        return self._preview(form) if self._is_possible(form) else self._choose(form, 400)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = self._form(request.POST)
        if not form.is_valid():
            return self._choose(form, 400)
        try:
            done = once(form.cleaned_data["key"], by=request.user, work=lambda: self._hand_over(form))
        except Malformed as malformed:
            put_errors(form, malformed)
            return self._choose(form, 400)
        except Conflict as conflict:
            del self.tenures
            return self._preview(form, raced=str(conflict))
        messages.success(request, self._said(done, form.cleaned_data["on"]))
        return redirect("contacts:detail", pk)

    @cached_property
    def leaving(self) -> PointOfContact:
        people = PointOfContact.objects.visible_to(self.request.user).select_related("user")
        leaving = get_object_or_404(people, pk=self.kwargs["pk"])
        policies.can_hand_over(self.request.user, leaving.side).enforce()
        return leaving

    @cached_property
    def people(self) -> dict[int, PointOfContact]:
        """Everybody who may take a post, each with the tenures that are `held` today."""
        side = PointOfContact.objects.visible_to(self.request.user).filter(side=self.leaving.side)
        today = Tenure.objects.visible_to(self.request.user).held_on(timezone.localdate()).select_related("post")
        held = Prefetch("tenures", today.order_by("since", "pk"), to_attr="held")
        others = side.exclude(pk=self.leaving.pk).select_related("user").prefetch_related(held)
        return {person.pk: person for person in others}

    @cached_property
    def tenures(self) -> list[Any]:
        return tenures_to_come(self.request.user, self.leaving, timezone.localdate())

    @cached_property
    def deputyships(self) -> list[Deputy]:
        rows = Deputy.objects.visible_to(self.request.user).filter(deputy=self.leaving).select_related("post")
        return [one for one in rows if not one.ended]

    def _form(self, data: Any = None) -> HandOverForm:
        posts = [one.post for one in self.tenures]
        form = HandOverForm(data, people=self.people.values(), posts=posts, initial={"end_deputyships": True})
        if not self.deputyships:
            form.fields.pop("end_deputyships")
        return form

    def _is_possible(self, form: HandOverForm) -> bool:
        if form.is_valid():
            day = form.cleaned_data["on"]
            lacking = form.cleaned_data["to"].keys() - {one.post_id for one in held_on(self.tenures, day)}
            if day < days.today():
                form.add_error("on", _("Choose today or a later day."))
            elif lacking:
                sentence = _("%(name)s does not hold all of these posts on that day.")
                form.add_error("on", sentence % {"name": self.leaving.name})
        return form.is_valid()

    def _hand_over(self, form: HandOverForm) -> str:
        """Hands over; tells how many posts, and who takes them, as far as an answer holds."""
        given = form.cleaned_data
        begun = actions.hand_over(
            self.leaving,
            to=given["to"],
            on=given["on"],
            seen=self.request.POST.get("seen", ""),
            end_deputyships=given.get("end_deputyships", False),
            by=self.request.user,
        )
        takers = {str(one.holder_id) for one in begun}
        return f"{len(begun)}:{','.join(sorted(takers)[:MOST_NAMED])}"

    def _said(self, done: str, day: date) -> SafeString:
        """What moved, and the way back."""
        n, _colon, keys = done.partition(":")
        takers = [self.people[int(pk)] for pk in keys.split(",")]
        text = ngettext(
            "As of %(day)s, %(n)s post is with %(names)s, with all that it holds.",
            "As of %(day)s, %(n)s posts are with %(names)s, with all that they hold.",
            int(n),
        ) % {"day": formats.day(day), "n": n, "names": ", ".join(one.name for one in takers)}
        back = urlencode({"successor": self.leaving.pk, "on": day.isoformat()})
        address = f"{reverse('reporting:hand-over', args=[takers[0].pk])}?{back}"
        return format_html('{} <a href="{}">{}</a>', text, address, _("Take it back"))

    def _choose(self, form: HandOverForm, status: int = 200) -> HttpResponse:
        context = {"leaving": self.leaving, "form": form, "tenures": self.tenures, "deputyships": self.deputyships}
        return render(self.request, "reporting/handover.html", context, status=status)

    def _preview(self, form: HandOverForm, raced: str = "") -> HttpResponse:
        given, today = form.cleaned_data, timezone.localdate()
        going = [one for one in held_on(self.tenures, given["on"]) if one.post_id in given["to"]]
        rows = [
            {"moving": one, "to": self.people[given["to"][one.tenure.post_id]]}
            for one in moving(self.request.user, going, today)
        ]
        context = {
            "leaving": self.leaving,
            "form": form,
            "rows": rows,
            "staying": [one for one in self.tenures if one.post_id not in given["to"]],
            "deputyships": self.deputyships if given.get("end_deputyships") else [],
            "seen": actions.tenures_version(self.leaving),
            "key": uuid.uuid4(),
            "raced": raced,
        }
        return render(self.request, "reporting/handover_preview.html", context, status=409 if raced else 200)
