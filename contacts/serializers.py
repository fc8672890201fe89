"""The shape of the directory in the API. What may be named and who may write is for the actions to say."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from contacts import notices
from contacts.actions import version_of
from contacts.enums import How
from contacts.models import Deputy, Notice, Organisation, PointOfContact, Post, Tenure

MOST_KEY = 2**31 - 1


class Key(serializers.IntegerField):
    """A number that may name another entry; the action says whether it does."""

    def __init__(self, **kwargs: Any):
        super().__init__(min_value=1, max_value=MOST_KEY, **kwargs)


class WordsSerializer(serializers.Serializer):
    en = serializers.CharField()
    ko = serializers.CharField()


class HolderSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()
    since = serializers.DateField()


class Versioned(serializers.ModelSerializer):
    """An entry with the version that its ETag carries."""

    version = serializers.SerializerMethodField()

    def get_version(self, row: Any) -> str:
        return version_of(row)


class OrganisationSerializer(Versioned):
    class Meta:
        model = Organisation
        fields = ("id", "version", "name_en", "name_ko", "kind", "side", "country")
        read_only_fields = fields


class ContactSerializer(Versioned):
    class Meta:
        model = PointOfContact
        fields = ("id", "version", "side", "name", "organisation", "email", "phone")
        read_only_fields = fields


class PostSerializer(Versioned):
    """`holder` holds the post today."""

    holder = serializers.SerializerMethodField()

    class Meta:
        model = Post
        fields = ("id", "version", "side", "title_en", "title_ko", "organisation", "is_lead", "holder")
        read_only_fields = fields

    @extend_schema_field(HolderSerializer(allow_null=True))
    def get_holder(self, post: Any) -> Any:
        return post.holder


class TenureSerializer(serializers.ModelSerializer):
    """`until` is the first day after it."""

    class Meta:
        model = Tenure
        fields = ("id", "post", "holder", "since", "until")
        read_only_fields = fields


class OrganisationInput(serializers.ModelSerializer):
    class Meta:
        model = Organisation
        fields = ("name_en", "name_ko", "kind", "side", "country")
        extra_kwargs = {"name_en": {"validators": []}}


class ContactInput(serializers.Serializer):
    name = serializers.CharField(max_length=200)
    organisation = Key(source="organisation_id")
    email = serializers.EmailField(required=False, allow_blank=True)
    phone = serializers.CharField(required=False, allow_blank=True, max_length=40)
    user = Key(source="user_id", required=False, allow_null=True, help_text="An account of your side")


class PostInput(serializers.Serializer):
    title_en = serializers.CharField(max_length=120)
    title_ko = serializers.CharField(max_length=120)
    organisation = Key(source="organisation_id")
    is_lead = serializers.BooleanField(required=False)


class TenureInput(serializers.Serializer):
    """`hand_over` ends the present holder's tenure on the same day."""

    post = Key()
    holder = Key()
    since = serializers.DateField()
    hand_over = serializers.BooleanField(default=False)


class TenureEndInput(serializers.Serializer):
    until = serializers.DateField()


class NoticeSerializer(serializers.ModelSerializer):
    """`text` is its sentence in the language that the request prefers; `by` is the post of who did it, in both."""

    title = serializers.SerializerMethodField()
    text = serializers.SerializerMethodField()
    by = serializers.SerializerMethodField()

    class Meta:
        model = Notice
        fields = ("id", "event", "audience", "title", "text", "url", "by", "by_side", "at", "read_at")
        read_only_fields = fields

    def get_title(self, notice: Notice) -> str:
        return notices.title(notice)

    def get_text(self, notice: Notice) -> str:
        return notices.sentence(notice)

    @extend_schema_field(WordsSerializer(allow_null=True))
    def get_by(self, notice: Notice) -> Any:
        return notice.by_post or None


class ReadInput(serializers.Serializer):
    """All that was told up to this moment."""

    until = serializers.DateTimeField()


class NoticeChoicesSerializer(serializers.Serializer):
    """`mailed` names a way for each event; events that are left out stay as they are."""

    titles_only = serializers.BooleanField(help_text="Mails say only that something waits, and nothing of what")
    mailed = serializers.DictField(child=serializers.ChoiceField(choices=How.choices))


class DeputySerializer(serializers.ModelSerializer):
    """`until` is the first day after it; taken back where it is `since`."""

    class Meta:
        model = Deputy
        fields = ("id", "post", "deputy", "since", "until", "reason")
        read_only_fields = fields


class DeputyInput(serializers.Serializer):
    """Without `until` it lasts until somebody ends it."""

    post = Key()
    deputy = Key(help_text="A point of contact of your side who has an account")
    since = serializers.DateField()
    until = serializers.DateField(required=False, allow_null=True, default=None)
    reason = serializers.CharField(required=False, allow_blank=True, max_length=200)


class VacancySerializer(serializers.Serializer):
    """`kind` is vacant, ending or closed; `until` the first day without a holder, where one is known."""

    post = serializers.IntegerField(source="post.pk")
    title_en = serializers.CharField(source="post.title_en")
    title_ko = serializers.CharField(source="post.title_ko")
    kind = serializers.ChoiceField(choices=("vacant", "closed", "ending"))
    holder = serializers.IntegerField(source="holder_id", allow_null=True)
    until = serializers.DateField(allow_null=True)
    why = serializers.CharField()
