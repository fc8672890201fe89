"""The directory: posts of both sides, and the cards of a post, a point of contact and an organisation."""

from typing import Any

from django.apps import apps
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from contacts import policies
from contacts.forms import DeputyForm, DirectoryFilter, TenureEndForm, TenureForm
from contacts.history_lines import lines_about
from contacts.models import Deputy, Organisation, PointOfContact, Post, Tenure
from contacts.territories import names
from contacts.vacancies import handover_warnings
from core import formats
from core.errors import Malformed
from core.sides import in_order

MOST = 200
"""So many posts of a side are listed; beyond, the page asks for a narrower question."""
MOST_PROJECTS = 50


class Directory(View):
    """Both sides' posts in equal columns, or those of one side, filtered by the address."""

    def get(self, request: HttpRequest) -> HttpResponse:
        sides = in_order(formats.reader_language())
        form = DirectoryFilter(request.GET, sides=sides, user=request.user)
        if not form.is_valid():
            raise Malformed({name: " ".join(texts) for name, texts in form.errors.items()})
        asked = form.cleaned_data
        shown = [side for side in sides if asked["side"] in ("", side)]
        found = list(filtered(Post.objects.visible_to(request.user).for_directory(), asked)[: 2 * MOST + 1])
        columns = [(side, [post for post in found if post.side == side][:MOST]) for side in shown]
        context = {
            "form": form,
            "columns": columns,
            "count": len(found),
            "capped": len(found) > sum(len(posts) for _side, posts in columns),
            "chips": chips(request, form),
            "can_keep": policies.can_keep(request.user, ""),
            "vacancies": [] if form.has_changed() else handover_warnings(request.user),
        }
        return render(request, "contacts/directory.html", context)


def filtered(posts: Any, asked: dict[str, Any]) -> Any:
    """The posts that the address asks for."""
    if asked["q"]:
        posts = posts.matching(asked["q"])
    if asked["side"]:
        posts = posts.filter(side=asked["side"])
    if asked["organisation"]:
        posts = posts.filter(organisation=asked["organisation"])
    return posts.filter(is_lead=True) if asked["lead"] else posts


def chips(request: HttpRequest, form: DirectoryFilter) -> list[dict[str, str]]:
    """Each active filter, what it says, and the address without it."""
    active = []
    for name, value in form.cleaned_data.items():
        if value:
            query = request.GET.copy()
            query.pop(name)
            field = form.fields[name]
            words = dict(field.choices).get(value) if name in ("side", "lead") else field_words(field, value)
            active.append({"label": f"{field.label}: {words}", "url": f"{request.path}?{query.urlencode()}"})
    return active


def field_words(field: Any, value: Any) -> str:
    return field.label_from_instance(value) if isinstance(value, Organisation) else str(value)


class PostDetail(View):
    """A post: who holds it, who held it, who deputises, and what it holds."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        post = get_object_or_404(Post.objects.visible_to(request.user).for_directory(), pk=pk)
        return self.shown(request, post)

    @staticmethod
    def shown(request: HttpRequest, post: Post, status: int = 200, **forms: Any) -> HttpResponse:
        """The card; `forms` are those that were typed into: form, end_form or deputy_form."""
        user = request.user
        tenures = list(Tenure.objects.visible_to(user).filter(post=post).select_related("holder", "post"))
        deputies = list(Deputy.objects.visible_to(user).filter(post=post).select_related("deputy", "post"))
        projects = held_projects(user, post)
        present = next((one for one in tenures if one.runs), None)
        can_keep, can_deputise = policies.can_keep(user, post.side), policies.can_deputise(user, post)
        context = {
            "post": post,
            "present": present,
            "before": [one for one in tenures if not one.runs and one.since != one.until],
            "deputies": [one for one in deputies if not one.ended],
            "projects": projects[:MOST_PROJECTS],
            "more_projects": len(projects) > MOST_PROJECTS,
            "entries": lines_about(user, post, tenures=tenures, deputies=deputies),
            "can_keep": can_keep,
            "can_deputise": can_deputise,
            "can_hand_over": policies.can_hand_over(user, post.side),
            "form": can_keep and TenureForm(user=user),
            "end_form": TenureEndForm(),
            "deputy_form": can_deputise and DeputyForm(user=user, holder=present and present.holder_id),
        }
        return render(request, "contacts/post_detail.html", context | forms, status=status)


def held_projects(user: Any, post: Post) -> list[Any]:
    """The visible projects that this post answers for. Projects stand on the floor above, hence by name."""
    projects = apps.get_model("projects", "Project").objects.visible_to(user)
    answered = projects.filter(Q(us_post=post) | Q(rok_post=post)).order_by("-updated_at", "pk")
    return list(answered[: MOST_PROJECTS + 1])


class ContactDetail(View):
    """A point of contact: how to reach it, and its posts now and before."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        people = PointOfContact.objects.visible_to(request.user).select_related("organisation", "user")
        person = get_object_or_404(people, pk=pk)
        of_its_posts = Tenure.objects.visible_to(request.user).filter(post__tenures__holder=person).distinct()
        every = list(of_its_posts.select_related("post", "holder"))
        tenures = [one for one in every if one.holder_id == person.pk]
        deputyships = Deputy.objects.visible_to(request.user).filter(deputy=person).select_related("post", "deputy")
        context = {
            "person": person,
            "now_held": [one for one in tenures if one.runs],
            "before": [one for one in tenures if not one.runs and one.since != one.until],
            "deputyships": [one for one in deputyships if not one.ended],
            "entries": lines_about(request.user, person, tenures=every, deputies=deputyships),
            "can_keep": policies.can_keep(request.user, person.side),
            "can_hand_over": policies.can_hand_over(request.user, person.side),
        }
        return render(request, "contacts/contact_detail.html", context)


class OrganisationList(View):
    """All bodies: of both sides, of partners, international."""

    def get(self, request: HttpRequest) -> HttpResponse:
        countries = names(formats.reader_language())
        rows = [
            (row, countries.get(row.country, ""))
            for row in Organisation.objects.visible_to(request.user).order_by("pk")
        ]
        sides = in_order(formats.reader_language())
        groups = [(side.label, [one for one in rows if one[0].side == side]) for side in sides]
        groups.append((_("Partners and international bodies"), [one for one in rows if not one[0].side]))
        context = {"groups": groups, "can_keep": policies.can_keep(request.user, "")}
        return render(request, "contacts/organisation_list.html", context)


class OrganisationDetail(View):
    """A body with its posts and points of contact."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        body = get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk)
        people = PointOfContact.objects.visible_to(request.user).filter(organisation=body)
        context = {
            "body": body,
            "country": names(formats.reader_language()).get(body.country, ""),
            "posts": Post.objects.visible_to(request.user).for_directory().filter(organisation=body),
            "people": people,
            "entries": lines_about(request.user, body),
            "can_keep": policies.can_keep(request.user, body.side),
        }
        return render(request, "contacts/organisation_detail.html", context)


def address_of(row: Any) -> str:
    """Where an entry of the directory has its card."""
    pages = {Post: "contacts:post", PointOfContact: "contacts:detail", Organisation: "contacts:organisation"}
    return reverse(pages[type(row)], args=[row.pk])
