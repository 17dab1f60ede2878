"""Words, several words in order, and rows of words, as students write them: ``H -> H -> F``, ``(the, cat)``.

Of the expected value only the shape and the words are used, to see which signs part words and which belong to one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from examsolver.core.derivation import Value
from examsolver.core.marking import Feasible, Reading
from examsolver.core.question import Part
from examsolver.language import answer_number
from examsolver.language.answer_feasible import judged
from examsolver.language.answer_frames import unframed
from examsolver.language.answer_limits import Unreadable
from examsolver.language.answer_shown import show_reading
from examsolver.maths.show import needs_quotes

ARROW = r"\s*(?:-+>|=+>|→|⇒|➔|⟶)\s*"
_STRONG = (ARROW, r"\s*;\s*", r"\s*,\s*", r"\s*\|\s*", r"\s*\n\s*", r"\s+[-–—]\s+")
"""What parts words wherever it stands, the surest first."""
_WEAK = (r"\s*[-–—]\s*", r"\s*/\s*", r"\s*\+\s*", r"\s+")
"""What parts words where no expected word holds it."""
_WITHIN = (r"\s*,\s*", ARROW, r"\s*\|\s*", r"\s*:\s*", r"\s*=\s*", r"\s+[-–—]\s+", *_WEAK)
"""What parts the cells of a row."""
_QUOTED = re.compile(r"[\"“”„«]([^\"“”„«»\n]*)[\"“”»]|(?<!\w)['‘]([^'‘’\n]*)['’](?!\w)")
_LABEL = re.compile(
    r"\s*(?:the\s+)?(?:(?:best|final|most likely|decoded|my)\s+)*(?:path|sequence|answers?|states?|output|result|words?"
    r"|tokens?|pairs?)\s*(?:is|are|=|:)\s*",
    re.IGNORECASE,
)
_NAMED = re.compile(r"\s*[^\W\d][\w.\-\[\]']{0,40}\s*=(?!>)\s*")
_GROUP = re.compile(r"[(\[{]([^()\[\]{}]*)[)\]}]")
_BETWEEN = re.compile(r"[\s,;.&\[\](){}]|\band\b")
_NUMBERED = re.compile(r"\(?\d{1,3}[.):]\s+")
_NONE = re.compile(r"(?:none|nothing|empty|no (?:such|pairs?|words?).*|∅|\{\s*\}|\[\s*\]|\(\s*\))\.?", re.IGNORECASE)
_FIRST = 0xE000
"""Where the private characters begin that stand for quoted texts while a text is taken apart."""


def read_yes_no(text: str, part: Part, expected: Value) -> Reading:
    """``yes``, ``no, since …``, ``true``; 1 and 0 where somebody counts so."""
    bare = _unlabelled(text, part).strip(" .")
    said = {"1": True, "0": False}.get(bare)
    said = judged(bare.casefold()) if said is None else said
    if said is None:
        raise Unreadable("neither yes nor no was found")
    return Reading(Feasible(said), "yes" if said else "no")


def read_name(text: str, part: Part, expected: Value) -> Reading:
    """A word, or a text of several; where yes or no is expected, one of those."""
    if isinstance(expected, bool):
        return read_yes_no(text, part, expected)
    text = unframed(text, (str(expected),))
    name = _unquoted(_bare(text, part, expected) if "=" not in str(expected) else text)
    return Reading(name, name)


def read_names(text: str, part: Part, expected: Value) -> Reading:
    """Several words in order, as a tuple."""
    text = _bare(text, part, expected)
    if _NONE.fullmatch(text.strip()) and text.strip() not in words_of(expected):
        return Reading((), "none")
    bare, kept = _hidden(_unbracketed(text.strip()))
    words = _bare_words(expected, kept)
    items = _without_places(_items(bare, words), words)
    found = tuple(_cell(_shown(item, kept), expected) for item in items if item)
    if not found:
        raise Unreadable("no words were found")
    return Reading(found, ", ".join(map(_said, found)))


def read_pairs(text: str, part: Part, expected: Value) -> Reading:
    """Rows of words, as a tuple of tuples."""
    text = _bare(text, part, expected)
    if _NONE.fullmatch(text.strip()):
        return Reading((), "none")
    bare, kept = _hidden(text.strip())
    rows = expected if isinstance(expected, tuple) else ()
    wanted = {len(row) for row in rows if isinstance(row, tuple)}
    words = _bare_words(expected, kept)
    found = tuple(
        tuple(_cell(_shown(cell, kept), expected) for cell in _cells(row, wanted, words))
        for row in _rows(bare, words)
        if row.strip(" .,;")
    )
    if not found:
        raise Unreadable("no rows were found")
    return Reading(found, ", ".join(f"({', '.join(map(_said, row))})" for row in found))


def words_of(value: Value) -> Iterator[str]:
    """The words of an expected value."""
    if isinstance(value, tuple):
        for part in value:
            yield from words_of(part)
    elif isinstance(value, str):
        yield value


def _bare_words(expected: Value, kept: Sequence[str]) -> tuple[str, ...]:
    """The words that stand without quotation marks; where there are such marks, the others stand in them."""
    return tuple(word for word in words_of(expected) if not (kept and needs_quotes(word)))


def _bare(text: str, part: Part, expected: Value) -> str:
    """The text without its name and without what stands around the answer, in either order."""
    words = (str(expected),) if isinstance(expected, str) else tuple(words_of(expected))
    return unframed(_unlabelled(unframed(text, words), part), words)


def _unlabelled(text: str, part: Part) -> str:
    """The text without ``path =`` or ``the answer is`` before it."""
    named = _NAMED.match(text)
    if named:
        return text[named.end() :]
    label = _LABEL.match(text) or re.match(rf"\s*{re.escape(part.id)}\s*:\s*", text)
    return text[label.end() :] if label else text


def _unquoted(text: str) -> str:
    text = text.strip()
    found = _QUOTED.fullmatch(text.rstrip("."))
    if found:
        return found[1] if found[1] is not None else found[2]
    return text.strip(" .\"'“”") or text


def _hidden(text: str) -> tuple[str, list[str]]:
    """The text with every quoted piece as one character of private use, and these pieces."""
    kept: list[str] = []

    def hide(found: re.Match[str]) -> str:
        kept.append(found[1] if found[1] is not None else found[2])
        return chr(_FIRST + len(kept) - 1)

    return _QUOTED.sub(hide, text), kept


def _shown(item: str, kept: Sequence[str]) -> str:
    """The item with its quoted pieces again; these alone keep blanks and stops at their ends."""
    if len(item) == 1 and 0 <= ord(item) - _FIRST < len(kept):
        return kept[ord(item) - _FIRST]
    for place, piece in enumerate(kept):
        item = item.replace(chr(_FIRST + place), f'"{piece}"')
    return item.strip(" .") or item


def _unbracketed(text: str) -> str:
    """``[a, b]`` without brackets that hold it all."""
    text = text.rstrip(".").strip()
    inner = text[1:-1]
    if text[:1] == "<" and not re.search(r"[,; ]", inner):
        return text  # a token such as </s>
    if text[:1] in "([{<" and text[-1:] in ")]}>" and len(text) > 2 and not re.search(r"[(\[{<)\]}>]", inner):
        return inner.strip()
    return text


def _items(text: str, words: tuple[str, ...]) -> list[str]:
    """The items of a list; what parts them is the surest sign there is."""
    dashed = any(not word.strip(" -–—") for word in words)
    for sign in _STRONG[:-1] if dashed else _STRONG:
        if re.search(sign, text) and not any(re.search(sign, word) for word in words):
            return [item for piece in re.split(sign, text) for item in _at_and(piece.strip(), words)]
    if len(words) == 1:
        return [text.strip()]
    for sign in _WEAK:
        if re.search(sign, text.strip()) and not any(re.search(sign, word.strip()) for word in words):
            return [item for item in re.split(sign, text.strip()) if item != "and" or "and" in words]
    single = len(text) > 1 and all(len(word) == 1 for word in words)
    return list(text) if single else [text]


def _at_and(piece: str, words: tuple[str, ...]) -> list[str]:
    """``Healthy and Fever``, ``and Fever``."""
    if "and" in words:
        return [piece]
    return [item for item in re.split(r"^and\s+|\s+and\s+", piece) if item.strip()]


def _without_places(items: list[str], words: tuple[str, ...]) -> list[str]:
    """``1. Healthy`` and ``t=1: Healthy`` without what counts them."""
    items = [item.strip() for item in items if item.strip()]
    if len(items) > 1 and all(_NUMBERED.match(item) for item in items):
        return [item[found.end() :] for item in items if (found := _NUMBERED.match(item))]
    for sign in (":", "="):
        if len(items) > 1 and all(sign in item[1:-1] for item in items) and not any(sign in word for word in words):
            return [item.partition(sign)[2].strip() for item in items]
    return items


def _rows(text: str, words: tuple[str, ...]) -> list[str]:
    """The rows: what stands in brackets, else lines, else what semicolons or commas part."""
    groups = _GROUP.findall(text)
    if groups and not _BETWEEN.sub("", _GROUP.sub("", text)) and not (len(groups) == 1 and re.search(r"[;\n]", text)):
        return groups
    text = _unbracketed(text)
    for sign in (r"\s*\n\s*", r"\s*;\s*", r"\s*,\s*", r"\s+and\s+"):
        if re.search(sign, text) and not any(re.search(sign, word) for word in words):
            return [_unbracketed(row) for row in re.split(sign, text) if row.strip()]
    return [text]


def _cells(row: str, wanted: set[int], words: tuple[str, ...]) -> list[str]:
    """The cells of a row: the first sign that makes as many as some row has."""
    row = row.strip(" ,;")
    signs = [sign for sign in _WITHIN if not any(re.search(sign, word.strip()) for word in words)]
    splits = [[cell for cell in re.split(sign, row) if cell] for sign in signs if re.search(sign, row)]
    if len(row) in wanted and all(len(word) == 1 for word in words):
        splits.append(list(row))
    fitting = (split for split in splits if len(split) in wanted)
    return next(fitting, splits[0] if splits else [row])


def _cell(text: str, expected: Value) -> object:
    """A word; a number where numbers stand among the expected words."""
    if _has_number(expected) and answer_number.PLAIN.fullmatch(text.strip()):
        return answer_number.literal(text.strip())
    return text


def _has_number(value: Value) -> bool:
    if isinstance(value, tuple):
        return any(map(_has_number, value))
    return not isinstance(value, (str, bool))


def _said(cell: object) -> str:
    return cell if isinstance(cell, str) else show_reading(cell)
