"""The same edition in every format: the figures agree, the text stays text, and the same snapshot is the same bytes."""

import json
import re
from datetime import datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx import Document
from openpyxl import load_workbook

from reporting import render
from reporting.render import RenderFailed
from reporting.render.word import NARROW, WIDE
from tests import pdf
from tests.data.report import snapshot
from tests.test_render import HOSTILE, SUPPLIES, difficult

SIDES = ("us", "rok")
OFFICE = {"docx": render.docx, "xlsx": render.xlsx}
FORMS = [(kind, language) for kind in OFFICE for language in ("en", "ko", "both")]


def made(kind: str, language: str, content: dict, **options) -> bytes:
    return OFFICE[kind](content, language=language, sha256=render.fingerprint(content), **options)


def document(content: dict, language: str = "en"):
    return Document(BytesIO(made("docx", language, content)))


def workbook(content: dict, language: str = "en"):
    return load_workbook(BytesIO(made("xlsx", language, content)))


def said(element) -> str:
    return "".join(part.text or "" for part in element.iter("{*}t"))


def table_after(paper, heading: str) -> list[list[str]]:
    """The first table below a heading."""
    body = list(paper.element.body)
    at = next(i for i, one in enumerate(body) if one.tag.endswith("}p") and said(one) == heading)
    grid = next(one for one in body[at:] if one.tag.endswith("}tbl") and len(one.findall(".//{*}tr")) > 1)
    return [[said(cell) for cell in row.findall("{*}tc")] for row in grid.findall("{*}tr")]


def words_of(kind: str, content: bytes) -> str:
    if kind == "docx":
        return "\n".join(p.text or "" for p in Document(BytesIO(content)).element.body.iter("{*}t"))
    return "\n".join(str(c) for sheet in load_workbook(BytesIO(content)) for r in sheet.values for c in r if c)


def test_every_format_shows_the_same_figures(tmp_path):
    content = snapshot(40)
    told = {one["label"]["en"]: one["value"] for one in json.loads(render.canonical(content))["figures"]}
    sheet = workbook(content)["Figures"]
    assert {name: value for name, value, *_rest in list(sheet.values)[1:]} == told
    rows = table_after(document(content), "Leadership summary")
    assert {row[0]: row[1] for row in rows[1:]} == {
        name: "–" if value is None else f"{value:,}" for name, value in told.items()
    }
    path = tmp_path / "en.pdf"
    path.write_bytes(render.pdf(content, language="en", **SUPPLIES))
    summary = re.sub(r"\s+", " ", pdf.pages(path)[2])
    assert all(value is None or str(value) in summary for value in told.values())


def test_every_format_tells_the_same_rate_of_implementation(tmp_path):
    content = snapshot(40)
    done = json.loads(render.canonical(content))["commitments"]["implementation"]
    told = [done[name] for name in ("rate", "of", "implemented", "due", "due_implemented")]
    assert list(list(workbook(content)["Rate of implementation"].values)[1]) == told
    assert table_after(document(content), "Rate of implementation")[1] == [str(value) for value in told]
    path = tmp_path / "en.pdf"
    path.write_bytes(render.pdf(content, language="en", **SUPPLIES))
    printed = re.sub(r"\s+", " ", "".join(pdf.pages(path)))
    assert "Rate of implementation: 43% (3 of 7 of all years). Of those due, 2 of 4." in printed


def test_a_snapshot_from_before_the_rate_was_counted_makes_its_files_without_it():
    content = snapshot(12)
    del content["commitments"]["implementation"]
    render.validate(content)
    assert "Rate of implementation" not in workbook(content).sheetnames
    assert "Rate of implementation" not in words_of("docx", made("docx", "en", content))


@pytest.mark.parametrize("language", ["en", "ko", "both"])
def test_every_project_stands_once_in_the_annex_of_each_format(language):
    content = snapshot(40)
    references = [one["reference"] for one in content["projects"]]
    heading = {
        "en": "Annex A. All joint projects",
        "ko": "부록 가. 전체 공동 사업",
        "both": "Annex A. All joint projects · 부록 가. 전체 공동 사업",
    }[language]
    assert [row[0] for row in table_after(document(content, language), heading)[1:]] == references
    sheet = workbook(content, language)["사업" if language == "ko" else "Projects"]
    assert [row[0] for row in list(sheet.values)[1:]] == references


def test_cells_have_the_type_of_what_they_hold():
    content = snapshot(12)
    sheet = workbook(content)["Projects"]
    row = dict(zip(next(sheet.values), list(sheet.values)[1], strict=True))
    line = content["projects"][0]
    assert row["Start"] == datetime.fromisoformat(line["start"]) and row["Done, %"] == line["percent"]
    assert sheet.freeze_panes == "B2" and sheet.auto_filter.ref
    matrix = list(workbook(content)["Areas and countries"].values)
    assert [list(row[2:-1]) for row in matrix[1:]] == content["matrix"]


def test_both_languages_stand_in_columns_of_their_own():
    head = next(workbook(snapshot(12), "both")["Projects"].values)
    assert "Title (English)" in head and "사업명 (한국어)" in head


@pytest.mark.parametrize("text", ['=HYPERLINK("http://x","y")', "+1", "-1", "@SUM(A1)", "＝1", "http://x", "\t=1"])
def test_text_that_looks_like_a_formula_or_an_address_stays_text(text):
    content = snapshot(12)
    content["projects"][0]["title"] = {"en": text, "ko": text}
    sheet = workbook(content)["Projects"]
    cell = sheet["C2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


@pytest.mark.parametrize(("kind", "language"), FORMS)
def test_what_people_typed_is_there_as_typed_and_whole(kind, language):
    content = difficult()
    told = words_of(kind, made(kind, language, content))
    assert HOSTILE in told and ("한 단어 " * 700 if language == "ko" else "x" * 10_000) in told
    assert "root:" not in told


def test_a_missing_or_doubtful_translation_says_so():
    told = words_of("docx", made("docx", "ko", difficult()))
    assert "[한국어 본문 없음] Only in English" in told
    assert "초벌. [번역 초안]" in told and "묵은 글. [번역 갱신 필요]" in told


@pytest.mark.parametrize(("kind", "language"), FORMS)
def test_the_same_snapshot_is_the_same_bytes(kind, language):
    content, again = snapshot(12), json.loads(json.dumps(snapshot(12), sort_keys=True))
    assert made(kind, language, content) == made(kind, language, again)
    with ZipFile(BytesIO(made(kind, language, content))) as packed:
        assert {entry.date_time[0] for entry in packed.infolist()} == {1980}


@pytest.mark.parametrize("kind", OFFICE)
def test_a_file_says_what_it_is_who_made_it_and_which_data_it_holds(kind):
    content = snapshot(12)
    sha256 = render.fingerprint(content)
    seal = {"sha256": sha256, "sealed_on": "2026-11-05", "by": {}, "chain": "c" * 64, "number": 1}
    draft, sealed = made(kind, "en", content), made(kind, "en", content, seal=seal)
    assert "Draft, compiled 2026-10-07" in words_of(kind, draft) and sha256 in words_of(kind, draft)
    assert "Sealed 2026-11-05" in words_of(kind, sealed) and "c" * 64 in words_of(kind, sealed)
    about = Document(BytesIO(sealed)).core_properties if kind == "docx" else load_workbook(BytesIO(sealed)).properties
    assert about.title == "Annual Report to the 58th Security Consultative Meeting · Edition 2"
    assert about.created.date().isoformat() == "2026-11-05" and about.keywords == sha256
    text = b"".join(ZipFile(BytesIO(draft)).read(name) for name in ZipFile(BytesIO(draft)).namelist())
    assert b"UNCLASSIFIED" in text


@pytest.mark.parametrize("kind", OFFICE)
def test_a_sealed_file_tells_the_climb_as_the_seal_does(kind):
    """The records were read before any body considered them."""
    content = snapshot(12)
    signed = {side: {"answer": "concur", "post": {"en": f"Signer of {side}"}, "on": "2026-11-04"} for side in SIDES}
    climb = [{"body": body, "state": "passed", "on": "2026-11-04", **signed} for body in ("rcwg", "kidd", "scm")]
    seal = {
        "sha256": render.fingerprint(content),
        "sealed_on": "2026-11-05",
        "by": {},
        "climb": climb,
        "chain": "c" * 64,
    }
    draft, sealed = made(kind, "en", content), made(kind, "en", content, seal=seal | {"number": 1})
    for side in SIDES:
        assert f"Signer of {side}" in words_of(kind, sealed)
        assert f"Signer of {side}" not in words_of(kind, draft)


@pytest.mark.parametrize("kind", OFFICE)
def test_a_character_that_no_office_file_holds_is_named_with_its_record(kind):
    content = snapshot(12)
    content["projects"][3]["title"]["en"] = "Bell \x07"
    with pytest.raises(RenderFailed, match=r"U\+0007 .* RCF-2024-010 title.en"):
        made(kind, "en", content)


def test_a_text_longer_than_a_cell_is_named_with_its_record():
    content = snapshot(12)
    content["projects"][3]["title"]["en"] = "x" * 40_000
    with pytest.raises(RenderFailed, match="RCF-2024-010 is longer than a cell"):
        made("xlsx", "en", content)


@pytest.mark.parametrize("kind", OFFICE)
def test_a_snapshot_from_before_efforts_were_kept_makes_its_file(kind):
    old = snapshot(12)
    del old["complementarity"]
    assert "Complementarity" not in words_of(kind, made(kind, "en", old))


RARE = "龘 㐀 \U0002000b 犇"
LATER = json.loads((Path(__file__).parent / "data" / "snapshot-2.json").read_text("utf-8"))


def test_the_workbook_has_what_the_report_tells_of_money_decisions_and_commitments():
    book = workbook(LATER)
    sums = {tuple(row[:3]): row[3:] for row in list(book["Money"].values)[1:]}
    for side in ("us", "rok", "total"):
        told = LATER["money"][side]
        name = {"us": "US side", "rok": "ROK side", "total": "Total"}[side]
        amounts = [told[currency][kind] for currency in ("usd", "krw") for kind in ("planned", "committed", "spent")]
        assert list(sums["By side", "Total", name]) == amounts
    assert [row[0] for row in list(book["Decisions"].values)[1:]] == [
        one["reference"] for one in LATER["decisions"]["rows"]
    ]
    assert [row[3] for row in list(book["Commitments"].values)[1:]] == [
        one["text"]["en"] for one in LATER["commitments"]["rows"]
    ]
    assert len(list(book["Concerns"].values)) - 1 == sum(len(one["concerns"]) for one in LATER["decisions"]["rows"])


@pytest.mark.parametrize(("kind", "language"), FORMS)
def test_the_narrative_stands_in_office_files_in_its_languages(kind, language):
    told = words_of(kind, made(kind, language, LATER))
    for one in ("en", "ko") if language == "both" else (language,):
        for text in (LATER["foreword"], LATER["outlook"], LATER["areas"][0]["narrative"]):
            assert text[one].split("\n\n")[0] in told
    assert made(kind, language, LATER) == made(kind, language, LATER)


def test_no_column_of_a_document_parts_a_word_and_wide_tables_lie():
    """As reckoned for the typefaces of the document: each column has room for its longest word."""
    content = snapshot(40)
    paper = document(content, "both")
    assert [one.page_width > one.page_height for one in paper.sections] == [False, True, False, True]
    for section in paper.sections:
        assert "UNCLASSIFIED" in said(section.header._element)
    head, row = table_after(paper, "Annex A. All joint projects · 부록 가. 전체 공동 사업")[:2]
    annex = paper.tables[-1]
    assert sum(cell.width.twips for cell in annex.rows[0].cells) <= WIDE
    for cells in (head, row):
        for cell, text in zip(annex.rows[0].cells, cells, strict=True):
            longest = max(map(len, re.findall(r"[!-~]+", text)), default=0)
            assert cell.width.twips >= longest * NARROW


def test_a_sheet_prints_on_paper_that_can_be_read_with_its_head_on_each_page():
    for language in ("en", "both"):
        for sheet in workbook(snapshot(12), language).worksheets:
            pages, wide = sheet.page_setup.fitToWidth, sum(one.width for one in sheet.column_dimensions.values())
            assert sheet.sheet_properties.pageSetUpPr.fitToPage and sheet.page_setup.fitToHeight == 0, sheet.title
            assert sheet.page_setup.orientation == "landscape" and wide / (pages or 1) <= 300, sheet.title
            assert sheet.print_title_rows == "$1:$1" or sheet.title == "Edition"
            assert sheet.print_title_cols == "$A:$A" or (pages or 1) == 1, sheet.title


def test_rows_are_as_tall_as_what_they_hold():
    content = snapshot(12)
    content["projects"][0]["title"] = {"en": "A long title " * 20, "ko": "짧은 사업명"}
    rows = workbook(content)["Projects"].row_dimensions
    assert rows[2].height > 5 * 14 and (rows[3].height or 14) < 5 * 14


@pytest.mark.parametrize("kind", OFFICE)
def test_rare_hanja_and_signs_beyond_the_basic_plane_are_kept_as_typed(kind):
    content = snapshot(12)
    content["projects"][0]["title"] = {"en": "Kept", "ko": RARE}
    assert RARE in words_of(kind, made(kind, "ko", content))
