"""What a student wrote, read as what the part asks for. Never raises; what cannot be read is told why.

Plain numbers and sizes take a fast lane by regular expression; everything else is first brought into
one plain notation (:mod:`~examsolver.language.answer_plain`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache

from examsolver.core.derivation import Value
from examsolver.core.formula import Apply, Formula, Listing, Num, Sym
from examsolver.core.marking import Reading
from examsolver.core.question import Part
from examsolver.language import answer_number, answer_size
from examsolver.language.answer_cells import as_shape, over_cells, read_grid, shape_of
from examsolver.language.answer_choices import read_choice
from examsolver.language.answer_commas import with_points
from examsolver.language.answer_equation import read_equation
from examsolver.language.answer_feasible import read_feasible
from examsolver.language.answer_frames import unframed
from examsolver.language.answer_gate_text import gate_text
from examsolver.language.answer_gradient_text import GRADIENT_NAMES, gradient_text
from examsolver.language.answer_labels import labels_in, names_the_whole, read_labelled
from examsolver.language.answer_layouts import chained, check_claimed, laid_out
from examsolver.language.answer_limits import Unreadable, over_limit
from examsolver.language.answer_names import Vocabulary
from examsolver.language.answer_number_words import claimed_number
from examsolver.language.answer_plain import is_blank, plain
from examsolver.language.answer_show_structure import show_structure
from examsolver.language.answer_shown import show_equation, show_reading
from examsolver.language.answer_size_words import read_told_size
from examsolver.language.answer_stance import is_unknowing, unquoted
from examsolver.language.answer_structure import read_structure
from examsolver.language.answer_texts import read_name, read_names, read_pairs, read_yes_no, words_of
from examsolver.maths.compare_texts import folded
from examsolver.maths.tree import walk

_ROUND = re.compile(r"\b(\d{1,9})\s*(?:to|until|through|\.\.\.?|…|–|—|-)\s*(\d{1,9})\b")
_ELEMENT = re.compile(r"^\s*\w+\s*(?:∈|\bin\b)\s*(?=[\[{\d])")
_BETWEEN = re.compile(r"\b(\d{1,9})\s*(?:<=|≤)\s*[^\W\d]\w*\s*(?:<=|≤)\s*(\d{1,9})\b")
_WHOLE = re.compile(r"(?<![\w.])\d{1,9}(?![\w.])")
MANY = 1000
_NONE = re.compile(r"\s*(?:none|no (?:such|solutions?|values?).*|∅|\{\s*\}|\[\s*\]|there (?:is|are) no.*)\s*\.?\s*")
WORDED = ("name", "names", "pairs")
"""Kinds of answers that are words."""
_SEVERAL = re.compile(r"\s*(?:[,;\n]|\band\b|\bor\b|\bund\b)\s*", re.IGNORECASE)


def read_answer(text: str, part: Part, expected: Value) -> Reading:
    """What was understood of an answer to a part.

    Args:
        expected: the true value, of which only type, shape and names are used, never the numbers.
    """
    lane = _LANES.get(part.kind)
    if lane and len(text) < 40 and (quick := lane(text, part, expected)) is not None:
        return quick
    if (is_blank(text) and folded(text) not in map(folded, words_of(expected))) or is_unknowing(text):
        return Reading(None)
    problem = over_limit(text)
    if problem is not None:
        return Reading(None, problem=problem)
    try:
        return _READERS[part.kind](_said(text, part), part, expected)
    except Unreadable as error:
        return Reading(None, problem=str(error))


def _said(text: str, part: Part) -> str:
    """The text in the plain notation; words stay as they are, unless they are written in LaTeX."""
    if part.kind in WORDED and "\\" not in text:
        return text.strip().removeprefix("**").removesuffix("**")
    return plain(unquoted(text)).strip()


def _quick_number(text: str, part: Part, expected: Value) -> Reading | None:
    bare = text.strip()
    if answer_number.PLAIN.fullmatch(bare) is None:
        return None
    entry = answer_number.in_unit(answer_number.literal(bare), part.unit, None)
    return Reading(entry, show_reading(entry))


def _quick_size(text: str, part: Part, expected: Value) -> Reading | None:
    if not isinstance(expected, tuple) or answer_size.PLAIN.fullmatch(text.strip()) is None:
        return None
    if "," in text and ("x" in text or "×" in text):
        return None
    size = answer_size.read_size(text.strip(), _rank(expected))
    return Reading(size, show_reading(size))


def _rank(expected: Value) -> int:
    """How many entries a size has; beside the size its known depth may be given."""
    if isinstance(expected, tuple) and expected and isinstance(expected[0], tuple):
        return len(expected[0])
    return len(expected) if isinstance(expected, tuple) else 1


_LANES: Mapping[str, Callable[[str, Part, Value], Reading | None]] = {
    "integer": _quick_number,
    "number": _quick_number,
    "size": _quick_size,
}


def _number(text: str, part: Part, expected: Value) -> Reading:
    text = with_points(text, part, expected)
    entry, notes = answer_number.read_number(claimed_number(text, part.kind == "integer"), part.unit)
    return Reading(entry, show_reading(entry), notes=notes)


def _size(text: str, part: Part, expected: Value) -> Reading:
    beside = isinstance(expected, tuple) and bool(expected) and isinstance(expected[0], tuple)
    size = read_told_size(text, _rank(expected), beside)
    return Reading(size, show_reading(size))


def _feasible(text: str, part: Part, expected: Value) -> Reading:
    size = expected[1] if isinstance(expected, tuple) and len(expected) > 1 else getattr(expected, "size", None)
    found = read_feasible(text, len(size) if isinstance(size, tuple) else None)
    return Reading(found, show_reading(found))


def _grid(text: str, part: Part, expected: Value) -> Reading:
    shape = shape_of_value(expected)
    check_claimed(text)
    text = laid_out(text, shape)
    labels = labels_in(text, part.id)
    if names_the_whole(text, labels, part.id):
        text, labels = text[labels[0].end() :], []
    if labels:
        grid, notes = read_labelled(text, labels, shape)
    elif (chains := chained(text, shape)) is not None:
        grid, notes = tuple(answer_number.read_number(chain)[0] for chain in chains), ()
    else:
        grid, notes = read_grid(text, shape)
    if shape_of(grid) is None:
        raise Unreadable("its rows differ in length")
    grid = over_cells(as_shape(grid, shape), lambda entry: answer_number.in_unit(entry, part.unit, None))
    return Reading(grid, show_reading(grid), notes=notes)


def _gate(text: str, part: Part, expected: Value) -> Reading:
    if part.id.startswith("dL/d"):
        return _equation(gradient_text(text), Vocabulary(GRADIENT_NAMES, gate=True))
    return _equation(gate_text(text, part.id.split("[")[0]), Vocabulary(frozenset({"candidate", "net"}), gate=True))


def _expression(text: str, part: Part, expected: Value) -> Reading:
    """An equation in the names of the question; what that notation does not have, in that of mathematics at large."""
    words = _words_of(expected)
    text = unframed(text, words.names)
    try:
        return _equation(text, words)
    except Unreadable as error:
        return _in_general(text, replace(words, general=True), error)


def _in_general(text: str, words: Vocabulary, failed: Unreadable) -> Reading:
    try:
        found = read_structure(text, words)
    except Unreadable:
        raise failed from None
    match found:
        case Apply("=", (left, right)):
            return Reading(right, show_structure(found), left=left)
        case Apply("list" | "set" | "tuple" | "chain" | "interval" | "union" | "meet" | "in" | "<-" | "ratio" | "pm"):
            raise failed
    return Reading(found, show_structure(found))


def _equation(text: str, words: Vocabulary) -> Reading:
    left, right = read_equation(text, words)
    return Reading(right, show_equation(left, right), left=left)


@cache
def _words_of(formula: Formula) -> Vocabulary:
    """The names of the expected formula, and whether its products are of matrices."""
    parts = tuple(walk(formula)) if isinstance(formula, (Num, Sym, Apply, Listing)) else ()
    matrix = any(isinstance(part, Apply) and part.op in ("@", "transpose") for part in parts)
    return Vocabulary(frozenset(part.name for part in parts if isinstance(part, Sym)), matrix=matrix)


def _sizes(text: str, part: Part, expected: Value) -> Reading:
    """Every solution: numbers or sizes, in any order; ``none`` where there is none."""
    if _NONE.fullmatch(text.casefold()):
        return Reading((), "none")
    wide = isinstance(expected, tuple) and any(isinstance(item, tuple) for item in expected)
    found: tuple[object, ...]
    if wide:
        found = tuple(answer_size.sizes_in(_rows_without_names(text)))
    else:
        text = _BETWEEN.sub(r"\1 to \2", _ELEMENT.sub("", text))
        text = _ROUND.sub(_every, text.rpartition("=")[2].strip().strip("{}[]()."))
        found = tuple(answer_number.read_number(item)[0] for item in _SEVERAL.split(text) if item.strip())
    if not found:
        raise Unreadable("no numbers were found")
    return Reading(found, show_reading(found))


def _every(found: re.Match[str]) -> str:
    """``27 to 30`` as every number between."""
    low, high = int(found[1]), int(found[2])
    return ", ".join(map(str, range(low, high + 1))) if 0 < high - low < MANY else found[0]


def _rows_without_names(text: str) -> str:
    """``k=3, p=1; k=5, p=2`` as ``(3, 1); (5, 2)``."""
    if "=" not in text or "(" in text or "[" in text:
        return text
    rows = (", ".join(_WHOLE.findall(row)) for row in re.split(r"[;\n]|\bor\b", text))
    return "; ".join(f"({row})" for row in rows if row)


_READERS: Mapping[str, Callable[[str, Part, Value], Reading]] = {
    "integer": _number,
    "number": _number,
    "size": _size,
    "sizes": _sizes,
    "vector": _grid,
    "matrix": _grid,
    "feasibility": _feasible,
    "gate": _gate,
    "expression": _expression,
    "name": read_name,
    "names": read_names,
    "pairs": read_pairs,
    "yes-no": read_yes_no,
    "choice": read_choice,
}


def shape_of_value(value: Value) -> tuple[int, ...]:
    """The shape of an array or of nested tuples; ``()`` for a number."""
    if hasattr(value, "dtype"):
        return tuple(int(size) for size in value.shape)
    if isinstance(value, (tuple, list)):
        return (len(value), *(shape_of_value(value[0]) if value else ()))
    return ()
