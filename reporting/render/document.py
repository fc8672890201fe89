"""The narrative and the tables as a Word document (DOCX), for offices that edit on paper."""

from datetime import datetime, time
from typing import Any

from docx import Document

from reporting.render import cells, cover, tables, word
from reporting.render.cells import Column, Kind
from reporting.render.failures import refuse_unspeakable
from reporting.render.later import LATER
from reporting.render.terms import LANGUAGES, ordinal, picked, term, words_of
from reporting.render.word import Said, Shape

Snapshot = dict[str, Any]


def docx(snapshot: Snapshot, *, language: str, sha256: str, seal: dict[str, Any] | None = None) -> bytes:
    """A snapshot as a Word document; the same input gives the same bytes. Raises RenderFailed."""
    refuse_unspeakable(snapshot)
    paper = _Paper(cover.climbed(snapshot, seal), LANGUAGES[language])
    paper.dressed(sha256, seal)
    paper.cover(sha256, seal)
    paper.summary()
    paper.chapter("foreword")
    for area in snapshot["areas"]:
        paper.area(area)
    paper.presented()
    paper.turn(wide=True)
    paper.rest()
    paper.turn(wide=False)
    paper.chapter("outlook")
    paper.turn(wide=True)
    paper.annex()
    word.ended(paper.body, paper.document)
    return word.saved(paper.document, paper.body)


class _Paper:
    """One document, chapter by chapter."""

    def __init__(self, snapshot: Snapshot, languages: tuple[str, ...]):
        self.snapshot, self.languages = snapshot, languages
        self.document, self.body = Document(), word.Body()
        self.projects = {project["reference"]: project for project in snapshot["projects"]}

    # --- words ---

    def said(self, text: dict[str, Any] | None) -> Said:
        alone = len(self.languages) == 1
        return [(one, picked(text, one, alone=alone)) for one in self.languages] if text else []

    def term(self, key: str, **places: Any) -> Said:
        return [(one, term(one, key, **places)) for one in self.languages]

    def cell(self, column: Column, value: Any) -> Said:
        if column.kind is Kind.WORDS:
            return _once(self.said(value))
        if value is None or value == "":
            return [("en", "–")]
        return [("en", f"{value:,}" if column.kind is Kind.NUMBER else str(value))]

    # --- parts ---

    def heading(self, key: str, level: int = 1, **places: Any) -> None:
        word.heading(self.body, self.term(key, **places), level)

    def prose(self, key: str, **places: Any) -> None:
        word.facing(self.body, self.term(key, **places))

    def text(self, text: dict[str, Any]) -> None:
        word.facing(self.body, self.said(text))

    def table(self, columns: list[Column], rows: list[list[Any]]) -> None:
        if not rows:
            return self.prose("nothing")
        heads = [_once([(one, column.head[one]) for one in self.languages]) for column in columns]
        cells = [[self.cell(column, value) for column, value in zip(columns, row, strict=True)] for row in rows]
        shapes = [
            Shape(column.width if column.kind is Kind.WORDS else 1, column.kind is Kind.NUMBER) for column in columns
        ]
        return word.table(self.body, heads, shapes, cells)

    def turn(self, *, wide: bool) -> None:
        word.turned(self.body, self.document, wide=wide)

    # --- chapters ---

    def dressed(self, sha256: str, seal: dict[str, Any] | None) -> None:
        """Typefaces, the marking and the edition on each page, and the properties of the file."""
        snapshot, first = self.snapshot, self.languages[0]
        marking, edition = (
            cover.marking(snapshot, self.languages),
            term(first, "edition-n", n=snapshot["edition"]["number"]),
        )
        word.styled(self.document)
        state = "" if seal else f" · {term(first, 'draft-mark')}"
        word.paged(self.document, f"{marking}{state}", f"{marking} · {edition}{state}")
        about, day = self.document.core_properties, datetime.combine(cover.made_on(snapshot, seal), time())
        about.title, about.author = cover.title(snapshot, first), cover.authors(first)
        about.last_modified_by, about.comments, about.keywords = about.author, "", sha256
        about.created = about.modified = day
        about.language = "ko-KR" if first == "ko" else "en-US"

    def cover(self, sha256: str, seal: dict[str, Any] | None) -> None:
        cycle = self.snapshot["cycle"]
        self.heading("report-of", 0, y=cycle["year"])
        for one in self.languages:
            scm = term(one, "to-scm", n=ordinal(one, cycle["ordinal"]))
            word.paragraph(self.body, [(one, scm)], "Subtitle")
        word.paragraph(self.body, self.said(self.snapshot["framework"]))
        if self.snapshot["notice"]:
            word.paragraph(self.body, self.said(self.snapshot["notice"]))
        rows = [[words_of(key), value] for key, value in cover.facts(self.snapshot, sha256, seal)]
        self.table([cells.words("edition", 18), cells.words("value", 50)], rows)
        self.prose("paper-note")

    def summary(self) -> None:
        """The figures of the report, with the change since the year before; the obligation; what is late."""
        self.heading("summary")
        count = {one["key"]: one["value"] for one in self.snapshot["figures"]}
        cut_off = self.snapshot["cycle"]["cut_off"]
        self.prose("scope", d=cut_off, n=count["projects"], c=count["countries"], a=count["active"])
        self.told("figures")
        self.heading("obligation", 2)
        self.prose("obligation-text")
        duty = self.snapshot["obligation"]
        met = {"d": duty["since"], "r": ", ".join(duty["references"])}
        self.prose("unmet-text") if not duty["references"] else self.prose(
            "met-by" if duty["since"] else "met-with", **met
        )
        for key, made in (("funnel", "stages"), ("health", "health"), ("late", "late")):
            self.heading(key, 2)
            self.told(made)
        self.heading("where", 2)
        self.told("areas")
        self.told("countries")

    def told(self, key: str) -> None:
        if made := tables.TABLES[key](self.snapshot):
            self.table(*made)

    def narrative(self, text: dict[str, Any] | None) -> None:
        """A section that people wrote; that it is not written yet, where it is not."""
        if text and (text["en"] or text["ko"]):
            self.text(text)
        elif text:
            self.prose("unwritten")

    def chapter(self, key: str) -> None:
        """The foreword or the outlook, where this edition has them."""
        if key in self.snapshot:
            self.heading(key)
            self.narrative(self.snapshot[key])

    def area(self, area: dict[str, Any]) -> None:
        name = {one: f"{area['number']}. {area['name'][one]}" for one in ("en", "ko")}
        word.heading(self.body, self.said(name), 1)
        self.narrative(area.get("narrative"))
        active = sum(one["count"] for one in area["stages"] if one["key"] == "active")
        self.prose("area-scope" if area["total"] else "area-none", n=area["total"], a=active)
        if area["listed"]:
            rows = [tables.short_line(self.snapshot, self.projects[reference]) for reference in area["listed"]]
            self.table(tables.SHORT_LINE, rows)
        if len(area["listed"]) < area["total"]:
            self.prose("area-listed", k=len(area["listed"]), n=area["total"])
        if area["next"]:
            self.heading("next-dates", 2)
            columns, _rows = tables.coming(self.snapshot) or ([], [])
            rows = [[step["on"], step["reference"], step["title"], step["name"]] for step in area["next"]]
            self.table(columns[:-1], rows)

    def presented(self) -> None:
        self.heading("presented")
        self.prose("presented-note" if self.snapshot["presented"] else "presented-none")
        for sheet in self.snapshot["presented"]:
            (first, words), *others = self.said(sheet["title"])
            word.heading(self.body, [(first, f"{sheet['reference']} {words}"), *others], 2)
            self.table(tables.SHORT_LINE, [tables.short_line(self.snapshot, sheet)])
            for key in ("purpose", "objective"):
                self.heading(key, 3)
                self.text(sheet[key])
            self.heading("update", 3)
            if update := sheet["update"]:
                self.table(
                    [cells.code("month"), cells.words("health-h")],
                    [[update["period"], cells.said(update["health"])]],
                )
                self.text(update["narrative"])
            else:
                self.prose("no-update")
            self.heading("posts", 3)
            self.table(tables.PEOPLE, tables.people(sheet))
            self.heading("milestones", 3)
            self.table(tables.MILESTONE, [tables.milestone(step) for step in sheet["milestones"]])

    def rest(self) -> None:
        """What is told as a table alone, where this edition has it."""
        if told := self.snapshot.get("complementarity"):
            self.heading("complement")
            self.prose("complement-count", a=told["answered"], u=told["unanswered"])
            self.told("complementarity")
        for key, make in LATER.items():
            if key != "narrative" and (made := make(self.snapshot)):
                self.heading(f"sheet-{key}")
                self.table(*made)

    def annex(self) -> None:
        self.heading("annex")
        self.prose("annex-note", n=len(self.snapshot["projects"]))
        self.told("projects")


def _once(said: Said) -> Said:
    """What both languages say alike is said once."""
    return list({words: (one, words) for one, words in reversed(said)}.values())[::-1]
