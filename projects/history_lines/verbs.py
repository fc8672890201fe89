"""What each act was, as the rest of a sentence that begins with who."""

from django.utils.translation import gettext as _

from projects.wording import step_title


def did(action: str) -> str:
    """What somebody did, from the name under which the action was recorded."""
    verb, _dot, step = action.partition(".")
    if step:
        return answered()[verb] % {"step": step_title(step)}
    return {
        # the project
        "log": _("logged it"),
        "share": _("shared it with both sides"),
        "revise": _("edited it"),
        "confirm-text": _("confirmed a translation"),
        "translate-said": _("gave what the side had said in the other language"),
        "develop": _("developed it into a concept"),
        "propose": _("proposed it for review"),
        "return": _("returned it to a concept"),
        "decline": _("declined it"),
        "decide": _("gave the second signature: decided by both sides"),
        "start": _("started it"),
        "suspend": _("gave the second signature: suspended by both sides"),
        "resume": _("gave the second signature: resumed by both sides"),
        "complete": _("gave the second signature: completed by both sides"),
        "cancel": _("gave the second signature: cancelled by both sides"),
        "reconsider": _("gave the second signature: under review again"),
        "reopen": _("gave the second signature: reopened by both sides"),
        "restore": _("gave the second signature: restored by both sides"),
        # questions to both sides
        "close-concern": _("closed a concern"),
        "remind": _("reminded the side that has not answered"),
        "escalate": _("told both sides that the answer is overdue"),
        # milestones, progress, remarks
        "add-milestone": _("added a milestone"),
        "revise-milestone": _("changed a milestone"),
        "report-progress": _("reported progress"),
        "revise-progress": _("corrected a report of progress"),
        "remark": _("added a remark"),
        # scores
        "save-scores": _("saved a draft of the score"),
        "submit-scores": _("submitted the score"),
        "open-scores": _("opened the scores of both sides"),
        "propose-order": _("proposed an order"),
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
        # scoring
        "revise-criteria": _("changed the criteria"),
        # money
        "add-money": _("recorded money"),
        "revise-money": _("changed money"),
        # documents
        "upload-document": _("added a document"),
        "describe-document": _("changed a document"),
        "share-document": _("shared a document with both sides"),
        "withdraw-document": _("withdrew a document"),
        # efforts of others
        "load-framework": _("loaded it with the reference data"),
        "register-effort": _("entered it"),
        "revise-effort": _("edited it"),
        "answer-overlap": _("answered an overlap"),
        "revise-answer": _("changed the answer to an overlap"),
    }.get(action, _("changed it"))


def answered() -> dict[str, str]:
    """What was done about a question, with the step in its place."""
    return {
        "ask": _("asked both sides: %(step)s"),
        "concur": _("concurred: %(step)s"),
        "concerns": _("concurred with concerns: %(step)s"),
        "non-concur": _("did not concur: %(step)s"),
        "return": _("asked for a change: %(step)s"),
        "withdraw": _("took the answer back: %(step)s"),
        "call-off": _("withdrew the question: %(step)s"),
    }
