"""Failures in words of the catalogue: said now to whoever listens, and later in the language of whoever asked."""

from django.utils.translation import gettext


class Told(Exception):
    """A failure with a sentence; `text` is its message id, `params` what fills its places."""

    def __init__(self, text: str, **params: object) -> None:
        self.text, self.params = text, {name: str(value) for name, value in params.items()}
        super().__init__(gettext(text) % self.params)
