"""Steps of a workflow as a table that reads like its diagram."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """One way from some stages to another."""

    name: str
    sources: frozenset[str]
    target: str


class Workflow:
    """The steps of a kind of subject, by name."""

    def __init__(self, *steps: Step):
        self._steps = {step.name: step for step in steps}

    def __getitem__(self, name: str) -> Step:
        return self._steps[name]

    def get(self, name: str) -> Step | None:
        return self._steps.get(name)

    def from_stage(self, stage: str) -> Iterator[Step]:
        """The steps that lead out of a stage."""
        return (step for step in self._steps.values() if stage in step.sources)
