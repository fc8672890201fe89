"""What differs between two snapshots: counted, named, and word by word in both languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.differences import merged_lines
from reporting.differences import differences, word_changes
from tests.data.report import snapshot

TEXTS = st.text(alphabet="ab 가나\n.", max_size=60)


@pytest.mark.parametrize(
    ("saved", "mine", "merged"),
    [
        ("A2\nB\nC", "A\nB\nC2", "A2\nB\nC2"),
        ("A2\nB\nC", "A3\nB\nC", "A2\nA3\nB\nC"),
        ("A2\nB\nC", "A2\nB\nC", "A2\nB\nC"),
        ("B\nC", "A\nB\nC\nD", "B\nC\nD"),
        ("A\nB\nC\nD", "A\nB\nC\nE", "A\nB\nC\nD\nE"),
        ("", "A\nB2\nC", "\nA\nB2\nC"),
    ],
)
def test_three_versions_of_a_text_become_one_in_which_both_changes_stand(saved, mine, merged):
    assert merged_lines("A\nB\nC", saved, mine) == merged


@given(TEXTS, TEXTS, TEXTS)
def test_what_one_alone_changed_stands_and_no_line_that_was_written_is_lost(base, saved, mine):
    assert merged_lines(base, base, mine) == mine and merged_lines(base, saved, base) == saved
    merged = merged_lines(base, saved, mine).split("\n")
    kept = set(base.split("\n"))
    assert (set(saved.split("\n")) | set(mine.split("\n"))) - kept <= set(merged)


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        (
            "First course in June with 24 students.",
            "First course in August with 24 students.",
            [["=", "First course in"], ["-", " June"], ["+", " August"], ["=", " with 24 students."]],
        ),
        (
            "2026년 6월 교육생 24명으로 1기 수료.",
            "2026년 8월 교육생 24명으로 1기 수료.",
            [["=", "2026년"], ["-", " 6월"], ["+", " 8월"], ["=", " 교육생 24명으로 1기 수료."]],
        ),
        ("", "New.", [["+", "New."]]),
        ("Gone.", "", [["-", "Gone."]]),
        ("One two three four.", "Something else altogether here.", None),
    ],
)
def test_texts_are_compared_word_by_word(before, after, changes):
    assert word_changes(before, after) == (changes or [["-", before], ["+", after]])


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_out_of_the_changes(before, after):
    changes = word_changes(before, after)
    assert "".join(text for sign, text in changes if sign != "+") == before
    assert "".join(text for sign, text in changes if sign != "-") == after
    assert all(text for _sign, text in changes)


def test_the_same_snapshot_differs_in_nothing():
    assert not any(differences(snapshot(12), snapshot(12)).values())


def test_what_entered_left_and_changed_is_named_with_before_and_after():
    before, after = snapshot(12), snapshot(12)
    gone = before["projects"][0]["reference"]
    moved = after["projects"][3]
    after["projects"] = [one for one in after["projects"] if one["reference"] != gone]
    moved |= {"stage": "completed", "percent": 100}
    after["projects"].append({**moved, "reference": "RCF-2026-099"})
    after["figures"][0]["value"] += 1
    after["money"]["us"]["usd"]["spent"] += 5
    after["commitments"]["rows"][0]["state"] = "kept"
    after["foreword"]["en"] += " One more sentence."
    after["presented"][0]["purpose"]["ko"] = "다른 목적."
    found = differences(before, after)
    assert [one["reference"] for one in found["left"]] == [gone]
    assert [one["reference"] for one in found["entered"]] == ["RCF-2026-099"]
    assert [(one["reference"], [f["name"] for f in one["fields"]]) for one in found["changed"]] == [
        (moved["reference"], ["stage", "percent"])
    ]
    assert [(one["key"], one["after"] - one["before"]) for one in found["figures"]] == [("projects", 1)]
    assert [(one["side"], one["name"], one["after"] - one["before"]) for one in found["money"]] == [("us", "spent", 5)]
    assert [(one["before"], one["after"]) for one in found["commitments"]] == [("under-way", "kept")]
    texts = {(one.get("section") or one["reference"], one["name"]): one for one in found["texts"]}
    assert texts.keys() == {("foreword", "text"), (after["presented"][0]["reference"], "purpose")}
    assert texts["foreword", "text"]["en"][-1] == ["+", " One more sentence."]
    assert texts["foreword", "text"]["ko"] is None


def test_a_snapshot_of_the_first_version_is_compared_in_what_it_has():
    before, after = snapshot(12), snapshot(12)
    for key in ("foreword", "outlook", "money", "commitments"):
        del before[key]
    assert not any(differences(before, after).values())
