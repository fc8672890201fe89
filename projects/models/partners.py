"""What partner countries say about a project, and which businesses it brings together."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contacts.models import Organisation
from core import history
from core.bilingual import Bilingual
from projects.enums import ANSWERED, Channel, Consent, ExportControl
from projects.models.parts import Part
from projects.models.reference import Country
from projects.models.results import not_yet, refuse


@history.track()
class PartnerVoice(Bilingual, Part):
    """What one partner country says: who asked, may it be named, who sustains it after the end."""

    TEXTS = ("sustainment",)
    TAKEN = ("country", _("This country has an entry already. Correct that one instead."))

    country = models.ForeignKey(Country, verbose_name=_("country"), on_delete=models.PROTECT, related_name="+")
    asked_by = models.CharField(_("who asked: the office, not a person"), max_length=200, blank=True)
    asked_on = models.DateField(_("asked"), null=True, blank=True)
    how = models.CharField(_("how it asked"), max_length=8, choices=Channel, blank=True)
    consent = models.CharField(_("consent to be named"), max_length=9, choices=Consent, default=Consent.NOT_ASKED)
    consent_on = models.DateField(_("consent answered"), null=True, blank=True)
    sustainment_en = models.TextField(_("who sustains it after the end, English"), max_length=2000, blank=True)
    sustainment_ko = models.TextField(_("who sustains it after the end, Korean"), max_length=2000, blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["country"]
        constraints = [
            models.UniqueConstraint(fields=["audience", "project", "country"], name="partnervoice_once_a_country"),
            models.CheckConstraint(
                condition=Q(consent__in=ANSWERED, consent_on__isnull=False)
                | (~Q(consent__in=ANSWERED) & Q(consent_on__isnull=True)),
                name="partnervoice_consent_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(asked_by="", asked_on__isnull=True, how="")
                | (~Q(asked_by="") & Q(asked_on__isnull=False) & ~Q(how="")),
                name="partnervoice_asked_wholly_or_not",
            ),
        ]

    def clean(self) -> None:
        asked = bool(self.asked_by or self.asked_on or self.how)
        answered = self.consent in ANSWERED
        refuse(
            asked_by=asked and not self.asked_by and _("Name the office that asked."),
            asked_on=not_yet(self.asked_on) or (asked and not self.asked_on and _("Give the day on which it asked.")),
            how=asked and not self.how and _("Choose how it asked."),
            consent_on=not_yet(self.consent_on)
            or (answered and not self.consent_on and _("Give the day of the answer."))
            or (self.consent_on and not answered and _("There is no answer yet, so it has no day.")),
        )


@history.track()
class BusinessLink(Part):
    """A link between an organisation of ours and another business, made at a matching event; in no edition."""

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("our organisation"), on_delete=models.PROTECT, related_name="+"
    )
    other_en = models.CharField(_("other organisation, English"), max_length=200, blank=True)
    other_ko = models.CharField(_("other organisation, Korean"), max_length=200, blank=True)
    event = models.CharField(_("matching event"), max_length=200, blank=True)
    event_on = models.DateField(_("day of the event"), null=True, blank=True)
    export_control = models.CharField(
        _("export control"), max_length=15, choices=ExportControl, default=ExportControl.NOT_ASSESSED
    )
    export_control_on = models.DateField(_("export control as of"), null=True, blank=True)
    export_control_note = models.CharField(_("note on export control"), max_length=300, blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = [models.F("event_on").desc(nulls_last=True), "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(other_en="") | ~Q(other_ko=""), name="businesslink_has_another_side"),
            models.CheckConstraint(
                condition=Q(export_control=ExportControl.NOT_ASSESSED, export_control_on__isnull=True)
                | (~Q(export_control=ExportControl.NOT_ASSESSED) & Q(export_control_on__isnull=False)),
                name="businesslink_export_control_has_its_day",
            ),
        ]

    def clean(self) -> None:
        assessed = self.export_control != ExportControl.NOT_ASSESSED
        refuse(
            other_en=not (self.other_en or self.other_ko)
            and _("Name the other organisation in at least one language."),
            event=self.event_on and not self.event and _("Name the event of this day."),
            export_control_on=not_yet(self.export_control_on)
            or (assessed and not self.export_control_on and _("Give the day of this status."))
            or (self.export_control_on and not assessed and _("It is not assessed, so it has no day.")),
        )
