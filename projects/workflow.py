"""The life of a project, and of a year's order: stages and the steps between them (docs/reference/workflows.md)."""

from django.utils.translation import gettext_lazy as _

from contacts.enums import Role
from core.workflow import Step, Who, Workflow
from projects.enums import PRIVATE_STAGES, RankingStage, Stage

LEADS = Who((Role.LEAD,), _("A lead point of contact signs and decides for a side. Ask that of yours."))
WORKING = Who(
    (Role.POC, Role.LEAD, Role.STAFF), _("Points of contact, leads and staff work on projects. Ask one of your side.")
)


def _from(*stages: Stage) -> frozenset[str]:
    return frozenset(stages)


PRESENTED = (Stage.CONCEPT, Stage.REVIEW, Stage.DECIDED, Stage.ACTIVE, Stage.SUSPENDED, Stage.COMPLETED)
"""The stages from which a project may be put before an SCM."""
PROJECT = Workflow(
    "project",
    Step("develop", _from(Stage.OPPORTUNITY), Stage.CONCEPT, WORKING),
    Step("propose", _from(Stage.CONCEPT), Stage.REVIEW, WORKING),
    Step("return", _from(Stage.REVIEW), Stage.CONCEPT, LEADS, reasons=True),
    Step("decline", _from(Stage.REVIEW), Stage.DECLINED, LEADS, reasons=True),
    Step("decide", _from(Stage.REVIEW), Stage.DECIDED, LEADS, askers=WORKING, both_sides=True),
    Step("start", _from(Stage.DECIDED), Stage.ACTIVE, LEADS),
    Step("suspend", _from(Stage.ACTIVE), Stage.SUSPENDED, LEADS, askers=WORKING, both_sides=True, reasons=True),
    Step("resume", _from(Stage.SUSPENDED), Stage.ACTIVE, LEADS, askers=WORKING, both_sides=True, reasons=True),
    Step("complete", _from(Stage.ACTIVE), Stage.COMPLETED, LEADS, askers=WORKING, both_sides=True, reasons=True),
    Step(
        "cancel",
        _from(Stage.DECIDED, Stage.ACTIVE, Stage.SUSPENDED),
        Stage.CANCELLED,
        LEADS,
        askers=WORKING,
        both_sides=True,
        reasons=True,
    ),
    Step("reconsider", _from(Stage.DECLINED), Stage.REVIEW, LEADS, askers=WORKING, both_sides=True, reasons=True),
    Step("reopen", _from(Stage.COMPLETED), Stage.ACTIVE, LEADS, askers=WORKING, both_sides=True, reasons=True),
    Step("restore", _from(Stage.CANCELLED), Stage.DECIDED, LEADS, askers=WORKING, both_sides=True, reasons=True),
    Step("present", _from(*PRESENTED), None, LEADS, both_sides=True),
    Step("hold-back", _from(*PRESENTED), None, LEADS, both_sides=True, reasons=True),
    initial=Stage.OPPORTUNITY,
    joint=frozenset(set(Stage) - set(PRIVATE_STAGES)),
)

RANKING = Workflow(
    "ranking",
    Step("fix", frozenset({RankingStage.OPEN}), RankingStage.FIXED, LEADS, both_sides=True),
    Step("release", frozenset({RankingStage.FIXED}), RankingStage.OPEN, LEADS, both_sides=True, reasons=True),
    initial=RankingStage.OPEN,
)
