"""The answer to "may this user do this now?": yes, or no with a sentence."""

from dataclasses import dataclass

from django.utils.functional import Promise

from core.errors import NotAllowed


@dataclass(frozen=True)
class Verdict:
    """Allowed when it has no reason; a button shows the reason, an action enforces it."""

    reason: str | Promise = ""

    def __bool__(self) -> bool:
        return not self.reason

    def enforce(self) -> None:
        """Raises NotAllowed with the reason when refused."""
        if self.reason:
            raise NotAllowed(self.reason)


ALLOWED = Verdict()
