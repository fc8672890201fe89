"""The climb of an edition: from draft through RCWG and KIDD to the SCM (docs/reference/workflows.md)."""

from django.utils.translation import gettext_lazy as _

from contacts.enums import Role
from core.workflow import Step, Who, Workflow
from projects.workflow import LEADS
from reporting.enums import EditionStage

SECRETARIATS = Who((Role.STAFF,), _("The secretariats write the report and close its draft. Ask that of your side."))
ASKERS = Who((Role.STAFF, Role.LEAD), _("The secretariats and the leads put the report to a body. Ask one of yours."))


def _from(*stages: EditionStage) -> frozenset[str]:
    return frozenset(stages)


EDITION = Workflow(
    "edition",
    Step("close", _from(EditionStage.DRAFT), EditionStage.RCWG, SECRETARIATS, both_sides=True),
    Step("rcwg", _from(EditionStage.RCWG), EditionStage.KIDD, LEADS, askers=ASKERS, both_sides=True),
    Step("kidd", _from(EditionStage.KIDD), EditionStage.SCM, LEADS, askers=ASKERS, both_sides=True),
    Step("scm", _from(EditionStage.SCM), EditionStage.SEALED, LEADS, askers=ASKERS, both_sides=True),
    Step(
        "return",
        _from(EditionStage.RCWG, EditionStage.KIDD, EditionStage.SCM),
        EditionStage.DRAFT,
        LEADS,
        reasons=True,
    ),
    initial=EditionStage.DRAFT,
)
"""A stage names the body that considers the edition next; what the SCM concurs with is sealed."""
