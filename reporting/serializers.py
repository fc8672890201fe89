"""The shape of the year in the API."""

from datetime import date
from typing import Any

from django.urls import reverse
from rest_framework import serializers

from contacts.serializers import Key
from core.audience import Audience
from core.money import Currency
from projects.serializers.texts import text_states
from reporting.actions.commitments import AGREED
from reporting.actions.cycles import DATES
from reporting.deadlines import BEFORE_SCM, proposals
from reporting.enums import CommitmentState, Waits
from reporting.handover import Moving
from reporting.models import Artifact, Commitment, Cycle, Edition, Evidence, Letterhead, Presentation


class CycleSerializer(serializers.ModelSerializer):
    """`revision` is its ETag; `proposed` has the days proposed for the SCM's date by their names."""

    proposed = serializers.SerializerMethodField()

    class Meta:
        model = Cycle
        fields = ("year", *DATES, "counted_from", "proposed", "revision")
        read_only_fields = fields

    def get_proposed(self, cycle: Cycle) -> dict[str, date]:
        return proposals(cycle.scm_on)


class ProposalsInput(serializers.Serializer):
    """Which days move to those proposed; the others stay as they are."""

    days = serializers.MultipleChoiceField(choices=sorted(BEFORE_SCM))


class CycleInput(serializers.ModelSerializer):
    class Meta:
        model = Cycle
        fields = DATES
        extra_kwargs = {"ordinal": {"validators": []}}


class NewCycle(CycleInput):
    class Meta(CycleInput.Meta):
        fields = ("year", *DATES)
        extra_kwargs = {"ordinal": {"validators": []}, "year": {"validators": []}}


class EvidenceSerializer(serializers.ModelSerializer):
    """What shows that a commitment is being kept: a project, or a document of it."""

    project = serializers.CharField(source="project.reference", read_only=True)

    class Meta:
        model = Evidence
        fields = ("id", "project", "document", "added_at")
        read_only_fields = fields


class CommitmentSerializer(serializers.ModelSerializer):
    """A sentence agreed at a body; `revision` is its ETag."""

    evidence = EvidenceSerializer(many=True, read_only=True)
    text_states = text_states()

    class Meta:
        model = Commitment
        fields = (
            *("id", "cycle", "number", *AGREED, "state", "state_since", "note_en", "note_ko"),
            *("text_states", "evidence", "revision"),
        )
        read_only_fields = fields


class CommitmentInput(serializers.ModelSerializer):
    """The shape of it; `us_post` and `rok_post` are keys of posts."""

    us_post = Key(required=False, allow_null=True)
    rok_post = Key(required=False, allow_null=True)

    class Meta:
        model = Commitment
        fields = AGREED


class NewCommitment(CommitmentInput):
    cycle = serializers.IntegerField(help_text="The year of the SCM")

    class Meta(CommitmentInput.Meta):
        fields = ("cycle", *AGREED)


class CommitmentStateInput(serializers.Serializer):
    state = serializers.ChoiceField(CommitmentState.choices)
    note_en = serializers.CharField(required=False, allow_blank=True)
    note_ko = serializers.CharField(required=False, allow_blank=True)


class EvidenceInput(serializers.Serializer):
    """A project by its reference, and where a document of it is meant, the document."""

    project = serializers.CharField()
    document = serializers.UUIDField(required=False, allow_null=True, default=None)


class PresentationSerializer(serializers.ModelSerializer):
    project = serializers.CharField(source="project.reference", read_only=True)

    class Meta:
        model = Presentation
        fields = ("id", "cycle", "project", "chosen_side", "chosen_at")
        read_only_fields = fields


class EditionSerializer(serializers.ModelSerializer):
    """`version` is its ETag; `compiled_revision` and `sha256` name what was compiled last, and is signed."""

    class Meta:
        model = Edition
        fields = (
            *("id", "cycle", "number", "stage", "stage_since", "corrects", "version", "revision", "text_revision"),
            *("compiled_revision", "compiled_at", "sha256", "is_current"),
        )
        read_only_fields = fields

    version = serializers.CharField(read_only=True)
    is_current = serializers.BooleanField(read_only=True)


class ArtifactSerializer(serializers.ModelSerializer):
    """A file of one revision of an edition; `file` is where its bytes are."""

    cycle = serializers.IntegerField(source="snapshot.edition.cycle_id", read_only=True)
    edition = serializers.UUIDField(source="snapshot.edition_id", read_only=True)
    revision = serializers.IntegerField(source="snapshot.revision", read_only=True)
    file = serializers.SerializerMethodField()

    class Meta:
        model = Artifact
        fields = (
            *("id", "cycle", "edition", "revision", "language", "format", "paper", "is_sealed"),
            *("sha256", "size", "made_at", "file"),
        )
        read_only_fields = fields

    def get_file(self, artifact: Any) -> str:
        return self.context["request"].build_absolute_uri(reverse("api:artifact-file", args=[artifact.pk]))


def _counts() -> serializers.DictField:
    return serializers.DictField(child=serializers.IntegerField())


class AmountsSerializer(serializers.Serializer):
    """Planned, committed and spent in one currency, as text: dollars with cents, whole won."""

    currency = serializers.ChoiceField(choices=Currency.choices)
    planned = serializers.CharField()
    committed = serializers.CharField()
    spent = serializers.CharField()


class NamedRate(serializers.Serializer):
    """The exchange rate that sums of two currencies are made with."""

    krw_per_usd = serializers.CharField()
    day = serializers.DateField()
    source = serializers.CharField()


class MoneySums(serializers.Serializer):
    """Cash by side and of both. A sum of two currencies is null where no rate is entered."""

    rate = NamedRate(allow_null=True)
    sides = serializers.DictField(child=AmountsSerializer(allow_null=True), help_text="By side")
    total = serializers.DictField(child=AmountsSerializer(allow_null=True), help_text="By currency")


class ImplementationSerializer(serializers.Serializer):
    """How many commitments are pursued, implemented, due; `rate` is per cent of those pursued, null without any."""

    rate = serializers.IntegerField(allow_null=True)
    of = serializers.IntegerField()
    implemented = serializers.IntegerField()
    due = serializers.IntegerField()
    due_implemented = serializers.IntegerField()


class FiguresSerializer(serializers.Serializer):
    """The figures of the dashboard and of the report, by the same names. Joint records only."""

    day = serializers.DateField()
    projects = serializers.IntegerField()
    active = serializers.IntegerField()
    countries = serializers.IntegerField()
    presented = serializers.IntegerField()
    completed = serializers.IntegerField()
    updates_on_time = serializers.IntegerField(allow_null=True)
    late = serializers.IntegerField()
    days_to_scm = serializers.IntegerField(allow_null=True)
    partner_countries = serializers.IntegerField()
    stale = serializers.IntegerField()
    latest = serializers.ListField(child=serializers.DictField())
    by_stage = _counts()
    by_area = _counts()
    by_country = _counts()
    by_area_and_country = serializers.DictField(child=_counts())
    health = serializers.DictField(child=_counts())
    by_health = _counts()
    untranslated = _counts()
    money = MoneySums()
    overlaps = _counts()
    gaps = serializers.IntegerField()
    commitments = ImplementationSerializer()
    previous = serializers.DictField(allow_null=True)
    obligation = serializers.DictField()
    cycle = serializers.DictField(allow_null=True)


class LetterheadSerializer(serializers.ModelSerializer):
    """How a side appears on the report. `logo` is a data address, "" for none; `revision` is the ETag, 0 at first."""

    text_states = text_states()

    class Meta:
        model = Letterhead
        fields = (
            *("side", "name_en", "name_ko", "words_en", "words_ko", "marking_en", "marking_ko", "text_states"),
            *("logo", "logo_sha256", "revision"),
        )
        read_only_fields = fields


class LetterheadInput(serializers.Serializer):
    """What of it is replaced; `logo` is a data address of a PNG or SVG, "" to take the logo away."""

    name_en = serializers.CharField(required=False, allow_blank=True)
    name_ko = serializers.CharField(required=False, allow_blank=True)
    words_en = serializers.CharField(required=False, allow_blank=True)
    words_ko = serializers.CharField(required=False, allow_blank=True)
    marking_en = serializers.CharField(required=False, allow_blank=True)
    marking_ko = serializers.CharField(required=False, allow_blank=True)
    logo = serializers.CharField(required=False, allow_blank=True)


class OwedSerializer(serializers.Serializer):
    """Something that waits on one of a post's projects."""

    title = serializers.CharField()
    why = serializers.CharField()
    due = serializers.DateField(allow_null=True)
    days_late = serializers.IntegerField()


class MovingSerializer(serializers.Serializer):
    """What moves with a post; `projects` names the first of them by reference."""

    post = serializers.IntegerField(source="tenure.post_id")
    title_en = serializers.CharField(source="tenure.post.title_en")
    title_ko = serializers.CharField(source="tenure.post.title_ko")
    since = serializers.DateField(source="tenure.since")
    until = serializers.DateField(source="tenure.until", allow_null=True)
    count = serializers.IntegerField()
    projects = serializers.SerializerMethodField()
    owed = OwedSerializer(many=True)

    def get_projects(self, moved: Moving) -> list[str]:
        return [project.reference for project in moved.shown]


class SuccessionInput(serializers.Serializer):
    post = Key()
    successor = Key(help_text="Another point of contact of your side")


class HandOverInput(serializers.Serializer):
    """Posts that are not named stay; with `end_deputyships` the person deputises for nobody from that day."""

    on = serializers.DateField()
    to = SuccessionInput(many=True)
    end_deputyships = serializers.BooleanField(default=False)


class WorkKindSerializer(serializers.Serializer):
    """With `is_more` there are more of this kind than were counted."""

    kind = serializers.ChoiceField(Waits.choices)
    count = serializers.IntegerField()
    is_more = serializers.BooleanField()


class WorkAnswersSerializer(serializers.Serializer):
    """What each side has answered: waiting, signed, concerns, against, returned or sealed."""

    us = serializers.CharField()
    rok = serializers.CharField()


class WorkItemSerializer(serializers.Serializer):
    """`title` and `why` are in the language that the request prefers; `url` is the page on which it is done."""

    kind = serializers.ChoiceField(Waits.choices)
    title = serializers.CharField()
    why = serializers.CharField()
    url = serializers.CharField()
    due = serializers.DateField(allow_null=True)
    days_late = serializers.IntegerField()
    since = serializers.DateField(allow_null=True)
    audience = serializers.ChoiceField(Audience.choices)
    answers = WorkAnswersSerializer(allow_null=True)


class WorkSerializer(serializers.Serializer):
    """What waits: how much, how much of each kind, and a page of it."""

    waiting = serializers.IntegerField()
    is_more = serializers.BooleanField()
    kinds = WorkKindSerializer(many=True)
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    tasks = WorkItemSerializer(many=True)
