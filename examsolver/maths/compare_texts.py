"""Words, lists of words and sets of rows against the truth: by words, capitals and spacing aside."""

from __future__ import annotations

from examsolver.core.derivation import Value
from examsolver.core.marking import Comparison, Entry, Feasible
from examsolver.core.question import Form
from examsolver.maths.compare_numbers import number_is_right

MOST = 500
"""Rows beyond which a set is not looked through."""


def compare_yes_no(expected: Value, given: object) -> Comparison:
    """Yes or no."""
    if isinstance(given, Feasible) and given.possible == bool(expected):
        return Comparison("equal")
    return Comparison("different", "it is the other way round")


def compare_name(expected: Value, given: object) -> Comparison:
    """A word or text, without regard to capitals, blanks and hyphens."""
    if isinstance(expected, bool):
        return compare_yes_no(expected, given)
    return Comparison("equal") if folded(str(expected)) == folded(str(given)) else Comparison("different", "it differs")


def compare_names(expected: Value, given: object, form: Form | None = None) -> Comparison:
    """Words in order. Single letters may stand for words, where each begins one word of the answer only."""
    wanted = expected if isinstance(expected, tuple) else (expected,)
    found = given if isinstance(given, tuple) else (given,)
    if len(found) == 1 < len(wanted) and len(str(found[0])) == len(wanted):
        found = _in_full(tuple(str(found[0])), wanted)
    right = _places(wanted, found, form)
    if len(wanted) == len(found) and not all(right):
        right = max(right, _places(wanted, _in_full(found, wanted), form), key=sum)
    if len(wanted) != len(found):
        if _run_together(wanted) == _run_together(found):
            return Comparison("equal")
        return Comparison("different", f"it has {_count(found)} where {len(wanted)} are asked", "wrong-length")
    if all(right):
        return Comparison("equal", cells=right)
    return Comparison("different", f"{right.count(True)} of {len(right)} words are right", cells=right)


def compare_pairs(expected: Value, given: object, form: Form | None = None) -> Comparison:
    """A set of rows: each once, in any order. Of ``cells`` those beyond the expected rows are rows too many."""
    wanted = tuple(dict.fromkeys(expected)) if isinstance(expected, tuple) else ()
    found = tuple(dict.fromkeys(given)) if isinstance(given, tuple) else ()
    if len(found) > len(wanted) + MOST:
        return Comparison("different", "far too many rows are given", "extra-row")
    here = tuple(any(_same_row(row, other, form) for other in found) for row in wanted)
    extra = sum(not any(_same_row(row, other, form) for row in wanted) for other in found)
    if all(here) and not extra:
        return Comparison("equal", cells=here)
    said = [f"{here.count(True)} of {len(here)} rows are right"] if here else []
    said += [f"{extra} that {'does' if extra == 1 else 'do'} not belong here"] if extra else []
    tag = "extra-row" if extra else "row-missing"
    return Comparison("different", ", and ".join(said), tag, cells=(*here, *(False,) * extra))


def compare_choice(expected: Value, given: object) -> Comparison:
    """The letters of options, in any order."""
    wanted = {str(letter).upper() for letter in expected}
    found = {str(letter).upper() for letter in given} if isinstance(given, (tuple, frozenset)) else {str(given).upper()}
    if wanted == found:
        return Comparison("equal")
    if found < wanted:
        return Comparison("different", "an option is missing", "option-missing")
    return Comparison("different", "an option is chosen that is not right", "wrong-option")


def as_known(given: object, expected: Value) -> Value:
    """What was written, with the expected spelling of every word that is one of those."""
    words = {folded(word): word for word in _words(expected)}
    return _respelled(_in_full(given, expected) if isinstance(given, tuple) else given, words)


def _respelled(given: object, words: dict[str, str]) -> Value:
    if isinstance(given, tuple):
        return tuple(_respelled(part, words) for part in given)
    if isinstance(given, Entry):
        return given.value
    return words.get(folded(str(given)), str(given))


def folded(text: str) -> str:
    """A text without capitals, blanks, hyphens and stops; a text of nothing else as it is."""
    bare = "".join(text.casefold().replace("-", " ").replace("_", " ").split()).strip(".!?\"'“”’,;:")
    return bare or ("-" if text.strip(" -–_") == "" and text.strip() else text.strip())


def _places(wanted: tuple[Value, ...], found: tuple[object, ...], form: Form | None) -> tuple[bool, ...]:
    return tuple(_same(value, cell, form) for value, cell in zip(wanted, found, strict=False))


def _same_row(row: Value, other: object, form: Form | None) -> bool:
    if isinstance(row, tuple) and isinstance(other, tuple):
        return len(row) == len(other) and all(_same(value, cell, form) for value, cell in zip(row, other, strict=True))
    single = other[0] if isinstance(other, tuple) and len(other) == 1 else other
    return not isinstance(row, tuple) and _same(row, single, form)


def _same(value: Value, cell: object, form: Form | None) -> bool:
    if isinstance(value, str) or isinstance(cell, str):
        return isinstance(value, str) and isinstance(cell, str) and folded(value) == folded(cell)
    if isinstance(value, tuple):
        return _same_row(value, cell, form)
    return isinstance(cell, Entry) and number_is_right(value, cell, form)


def _in_full(found: tuple[object, ...], expected: Value) -> tuple[object, ...]:
    """``H, H, F`` as ``Healthy, Healthy, Fever``; as it is where a letter begins no word, or two."""
    if not all(isinstance(cell, str) and len(cell) == 1 for cell in found):
        return found
    begun: dict[str, set[str]] = {}
    for word in _words(expected):
        begun.setdefault(word[:1].casefold(), set()).add(word)
    full = [begun.get(str(cell).casefold(), set()) for cell in found]
    return tuple(next(iter(words)) if len(words) == 1 else cell for words, cell in zip(full, found, strict=True))


def _words(value: Value) -> list[str]:
    if isinstance(value, tuple):
        return [word for part in value for word in _words(part)]
    return [value] if isinstance(value, str) else []


def _run_together(words: tuple[object, ...]) -> str:
    return "".join("".join(map(str, words)).casefold().split())


def _count(found: tuple[object, ...]) -> str:
    return "1 word" if len(found) == 1 else f"{len(found)} words"
