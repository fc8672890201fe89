"""The shape of what is typed into the directory and about accounts. What it means is for the actions to say."""

import uuid
from typing import Any

from allauth.account.forms import AddEmailForm
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.enums import Event, How, Language, OrganisationKind, Role
from contacts.models import TAKEN, Organisation, PointOfContact, Post, User
from contacts.territories import names
from core import formats
from core.errors import Malformed
from core.sides import Side, in_order, languages_in_order

TIME_ZONES = (
    "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "Pacific/Honolulu", "Pacific/Guam",
    "Asia/Seoul", "Asia/Tokyo", "Asia/Manila", "Asia/Singapore", "Asia/Jakarta", "Asia/Bangkok", "Australia/Sydney",
    "Pacific/Port_Moresby", "Pacific/Fiji", "Pacific/Auckland", "Europe/London", "UTC",
)  # fmt: skip
PERIODS = ((7, _("7 days")), (30, _("30 days")), (90, _("90 days")))
NO_SIDE = "-"
SIDED_ROLES = [(role.value, role.label) for role in Role if role != Role.ADMINISTRATOR]


def put_errors(form: forms.BaseForm, malformed: Malformed) -> None:
    """Says at each field of the form what the action found wrong with it."""
    for name, text in malformed.errors.items():
        form.add_error(name if name in form.fields else None, str(text))


class Keyed(forms.Form):
    """A form whose second submission does nothing."""

    key = forms.CharField(widget=forms.HiddenInput, initial=uuid.uuid4, required=False)


class DayField(forms.DateField):
    """A day, as the browser's own calendar gives it."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


# --- the directory ---


class DirectoryFilter(forms.Form):
    """What the directory is filtered by; it stands in the address."""

    q = forms.CharField(label=_("Post, organisation or holder"), required=False, max_length=100)
    side = forms.ChoiceField(label=_("Side"), required=False)
    organisation = forms.ModelChoiceField(None, label=_("Organisation"), required=False)
    lead = forms.ChoiceField(label=_("Posts"), required=False, choices=[("", _("All posts")), ("1", _("Leads only"))])

    def __init__(self, data: Any, *, sides: list[Side], user: User):
        super().__init__(data)
        self.fields["side"].choices = [("", _("Both sides")), *((side.value, side.label) for side in sides)]
        field = self.fields["organisation"]
        field.queryset = Organisation.objects.visible_to(user).exclude(side="")
        field.empty_label, field.label_from_instance = _("All organisations"), in_own_language


def in_own_language(row: Any, name: str = "name") -> str:
    """The name of an organisation, or the title of a post, in the reader's language where it is known."""
    ko = getattr(row, f"{name}_ko") if formats.reader_language() == "ko" else ""
    return ko or getattr(row, f"{name}_en")


class EntryForm(Keyed, forms.ModelForm):
    """An entry of the directory; `values` is what the action takes."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    related: tuple[str, ...] = ()
    named = ""
    """What it is called in both languages; the reader's own stands first."""

    def __init__(self, *args: Any, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.offer(user)
        languages = languages_in_order(formats.reader_language())
        self.order_fields([f"{self.named}_{language}" for language in languages])
        for language in languages if self.named else ():
            self.fields[f"{self.named}_{language}"].widget.attrs["lang"] = language

    def offer(self, user: User) -> None:
        """Fills the choices with what this reader may name."""

    def values(self) -> dict[str, Any]:
        cleaned = {name: self.cleaned_data[name] for name in self._meta.fields}
        ids = {f"{name}_id": getattr(cleaned.pop(name), "pk", None) for name in self.related}
        return cleaned | ids

    def _post_clean(self) -> None:
        """The action validates the row, not the form: one refusal, one sentence."""


class OrganisationForm(EntryForm):
    named = "name"
    side = forms.ChoiceField(label=_("Belongs to"), required=False)
    country = forms.ChoiceField(label=_("Country, for a body of a partner"), required=False)

    class Meta:
        model = Organisation
        fields = ("name_en", "name_ko", "kind", "side", "country")

    def offer(self, user: User) -> None:
        own = [(user.side, Side(user.side).label)] if user.side else []
        self.fields["side"].choices = [*own, ("", _("Neither side: a partner or an international body"))]
        countries = names(formats.reader_language())
        self.fields["country"].choices = [("", _("None")), *countries.items()]
        self.fields["kind"].choices = OrganisationKind.choices


class OwnSideForm(EntryForm):
    """An entry that belongs to an organisation of the reader's side."""

    related = ("organisation",)

    def offer(self, user: User) -> None:
        field = self.fields["organisation"]
        field.queryset = Organisation.objects.visible_to(user).filter(side__in=["", user.side])
        field.empty_label, field.label_from_instance = _("Choose one"), in_own_language
        field.label = _("Organisation")
        field.error_messages["invalid_choice"] = _("Choose an organisation of your side.")


class ContactForm(OwnSideForm):
    related = ("organisation", "user")

    class Meta:
        model = PointOfContact
        fields = ("name", "organisation", "email", "phone", "user")

    def offer(self, user: User) -> None:
        super().offer(user)
        field = self.fields["user"]
        field.queryset = User.objects.visible_to(user).filter(side=user.side, is_active=True).order_by("username")
        field.label, field.empty_label = _("Account, if there is one"), _("No account")
        field.help_text = _("Who signs in with it acts for the post that this point of contact holds.")
        field.error_messages["invalid_choice"] = _("Choose an account of your side that no other point of contact has.")


class PostForm(OwnSideForm):
    named = "title"

    class Meta:
        model = Post
        fields = ("title_en", "title_ko", "organisation", "is_lead")

    def offer(self, user: User) -> None:
        super().offer(user)
        self.fields["is_lead"].label = _("A lead post: it reviews, decides and moves projects on")


def with_address(person: PointOfContact) -> str:
    """A name with its mail address: offices share names."""
    return f"{person.name} ({person.email})" if person.email else person.name


class TenureForm(Keyed):
    """Who takes a post, and when."""

    holder = forms.ModelChoiceField(None, label=_("Point of contact"))
    since = DayField(label=_("From"), initial=timezone.localdate)
    hand_over = forms.BooleanField(label=_("The present holder leaves on that day"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        field = self.fields["holder"]
        field.queryset = PointOfContact.objects.visible_to(user).filter(side=user.side)
        field.empty_label, field.label_from_instance = _("Choose one"), with_address
        field.error_messages["invalid_choice"] = _("Choose a point of contact of your side.")

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {"holder": given["holder"].pk, "since": given["since"], "hand_over": given["hand_over"]}


class TenureEndForm(forms.Form):
    until = DayField(label=_("First day without this holder"), initial=timezone.localdate)


class DeputyForm(Keyed):
    """Who acts for a post, and from when until when."""

    deputy = forms.ModelChoiceField(None, label=_("Deputy"))
    since = DayField(label=_("From"), initial=timezone.localdate)
    until = DayField(
        label=_("First day without this deputy"), required=False, help_text=_("Open, until you end it, when empty.")
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=200, required=False, help_text=_("Such as leave. Both sides read it.")
    )

    def __init__(self, *args: Any, user: User, holder: int | None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        field = self.fields["deputy"]
        people = PointOfContact.objects.visible_to(user).filter(side=user.side, user__is_active=True)
        field.queryset = people.exclude(pk=holder)
        field.empty_label, field.label_from_instance = _("Choose one"), with_address
        field.error_messages["invalid_choice"] = _("Choose a point of contact of your side who has an account.")

    def values(self) -> dict[str, Any]:
        given = {name: value for name, value in self.cleaned_data.items() if name != "key"}
        return given | {"deputy": given["deputy"].pk}


# --- accounts ---


class InvitationForm(Keyed):
    """Somebody who shall have an account."""

    username = forms.CharField(label=_("Username"), max_length=150, help_text=_("Such as us.policy.desk"))
    email = forms.EmailField(label=_("Mail address"), help_text=_("The link to set a password goes here."))
    side = forms.ChoiceField(label=_("Side"))
    roles = forms.MultipleChoiceField(label=_("Roles"), choices=Role.choices, widget=forms.CheckboxSelectMultiple)
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=[(zone, zone.replace("_", " ")) for zone in TIME_ZONES])

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        sides = [(side.value, side.label) for side in in_order(formats.reader_language())]
        self.fields["side"].choices = [("", _("Choose one")), *sides, (NO_SIDE, _("Neither: an administrator"))]

    def clean_side(self) -> str:
        return self.cleaned_data["side"].removeprefix(NO_SIDE)


class RolesForm(forms.Form):
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    roles = forms.MultipleChoiceField(label=_("Roles"), choices=SIDED_ROLES, widget=forms.CheckboxSelectMultiple)


class AddressForm(AddEmailForm):
    """Another address for one's own account: nobody else's."""

    def clean_email(self) -> str:
        address = super().clean_email()
        if User.objects.visible_to(self.user).of_person(address).exclude(pk=self.user.pk).exists():
            raise forms.ValidationError(TAKEN)
        return address


class PreferencesForm(forms.Form):
    language = forms.ChoiceField(
        label=_("Language"), choices=Language.choices, help_text=_("Pages after signing in, and mails to you.")
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=[(zone, zone.replace("_", " ")) for zone in TIME_ZONES])


class NoticeForm(forms.Form):
    """How somebody wishes to be mailed: one choice for each event, and whether mails have content."""

    titles_only = forms.BooleanField(
        label=_("Mails say only that something waits, and nothing of what"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for event in Event:
            widget = forms.RadioSelect(attrs={"class": "usa-radio__input"})
            self.fields[event.value] = forms.ChoiceField(label=event.label, choices=How.choices, widget=widget)

    def rows(self) -> list[forms.BoundField]:
        """The choices, one for each event."""
        return [self[event.value] for event in Event]

    def choices(self) -> dict[str, str]:
        return {event.value: self.cleaned_data[event.value] for event in Event}


class TokenForm(Keyed):
    days = forms.TypedChoiceField(label=_("Good for"), coerce=int, choices=PERIODS, initial=30)
