"""The pages of one project, as the tabs above each of them."""

from django.utils.translation import gettext_lazy as _

TABS = (
    ("projects:detail", _("Overview")),
    ("projects:decisions", _("Decisions")),
    ("projects:scores", _("Scores")),
    ("projects:results", _("Results")),
    ("projects:money", _("Money")),
    ("projects:documents", _("Documents")),
    ("projects:partners", _("Partners")),
)
"""Name of the address and label, in the order in which they stand."""
