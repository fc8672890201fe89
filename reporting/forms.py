"""The shape of what staff enter about a year."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.forms import DayField, Keyed, in_own_language, with_address
from contacts.models import PointOfContact, Post
from core.audience import Audience
from core.errors import Malformed
from projects.forms.common import ActionForm, TextField, day_field
from reporting.actions.cycles import DATES
from reporting.models import Cycle


class CycleForm(forms.ModelForm):
    """The meetings of a cycle and its data cut-off; empty where a date is open."""

    class Meta:
        model = Cycle
        fields = DATES
        widgets = {
            name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            for name in ("scm_on", "joint_text_on", "kidd_on", "rcwg_on", "cut_off")
        }

    def refuse(self, failure: Malformed) -> None:
        """Puts the sentences of a refusal on their fields."""
        for name, text in failure.errors.items():
            self.add_error(name if name in self.fields else None, text)

    @property
    def values(self) -> dict:
        return {name: self.cleaned_data[name] for name in DATES}


class NewCycleForm(CycleForm):
    """The same with the year, which never changes afterwards."""

    class Meta(CycleForm.Meta):
        fields = ("year", *DATES)


STAYS = "stays"


class HandOverForm(Keyed):
    """Who takes the posts of somebody who leaves, and from which day on; each post may have its own successor."""

    successor = forms.TypedChoiceField(label=_("Successor"), coerce=int, empty_value=None, required=False)
    on = DayField(label=_("From"), initial=timezone.localdate)
    end_deputyships = forms.BooleanField(label=_("Deputises for nobody any more from that day"), required=False)

    def __init__(self, *args: Any, people: Iterable[PointOfContact], posts: Iterable[Post], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.posts = {post.pk: post for post in posts}
        names = [(str(person.pk), with_address(person)) for person in people]
        field = self.fields["successor"]
        field.choices = [("", _("Choose one")), *names]
        field.error_messages["invalid_choice"] = _("Choose another point of contact of your side.")
        choices = [("", _("The successor above")), (STAYS, _("Nobody: it stays")), *names]
        for pk, post in self.posts.items() if len(self.posts) > 1 else ():
            label = in_own_language(post, "title")
            self.fields[f"to_{pk}"] = forms.ChoiceField(label=label, choices=choices, required=False)

    def clean(self) -> dict[str, Any]:
        """Adds `to`: the successor of each post that is handed over, by key."""
        given = self.cleaned_data
        chosen = {pk: given.get(f"to_{pk}", "") for pk in self.posts}
        if "" in chosen.values() and not given.get("successor") and "successor" not in self.errors:
            self.add_error("successor", _("Choose who takes the posts."))
        common = given.get("successor")
        given["to"] = {pk: int(value) if value else common for pk, value in chosen.items() if value != STAYS}
        return given

    def each(self) -> list[forms.BoundField]:
        """The fields of single posts."""
        return [self[name] for name in self.fields if name.startswith("to_")]

    def sent(self) -> list[tuple[str, str]]:
        """What was chosen, as it is sent again."""
        return [(name, self.data[name]) for name in self.fields if name != "key" and self.data.get(name)]


class SectionForm(ActionForm):
    """Both languages of a section of the report."""

    text_en = TextField(label=_("Text, English"))
    text_ko = TextField(label=_("Text, Korean"))


class CommentForm(ActionForm):
    """A comment on a section, for both sides or for the own one alone."""

    text = TextField(label=_("Comment"))
    audience = forms.ChoiceField(label=_("Who reads it"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, audience: Audience, **kwargs: Any):
        super().__init__(*args, **kwargs)
        words = {Audience.JOINT: _("Both sides"), Audience.US: _("US only"), Audience.ROK: _("ROK only")}
        self.fields["audience"].choices = [(one.value, words[one]) for one in (Audience.JOINT, audience)]
        self.fields["audience"].initial = Audience.JOINT.value


class ReplyForm(ActionForm):
    """An answer to a comment."""

    text = TextField(label=_("Answer to the comment"))


class ConsiderationForm(ActionForm):
    """When a body considered an edition, and what it tasked."""

    considered_on = day_field(_("Considered on"), required=True)
    tasking_en = TextField(label=_("Tasking, English"))
    tasking_ko = TextField(label=_("Tasking, Korean"))
