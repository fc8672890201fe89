"""Who deputises for a post, named and ended on the post's card."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views import View

from contacts import actions, policies
from contacts.forms import DeputyForm, put_errors
from contacts.models import Deputy, Post
from contacts.views.directory import PostDetail, address_of
from core.errors import Malformed
from core.submissions import once


class DeputyNew(View):
    """Names a deputy; the form stands on the post's card."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        post = get_object_or_404(Post.objects.visible_to(request.user).for_directory(), pk=pk)
        policies.can_deputise(request.user, post).enforce()
        form = DeputyForm(request.POST, user=request.user, holder=post.holder and post.holder["id"])
        if form.is_valid():
            try:
                once(form.cleaned_data["key"], by=request.user, work=lambda: self._name(post, form))
            except Malformed as malformed:
                put_errors(form, malformed)
            else:
                messages.success(request, _("Named. While it lasts, the deputy acts for the post and signs as such."))
                return redirect(address_of(post))
        return PostDetail.shown(request, post, deputy_form=form, status=400)

    def _name(self, post: Post, form: DeputyForm) -> str:
        return str(actions.name_deputy(post, **form.values(), by=self.request.user).pk)


class DeputyEnd(View):
    """Ends a deputy's time at once, or takes back one that has not begun."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = get_object_or_404(Deputy.objects.visible_to(request.user).select_related("post"), pk=pk)
        actions.end_deputy(row, by=request.user)
        messages.success(request, _("Ended. The deputy no longer acts for the post."))
        return redirect(address_of(row.post))
