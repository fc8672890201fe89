"""The stages of a project and the steps between them."""

from core.concurrence import Step, Workflow
from projects.enums import Stage

PROJECT = Workflow(
    Step("develop", frozenset({Stage.OPPORTUNITY}), Stage.CONCEPT),
    Step("start", frozenset({Stage.CONCEPT}), Stage.ACTIVE),
    Step("complete", frozenset({Stage.ACTIVE}), Stage.COMPLETED),
)
