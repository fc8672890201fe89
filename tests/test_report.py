"""What the annual report says beside its projects: narrative, climb, money, decisions, commitments, changes, seal."""

import base64
import json
from pathlib import Path

import pytest

from core.glyphs import unprintable
from reporting import render
from reporting.differences import word_changes
from tests import pdf
from tests.data.report import snapshot
from tests.test_render import HOSTILE, rendered

SAMPLES = sorted(Path(__file__).with_name("data").glob("snapshot-*.json"))
LONGEST = 20_000
RARE = "韓美 安保協議"
VICTIM = "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script><rect width='9' height='3'/></svg>"


def seal_of(content):
    signed = {"answer": "concur", "post": {"en": "Lead, Policy", "ko": "정책 담당"}, "on": "2026-11-05"}
    climb = [
        {"body": body, "state": "passed", "on": "2026-11-05", "us": signed, "rok": signed}
        for body in ("rcwg", "kidd", "scm")
    ]
    by = {side: {"post": signed["post"], "on": "2026-11-05"} for side in ("us", "rok")}
    return {
        "sha256": render.fingerprint(content),
        "sealed_on": "2026-11-05",
        "by": by,
        "climb": climb,
        "chain": "ab" * 32,
        "number": 3,
        "previous": "a7" * 32,
    }


def full():
    """Everything that people write at its longest and worst, on every page that has text of people."""
    content = snapshot(12)
    long = {"en": "Long words of both sides. ", "ko": "긴 머리말 글. "}
    content["foreword"] = {language: (words * 4000)[:LONGEST] for language, words in long.items()}
    content["areas"][0]["narrative"] = {"en": f"{HOSTILE}\n\n{RARE}", "ko": HOSTILE}
    content["areas"][1]["narrative"] = {"en": "Only in English.\n\nSecond.", "ko": None}
    content["areas"][2]["narrative"] = {"en": None, "ko": None}
    content["decisions"]["rows"][0]["concerns"][0]["text"] = {"en": HOSTILE, "ko": None}
    content["commitments"]["rows"][0]["text"] = {"en": HOSTILE, "ko": HOSTILE}
    content["considered"][0]["reason"] = {"en": HOSTILE * 5, "ko": None}
    content["risks"][0]["text"] = {"en": HOSTILE, "ko": HOSTILE}
    content["letterheads"]["us"] = {
        "name": {"en": HOSTILE[:120], "ko": None},
        "words": {"en": HOSTILE, "ko": HOSTILE},
        "marking": {"en": "RELEASABLE TO ROK", "ko": "대한 공개"},
        "logo": f"data:image/svg+xml;base64,{base64.b64encode(VICTIM.encode()).decode()}",
    }
    narrative = content["areas"][0]["narrative"]
    before = {"en": f"{HOSTILE}\n\nGone.", "ko": "다른 글."}
    words = {language: word_changes(before[language], narrative[language]) for language in before}
    content["changes"]["texts"] = [{"section": "maritime-security", "name": "text", **words}]
    render.validate(content)
    return content


def test_changes_that_do_not_make_the_text_are_refused():
    content = snapshot(3)
    content["foreword"]["en"] += " And more."
    with pytest.raises(render.SnapshotInvalid, match=r"^\$\.changes\.texts\[0\]\.en: "):
        render.validate(content)


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reports")
    sealed, untold = snapshot(12), {**snapshot(12), "considered": []}
    return {
        "letter": rendered(snapshot(12), folder / "letter.pdf", "both", paper="us-letter"),
        "full": rendered(full(), folder / "full.pdf", "both"),
        "sealed": rendered(sealed, folder / "sealed.pdf", "en", paper="us-letter", seal=seal_of(sealed)),
        "untold": rendered(untold, folder / "untold.pdf", "en", seal=seal_of(untold)),
        "sealed-ko": rendered(sealed, folder / "sealed-ko.pdf", "ko", seal=seal_of(sealed)),
    }


def page_with(path, *words):
    """The first page after the contents that says all of these."""
    found = [page for page in pdf.pages(path)[2:] if all(word in page for word in words)]
    assert found, f"no page of {path.name} says {words}"
    return found[0]


def squeezed(words):
    return "".join(words.split())


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("language", ["en", "ko", "both"])
def test_a_snapshot_of_every_version_still_makes_its_report(sample, language, tmp_path):
    content = json.loads(sample.read_text("utf-8"))
    render.validate(content)
    assert content["schema"] == f"rcf.report/{sample.stem[-1]}"
    printed = pdf.text(rendered(content, tmp_path / "old.pdf", language))
    assert all(line["reference"] in printed for line in content["projects"])


def test_there_is_a_sample_of_every_version_and_an_unknown_one_is_refused():
    versions = {json.loads(path.read_text("utf-8"))["schema"] for path in SAMPLES}
    assert versions == set(render.VERSIONS)
    with pytest.raises(render.SnapshotInvalid, match=r"^\$\.schema: "):
        render.validate(snapshot(3) | {"schema": "rcf.report/9"})


def test_every_paper_and_state_conforms_to_both_standards(reports):
    verdicts = pdf.conformance(*reports.values())
    assert verdicts == {(path.name, profile): "" for path in reports.values() for profile in ("3a", "ua1")}
    assert "612 x 792 pts (letter)" in pdf.properties(reports["letter"])["Page size"]


def test_every_text_of_people_is_printed_as_typed_on_every_page(reports):
    printed = squeezed(pdf.text(reports["full"]))
    assert printed.count(squeezed(HOSTILE)) >= 10
    assert "root:" not in printed and RARE.replace(" ", "") in printed
    assert printed.count("Long") >= LONGEST // len("Long words of both sides. ")
    assert printed.count("머리말") >= LONGEST // len("긴 머리말 글. ")
    assert b"alert(1)" not in reports["full"].read_bytes().replace(pdf.attachment(reports["full"]), b"")


def test_what_the_report_cannot_print_is_refused_when_it_is_saved():
    assert unprintable(f"Foreword 🎉 {RARE} 각") == {"🎉"}


def test_a_section_that_nobody_wrote_says_so_and_a_missing_language_too(reports):
    third = page_with(reports["full"], "3. Capacity Building", "Not written yet.")
    assert "아직 작성하지 않음." in third
    assert "한국어 본문 없음" in page_with(reports["full"], "2. Multilateral Exercises", "Only in English.")


def test_each_side_appears_as_its_letterhead_says(reports):
    for page in pdf.pages(reports["full"]):
        assert page.count("RELEASABLE TO ROK") == page.count("UNCLASSIFIED") == 2
    cover = pdf.pages(reports["sealed-ko"])[0]
    assert "국제정책과에서 관리함." in cover and "미국 국방부" in cover and "대미 공개" in cover
    with pytest.raises(render.SnapshotInvalid, match="letterheads"):
        content = snapshot(3)
        content["letterheads"]["rok"]["logo"] = "https://example.invalid/logo.png"
        render.validate(content)


def test_the_climb_is_told_as_compiled_and_once_sealed_as_it_ended(reports):
    draft = page_with(reports["letter"], "How this report climbed")
    assert draft.count("Awaited") == 4 and "Passed by both sides" in draft
    assert "State the supply risk on the first page." in draft and "Returned" in draft
    sealed = page_with(reports["sealed"], "How this report climbed")
    assert "Awaited" not in sealed and sealed.count("Passed by both sides") == 3
    untold = page_with(reports["untold"], "How this report climbed")
    assert untold.count("Passed by both sides") == 3 and "No body has considered" not in untold


def test_the_colophon_names_who_sealed_and_the_chain(reports):
    colophon = pdf.pages(reports["sealed"])[-1]
    assert all(words in colophon for words in ("Sealed by, US side", "Lead, Policy", "Seal 3", "edition 1 of 2025"))
    assert all(part * 4 in colophon for part in ("ab", "a7", "5b"))


def test_money_stands_in_both_currencies_at_a_named_rate(reports):
    page = page_with(reports["sealed"], "Money overview")
    assert "KRW 1,380 to the US dollar (Bank of Korea 한국은행, Sept. 30, 2026)" in page
    for amount in ("25,200", "34,776", "27,681", "38,200", "52,881", "72,976"):
        assert amount in page, amount
    without = snapshot(3)
    without["money"]["rate"] = None
    for part in (without["money"], *without["money"]["years"], *without["money"]["areas"]):
        part["us"]["krw"] = part["rok"]["usd"] = part["total"]["usd"] = part["total"]["krw"] = None
    render.validate(without)
    path = reports["sealed"].with_name("no-rate.pdf")
    assert "No exchange rate is recorded" in page_with(rendered(without, path, "en"), "Money overview")


def test_decisions_are_told_with_their_concerns_and_refusals(reports):
    page = page_with(reports["sealed"], "Decisions and concerns")
    assert "ROK side, Open: Spare parts may arrive" in page and "ROK side, Closed Sept. 20, 2026" in page
    assert "Does not concur" in page and "Not approved" in page


def test_what_changed_is_listed_and_marked(reports):
    annex = page_with(reports["sealed"], "What this edition corrects")
    assert "This edition corrects edition 1 of 2026" in annex
    for words in ("Changed Foreword", "ships", "24,000", "25,200", "Stage: Decided → Active", "And 2 more projects."):
        assert words in annex, words
    foreword = page_with(reports["sealed"], "Foreword", "This year the two sides")
    assert "±" in foreword and "ships" not in foreword


def test_a_form_in_one_language_lists_what_changed_in_that_language(tmp_path):
    content = snapshot(3)
    content["changes"]["texts"][0]["en"] = None
    path = rendered(content, tmp_path / "korean.pdf", "en")
    assert "Foreword" not in page_with(path, "What this edition corrects")
    path = rendered(content, tmp_path / "korean.pdf", "ko")
    assert "변경 머리말" in page_with(path, "이 판에서 바로잡은 내용")


def test_the_first_edition_has_nothing_to_compare_with(tmp_path):
    content = snapshot(3)
    content["changes"] = content["edition"]["corrects"] = None
    path = rendered(content, tmp_path / "first.pdf", "ko")
    assert "비교할 이전 판이 없음." in page_with(path, "이전 판 이후 달라진 내용")


def test_the_summary_names_risks_and_what_is_asked(reports):
    summary = pdf.pages(reports["sealed"])[2]
    assert "Probability 4 × impact 4" in summary and "One supplier for spare parts" in summary
    assert "Complete the project?" in summary and "and 2 more" in summary
