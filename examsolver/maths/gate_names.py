"""Names in gate equations: which state, weight or bias of a cell a student's name means.

Names are the student's own: what stands on the left of their equations is known on the right. Beyond
that there are the usual ones (``g`` and ``c̃`` for the candidate); a subscript that belongs to another
gate is wrong, one that belongs to none is free.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from examsolver.core.formula import Apply, Formula, Num, Sym
from examsolver.core.marking import Reading
from examsolver.maths.tree import symbols

ACCENTS = ("hat", "tilde", "bar", "dot", "vec")
_CANDIDATES = frozenset(["g", "n", "k", "a", "candidate", "cand", "cbar", "ctilde", "chat", "htilde", "hhat"])
_SHARED = {"f": "f", "forget": "f", "i": "i", "input": "i", "in": "i", "o": "o", "output": "o", "out": "o"}
_GATED = {"z": "z", "u": "z", "update": "z", "upd": "z", "r": "r", "reset": "r"}
_STATES = {"h": "h", "x": "x", "c": "c", "s": "h", "hidden": "h", "input": "x", "cell": "c", "y": "y"}
_FREE_SUBSCRIPTS = frozenset(["", "x", "h", "xh", "hx", "hh", "ih", "xx", "rec", "in", "ho"])

NOW, BEFORE, OPEN = "t", "t-1", ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A kind of cell: the gates that it has, and whether its candidate is h̃ (gru) or c̃ (lstm)."""

    name: str
    gates: frozenset[str]


LSTM = Cell("lstm", frozenset(["f", "i", "o", "candidate"]))
GRU = Cell("gru", frozenset(["z", "r", "candidate"]))
PLAIN = Cell("rnn", frozenset())


def cell_of(expected: Formula, gate: str) -> Cell:
    """The cell that an equation belongs to, from its gate and the states it reads."""
    read = {symbol.name for symbol in symbols(expected)}
    if gate in ("z", "r") or read & {"z", "r"}:
        return GRU
    if gate in ("f", "i", "o", "c") or read & {"f", "i", "o"} or gate == "candidate":
        return LSTM
    return PLAIN


def gate_names(answers: Mapping[str, Reading]) -> Mapping[str, str]:
    """From what stands on the left of a student's equations to our gates.

    ``answers`` are the readings by part id. A name that is given twice, and one that usually means
    another of the gates asked for, tells nothing and is left out.
    """
    lefts = {gate: reading.left.name for gate, reading in answers.items() if isinstance(reading.left, Sym)}
    cell = GRU if {"z", "r"} & answers.keys() else LSTM if {"f", "i", "o", "c"} & answers.keys() else PLAIN
    once = {gate: name for gate, name in lefts.items() if list(lefts.values()).count(name) == 1}
    return {name: gate for gate, name in once.items() if _may_mean(name, gate, cell, once)}


def _may_mean(name: str, gate: str, cell: Cell, lefts: Mapping[str, str]) -> bool:
    """A usual name of another value of the cell (``h_t = …`` written for c) is a slip, not a name.

    A candidate may be called c or h where the state itself has another name (C, s), and so may anything
    go by a less usual name (s) of a value that has its own.
    """
    usual = usual_name(name, cell)
    if usual in (None, gate) or usual not in cell.gates | {"h", "c", "x"}:
        return True
    free = usual in lefts and lefts[usual] != name
    return free and (gate == "candidate" or name.casefold() != usual)


def usual_name(name: str, cell: Cell) -> str | None:
    """What a name usually means in a cell: ``C'`` the candidate, ``u`` in a GRU the update gate."""
    base, accented = bare(name)
    low = base.casefold()
    if (accented and low in ("c", "h", "s", "g", "n")) or low in _CANDIDATES:
        return "candidate"
    if low in _STATES and not (cell is LSTM and low in ("input",)):
        return _STATES[low]
    table = _SHARED if cell is LSTM else _GATED if cell is GRU else {}
    return table.get(low)


def bare(name: str) -> tuple[str, bool]:
    """A name without primes and accents, and whether it had any."""
    base = name.rstrip("'")
    for accent in ACCENTS:
        if base.endswith(f"_{accent}"):
            return base[: -len(accent) - 1], True
    return base, base != name


def step_of(symbol: Sym) -> str:
    """``t``, ``t-1``, another step as text, or nothing where none is written."""
    match symbol.index:
        case ():
            return OPEN
        case (Sym("t"),):
            return NOW
        case (Apply("-", (Sym("t"), Num(1))),):
            return BEFORE
        case _:
            return "other"


def is_weight(symbol: Sym) -> bool:
    """W, U, V, R (and w, u with a subscript): a matrix to be learned."""
    base, _, script = symbol.name.partition("_")
    if base.rstrip("0123456789'") in ("W", "U", "V", "R", "Theta", "theta", "K"):
        return not (symbol.index and step_of(symbol) in (NOW, BEFORE))
    return base in ("w", "u") and bool(script) and script not in ACCENTS and not symbol.index


def is_bias(symbol: Sym) -> bool:
    """b with any subscript."""
    base = symbol.name.partition("_")[0]
    return base.rstrip("0123456789'").casefold() in ("b", "bias", "beta")


def foreign_gate(symbol: Sym, gate: str, cell: Cell, own: Mapping[str, str]) -> str | None:
    """The other gate that a weight's or bias's subscript belongs to; None where it is this gate's or nobody's."""
    script = symbol.name.partition("_")[2]
    for accent in ACCENTS:
        script = script.replace(f"_{accent}", "")
    script = script.strip("'").replace(",", "").replace("_", "")
    if script.casefold() in _FREE_SUBSCRIPTS:
        return None
    owners = _owners(script, cell, own)
    return None if gate in owners or not owners else owners[-1]


def _owners(script: str, cell: Cell, own: Mapping[str, str]) -> list[str]:
    """The gates that the letters of a subscript name; x and h say what is read, unless they name the candidate."""
    whole = _owner(script, cell, own)
    if whole:
        return [whole]
    letters = [letter for letter in script if letter.casefold() not in ("x", "h")]
    if len(letters) == 2 and letters[0].casefold() == "i":
        letters = letters[1:]
    return [owner for letter in letters if (owner := _owner(letter, cell, own))]


def _owner(word: str, cell: Cell, own: Mapping[str, str]) -> str | None:
    """The gate that a subscript names."""
    if own.get(word) in cell.gates:
        return own[word]
    if word.casefold() in ("c", "h", "s"):
        return "candidate" if word.casefold() == "c" else None
    usual = usual_name(word, cell)
    return usual if usual in cell.gates else None
