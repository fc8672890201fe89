"""Two people changed one project at once: both versions, field by field, and nothing lost."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from contacts.models import User
from core.templatetags import ui
from projects.actions.revising import StaleText
from projects.differences import added_words
from projects.documents import FIELDS, TEXT_FIELDS, merge
from projects.forms import ProjectForm
from projects.models import Project, ProjectRevision
from projects.naming import Names
from projects.reading import post_then
from projects.wording import label, language_of, said

SAVED, MINE, BOTH = "saved", "mine", "both"
Document = dict[str, Any]


def conflict_page(request: HttpRequest, stale: StaleText, form: ProjectForm) -> HttpResponse:
    """409: what both changed, to choose from; what one changed, kept without asking."""
    merged = merge(stale.base, stale.saved, stale.mine)
    carried = {name: stale.mine[name] if name in merged.conflicts else merged.merged[name] for name in FIELDS}
    last = _last_saved(request, stale.project)
    context = {
        "project": stale.project,
        "heading": _heading(request.user, last),
        "last": last,
        "conflicts": [_conflict(name, stale, form.names) for name in merged.conflicts],
        "kept": _kept(merged, stale, form.names),
        "hidden": form.hidden(carried),
        "before_revision": request.POST.get("seen", "").rpartition(".")[2],
        "next_revision": stale.project.revision + 1,
        "typed_at": timezone.now(),
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
    post = revision.post[ui.reader_language()] if revision.post else name
    return {"by": revision.saved_by_id, "side": revision.saved_side, "post": post, "at": revision.saved_at}


def _heading(user: User, last: dict[str, Any]) -> str:
    if last["by"] == user.pk:
        return _("You saved this in another window first")
    if last["side"] != user.side:
        return _("The other side saved first")
    return _("Somebody of your side saved first")


def _conflict(name: str, stale: StaleText, names: Names) -> dict[str, Any]:
    """One field with its three versions in words; in texts what each added is marked."""
    base, saved, mine = (said(name, version.get(name), names) for version in (stale.base, stale.saved, stale.mine))
    is_text = name in TEXT_FIELDS
    return {
        "name": name,
        "label": label(name),
        "lang": language_of(name),
        "base": base,
        "saved": added_words(base, saved) if is_text else format_html("<ins>{}</ins>", saved),
        "mine": added_words(base, mine) if is_text else format_html("<ins>{}</ins>", mine),
        "both": f"{stale.saved.get(name)}\n{stale.mine.get(name)}" if is_text else None,
    }


def _kept(merged: Any, stale: StaleText, names: Names) -> list[dict[str, str]]:
    return [
        {
            "label": label(name),
            "lang": language_of(name),
            "before": said(name, stale.base.get(name), names),
            "after": said(name, merged.merged[name], names),
            "mine": name in merged.mine,
        }
        for name in FIELDS
        if name in merged.mine or name in merged.theirs
    ]


def resolved(data: QueryDict, document: Document, saved: Document) -> Document:
    """The document as somebody chose it field by field: what is saved now, their own, or both written anew."""
    document = {**document}
    for name in FIELDS:
        choice = data.get(f"choice-{name}")
        if choice == SAVED:
            document[name] = saved[name]
        elif choice == BOTH and name in TEXT_FIELDS:
            document[name] = data.get(f"both-{name}", "")
    return document


def copy_of(project: Project, document: Document, names: Names) -> HttpResponse:
    """Somebody's own version as a text file to keep."""
    lines = [f"{project.reference} – {_('my version, not saved')}", ""]
    for name in FIELDS:
        lines += [f"{label(name)}:", said(name, document[name], names), ""]
    response = HttpResponse("\ufeff" + "\n".join(lines), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{project.reference}-mine.txt"'
    return response
