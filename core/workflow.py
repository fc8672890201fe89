"""Steps of a workflow as a table that reads like its diagram (docs/reference/workflows.md)."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Who:
    """People by their roles, and the sentence for everybody else."""

    roles: tuple[str, ...]
    refusal: str | Promise


@dataclass(frozen=True)
class Step:
    """One way from some stages to another.

    One side takes a step alone, unless `both_sides`: then `askers` put the question, and the stage moves once a
    signer of each side has consented to the same revision. With `reasons` nobody asks or takes it without saying why.
    A step without a target leaves the stage: it decides something about the subject, such as to present it in a year,
    and is then asked by a name with what it is about: "present.2026".
    """

    name: str
    sources: frozenset[str]
    target: str | None
    signers: Who
    askers: Who | None = None
    both_sides: bool = False
    reasons: bool = False


class Workflow:
    """The steps of a kind of subject, by name. `joint` are the stages that only what both sides see can be in."""

    def __init__(self, name: str, *steps: Step, initial: str, joint: frozenset[str] = frozenset()):
        self.name, self.initial, self.joint = name, initial, joint
        self._steps = {step.name: step for step in steps}

    def __getitem__(self, name: str) -> Step:
        return self._steps[name.partition(".")[0]]

    def get(self, name: str) -> Step | None:
        return self._steps.get(name.partition(".")[0])

    def __iter__(self) -> Iterator[Step]:
        return iter(self._steps.values())

    def from_stage(self, stage: str) -> Iterator[Step]:
        """The steps that lead out of a stage."""
        return (step for step in self if step.target and stage in step.sources)

    def needs_joint(self, step: Step) -> bool:
        """Whether a step is open only for what both sides see."""
        return step.both_sides or step.target in self.joint

    def rows(self) -> set[tuple[str, str, str, bool]]:
        """(step, source, target, both sides) of every arrow, as the database keeps them; '' begins a life."""
        moves = [step for step in self if step.target]
        arrows = {(step.name, str(s), str(step.target), step.both_sides) for step in moves for s in step.sources}
        return arrows | {("begin", "", str(self.initial), False)}

    def diagram(self) -> str:
        """The workflow as a Mermaid state diagram; a step of both sides is marked ✓✓."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.initial}"]
        for step in self:
            if not step.target:
                continue
            mark = " ✓✓" if step.both_sides else ""
            lines += [f"    {source} --> {step.target}: {step.name}{mark}" for source in sorted(map(str, step.sources))]
        return "\n".join(lines)
