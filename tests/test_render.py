"""The annual report: from a snapshot to a PDF that can be trusted, read aloud and kept."""

import json
import os
import signal
import subprocess
import sys
import time
import unicodedata
from pathlib import Path

import pytest
import typst
from django.conf import settings

from projects import enums
from reporting import render
from reporting.render.apart import ask
from tests import pdf
from tests.data.report import snapshot

FIRST_FORM = Path(__file__).parent / "data" / "snapshot-1.json"
DIST = Path(settings.BASE_DIR) / "static" / "dist"
SUPPLIES = {"fonts": DIST / "fonts" / "otf", "assets": DIST / "report"}
HOSTILE = (
    '#read("/etc/passwd") *b* _i_ $a^2$ `x` = H @ref <l> // c \\u{41} #import "x": * <script>alert(1)</script> &amp; '
    '{{ 7*7 }} =HYPERLINK("x") -> -- "q"'
)


def rendered(content, path, language="both", **options):
    path.write_bytes(render.pdf(content, language=language, **SUPPLIES, **options))
    return path


def difficult():
    """Everything that people write and a page must bear: nothing at all, far too much, and source code."""
    content = snapshot(40)
    empty, long, hostile, half = content["presented"]
    empty |= {
        **{key: None for key in ("start", "end", "percent", "health", "update")},
        **{key: [] for key in ("milestones", "countries", "organisations")},
        "posts": {"us": None, "rok": None},
        "objective": {"en": "", "ko": None},
    }
    long |= {
        "title": {"en": "A long title " * 770, "ko": "긴제목" * 3333},
        "purpose": {"en": "x" * 10_000, "ko": "한 단어 " * 700},
        "milestones": [{**step, "planned": f"19{i:02d}-06-01"} for i, step in enumerate(long["milestones"] * 8, 50)],
    }
    hostile |= {"title": {"en": HOSTILE, "ko": HOSTILE}, "purpose": {"en": f"One.\r\n\r\n{HOSTILE}", "ko": HOSTILE}}
    half |= {
        "title": {"en": "Only in English", "ko": None},
        "purpose": {"en": "Confirmed.", "ko": "초벌.", "draft": ["ko"]},
        "objective": {"en": "Confirmed.", "ko": "묵은 글.", "outdated": ["ko"]},
    }
    content["complementarity"]["rows"][0] |= {"reason": {"en": "A long reason " * 70, "ko": HOSTILE}}
    titles = {sheet["reference"]: sheet["title"] for sheet in content["presented"]}
    for record in content["projects"] + content["late"]:
        record["title"] = titles.get(record["reference"], record["title"])
    return content


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    """The illustrative report in its three forms, and the difficult one."""
    folder = tmp_path_factory.mktemp("reports")
    plain = {
        language: rendered(snapshot(12), folder / f"{language}.pdf", language) for language in ("en", "ko", "both")
    }
    return plain | {
        "difficult": rendered(difficult(), folder / "difficult.pdf"),
        "difficult-ko": rendered(difficult(), folder / "difficult-ko.pdf", "ko", paper="us-letter"),
    }


def test_every_form_conforms_to_pdf_a_3a_and_pdf_ua_1_and_the_checker_refuses_a_bad_file(reports, tmp_path):
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(typst.compile(b"Untitled, and without tags.", format="pdf", pdf_tags=False))
    good = [reports[form] for form in ("en", "ko", "both", "difficult")]
    verdicts = pdf.conformance(*good, bad)
    assert verdicts.pop(("bad.pdf", "3a")) and verdicts.pop(("bad.pdf", "ua1"))
    assert verdicts == {(path.name, profile): "" for path in good for profile in ("3a", "ua1")}


def test_the_attached_snapshot_is_the_one_whose_fingerprint_is_printed(reports):
    assert pdf.attachment(reports["both"]) == render.canonical(snapshot(12))
    sha256 = render.fingerprint(snapshot(12))
    colophon = pdf.pages(reports["both"])[-1]
    assert all(sha256[i : i + 8] in colophon for i in range(0, 64, 8))


def test_the_same_snapshot_gives_the_same_bytes_in_another_process(reports):
    again = json.loads(json.dumps(snapshot(12), sort_keys=True))
    assert render.pdf(again, language="ko", **SUPPLIES) == reports["ko"].read_bytes()
    decomposed = json.loads(unicodedata.normalize("NFD", json.dumps(again, ensure_ascii=False)))
    assert render.fingerprint(decomposed) == render.fingerprint(again)


def test_each_page_bears_the_marking_twice_its_edition_its_number_and_the_draft_mark(reports):
    for i, page in enumerate(pages := pdf.pages(reports["en"]), 1):
        assert page.count("UNCLASSIFIED") == 2
        assert f"Page {i} of {len(pages)}" in page and "Edition 2 · Draft" in page and "D R A F T" in page


def test_programs_and_screen_readers_learn_title_authors_and_language(reports):
    about = pdf.properties(reports["ko"])
    assert about["Title"] == "연례 보고서 제58차 한미안보협의회의 보고 · 제2판"
    assert about["Author"].startswith("대한민국 국방부") and "미국 국방부" in about["Author"]
    assert b"/Lang(ko-KR)" in reports["ko"].read_bytes() and b"/Lang(en-US)" in reports["both"].read_bytes()


@pytest.mark.parametrize("form", ["en", "ko", "both", "difficult", "difficult-ko"])
def test_the_leadership_summary_is_one_page(reports, form):
    pages = pdf.pages(reports[form])
    assert "Leadership summary" in pages[2] or "요약 보고" in pages[2]
    assert "What is late" in pages[2] or "지연 사항" in pages[2]
    assert "Foreword" in pages[3] or "머리말" in pages[3]


def test_what_people_typed_is_printed_as_typed(reports):
    printed = "".join(pdf.text(reports["difficult"]).split())
    assert printed.count("".join(HOSTILE.split())) >= 3
    assert "root:" not in printed


def test_nothing_long_is_lost(reports):
    printed = "".join(pdf.text(reports["difficult"]).split())
    assert printed.count("x") >= 10_000
    assert printed.count("단어") >= 700


def test_a_missing_or_doubtful_translation_says_so(reports):
    pages = pdf.pages(reports["difficult-ko"])
    sheet = next(page for page in pages if "번역 초안" in page and "초벌" in page)
    assert "한국어 본문 없음 Only in English" in sheet
    assert "초벌. [번역 초안]" in sheet and "묵은 글. [번역 갱신 필요]" in sheet


def test_the_report_says_how_projects_stand_to_efforts_of_others(reports):
    for form, words in (
        ("en", ("Duplicates", "Fills a gap", "Not answered yet: 3")),
        ("ko", ("중복", "공백 보완", "3건")),
    ):
        page = next(page for page in pdf.pages(reports[form]) if words[0] in page and words[1] in page)
        assert words[2] in page
    assert "한국어 본문 없음" in next(page for page in pdf.pages(reports["ko"]) if "공백 보완" in page)


def test_a_snapshot_from_before_efforts_were_kept_makes_its_report(tmp_path):
    old = json.loads(FIRST_FORM.read_text(encoding="utf-8"))
    del old["complementarity"]
    render.validate(old)
    assert "Complementarity" not in pdf.text(rendered(old, tmp_path / "old.pdf", "en"))


def test_a_sealed_report_has_no_draft_mark_and_a_seal_fits_one_snapshot_only(tmp_path):
    seal = {"sha256": render.fingerprint(snapshot(12)), "sealed_on": "2026-11-05"}
    page = pdf.pages(rendered(snapshot(12), tmp_path / "sealed.pdf", "en", seal=seal))[0]
    assert "D R A F T" not in page and "Sealed Nov. 5, 2026" in page
    with pytest.raises(render.RenderFailed, match="not the one that was sealed"):
        rendered(snapshot(13), tmp_path / "other.pdf", seal=seal)


def test_a_character_that_cannot_be_printed_is_named_with_its_place():
    content = snapshot(12)
    content["presented"][1]["update"]["narrative"]["ko"] += " 🎉"
    with pytest.raises(render.RenderFailed, match=r"🎉 \(U\+1F389\).* RCF-2025-002 update\.narrative\.ko\."):
        render.pdf(content, language="both", **SUPPLIES)


def test_a_missing_font_and_a_missing_map_are_named(tmp_path):
    for font in ("PretendardGOV-Regular.otf", "PretendardGOV-Bold.otf"):
        (tmp_path / font).symlink_to(SUPPLIES["fonts"] / font)
    with pytest.raises(render.RenderFailed, match=r"incomplete: PretendardGOV-SemiBold\.otf cannot be read in"):
        render.pdf(snapshot(12), language="en", fonts=tmp_path, assets=SUPPLIES["assets"])
    with pytest.raises(render.RenderFailed, match=r"map of the report is missing: .*land\.svg"):
        render.pdf(snapshot(12), language="en", fonts=SUPPLIES["fonts"], assets=tmp_path)


def test_time_and_memory_have_limits_that_are_named():
    with pytest.raises(render.RenderFailed, match="took too long"):
        render.pdf(snapshot(1000), language="both", timeout=0.3, **SUPPLIES)
    with pytest.raises(render.RenderFailed, match="more memory than it is allowed"):
        render.pdf(snapshot(1000), language="both", memory=300 * 2**20, **SUPPLIES)


def test_the_caller_hears_a_beat_each_second_and_may_end_the_compile():
    class LeaseLost(Exception):
        pass

    beats = []

    def beat():
        beats.append(time.monotonic())
        if len(beats) == 2:
            raise LeaseLost

    with pytest.raises(LeaseLost):
        render.pdf(snapshot(4000), language="both", beat=beat, **SUPPLIES)
    assert beats[1] - beats[0] > 0.5
    assert not [pid for pid in children(os.getpid()) if b"child.py" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def test_a_compile_dies_with_the_process_that_asked_for_it():
    code = (
        "from tests.test_render import SUPPLIES, render, snapshot\n"
        "print('ready', flush=True)\n"
        "render.pdf(snapshot(4000), language='both', **SUPPLIES)"
    )
    setup = "import django; from django.conf import settings\nsettings.configure(BASE_DIR={!r}); django.setup()\n"
    asker = subprocess.Popen(
        [sys.executable, "-c", setup.format(str(settings.BASE_DIR)) + code],
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
    )
    asker.stdout.readline()
    compiles = until(lambda: children(asker.pid))
    asker.send_signal(signal.SIGKILL)
    asker.wait()
    until(lambda: not any(Path(f"/proc/{pid}/cmdline").exists() for pid in compiles))


def children(pid):
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


def until(holds, seconds=10):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if result := holds():
            return result
        time.sleep(0.05)
    raise AssertionError("It did not happen in time.")


@pytest.mark.parametrize(
    ("path", "change"),
    [
        (r"\$\.projects\[0\]\.reference", lambda s: s["projects"][0].update(reference="US-2026-003")),
        (r"\$\.projects\[0\]", lambda s: s["projects"][0].update(remark="for our side only")),
        (r"\$\.cycle\.cut_off", lambda s: s["cycle"].update(cut_off="2026-02-30")),
        (r"\$\.figures", lambda s: s["figures"].pop(0)),
        (r"\$\.matrix", lambda s: s["matrix"][0].pop()),
        (r"\$\.projects\[0\]\.countries", lambda s: s["projects"][0].update(countries=[{"iso": "XX", "share": 100}])),
        (r"\$\.presented", lambda s: s["presented"].append(s["presented"][0])),
        (r"\$\.late", lambda s: s["late"][0].update(reference="RCF-1999-001")),
    ],
)
def test_a_snapshot_that_breaks_its_contract_is_refused_with_the_place(path, change):
    content = snapshot(12)
    render.validate(content)
    change(content)
    with pytest.raises(render.SnapshotInvalid, match=f"^{path}: "):
        render.validate(content)


def test_the_report_has_a_word_for_every_state_of_the_tracker():
    terms = json.loads((Path(render.__file__).parent / "report" / "terms.json").read_text())
    owners = {f"{owner.lower()}-side" for owner in enums.Owner.values}
    states = {
        *enums.Kind.values,
        *enums.Stage.values,
        *enums.Health.values,
        *enums.OrganisationRole.values,
        enums.STALE,
    }
    assert states | owners <= terms.keys()
    assert all(isinstance(word, list) and len(word) == 2 for word in terms.values())


@pytest.mark.parametrize(("language", "said"), [("en", "a partner country"), ("ko", "한 협력국")])
def test_a_country_that_refuses_to_be_named_is_a_partner_country(tmp_path, language, said):
    content = snapshot(3)
    for record in content["projects"][:1] + content["presented"][:1]:
        record["countries"] = [{"iso": None, "share": 60}, {"iso": "FJ", "share": 40}]
    for record in content["projects"][1:2]:
        record["countries"] = [{"iso": None, "share": 60}, {"iso": None, "share": 40}]
    text = " ".join(pdf.text(rendered(content, tmp_path / "report.pdf", language)).split())
    assert said in text
    assert {"en": "2 partner countries", "ko": "협력국 2개국"}[language] in text


def test_a_process_that_reads_its_request_late_gets_all_of_it(tmp_path):
    heard = tmp_path / "heard"
    script = tmp_path / "late.py"
    script.write_text(
        "import pathlib, sys, time\n"
        f"while not pathlib.Path({str(heard)!r}).exists(): time.sleep(0.01)\n"
        "print('{}'), print(len(sys.stdin.read()) > 1_000_000, end='')\n"
    )
    answer = ask(script, {}, b"x" * 1_000_000, beat=heard.touch, timeout=60, memory=2**31)
    assert answer[:2] == ({}, b"True")
