"""Which files may be uploaded: told by content and name together."""

import unicodedata

import pytest

from core import filekinds
from core.errors import Malformed
from core.filekinds import KINDS, kind_of
from core.uploads import MOST_IN_A_NAME, file_name
from tests.samples import ALLOWED, HWPX, JPEG, ODT, PDF, declared, hwp, office, packed, png

ELF, EXE = b"\x7fELF" + bytes(60), b"MZ\x90\x00" + bytes(60)
HTML = b"<!doctype html><html><script>alert(1)</script></html>"
MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"


def test_a_sample_stands_here_for_each_kind():
    assert ALLOWED.keys() == KINDS.keys()


@pytest.mark.parametrize("extension", ALLOWED)
def test_a_file_of_an_allowed_kind_is_taken(extension):
    kind = kind_of(f"보고서.{extension.upper()}", ALLOWED[extension])
    assert kind.content_type == KINDS[extension].content_type


@pytest.mark.parametrize("content", ALLOWED)
@pytest.mark.parametrize("extension", ALLOWED)
def test_a_name_and_a_content_that_disagree_are_refused(extension, content):
    alike = [{"jpg", "jpeg"}, {"txt", "csv"}]
    if extension == content or {extension, content} in alike:
        return
    with pytest.raises(Malformed):
        kind_of(f"file.{extension}", ALLOWED[content])


def test_without_trailing_text_each_is_what_it_says():
    assert {kind_of("a.txt", text).word for text in (b"a", "가".encode(), "가\n".encode("utf-16"))} == {"TXT"}


@pytest.mark.parametrize("content", [ELF, EXE, HTML, b"#!/bin/sh\nrm -r /\n", b"<svg onload='x'/>", b"\0\1\2", b""])
@pytest.mark.parametrize("extension", KINDS)
def test_programs_pages_and_scripts_are_refused_under_every_name(extension, content):
    with pytest.raises(Malformed):
        kind_of(f"report.{extension}", content)


@pytest.mark.parametrize("name", ["a.exe", "a.html", "a.svg", "a.docm", "a.doc", "a.zip", "a", "", ".pdf.exe"])
def test_other_names_are_refused_with_a_list_of_those_that_are_kept(name):
    with pytest.raises(Malformed, match="PDF, DOCX, XLSX"):
        kind_of(name, PDF)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.docx", office("docx", main=MACROS), "macros"),
        ("a.docx", office("docx", more={"word/vbaProject.bin": b"x"}), "macros"),
        ("a.odt", declared(ODT, {"Basic/Standard/Module1.xml": "x"}), "macros"),
        ("a.hwp", hwp(flags=0b1001), "macros"),
        ("a.docx", hwp(), "password or is of an older version"),
        ("a.hwp", hwp(header=b"Some other document"), "something else"),
        ("a.docx", office("docx")[:-40], "damaged"),
        ("a.docx", office("docx").replace(b"main.xml", b"mine.xml", 1), "damaged"),
        ("a.pdf", PDF + packed({"a": "b"}), "something else"),
        ("a.pdf", HTML + PDF, "something else"),
        ("a.png", png() + office("docx"), "something else"),
        ("a.jpg", JPEG + packed({"x.html": HTML}), "something else"),
        ("a.docx", EXE + office("docx"), "something else"),
        ("a.csv", b"name,note\nx,<script>alert(1)</script>\n", "page or a script"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(name, content, sentence):
    with pytest.raises(Malformed, match=sentence):
        kind_of(name, content)


def test_a_packed_file_that_would_fill_the_memory_is_not_opened(monkeypatch):
    monkeypatch.setattr(filekinds, "MOST_UNPACKED", 1_000_000)
    with pytest.raises(Malformed, match="too large to open"):
        kind_of("a.docx", office("docx", more={"zeros": bytes(2_000_000)}))
    monkeypatch.setattr(filekinds, "MOST_ENTRIES", 50)
    with pytest.raises(Malformed, match="too large to open"):
        kind_of("a.hwpx", declared(HWPX, {f"{n}.xml": "x" for n in range(60)}))


def test_a_header_that_lies_about_a_size_is_found_out():
    bomb = bytearray(office("docx", more={"zeros": bytes(5_000_000)}))
    size = (5_000_000).to_bytes(4, "little")
    while (place := bomb.find(size)) >= 0:
        bomb[place : place + 4] = (10).to_bytes(4, "little")
    with pytest.raises(Malformed, match="damaged"):
        kind_of("a.docx", bytes(bomb))


def test_a_declaration_with_entities_is_not_read():
    types = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><Types/>'
    with pytest.raises(Malformed, match="something else"):
        kind_of("a.docx", packed({"[Content_Types].xml": types}))


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (unicodedata.normalize("NFD", "연안 레이더 보고서.pdf"), "연안 레이더 보고서.pdf"),
        ("C:\\Users\\me\\보고서.DOCX", "보고서.docx"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("report\u202efdp.exe", "reportfdp.exe"),
        ("a\x00b\nc.pdf", "abc.pdf"),
        (' a "b" <c>|d?.pdf', "a _b_ _c__d_.pdf"),
        ("...", ""),
        (".pdf", "pdf"),
        ("가" * 300 + ".hwpx", "가" * (MOST_IN_A_NAME - 5) + ".hwpx"),
    ],
)
def test_a_name_is_kept_clean(sent, kept):
    assert file_name(sent) == kept
