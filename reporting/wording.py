"""What pages, notices and history call an edition, its sections and the steps of its climb."""

from django.utils.translation import gettext as _

from projects.history_lines.verbs import answered, did
from projects.models import PriorityArea
from reporting.models import Edition


def edition_title(edition: Edition) -> str:
    values = {"year": edition.cycle_id, "n": edition.number}
    return _("Annual report %(year)s, edition %(n)s") % values


def stage_told(edition: Edition) -> str:
    return str(edition.get_stage_display())


def edition_question(step: str) -> str:
    """The question that a step of the climb puts to both sides."""
    words = {
        "close": _("Close the draft and put it to the RCWG?"),
        "rcwg": _("Does the RCWG concur?"),
        "kidd": _("Does the KIDD concur?"),
        "scm": _("Does the SCM concur, so that the edition is sealed?"),
    }
    return words.get(step, step)


def edition_step(step: str) -> str:
    """A step of the climb as a verb: what a button says."""
    words = {
        "close": _("Close the draft"),
        "rcwg": _("Concur at the RCWG"),
        "kidd": _("Concur at the KIDD"),
        "scm": _("Concur at the SCM and seal"),
        "return": _("Return with reasons"),
    }
    return words.get(step, step)


def edition_did(action: str) -> str:
    """What somebody did to an edition, as the rest of a sentence that begins with who."""
    verb, _dot, step = action.partition(".")
    if step:
        return answered()[verb] % {"step": edition_step(step)}
    words = {
        "draft-edition": _("began the edition"),
        "correct-edition": _("began the correction"),
        "compile": _("compiled the report"),
        "write-section": _("wrote in the narrative"),
        "note-consideration": _("noted what a body tasked"),
        "close-edition": _("gave the second signature: the draft is closed"),
        "rcwg-edition": _("gave the second signature: the RCWG concurs"),
        "kidd-edition": _("gave the second signature: the KIDD concurs"),
        "scm-edition": _("gave the second signature: the SCM concurs, the edition is sealed"),
        "return-edition": _("returned the edition to its draft"),
    }
    return words.get(action) or did(action)


def section_titles() -> dict[str, str]:
    """What each section of the narrative is called, in the reader's language, by its key."""
    areas = {area.slug: area.name for area in PriorityArea.objects.order_by("number")}
    return {"foreword": _("Foreword"), **areas, "outlook": _("Outlook")}
