"""The annex as a workbook (XLSX): one sheet for each table, typed cells, nothing that a program would run."""

from collections import Counter
from datetime import date, datetime, time
from io import BytesIO
from math import ceil
from typing import Any

from django.utils.translation import gettext_noop as _
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from reporting.render import cover
from reporting.render.cells import Column, Kind, Table
from reporting.render.failures import RenderFailed, refuse_unspeakable
from reporting.render.tables import tables
from reporting.render.terms import EAST, LANGUAGES, picked, term

LONGEST_CELL = 32_767
"""Characters that a cell of a workbook holds."""
LINE, TALLEST = 14.0, 409.0
"""The height of a line of text and the most that a row may have, in points."""
A4, A3, ON_A4, ON_A3 = 9, 8, 150, 270
"""Papers, and how many characters stand beside each other on one, lying, and can still be read."""
MARK = "   "
"""The room that the button of a filter takes in a head."""
SAFE = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def xlsx(snapshot: dict[str, Any], *, language: str, sha256: str, seal: dict[str, Any] | None = None) -> bytes:
    """The tables of a snapshot as a workbook; the same input gives the same bytes. Raises RenderFailed."""
    refuse_unspeakable(snapshot)
    languages, made = LANGUAGES[language], BytesIO()
    with Workbook(made, SAFE) as book:
        first, day = languages[0], cover.made_on(snapshot, seal)
        book.set_properties(
            {
                "title": cover.title(snapshot, first),
                "author": cover.authors(first),
                "keywords": sha256,
                "created": datetime.combine(day, time()),
            }
        )
        sheets = _Sheets(book, snapshot, languages)
        sheets.about(snapshot, sha256, seal)
        for table in tables(cover.climbed(snapshot, seal)):
            sheets.add(table)
    return made.getvalue()


class _Sheets:
    """The sheets of one workbook, all with the marking at the top and foot of each printed page."""

    def __init__(self, book: Workbook, snapshot: dict[str, Any], languages: tuple[str, ...]):
        self.book, self.languages = book, languages
        self.marking = cover.marking(snapshot, languages).replace("&", "&&")
        plain = {"valign": "top", "text_wrap": True, "font_name": "Malgun Gothic", "font_size": 10}
        self.head = book.add_format({**plain, "bold": True, "bottom": 1, "bg_color": "#E8EDF3"})
        self.head_of_numbers = book.add_format(
            {**plain, "bold": True, "bottom": 1, "bg_color": "#E8EDF3", "align": "right"}
        )
        self.widths: dict[int, int] = {}
        self.lines: Counter[int] = Counter()
        self.fraction = book.add_format({**plain, "num_format": "#,##0.00"})
        self.formats = {
            Kind.WORDS: book.add_format(plain),
            Kind.CODE: book.add_format(plain),
            Kind.NUMBER: book.add_format({**plain, "num_format": "#,##0"}),
            Kind.DATE: book.add_format({**plain, "num_format": "yyyy-mm-dd", "align": "left"}),
        }

    def about(self, snapshot: dict[str, Any], sha256: str, seal: dict[str, Any] | None) -> None:
        """The first sheet: which edition this is, how far, on which data."""
        sheet = self._sheet(term(self.languages[0], "sheet-edition"))
        self._wide(sheet, 0, 30)
        for at in range(1, len(self.languages) + 1):
            self._wide(sheet, at, 56)
        rows = [("report", {one: cover.title(snapshot, one) for one in self.languages})]
        rows += [("framework", snapshot["framework"]), ("marking", snapshot["marking"])]
        rows += cover.facts(snapshot, sha256, seal)
        if snapshot["notice"]:
            rows.append(("state", snapshot["notice"]))
        for i, (key, value) in enumerate(rows):
            self._head(sheet, i, 0, " / ".join(term(one, key) for one in self.languages), self.head)
            for j, one in enumerate(self.languages, 1):
                self._text(sheet, i, j, picked(value, one, alone=False), Kind.WORDS, "")
        self._finish(sheet)

    def add(self, table: Table) -> None:
        """One sheet for one table; words in both languages stand in two columns."""
        sheet, at = self._sheet(table.title[self.languages[0]]), 0
        for column, values in zip(table.columns, zip(*table.rows, strict=True) or [], strict=False):
            at = self._column(sheet, at, column, values, table)
        if not table.rows:
            for column in table.columns:
                at = self._column(sheet, at, column, (), table)
        sheet.freeze_panes(1, 1)
        sheet.repeat_rows(0)
        sheet.autofilter(0, 0, len(table.rows), at - 1)
        self._finish(sheet)

    def _column(self, sheet: Worksheet, at: int, column: Column, values: tuple[Any, ...], table: Table) -> int:
        """Writes a column, or one for each language; returns where the next begins."""
        alone = len(self.languages) == 1
        if column.kind is Kind.WORDS:
            for one in self.languages:
                self._wide(sheet, at, column.width)
                note = "" if alone else f" ({term(one, f'own-name-{one}')})"
                self._head(sheet, 0, at, column.head[one] + note, self.head)
                for i, value in enumerate(values, 1):
                    self._text(sheet, i, at, picked(value, one, alone=alone), column.kind, _name(table, i))
                at += 1
            return at
        self._wide(sheet, at, column.width)
        head = " / ".join(dict.fromkeys(column.head[one] for one in self.languages))
        self._head(sheet, 0, at, head, self.head_of_numbers if column.kind is Kind.NUMBER else self.head)
        for i, value in enumerate(values, 1):
            if value is None or value == "":
                sheet.write_blank(i, at, None, self.formats[column.kind])
            elif column.kind is Kind.NUMBER:
                sheet.write_number(
                    i, at, value, self.fraction if isinstance(value, float) else self.formats[column.kind]
                )
            elif column.kind is Kind.DATE:
                sheet.write_datetime(i, at, date.fromisoformat(value), self.formats[column.kind])
            else:
                self._text(sheet, i, at, value, column.kind, _name(table, i))
        return at + 1

    def _text(self, sheet: Worksheet, row: int, column: int, text: str, kind: Kind, record: str) -> None:
        if len(text) > LONGEST_CELL:
            sentence = _("A text of %(record)s is longer than a cell of a workbook holds: %(length)s characters.")
            raise RenderFailed(sentence, record=record, length=f"{len(text):,}")
        if text:
            sheet.write_string(row, column, text, self.formats[kind])
            self._tall(row, column, text)
        else:
            sheet.write_blank(row, column, None, self.formats[kind])

    def _head(self, sheet: Worksheet, row: int, column: int, text: str, look: Format) -> None:
        sheet.write_string(row, column, text, look)
        self._tall(row, column, text + MARK)

    def _wide(self, sheet: Worksheet, column: int, width: int) -> None:
        sheet.set_column(column, column, width)
        self.widths[column] = width

    def _tall(self, row: int, column: int, text: str) -> None:
        """A row is as tall as its longest cell: not every program finds out by itself."""
        self.lines[row] = max(self.lines[row], sum(_lines(part, self.widths[column]) for part in text.split("\n")))

    def _finish(self, sheet: Worksheet) -> None:
        """Rows as tall as their text, and as much paper as lets it be read: each page repeats the head and the name."""
        for row, lines in self.lines.items():
            if lines > 1:
                sheet.set_row(row, min(TALLEST, LINE * lines + 2))
        total = sum(self.widths.values())
        sheet.set_paper(A4 if total <= ON_A4 else A3)
        sheet.fit_to_pages(ceil(total / ON_A3), 0)
        if total > ON_A3:
            sheet.repeat_columns(0)

    def _sheet(self, name: str) -> Worksheet:
        self.widths, self.lines = {}, Counter()
        sheet = self.book.add_worksheet(name[:31])
        sheet.set_landscape()
        sheet.set_margins(left=0.4, right=0.4)
        sheet.set_header(f"&C{self.marking}")
        sheet.set_footer(f"&L&A&C{self.marking}&R&P / &N")
        return sheet


def _lines(text: str, width: int) -> int:
    """How many lines a text takes in a column; a Hangul syllable is as wide as two letters."""
    return max(1, ceil(1.1 * (len(text) + len(EAST.findall(text))) / width)) if len(text) * 2 > width else 1


def _name(table: Table, row: int) -> str:
    """The record of a row, for whoever must mend it: its first code."""
    for column, value in zip(table.columns, table.rows[row - 1], strict=True):
        if column.kind is Kind.CODE and value:
            return value
    return table.title["en"]
