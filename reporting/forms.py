"""The shape of what staff enter about a year."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.forms import DayField, Keyed, in_own_language, with_address
from contacts.models import PointOfContact, Post
from core import formats
from core.audience import Audience
from core.errors import Malformed
from projects.enums import Owner
from projects.forms.common import ActionForm, PartForm, TextField, day_field
from projects.models import Document
from projects.naming import Names
from reporting.actions.cycles import DATES
from reporting.deadlines import BEFORE_SCM, by_hand, proposals
from reporting.enums import Body, CommitmentState
from reporting.models import Cycle


class CycleForm(forms.ModelForm):
    """The meetings of a cycle and the deadlines before them; empty where a date is open.

    `counted_from` is the date of the SCM from which the days in the form were proposed.
    """

    counted_from = DayField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Cycle
        fields = DATES
        widgets = {
            name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            for name in ("scm_on", "joint_text_on", *BEFORE_SCM)
        }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if self.instance.counted_from and "counted_from" not in self.initial:
            self.initial["counted_from"] = self.instance.counted_from.isoformat()
        self._hint()

    def proposed(self) -> "CycleForm":
        """This form with the days proposed for the SCM's date that was typed; those moved by hand stay as typed."""
        if (scm_on := _day(self["scm_on"].value())) is None:
            self.add_error("scm_on", _("Enter the date of the SCM: the other days are counted back from it."))
            return self
        typed = {name: self[name].value() for name in self.fields}
        known = {name: _day(typed[name]) for name in BEFORE_SCM}
        unreadable = {name for name in BEFORE_SCM if typed[name] and not known[name]}
        kept = by_hand(known, _day(typed["counted_from"])) | unreadable
        days = {name: day.isoformat() for name, day in proposals(scm_on).items() if name not in kept}
        initial = typed | days | {"counted_from": scm_on.isoformat()}
        return type(self)(initial=initial, instance=Cycle(scm_on=scm_on))

    def _hint(self) -> None:
        """Says beside each day what is proposed for it."""
        scm_on = _day(self["scm_on"].value())
        for name, day in proposals(scm_on).items():
            self.fields[name].help_text = _("Proposed: %(day)s.") % {"day": formats.weekday_day(day)}

    def refuse(self, failure: Malformed) -> None:
        """Puts the sentences of a refusal on their fields."""
        for name, text in failure.errors.items():
            self.add_error(name if name in self.fields else None, text)

    @property
    def values(self) -> dict:
        return {name: self.cleaned_data[name] for name in DATES}


def _day(value: Any) -> date | None:
    """A day from a field's value, None where it is none."""
    try:
        return value if isinstance(value, date) else date.fromisoformat(value or "")
    except ValueError:
        return None


class NewCycleForm(CycleForm):
    """The same with the year, which never changes afterwards."""

    class Meta(CycleForm.Meta):
        fields = ("year", *DATES)


STAYS = "stays"


def with_posts(person: Any) -> str:
    """A point of contact with `held` tenures, by name, address and posts: who holds none has the time for one."""
    posts = [in_own_language(tenure.post, "title") for tenure in person.held]
    return f"{with_address(person)}: {', '.join(posts) or _('holds no post')}"


class HandOverForm(Keyed):
    """Who takes the posts of somebody who leaves, and from which day on; each post may have its own successor."""

    successor = forms.TypedChoiceField(label=_("Successor"), coerce=int, empty_value=None, required=False)
    on = DayField(label=_("From"), initial=timezone.localdate)
    end_deputyships = forms.BooleanField(label=_("Deputises for nobody any more from that day"), required=False)

    def __init__(self, *args: Any, people: Iterable[PointOfContact], posts: Iterable[Post], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.posts = {post.pk: post for post in posts}
        names = [(str(person.pk), with_posts(person)) for person in people]
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
    """When a body considered an edition, what it tasked, and who carries that out."""

    considered_on = day_field(_("Considered on"), required=True)
    tasking_en = TextField(label=_("Tasking, English"))
    tasking_ko = TextField(label=_("Tasking, Korean"))
    owner = forms.ChoiceField(label=_("Who carries it out"), choices=Owner.choices, widget=forms.RadioSelect)


class TaskingForm(ActionForm):
    """How a tasking was carried out."""

    how_en = TextField(label=_("How it was carried out, English"))
    how_ko = TextField(label=_("How it was carried out, Korean"))


class CommitmentForm(PartForm):
    """A sentence of the joint text, who answers for it, and by when."""

    LAYOUT = (("text",), ("body", "agreed_on", "due_on"), ("us_post", "rok_post"))

    text_en = TextField(label=_("The sentence, English"))
    text_ko = TextField(label=_("The sentence, Korean"))
    body = forms.ChoiceField(label=_("Body"), choices=Body.choices, initial=Body.SCM)
    agreed_on = day_field(_("Agreed on"), required=True)
    due_on = day_field(_("Due on"))
    us_post = forms.TypedChoiceField(label=_("US post"), coerce=int, empty_value=None, required=False)
    rok_post = forms.TypedChoiceField(label=_("ROK post"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, posts: Names, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name in ("us_post", "rok_post"):
            self.fields[name].choices = [("", _("Open")), *posts.choices(name)]


class CommitmentStateForm(PartForm):
    """How far a commitment is kept."""

    LAYOUT = (("state",), ("note",))

    state = forms.ChoiceField(label=_("State"), choices=CommitmentState.choices, widget=forms.RadioSelect)
    note_en = TextField(label=_("Note, English"))
    note_ko = TextField(label=_("Note, Korean"))


class FindEvidenceForm(forms.Form):
    """Which project shows that a commitment is kept."""

    project = forms.CharField(label=_("Reference of the project"), max_length=20)


class EvidenceForm(PartForm):
    """The project itself, or one of its documents."""

    LAYOUT = (("document",),)

    document = forms.ChoiceField(label=_("What shows it"), required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, documents: Iterable[Document], **kwargs: Any):
        super().__init__(*args, **kwargs)
        named = [(str(one.pk), one.in_reader_language("title")) for one in documents]
        self.fields["document"].choices = [("", _("The project as a whole")), *named]


class LetterheadForm(PartForm):
    """How a side appears on the report; a new logo replaces the one that stands."""

    LAYOUT = (("name",), ("words",), ("marking",))

    name_en = TextField(label=_("Name on the cover, English"), long=False)
    name_ko = TextField(label=_("Name on the cover, Korean"), long=False)
    words_en = TextField(label=_("Words on the cover, English"))
    words_ko = TextField(label=_("Words on the cover, Korean"))
    marking_en = TextField(label=_("Marking on each page, English"), long=False)
    marking_ko = TextField(label=_("Marking on each page, Korean"), long=False)
    logo = forms.FileField(
        label=_("Logo, PNG or SVG"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".png,.svg"}),
    )
    without_logo = forms.BooleanField(label=_("Without a logo"), required=False)
