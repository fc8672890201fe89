"""What pages, notices and history call an edition, its sections and the steps of its climb."""

from django.utils.translation import gettext as _

from core.sides import languages_in_order
from projects.history_lines.verbs import answered, did
from projects.models import PriorityArea
from reporting.enums import FORMS, FileFormat, Paper, ReportLanguage
from reporting.models import Cycle, Edition
from reporting.templatetags.year import nth


def edition_title(edition: Edition) -> str:
    values = {"year": edition.cycle_id, "n": edition.number}
    return _("Annual report %(year)s, edition %(n)s") % values


def form_name(kind: str, language: str, paper: str) -> str:
    """A form of the report: “PDF, English, US Letter”."""
    parts = [str(FileFormat(kind).label)]
    if kind != FileFormat.JSON:
        parts.append(str(ReportLanguage(language).label))
    if paper:
        parts.append(str(Paper(paper).label))
    return ", ".join(parts)


def in_order(reader: str) -> list[tuple[FileFormat, ReportLanguage, str]]:
    """The forms of a report, the language of the reader first."""
    order = [*languages_in_order(reader), ReportLanguage.BOTH]
    formats = list(FileFormat)
    return sorted(FORMS, key=lambda form: (formats.index(form[0]), form[2], order.index(form[1])))


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
        "settle-tasking": _("said how a tasking was carried out"),
        "reopen-tasking": _("opened a tasking again"),
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


def cycle_title(cycle: Cycle) -> str:
    return _("The %(year)s cycle") % {"year": cycle.year}


def day_title(cycle: Cycle, name: str) -> str:
    """A day of the year’s calendar by its full name, in the reader's language."""
    meetings = {
        "rcwg_on": (_("Regional Cooperation Working Group (RCWG)"), 0),
        "kidd_on": (
            _("%(nth)s Korea-U.S. Integrated Defense Dialogue (KIDD)")
            if cycle.kidd_ordinal
            else _("Korea-U.S. Integrated Defense Dialogue (KIDD)"),
            cycle.kidd_ordinal or 0,
        ),
        "scm_on": (_("%(nth)s Security Consultative Meeting (SCM)"), cycle.ordinal),
    }
    if name in meetings:
        words, ordinal = meetings[name]
        return words % {"nth": nth(ordinal)}
    return day_words()[name]


def day_words() -> dict[str, str]:
    """The deadlines of a year by name, as short as a drawing needs them."""
    return {
        "concepts_on": _("Concepts in"),
        "scores_on": _("Scores in"),
        "decided_on": _("Year’s projects decided"),
        "draft_on": _("Draft closed"),
        "cut_off": _("Data cut-off"),
        "answers_on": _("Both sides’ answers for the SCM"),
        "confirmed_on": _("Korean and English confirmed"),
    }
