"""What changed between two texts, word by word."""

import re
from difflib import SequenceMatcher

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

WORDS = re.compile(r"\s+|[\w’'-]+|[^\w\s]")
CONTEXT = 6
MOST_WORDS = 4000


def changed_words(before: str, after: str, *, whole: bool = True) -> SafeString:
    """`after` with what was taken out as <del> and what came in as <ins>.

    With `whole` false, long unchanged stretches are cut to a few words beside each change.
    """
    parts = _parts(before, after)
    told = []
    for place, (changed, old, new) in enumerate(parts):
        if changed:
            told += [_del(old), _ins(new)]
        else:
            told.append(format_html("{}", new if whole else _cut(new, place == 0, place == len(parts) - 1)))
    return format_html_join("", "{}", ((one,) for one in told))


def added_words(before: str, after: str) -> SafeString:
    """`after` with what it has beyond `before` as <ins>."""
    told = [_ins(new) if changed else format_html("{}", new) for changed, _old, new in _parts(before, after)]
    return format_html_join("", "{}", ((one,) for one in told))


def merged_lines(base: str, saved: str, mine: str) -> str:
    """Three versions of a text in one, line by line: what one changed stands, what both did stands one after the other.

    `base` is what both began with.
    """
    old, theirs, own = (text.split("\n") for text in (base, saved, mine))
    in_theirs, in_own = _same_lines(old, theirs), _same_lines(old, own)
    common = [(i, in_theirs[i], in_own[i]) for i in range(len(old)) if i in in_theirs and i in in_own]
    merged: list[str] = []
    at = (0, 0, 0)
    for place in (*common, (len(old), len(theirs), len(own))):
        was, saved_part, own_part = (lines[a:b] for lines, a, b in zip((old, theirs, own), at, place, strict=True))
        if own_part in (was, saved_part):
            merged += saved_part
        elif saved_part == was:
            merged += own_part
        else:
            merged += saved_part + own_part
        merged += old[place[0] : place[0] + 1]
        at = (place[0] + 1, place[1] + 1, place[2] + 1)
    return "\n".join(merged)


def _same_lines(old: list[str], new: list[str]) -> dict[int, int]:
    """Where the lines that stayed as they were stand in the new text, by their places in the old one."""
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    return {block.a + n: block.b + n for block in blocks for n in range(block.size)}


def _parts(before: str, after: str) -> list[tuple[bool, str, str]]:
    """(changed, old, new) in order; changes with nothing but a blank between them are one."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    if len(old) + len(new) > MOST_WORDS:
        return [(True, before, after)]
    parts: list[tuple[bool, str, str]] = []
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        part = (kind != "equal", "".join(old[i:j]), "".join(new[k:m]))
        if part[0] and len(parts) > 1 and parts[-2][0] and not parts[-1][2].strip():
            _changed, blank, _blank = parts.pop()
            _changed, first_old, first_new = parts.pop()
            part = (True, first_old + blank + part[1], first_new + blank + part[2])
        parts.append(part)
    return parts


def _del(text: str) -> SafeString:
    return format_html("<del>{}</del> ", text) if text.strip() else mark_safe("")


def _ins(text: str) -> SafeString:
    word = text.lstrip()
    return format_html("{}<ins>{}</ins>", text[: len(text) - len(word)], word) if word else format_html("{}", text)


def _cut(text: str, first: bool, last: bool) -> str:
    """The words beside a change; what lies between is an ellipsis."""
    words, most = WORDS.findall(text), CONTEXT * 2
    if len(words) <= most * (1 if first or last else 2):
        return text
    head = "" if first else "".join(words[:most])
    tail = "" if last else "".join(words[-most:])
    return f"{head} … {tail}"
