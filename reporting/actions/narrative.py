"""How the narrative of an edition is written, confirmed and commented on."""

from django.apps import apps
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.models import User
from core.audience import Audience
from core.bilingual import confirm
from core.errors import Malformed
from core.history import record
from core.text import clean
from projects.actions.keeping import StalePart, checked, locked_part
from reporting import policies
from reporting.actions.climbing import text_changed
from reporting.models import Comment, Edition, Section

TEXTS = ("text_en", "text_ko")
Texts = dict[str, str]


class StaleSection(StalePart):
    """Somebody saved the section first; carries its texts as they were opened, are saved and were typed."""

    def __init__(self, section: Section, base: Texts, mine: Texts):
        super().__init__(section)
        self.base, self.mine = base, mine


def texts_at(section: Section, revision: int) -> Texts:
    """Both languages of a section as its history keeps them for a revision; empty for one that never was."""
    events = apps.get_model("reporting", "SectionEvent").objects.filter(pgh_obj=section.pk, revision=revision)
    return events.order_by("-pgh_id").values(*TEXTS).first() or dict.fromkeys(TEXTS, "")


@transaction.atomic
def revise_section(section: Section, values: dict[str, str], *, by: User, seen_revision: int) -> Section:
    """Saves the text of a section as its next revision; what was signed of the edition is void. The same text is none.

    Raises NotAllowed, Malformed with a sentence for each bad field, or StaleSection with what somebody else saved.
    """
    edition = Edition.objects.select_for_update().get(pk=section.edition_id)
    policies.can_write(by, edition).enforce()
    try:
        fresh = locked_part(section, seen_revision)
    except StalePart as stale:
        assert isinstance(stale.saved, Section)
        typed = {name: clean(values[name]) for name in TEXTS if name in values}
        base = texts_at(section, seen_revision)
        raise StaleSection(stale.saved, base, base | typed) from None
    if all(clean(values[name]) == getattr(fresh, name) for name in TEXTS if name in values):
        return fresh
    fresh.revision += 1
    fresh.updated_at, fresh.updated_side, fresh.updated_post = timezone.now(), by.side, by.signs_as
    with record("write-section", by=by):
        saved = checked(fresh, {name: values[name] for name in TEXTS if name in values})
        edition.text_revision, edition.revision = edition.text_revision + 1, edition.revision + 1
        edition.save(update_fields=["text_revision", "revision"])
        text_changed(edition, by=by, changed=[section.key])
    return saved


@transaction.atomic
def confirm_section(section: Section, language: str, *, by: User, seen_revision: int) -> Section:
    """Confirms one language of a section: the post of `by` has read it against the other.

    What is confirmed is no other text, so nothing that was signed becomes void; the report prints the state as it was
    compiled. Raises NotAllowed, Malformed for a missing text, or StalePart.
    """
    policies.can_write(by, section.edition).enforce()
    fresh = locked_part(section, seen_revision)
    confirm(fresh, "text", language, by=by)
    with record("confirm-text", by=by):
        fresh.save(update_fields=["text_states"])
    return fresh


@transaction.atomic
def add_comment(
    section: Section, text: str, *, audience: Audience, by: User, answers: Comment | None = None
) -> Comment:
    """Comments on a section, to both sides or to the own one; an answer goes to whom the comment went.

    Raises NotAllowed or Malformed.
    """
    policies.can_comment(by).enforce()
    if answers is not None:
        audience = Audience(answers.audience)
        if answers.closed_at:
            raise Malformed({"text": _("This comment is closed. Begin a new one.")})
        answers = answers.answers or answers
    if audience not in (Audience.JOINT, by.audience):
        raise Malformed({"audience": _("A comment is for both sides or for your own.")})
    comment = Comment(section=section, audience=audience, side=by.side, by=by, post=by.signs_as, answers=answers)
    with record("comment", by=by):
        return checked(comment, {"text": text})


@transaction.atomic
def close_comment(comment: Comment, *, by: User) -> Comment:
    """Closes a comment with its answers: the side that made it does. Raises NotAllowed."""
    fresh = Comment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
    policies.can_close_comment(by, fresh).enforce()
    fresh.closed_at, fresh.closed_post = timezone.now(), by.signs_as
    with record("close-comment", by=by):
        fresh.save(update_fields=["closed_at", "closed_post"])
    return fresh
