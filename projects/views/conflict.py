"""Two people changed one text at once: as both opened it, both versions, field by field, and nothing lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from contacts.models import User
from core import formats
from projects.actions.revising import StaleText
from projects.differences import added_words, merged_lines
from projects.documents import FIELDS, TEXT_FIELDS, Merge, merge
from projects.forms import ProjectForm
from projects.models import Project, ProjectRevision
from projects.naming import Names
from projects.reading import post_then
from projects.wording import label, language_of, said

SAVED, MINE, BOTH = "saved", "mine", "both"
Document = dict[str, Any]


@dataclass(frozen=True)
class Versions:
    """Three versions of one document: as both opened it, as it is saved now, and as it was typed."""

    base: Document
    saved: Document
    mine: Document
    names: Names
    fields: tuple[str, ...] = FIELDS
    texts: tuple[str, ...] = TEXT_FIELDS
    of: type[Model] | None = None

    @property
    def merged(self) -> Merge:
        return merge(self.base, self.saved, self.mine, self.fields)

    @property
    def carried(self) -> Document:
        """What the page sends on: the reader's own where both changed it, else what one of both did."""
        merged = self.merged
        return {name: self.mine[name] if name in merged.conflicts else merged.merged[name] for name in self.fields}

    def told(self) -> dict[str, Any]:
        """What both changed, to choose from, and what one did: for `projects/_conflict.html`."""
        merged = self.merged
        return {
            "conflicts": [self._conflict(name) for name in merged.conflicts],
            "kept": [
                {
                    "label": label(name, self.of),
                    "lang": language_of(name),
                    "before": said(name, self.base.get(name), self.names, self.of),
                    "after": said(name, merged.merged[name], self.names, self.of),
                    "mine": name in merged.mine,
                }
                for name in self.fields
                if name in merged.mine or name in merged.theirs
            ],
            "typed_at": timezone.now(),
        }

    def _conflict(self, name: str) -> dict[str, Any]:
        """One field with its three versions in words; in texts what each added is marked."""
        three = (self.base, self.saved, self.mine)
        base, saved, mine = (said(name, version.get(name), self.names, self.of) for version in three)
        is_text = name in self.texts
        return {
            "name": name,
            "label": label(name, self.of),
            "lang": language_of(name),
            "base": base,
            "saved": added_words(base, saved) if is_text else format_html("<ins>{}</ins>", saved),
            "mine": added_words(base, mine) if is_text else format_html("<ins>{}</ins>", mine),
            "both": merged_lines(*(version.get(name) or "" for version in three)) if is_text else None,
        }


def conflict_page(request: HttpRequest, stale: StaleText, form: ProjectForm) -> HttpResponse:
    """409: what both changed, to choose from; what one changed, kept without asking."""
    versions = Versions(stale.base, stale.saved, stale.mine, form.names)
    last = _last_saved(request, stale.project)
    context = versions.told() | {
        "project": stale.project,
        "heading": heading(request.user, last),
        "last": last,
        "hidden": form.hidden(versions.carried),
        "before_revision": request.POST.get("seen", "").rpartition(".")[2],
        "saved_revision": stale.project.revision,
        "next_revision": stale.project.revision + 1,
    }
    return render(request, "projects/project_conflict.html", context, status=409)


def _last_saved(request: HttpRequest, project: Project) -> dict[str, Any]:
    """Who saved the version that now stands, as what, for which side and when."""
    kept = ProjectRevision.objects.visible_to(request.user).filter(project=project, version=project.version)
    named = kept.select_related("saved_by").annotate(post=post_then("saved_by", "saved_at"))
    revision = named.order_by("-saved_at").first()
    if revision is None:
        return {"by": None, "side": "", "post": "", "at": project.updated_at}
    name = revision.saved_by.username if revision.saved_by else ""
    post = revision.post[formats.reader_language()] if revision.post else name
    return {"by": revision.saved_by_id, "side": revision.saved_side, "post": post, "at": revision.saved_at}


def heading(user: User, last: Mapping[str, Any]) -> str:
    """Who saved first, as this reader is told."""
    if last["by"] == user.pk:
        return _("You saved this in another window first")
    if last["side"] != user.side:
        return _("The other side saved first")
    return _("Somebody of your side saved first")


def resolved(
    data: Mapping[str, Any],
    document: Document,
    saved: Document,
    fields: tuple[str, ...] = FIELDS,
    texts: tuple[str, ...] = TEXT_FIELDS,
) -> Document:
    """The document as somebody chose it field by field: what is saved now, their own, or both written anew."""
    document = {**document}
    for name in fields:
        choice = data.get(f"choice-{name}")
        if choice == SAVED:
            document[name] = saved[name]
        elif choice == BOTH and name in texts:
            document[name] = data.get(f"both-{name}", "")
    return document


def copy_of(title: str, document: Document, names: Names, of: type[Model] | None = None) -> HttpResponse:
    """Somebody's own version as a text file to keep; `title` names what it is of, in letters that a file may have."""
    lines = [f"{title} – {_('my version, not saved')}", ""]
    for name in document:
        lines += [f"{label(name, of)}:", said(name, document[name], names, of), ""]
    response = HttpResponse("\ufeff" + "\n".join(lines), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{title}-mine.txt"'
    return response
