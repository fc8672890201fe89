"""What `check --deploy` says of an installation's settings."""

from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register

from reporting import signing
from reporting.render import RenderFailed


@register(Tags.security, deploy=True)
def signing_is_possible(**_options: Any) -> list[CheckMessage]:
    """Where signatures are configured, the certificate opens and is valid, and those to trust can be read."""
    found: list[CheckMessage] = []
    for number, check in enumerate((signing.check, signing.check_trusted), 1):
        try:
            check()
        except RenderFailed as failure:
            found.append(Error(str(failure), id=f"reporting.E00{number}"))
    return found
