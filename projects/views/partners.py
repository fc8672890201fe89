"""The partners of a project: what each country says, links between businesses, and the forms that keep them."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core.verdict import Verdict
from projects import actions, policies
from projects.enums import Consent
from projects.forms import BusinessLinkForm, VoiceForm
from projects.models import BusinessLink, Country, PartnerVoice, Project, ProjectCountry
from projects.naming import Names, read_names
from projects.views.overlaps import whole_list
from projects.views.pages import ProjectPage
from projects.views.part_pages import PartEdit, PartFormPage, PartNew
from projects.views.parts import values_of
from projects.views.texts import Told, sides_of, unconfirmed

CONSENT_TONES = {Consent.GIVEN: "ok", Consent.REFUSED: "old", Consent.PENDING: "draft", Consent.NOT_ASKED: "none"}
TOLD = {
    "voice": Told(
        _("Partner countries"),
        {"sustainment": _("Who sustains it after the end")},
        lambda project, voice: reverse("projects:voice", args=[project.reference, voice.country_id]),
        lambda voice: voice.country.name,
    ),
    "overlap": Told(
        _("Partner efforts"),
        {"reason": _("Reason of the answer")},
        lambda project, answer: reverse("projects:overlap", args=[project.reference, answer.effort.slug]),
        lambda answer: answer.effort.name,
    ),
}


class ProjectPartners(ProjectPage):
    """What the countries of a project say, what others do there, and links between businesses."""

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = voice_rows(request.user, self.project)
        voices = [row["voice"] for row in rows if row["voice"]]
        lands = Names([("country", row["code"], row["name"], row["name"], 0) for row in rows])
        met = whole_list(request.user, self.project, lands)
        both = request.GET.get("texts") == "both"
        context = {
            "project": self.project,
            "can_keep": policies.can_keep_partners(request.user, self.project),
            "can_confirm": policies.can_confirm(request.user, self.project),
            "both": both,
            "unconfirmed": unconfirmed([*voices, *met["answers"]]),
            "texts": sides_of(self.project, {"voice": voices, "overlap": met["answers"]}, TOLD) if both else [],
            "voices": rows,
            "unnamed": [row["name"] for row in rows if row["unnamed"]],
            "links": links_of(request.user, self.project),
            **met,
        }
        return render(request, "projects/project_partners.html", context)


def voice_rows(user: Any, project: Project) -> list[dict[str, Any]]:
    """Each country of the project, the largest share first, with what it says; then those that have left it."""
    shares = ProjectCountry.objects.visible_to(user).filter(project=project).select_related("country")
    found = PartnerVoice.objects.visible_to(user).filter(project=project).select_related("country")
    voices = {voice.country_id: voice for voice in found}
    now = [(share.country, voices.pop(share.country_id, None), False) for share in shares]
    return [_voice_row(*row) for row in (*now, *((voice.country, voice, True) for voice in voices.values()))]


def _voice_row(country: Country, voice: PartnerVoice | None, left: bool) -> dict[str, Any]:
    consent = Consent(voice.consent) if voice else Consent.NOT_ASKED
    return {
        "code": country.pk,
        "name": country.name,
        "voice": voice,
        "left": left,
        "consent": consent.label,
        "tone": CONSENT_TONES[consent],
        "unnamed": consent == Consent.REFUSED and not left,
    }


def links_of(user: Any, project: Project) -> list[BusinessLink]:
    return list(BusinessLink.objects.visible_to(user).filter(project=project).select_related("organisation"))


# --- forms ---


class PartnerPage(PartFormPage):
    """A form of something on the partners page."""

    page = "projects:partners"

    def may(self) -> Verdict:
        return policies.can_keep_partners(self.request.user, self.project)


class VoiceKeep(PartnerPage):
    """What one country of the project says, entered for the first time or changed at the revision that was seen."""

    template = "projects/voice_form.html"
    save_label = _("Save what it says")

    @cached_property
    def row(self) -> dict[str, Any]:
        rows = voice_rows(self.request.user, self.project)
        found = next((row for row in rows if row["code"] == self.kwargs["code"]), None)
        if found is None:
            raise Http404
        return found

    @property
    def heading(self) -> str:  # type: ignore[override]
        return str(_("%(country)s: what it says") % {"country": self.row["name"]})

    def form(self, data: Any = None) -> VoiceForm:
        return VoiceForm(data)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        voice = self.row["voice"]
        self.may().enforce()
        form = self.form()
        if voice:
            form.initial = values_of(voice, form.fields)
        return self.show(form, self.heading, seen=voice.revision if voice else 0)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        voice, seen = self.row["voice"], self.seen()

        def work(values: dict[str, Any]) -> None:
            if voice:
                actions.revise_voice(voice, values, by=request.user, seen_revision=seen)
            else:
                values = values | {"country": self.row["code"]}
                actions.add_voice(self.project, values, by=request.user)

        return self.save(self.form(request.POST), self.heading, work, seen=seen)


class LinkPage(PartnerPage):
    """The form of a link between businesses."""

    template = "projects/business_link_form.html"
    save_label, fragment = _("Save the link"), "#business-links"

    def form(self, data: Any = None) -> BusinessLinkForm:
        organisations = read_names(self.request.user, "organisation").choices("organisation")
        return BusinessLinkForm(data, organisations=organisations)


class LinkNew(LinkPage, PartNew):
    """Adds a link between businesses."""

    heading = _("Add a link between businesses")

    def add(self, values: dict[str, Any]) -> BusinessLink:
        return actions.add_business_link(self.project, values, by=self.request.user)


class LinkEdit(LinkPage, PartEdit):
    """Changes a link between businesses."""

    heading = _("Change the link between businesses")
    model = BusinessLink

    def revise(self, values: dict[str, Any], seen: int) -> BusinessLink:
        return actions.revise_business_link(self.row, values, by=self.request.user, seen_revision=seen)
