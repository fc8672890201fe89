"""What becomes visible of results and partners when a project is shared: all that people decided about each part."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.bilingual import Bilingual
from projects.history_lines.parts import PARTS
from projects.models import BusinessLink, Indicator, IndicatorValue, Issue, OverlapAnswer, PartnerVoice, Project, Risk
from projects.naming import Names, read_names
from projects.views.parts import values_of
from projects.views.texts import text_of
from projects.wording import label, language_of, said

HEADINGS = {
    Risk: _("Risks"),
    Issue: _("Issues"),
    Indicator: _("Indicators"),
    IndicatorValue: _("Values of indicators"),
    PartnerVoice: _("Partner countries"),
    BusinessLink: _("Links between businesses"),
    OverlapAnswer: _("Partner efforts"),
}


def shared_parts(user: Any, project: Project) -> list[dict[str, Any]]:
    """The parts of each kind with every text and fact that is written, and who confirmed it."""
    names = read_names(user, "country", "organisation")
    found = []
    for model, heading in HEADINGS.items():
        rows = model.objects.visible_to(user).filter(project=project)
        if model is IndicatorValue:
            rows = rows.select_related("indicator")
        if model is OverlapAnswer:
            rows = rows.select_related("effort")
        if items := [_item(row, names) for row in rows]:
            found.append({"heading": heading, "items": items})
    return found


def _item(row: Any, names: Names) -> dict[str, Any]:
    written = {name: value for name, value in _decided(row).items() if value not in (None, "")}
    texts, facts = [], []
    if isinstance(row, IndicatorValue):
        facts.append(row.indicator.in_reader_language("title"))
    if isinstance(row, OverlapAnswer):
        facts.append(row.effort.name)
    for name, value in written.items():
        lang, called = language_of(name), label(name, type(row))
        if lang:
            texts.append({"label": called, **_text(row, name, lang)})
        else:
            facts.append(f"{called}: {said(name, value, names, type(row))}")
    return {"texts": texts, "facts": ", ".join(facts)}


def _decided(row: Any) -> dict[str, Any]:
    return values_of(row, PARTS[row._meta.db_table].columns)


def _text(row: Any, name: str, lang: str) -> dict[str, Any]:
    if isinstance(row, Bilingual):
        return text_of(row, name[:-3], lang, url="", seen="")
    return {"lang": lang, "text": getattr(row, name)}
