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
    old, new = WORDS.findall(before), WORDS.findall(after)
    if len(old) + len(new) > MOST_WORDS:
        return _del(before) + _ins(after)
    parts: list[SafeString] = []
    changes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for place, (kind, i, j, k, m) in enumerate(changes):
        if kind == "equal":
            kept = "".join(new[k:m])
            parts.append(format_html("{}", kept if whole else _cut(new[k:m], place == 0, place == len(changes) - 1)))
        else:
            parts += [_del("".join(old[i:j])), _ins("".join(new[k:m]))]
    return format_html_join("", "{}", ((part,) for part in parts))


def added_words(before: str, after: str) -> SafeString:
    """`after` with what it has beyond `before` as <ins>."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    if len(old) + len(new) > MOST_WORDS:
        return _ins(after)
    parts = []
    for kind, _i, _j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        text = "".join(new[k:m])
        parts.append(format_html("{}", text) if kind == "equal" else _ins(text))
    return format_html_join("", "{}", ((part,) for part in parts))


def _del(text: str) -> SafeString:
    return format_html("<del>{}</del> ", text) if text.strip() else mark_safe("")


def _ins(text: str) -> SafeString:
    return format_html("<ins>{}</ins>", text) if text.strip() else format_html("{}", text)


def _cut(words: list[str], first: bool, last: bool) -> str:
    """The words beside a change; what lies between is an ellipsis."""
    most = CONTEXT * 2
    if len(words) <= most * (1 if first or last else 2):
        return "".join(words)
    head = "" if first else "".join(words[:most])
    tail = "" if last else "".join(words[-most:])
    return f"{head} … {tail}"
