"""What each act was, as the rest of a sentence that begins with who."""

from django.utils.translation import gettext as _


def did(action: str) -> str:
    """What somebody did, from the name under which the action was recorded."""
    return {
        # the project
        "log": _("logged it"),
        "share": _("shared it with both sides"),
        "revise": _("edited it"),
        "confirm-text": _("confirmed a translation"),
        "develop": _("developed it into a concept"),
        "start": _("started it"),
        "complete": _("completed it"),
        # milestones, progress, remarks
        "add-milestone": _("added a milestone"),
        "revise-milestone": _("changed a milestone"),
        "report-progress": _("reported progress"),
        "revise-progress": _("corrected a report of progress"),
        "remark": _("added a remark"),
        # results
        "add-risk": _("added a risk"),
        "revise-risk": _("changed a risk"),
        "risk-happened": _("turned a risk into an issue"),
        "add-issue": _("added an issue"),
        "revise-issue": _("changed an issue"),
        "add-indicator": _("added an indicator"),
        "revise-indicator": _("changed an indicator"),
        "add-indicator-value": _("reported on an indicator"),
        "revise-indicator-value": _("corrected a value of an indicator"),
        # partners
        "add-voice": _("entered what a partner country says"),
        "revise-voice": _("changed what a partner country says"),
        "add-business-link": _("added a link between businesses"),
        "revise-business-link": _("changed a link between businesses"),
        # money
        "add-money": _("recorded money"),
        "revise-money": _("changed money"),
    }.get(action, _("changed it"))
