"""The refusals of the product. HTML and API give the same status and the same sentence (docs/reference/house.md)."""

from typing import Any

from django.utils.functional import Promise


class Refusal(Exception):
    """Something was asked that cannot be done; `reason` is a sentence for the person who asked."""

    status = 400

    def __init__(self, reason: str | Promise):
        self.reason = reason
        super().__init__(str(reason))


class Malformed(Refusal):
    """400: the input is not of the right form; `errors` names the field and what to mend."""

    def __init__(self, errors: dict[str, Any]):
        self.errors = errors
        super().__init__("; ".join(f"{field}: {text}" for field, text in errors.items()))


class NotAllowed(Refusal):
    """403: visible, but refused."""

    status = 403


class Conflict(Refusal):
    """409: the row changed after it was read, or somebody else was faster."""

    status = 409


class Unavailable(Refusal):
    """503: what is asked is right, but something that it needs is not there, such as room on a disk."""

    status = 503
