"""The shape of what partner countries say, and of links between businesses. `revision` is the ETag of each."""

from rest_framework import serializers

from projects.models import BusinessLink, PartnerVoice
from projects.serializers.common import Key, Keyed
from projects.serializers.texts import text_states


class VoiceSerializer(Keyed):
    """What one country of the project says. `consent_on` is the day of the answer, given or refused."""

    country = serializers.CharField(source="country_id", max_length=2, help_text="ISO 3166-1 alpha-2; never changes")
    text_states = text_states()

    class Meta:
        model = PartnerVoice
        fields = (
            *("id", "country", "asked_by", "asked_on", "how", "consent", "consent_on"),
            *("sustainment_en", "sustainment_ko", "text_states", "revision"),
        )
        read_only_fields = ("id", "revision")


class BusinessLinkSerializer(Keyed):
    """An organisation of the directory and another business; in no edition of the report."""

    organisation = Key(source="organisation_id")

    class Meta:
        model = BusinessLink
        fields = (
            *("id", "organisation", "other_en", "other_ko", "event", "event_on"),
            *("export_control", "export_control_on", "export_control_note", "revision"),
        )
        read_only_fields = ("id", "revision")
