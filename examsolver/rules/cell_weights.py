"""The weights of a cell in the way in which a question gives them: names, shapes, what acts on what from which side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from examsolver.core.convention import Convention, Conventions
from examsolver.core.derivation import LawError
from examsolver.core.formula import Apply, Formula, Listing, Num, Sym, apply
from examsolver.core.rule import Facts, Misfit
from examsolver.maths.arrays import describe
from examsolver.rules.cell_conventions import GATE_MATRICES, INPUT_ORDER, SIDE

Shape = tuple[int, ...]
X = Sym("x")


@dataclass(frozen=True, slots=True)
class Piece:
    """A matrix or vector with its shape, where that is known; ``right``: it stands on the right of a row."""

    formula: Formula
    shape: Shape | None
    right: bool | None = None


@dataclass(slots=True)
class Sizes:
    """How wide input and state are: None for a number, -1 where it is not known; ``batch``: a row a sample."""

    facts: Facts
    rows: int
    """How often the rows of the state fit into a stacked bias: the number of gates."""

    @property
    def width(self) -> int | None:
        """Entries of the input at one step."""
        return _last(shape(self.facts, "x"))

    @property
    def batch(self) -> bool:
        """Whether x has a row for every sample."""
        return len(shape(self.facts, "x") or ()) == 2

    @property
    def hidden(self) -> int | None:
        """Entries of the state."""
        return _last(shape(self.facts, "h[0]"))


def _last(found: Shape | None) -> int | None:
    return -1 if found is None else found[-1] if found else None


def shape(facts: Facts, name: str) -> Shape | None:
    """The shape of an input; None where it is not there or not known."""
    if not facts.has(name):
        return None
    try:
        return facts.shape(name)
    except LawError:
        return None


def first_there(facts: Facts, names: Iterable[str]) -> str | None:
    """The first of these names that the question has."""
    return next((name for name in names if facts.has(name)), None)


@dataclass(slots=True)
class Products:
    """Builds products of weights with vectors, and collects what does not fit."""

    facts: Facts
    conventions: Conventions
    sizes: Sizes
    misfits: list[Misfit] = field(default_factory=list)
    topics: dict[str, Convention] = field(default_factory=dict)

    def chosen(self, topic: Convention) -> str:
        """The variant in force of a topic that matters here."""
        self.topics[topic.topic] = topic
        return topic.chosen(self.conventions).name

    def state(self, name: str) -> None:
        """Notes a state that is not as wide as h."""
        piece, needed = self.piece(f"{name}[0]"), shape(self.facts, "h[0]")
        if piece.shape is not None and needed is not None and piece.shape != needed:
            self.refuse(Piece(Sym(f"{name}[0]"), piece.shape), (needed,), f"h[0], {describe(needed)}")

    def piece(self, name: str) -> Piece:
        """A named input."""
        return Piece(Sym(name), shape(self.facts, name))

    def refuse(self, piece: Piece, needed: Iterable[Shape], what: str) -> None:
        """Notes that a shape does not fit."""
        name = piece.formula.name if isinstance(piece.formula, Sym) else "a weight"
        said = " or ".join(dict.fromkeys(describe(one) for one in needed))
        reason = f"{name} is {describe(piece.shape or ())}, which does not fit {what}"
        if all(one.name != name for one in self.misfits):
            single = self.sizes.hidden is None and bool(piece.shape)
            more = "; h[0] is one number: a state of 2 begins with h[0] = 0 as 2" if single else ""
            if (shape(self.facts, "x") or ())[1:] == (1,) and self.sizes.batch:
                more += "; vectors are written flat, x = [1, 2]: rows of x are samples"
            self.misfits.append(Misfit(name, reason, f"here {name} must be {said}{more}"))

    def on_right(self, piece: Piece, out: int, entries: int, what: str) -> bool:
        """Whether a matrix stands on the right of a row. Notes a shape that fits neither way."""
        if piece.right is not None:
            return piece.right
        if piece.shape is None or min(out, entries) < 0:
            return False
        left, right = piece.shape == (out, entries), piece.shape == (entries, out)
        if left and right:
            return self.chosen(SIDE) == "right"
        if not left and not right:
            self.refuse(piece, ((out, entries), (entries, out)), what)
        return right

    def product(self, piece: Piece, vector: Formula, entries: int | None, what: str) -> Formula:
        """``W v``, ``v W``, ``w v``, or with a row a sample ``V Wᵀ``."""
        out = self.sizes.hidden
        if entries is None:
            return self._by_number(piece, vector, what)
        if out is None:
            return self._to_number(piece, vector, entries, what)
        right = self.on_right(piece, out, entries, what)
        if self.sizes.batch:
            return vector @ (piece.formula if right else apply("transpose", piece.formula))
        return vector @ piece.formula if right else piece.formula @ vector

    def _by_number(self, piece: Piece, number: Formula, what: str) -> Formula:
        out = self.sizes.hidden
        vector: Shape = () if out is None else (out,)
        if piece.shape in (None, (), vector):
            return piece.formula * number
        if out is not None and piece.shape == (out, 1):
            return piece.formula @ Listing((number,))
        if piece.shape == (1, 1):
            return piece.formula @ Listing((number,))
        self.refuse(piece, (vector, (out or 1, 1)), what)
        return piece.formula * number

    def _to_number(self, piece: Piece, vector: Formula, entries: int, what: str) -> Formula:
        if piece.shape is not None and entries >= 0 and piece.shape not in ((entries,), (1, entries)):
            self.refuse(piece, ((entries,),), what)
        return piece.formula @ vector

    def joined(self, piece: Piece, state: Formula) -> Formula:
        """``W [h, x]``, with a 1 at the end where W has a column for it."""
        first = self.chosen(INPUT_ORDER) == "state-first"
        parts: tuple[Formula, ...] = (state, X) if first else (X, state)
        entries = self._joined_width()
        one = entries + 1 in (piece.shape or ()) and entries not in (piece.shape or ()) and entries >= 0
        if one:
            ones = Listing(tuple(Listing((Num(1),)) for _ in range(self._samples())))
            parts = (*parts, ones if self.sizes.batch else Num(1))
        what = f"[{'h, x' if first else 'x, h'}{', 1' if one else ''}] with {entries + one} entries"
        if self.sizes.batch:
            return self.product(piece, Listing(parts), entries + one, what)
        return self.product(piece, Listing(parts), entries + one if entries >= 0 else -1, what)

    def _joined_width(self) -> int:
        hidden, width = (1 if size is None else size for size in (self.sizes.hidden, self.sizes.width))
        return hidden + width if min(hidden, width) >= 0 else -1

    def _samples(self) -> int:
        return (shape(self.facts, "x") or (1,))[0]

    def apart(self, pair: tuple[Piece, Piece], state: Formula) -> tuple[Formula, Formula]:
        """The input under its matrix, and the state under its own."""
        width, hidden = self.sizes.width, self.sizes.hidden
        on_input = self.product(pair[0], X, width, f"x with {_said(width)} and h with {_said(hidden)}")
        return on_input, self.product(pair[1], state, hidden, f"h with {_said(hidden)}")

    def told_apart(self, one: str, other: str, topic: Convention = GATE_MATRICES) -> tuple[Piece, Piece]:
        """Two matrices W and U: which is for the input is told by their shapes, else by the convention."""
        w, u = self.piece(one), self.piece(other)
        width, hidden = self.sizes.width, self.sizes.hidden
        if self._fits(w, width) and self._fits(u, hidden) and not (self._fits(w, hidden) and self._fits(u, width)):
            return w, u
        if self._fits(w, hidden) and self._fits(u, width) and not (self._fits(w, width) and self._fits(u, hidden)):
            return u, w
        return (w, u) if self.chosen(topic) == "u-state" else (u, w)

    def _fits(self, piece: Piece, entries: int | None) -> bool:
        out = self.sizes.hidden
        if piece.shape is None or -1 in (entries, out):
            return True
        if entries is None:
            return piece.shape in ((), (1, 1)) if out is None else piece.shape in ((out,), (out, 1))
        if out is None:
            return piece.shape == (entries,)
        return piece.shape in ((out, entries), (entries, out))

    def cut(self, piece: Piece, place: int, count: int, entries: int | None) -> Piece:
        """The block of one gate of a stacked matrix or vector."""
        hidden = self.sizes.hidden or 1
        if piece.shape is None or hidden < 0:
            return piece
        cut: Shape
        bounds = Apply("..", (Num(place * hidden + 1), Num((place + 1) * hidden)))
        if len(piece.shape) == 1:
            if piece.shape != (count * hidden,):
                self.refuse(piece, ((count * hidden,),), f"{count} gates of {hidden}")
            formula, cut, right = apply("index", piece.formula, bounds), (hidden,), None
        else:
            right = self._stacked_right(piece, count * hidden, entries if entries is not None else 1)
            every = Apply("..", (Num(1), Num(piece.shape[0])))
            formula = apply("index", piece.formula, every, bounds) if right else apply("index", piece.formula, bounds)
            cut = (piece.shape[0], hidden) if right else (hidden, piece.shape[-1])
        return Piece(formula, cut, right)

    def _stacked_right(self, piece: Piece, rows: int, entries: int) -> bool:
        if piece.shape == (rows, entries + 1):
            return False
        return self.on_right(piece, rows, entries, f"gates of {rows} rows in all on {entries} entries")


def _said(size: int | None) -> str:
    return "1 entry" if size in (1, None) else f"{size} entries"
