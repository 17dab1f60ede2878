"""Connectionist temporal classification: the table of forward variables, probability and loss; greedy decoding."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, reduce
from operator import add, mul

from examsolver.core.convention import Conventions
from examsolver.core.derivation import LawError, Value
from examsolver.core.formula import Formula, Num, Sym, apply
from examsolver.core.picture import TableFacts
from examsolver.core.question import Picture
from examsolver.core.rule import Algorithm, Equation, Facts, Input, Option, Result, Rule
from examsolver.maths.arrays import as_array, describe, shape_of
from examsolver.rules.chances import check_chances
from examsolver.rules.ctc_labels import labels_of
from examsolver.rules.rewriting import slip
from examsolver.rules.selecting import INDEX_BASE
from examsolver.rules.texts import Words, first_number, place_of, units_of, whole, words_of

BLANKS = ("-", "blank", "<blank>", "<b>", "ε", "∅", "_")
"""What a blank is called where nothing says so, the first of these in the alphabet."""


def frames_of(facts: Facts) -> tuple[int, int]:
    """How many frames and classes there are. Raises LawError where neither P nor logits are a matrix."""
    name = next((word for word in ("P", "logits") if facts.has(word)), None)
    if name is None:
        raise LawError("P is missing", "give P, one row a frame and one column a class, or logits")
    shape = facts.shape(name)
    if len(shape) != 2:
        raise LawError(f"{name} is {describe(shape)}", "one row a frame, one column a class")
    check_chances(facts, "P")
    return shape[0], shape[1]


def alphabet_of(facts: Facts, classes: int, base: int) -> Words:
    """The names of the classes: given, or their numbers. Raises LawError for another number of names."""
    if not facts.has("alphabet"):
        return tuple(str(place + base) for place in range(classes))
    given = facts.value("alphabet")
    found = units_of(given) if isinstance(given, str) else words_of(given)
    if len(found) != classes:
        hint = "one symbol for each column, the blank included; P^T exchanges rows and columns"
        raise LawError(f"the alphabet has {len(found)} symbols and there are {classes} classes", hint)
    return found


def blank_of(facts: Facts, alphabet: Words) -> str:
    """The blank's name: given, else one that is known as such, else the first class."""
    if facts.has("blank"):
        given = facts.value("blank")
        name = given if isinstance(given, str) else str(whole(given, "the blank"))
        return alphabet[place_of(name, alphabet, "the alphabet")]
    return next((word for word in BLANKS if word in alphabet), alphabet[0])


def base_in(facts: Facts, conventions: Conventions) -> int:
    """The number of the first class."""
    return first_number(conventions, *(facts.value(name) for name in ("target", "blank") if facts.has(name)))


def ctc(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """The table column by column, and what its last two entries come to."""
    frames, classes = frames_of(facts)
    alphabet = alphabet_of(facts, classes, base_in(facts, conventions))
    blank, target = blank_of(facts, alphabet), labels_of(facts.value("target"))
    for unit in target:
        place_of(unit, alphabet, "the alphabet")
    says = "a blank before, between and behind the labels"
    found = [*_chances(facts), Equation("extended", apply("ctc_extend", Sym("target"), blank=blank), says)]
    for frame in range(1, frames + 1):
        found += _column(frame, alphabet)
    last = [apply("index", Sym("alpha", (Num(frames),)), Num(place)) for place in ends(2 * len(target) + 1)]
    found.append(Equation("p", reduce(add, last), "a path ends in the last label or in the last blank"))
    return (*found, Equation("loss", -apply("log", Sym("p")), "minus the logarithm of the probability"))


def ends(count: int) -> tuple[int, ...]:
    """The places (from 1) in which a path may end."""
    return (count - 1, count) if count > 1 else (count,)


def _chances(facts: Facts) -> list[Equation]:
    if facts.has("P"):
        return []
    return [Equation("P", apply("softmax", Sym("logits"), axis="row"), "probabilities of each frame")]


def _column(frame: int, alphabet: Words) -> list[Equation]:
    here, extended = Sym("q", (Num(frame),)), Sym("extended")
    q = Equation(f"q[{frame}]", apply("at_labels", apply("index", Sym("P"), frame), extended, alphabet=alphabet))
    if frame == 1:
        return [q, Equation("alpha[1]", apply("ctc_start", here))]
    return [q, Equation(f"alpha[{frame}]", apply("ctc_step", Sym("alpha", (Num(frame - 1),)), here, extended))]


def table(value: Callable[[str], Value]) -> tuple[Picture, ...]:
    """The forward variables: a row for each extended label, a column for each frame."""
    rows: Value = value("extended")
    columns: list[list[Value]] = []
    while (column := value(f"alpha[{len(columns) + 1}]")) is not None:
        columns.append(as_array(column).tolist())
    if rows is None or not columns:
        return ()
    frames = len(columns)
    cells = tuple(tuple(f"{float(column[place]):.4g}" for column in columns) for place in range(len(rows)))
    strong = tuple((place - 1, frames - 1) for place in ends(len(rows)))
    facts = TableFacts(tuple(f"t = {frame}" for frame in range(1, frames + 1)), rows, cells, strong)
    return (Picture("table", facts, f"forward variables of CTC, {len(rows)} labels over {frames} frames"),)


# Greedy decoding.


def best_labels(p: Value, alphabet: Value = ()) -> Value:
    """The most probable class of every frame, by name (left out: numbers from 1); of equal ones the first."""
    if len(shape_of(p)) != 2:
        raise LawError(f"P is {describe(shape_of(p))}", "one row a frame, one column a class")
    names = words_of(alphabet) or tuple(str(place + 1) for place in range(shape_of(p)[1]))
    return tuple(names[row.index(max(row))] for row in as_array(p).tolist())


def least_labels(p: Value, alphabet: Value = ()) -> Value:
    """The least probable class of every frame."""
    return best_labels(-as_array(p), alphabet)


def _best_by_sorting(p: Value, alphabet: Value = ()) -> Value:
    """Oracle: the classes sorted by probability, then by place."""
    names = alphabet or tuple(map(str, range(1, p.shape[1] + 1)))
    return tuple(names[sorted(range(p.shape[1]), key=partial(_rank, row))[0]] for row in p)


def _rank(row: Value, place: int) -> tuple[float, int]:
    return -float(row[place]), place


def _best_notation(p: Formula, alphabet: Value = ()) -> Formula:
    return apply("best_labels", p)


def ctc_greedy(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """The best class of each frame, collapsed; its score."""
    frames, classes = frames_of(facts)
    alphabet = alphabet_of(facts, classes, base_in(facts, conventions))
    blank, given = blank_of(facts, alphabet), Sym("P" if facts.has("P") else "logits")
    found = [
        Equation("path", apply("best_labels", given, alphabet=alphabet), "the best class of every frame"),
        Equation("decoded", apply("ctc_collapse", Sym("path"), blank=blank)),
        Equation("best", apply("max", given, axis="row"), "its value in every frame"),
    ]
    entries = [apply("index", Sym("best"), frame) for frame in range(1, frames + 1)]
    if facts.has("P"):
        found.append(Equation("probability", reduce(mul, entries), "the probability of this one path"))
        return (*found, Equation("score", -apply("log", Sym("probability")), "minus its logarithm"))
    return (*found, Equation("score", -apply("sum", Sym("best")), "minus the sum of the largest logits"))


GIVEN = (
    Input("P", "probabilities: one row a frame, one column a class", "array", optional=True, also=("probabilities",)),
    Input("logits", "scores before the softmax, in place of P", "array", optional=True, also=("scores",)),
    Input("alphabet", "the symbols of the classes, blank included; left out, numbers", "any", optional=True),
    Input(
        "blank", "the blank; left out, a symbol such as - in the alphabet, else the first class", "any", optional=True
    ),
)

RULES = (
    Rule(
        name="best_labels",
        step=True,
        summary="the most probable class of every frame, by name",
        law=best_labels,
        inputs=("P",),
        because="take the largest entry of every row; of equal ones the first",
        options=(Option("alphabet", "names of the classes; left out, numbers from 1", "size", ()),),
        notation=_best_notation,
        misconceptions=(slip("largest-and-smallest-exchanged", "The most probable class is asked.", least_labels),),
        oracle=_best_by_sorting,
        example="question best: compute\n  P = [[0.2, 0.8], [0.6, 0.4]]\n  b = best_labels(P)\n  find b",
    ),
)

ALGORITHMS = (
    Algorithm(
        name="ctc",
        summary="probability and loss of a labelling under CTC, by the forward algorithm",
        inputs=(
            *GIVEN[:2],
            Input("target", "the labels without blanks: a word, a list, or numbers", "any", also=("labels",)),
            *GIVEN[2:],
        ),
        results=(
            Result("loss", "minus the logarithm of the probability", ("L",)),
            Result("p", "the probability of the target: all its paths together", ("probability",)),
            Result("alpha", "alpha[t]: the forward variables of frame t"),
            Result("extended", "the labels with blanks"),
            Result("q", "q[t]: the probabilities of the extended labels in frame t"),
        ),
        equations=ctc,
        conventions=(INDEX_BASE,),
        pictures=table,
        example='question heard: compute ctc\n  alphabet = ["-", "a", "b"]\n  target = "ab"\n'
        "  P = [[0.4, 0.5, 0.1], [0.2, 0.4, 0.4], [0.5, 0.1, 0.4]]\n  find alpha[2], p\n  find loss to 4 decimals",
        also=("ctc-loss", "ctc-forward"),
    ),
    Algorithm(
        name="ctc-greedy",
        summary="greedy decoding of CTC: the best class of each frame, collapsed",
        inputs=GIVEN,
        results=(
            Result("decoded", "the labels that come out"),
            Result("path", "the best class of each frame"),
            Result("probability", "the probability of that path, where P is given"),
            Result("score", "minus the logarithm of it; with logits, minus the sum of the largest"),
            Result("best", "the largest entry of each frame"),
        ),
        equations=ctc_greedy,
        conventions=(INDEX_BASE,),
        example='question heard: compute ctc-greedy\n  alphabet = ["-", "a"]\n'
        "  P = [[0.4, 0.6], [0.8, 0.2], [0.3, 0.7]]\n  find path, decoded, probability",
        also=("ctc-decode", "ctc-best-path"),
    ),
)
