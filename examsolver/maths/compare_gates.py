"""Gate equations against the truth: every difference named, with a tag free of the question's numbers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from examsolver.core.derivation import LawError
from examsolver.core.formula import Apply, Formula, Sym
from examsolver.core.marking import Comparison
from examsolver.maths.gate_differences import Difference, differences
from examsolver.maths.gate_names import LSTM, Cell, bare, cell_of, usual_name
from examsolver.maths.gates import Canonical, canonical
from examsolver.maths.tree import rebuild, symbols

NO_NAMES: Mapping[str, str] = MappingProxyType({})
_ADDED = Difference("inputs-added", "two vectors are added where they are put one below the other")
_SAID = {
    "f": "the forget gate", "i": "the input gate", "o": "the output gate", "z": "the update gate",
    "r": "the reset gate", "candidate": "the candidate", "c": "the cell state", "h": "the hidden state",
}  # fmt: skip


def compare_gate(
    expected: Formula,
    given: Formula,
    gate: str,
    names: Mapping[str, str] = NO_NAMES,
    others: Mapping[str, Formula] = NO_NAMES,  # type: ignore[assignment]
) -> Comparison:
    """A student's right-hand side against ours.

    Args:
        gate: which value of the cell the equation gives (``f``, ``candidate``, ``h``).
        names: the student's names, see :func:`~examsolver.maths.gate_names.gate_names`.
        others: right-hand sides of other values of the cell, so that a student may put one in
            (h = o⊙tanh(f⊙c + i⊙candidate)).

    Returns:
        equal; different with every difference told and the tag, if there is one only; undecided
        where the equation holds what no gate equation has.
    """
    cell = cell_of(expected, gate)
    try:
        student = canonical(given, gate, cell, names)
        tellings = [_told(spelled, student, gate, cell) for spelled in _spellings(expected, others)]
    except LawError as error:
        return Comparison("undecided", error.reason)
    found = min(tellings, key=len)
    if not found:
        return Comparison("equal")
    reason = "; ".join(difference.says for difference in found)
    return Comparison("different", reason, found[0].tag if len(found) == 1 else None)


def _spellings(expected: Formula, others: Mapping[str, Formula]) -> list[Formula]:
    """Our equation, and the same with other values of the cell put in."""
    spelled = [expected, *_peeping_by_a_matrix(expected)]
    for name, formula in others.items():
        if any(symbol.name == name and not _earlier(symbol) for symbol in symbols(expected)):
            right = formula.args[1] if isinstance(formula, Apply) and formula.op == "=" else formula
            spelled.extend([_with(one, name, right) for one in spelled][:8])
    return spelled


def _peeping_by_a_matrix(expected: Formula) -> list[Formula]:
    """Peepholes as some books write them: a (diagonal) matrix W_p on the cell state in the place of p ⊙ c."""

    def change(part: Formula) -> Formula:
        match part:
            case Apply("*", (Sym(name, ()), Sym() as cell)) if name.startswith("p_"):
                return Apply("@", (Sym("W_peep"), cell))
        return part

    other = rebuild(expected, change)
    return [] if other == expected else [other]


def _earlier(symbol: Sym) -> bool:
    return bool(symbol.index) and symbol.index != (Sym("t"),)


def _with(formula: Formula, name: str, value: Formula) -> Formula:
    return rebuild(
        formula, lambda part: value if isinstance(part, Sym) and part.name == name and not _earlier(part) else part
    )


@lru_cache(maxsize=512)
def _truth(expected: Formula, gate: str, cell: Cell) -> Canonical:
    """Our equation in canonical form, worked out once for all answers."""
    return canonical(expected, gate, cell, NO_NAMES)


def _told(expected: Formula, student: Canonical, gate: str, cell: Cell) -> tuple[Difference, ...]:
    truth = _truth(expected, gate, cell)
    weighed = _foreign(student) if gate in cell.gates else ()
    added = (_ADDED,) if student.added and not truth.added else ()
    return (*differences(truth.terms, student.terms, cell), *added, *weighed)


def _foreign(student: Canonical) -> tuple[Difference, ...]:
    """Weights and biases of another gate; told only for gates, since nothing else has any."""
    if not student.foreign:
        return ()
    listed = " and ".join(name for name, _ in student.foreign)
    whose = _SAID.get(student.foreign[0][1], student.foreign[0][1])
    verb = "belong" if len(student.foreign) > 1 else "belongs"
    return (Difference("weight-of-another-gate", f"{listed} {verb} to {whose}"),)


def names_another(left: Formula | None, gate: str, expected: Formula, names: Mapping[str, str]) -> str | None:
    """The other gate that stands on the left of an equation, as a sentence; None where the name may be meant."""
    if not isinstance(left, Sym) or names.get(left.name) == gate:
        return None
    cell = cell_of(expected, gate)
    usual = usual_name(left.name, cell)
    plain_state = gate == "candidate" and bare(left.name)[0].casefold() in ("c", "h")
    if usual is None or usual == gate or plain_state or (usual == "candidate" and gate in ("c", "h")):
        return None
    known = cell.gates | {"h", "c"} if cell is LSTM else cell.gates | {"h"}
    return f"it is the equation of {_SAID.get(usual, usual)}" if usual in known else None
