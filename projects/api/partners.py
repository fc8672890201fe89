"""The JSON door to what partner countries say about a project, and to its links between businesses."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import IDEMPOTENCY_KEY, IF_MATCH, seen_revision
from projects import actions
from projects.api.common import RACES, REFUSALS, UUID, PartDoor
from projects.models import BusinessLink, PartnerVoice
from projects.serializers import BusinessLinkSerializer, VoiceSerializer


class VoiceDoor(PartDoor):
    """What the partner countries of a project say."""

    model, serializer_class = PartnerVoice, VoiceSerializer
    lookup_value_regex = UUID
    ordering = ordering_fields = ("country",)

    @extend_schema(responses={201: VoiceSerializer, **REFUSALS}, parameters=[IDEMPOTENCY_KEY])
    def create(self, request: Request, reference: str) -> Response:
        """Enter what a country of the project says, once for each."""
        project, body = self.project, self.body()
        return self.made(lambda: actions.add_voice(project, body, by=request.user))

    @extend_schema(responses={200: VoiceSerializer, **REFUSALS, **RACES}, parameters=[IF_MATCH])
    def partial_update(self, request: Request, reference: str, pk: str) -> Response:
        """Change what a country says."""
        part, seen = self.get_object(), seen_revision(request)
        body = self.body(partial=True)
        return self.shown(actions.revise_voice(part, body, by=request.user, seen_revision=seen))


class BusinessLinkDoor(PartDoor):
    """Links between businesses that a project has brought about; in no edition of the report."""

    model, serializer_class = BusinessLink, BusinessLinkSerializer
    lookup_value_regex = UUID
    ordering = ()

    @extend_schema(responses={201: BusinessLinkSerializer, **REFUSALS}, parameters=[IDEMPOTENCY_KEY])
    def create(self, request: Request, reference: str) -> Response:
        """Add a link between businesses."""
        project, body = self.project, self.body()
        return self.made(lambda: actions.add_business_link(project, body, by=request.user))

    @extend_schema(responses={200: BusinessLinkSerializer, **REFUSALS, **RACES}, parameters=[IF_MATCH])
    def partial_update(self, request: Request, reference: str, pk: str) -> Response:
        """Change a link between businesses."""
        part, seen = self.get_object(), seen_revision(request)
        body = self.body(partial=True)
        return self.shown(actions.revise_business_link(part, body, by=request.user, seen_revision=seen))
