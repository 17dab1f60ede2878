"""What goes into each gate, from the weights as they are given: W [h, x], W x + U h, or blocks of one matrix."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from examsolver.core.convention import Convention, Conventions
from examsolver.core.derivation import Derivation, Misconception, Step
from examsolver.core.formula import Apply, Formula, Num, Sym, apply
from examsolver.core.rule import Equation, Facts, Fitting
from examsolver.rules.arithmetic import first, second
from examsolver.rules.cell_conventions import FUNCTIONS, GATE_MATRICES, INPUT_ORDER, OUTPUT, RNN_MATRICES
from examsolver.rules.cell_names import (
    BARE,
    ONE_BIAS,
    ONE_MATRIX,
    OUTPUT_BIASES,
    OUTPUT_WEIGHTS,
    STACKED,
    STACKED_BIASES,
    biases_of,
    ended,
    pairs_of,
    suffixes,
)
from examsolver.rules.cell_weights import Piece, Products, Sizes, first_there
from examsolver.rules.gates import H_BEFORE


@dataclass(frozen=True, slots=True)
class Weights:
    """Either one matrix for [h, x], or one for the input and one for the state; none, one or two biases."""

    joined: Piece | None
    apart: tuple[Piece, Piece] | None
    biases: tuple[Piece, ...]


@dataclass(slots=True)
class Form:
    """The weights of all gates of a cell.

    Attributes:
        cell: its name. gates: letters of its gates; none for a simple cell, which has one equation.
        order: the topic that says in which order gates are stacked.
    """

    cell: str
    gates: str
    order: Convention | None
    products: Products

    @property
    def facts(self) -> Facts:
        """The inputs of the question."""
        return self.products.facts

    def total(self, gate: str, state: Formula = H_BEFORE) -> Formula:
        """``W [h, x] + b``: what goes into a gate."""
        weights = self.weights(gate)
        if weights.apart is not None:
            on_input, on_state = self.products.apart(weights.apart, state)
            result: Formula = on_input + on_state
        else:
            result = self.products.joined(weights.joined or Piece(Sym(f"W_{gate}"), None), state)
        return _plus(result, weights.biases)

    def halves(self, gate: str) -> tuple[Formula, Formula]:
        """``W x + b`` and ``U h`` (of two biases one with each), where a gate acts on the second alone."""
        weights = self.weights(gate)
        pair = weights.apart or self._split(gate, weights.joined)
        on_input, on_state = self.products.apart(pair, H_BEFORE)
        mine, theirs = (weights.biases[:1], weights.biases[1:]) if len(weights.biases) == 2 else (weights.biases, ())
        return _plus(on_input, mine), _plus(on_state, theirs)

    def _split(self, gate: str, joined: Piece | None) -> tuple[Piece, Piece]:
        """The columns of a matrix on [h, x] that belong to x and to h."""
        hidden, width = self.products.sizes.hidden or 1, self.products.sizes.width or 1
        if joined is None or joined.shape not in ((hidden, hidden + width), (hidden + width, hidden)):
            return joined or Piece(Sym(f"W_{gate}"), None), Piece(Sym(f"U_{gate}"), None)
        right = self.products.on_right(joined, hidden, hidden + width, "[h, x]")
        first = self.products.chosen(INPUT_ORDER) == "state-first"
        h_at, x_at = (0, hidden) if first else (width, 0)
        return self._columns(joined, x_at, width, right), self._columns(joined, h_at, hidden, right)

    def _columns(self, piece: Piece, start: int, count: int, right: bool) -> Piece:
        hidden = self.products.sizes.hidden or 1
        part, every = Apply("..", (Num(start + 1), Num(start + count))), Apply("..", (Num(1), Num(hidden)))
        formula = apply("index", piece.formula, part) if right else apply("index", piece.formula, every, part)
        return Piece(formula, (count, hidden) if right else (hidden, count), right)

    # Which names the question has.

    def weights(self, gate: str) -> Weights:
        """The weights of one gate, by its own names or as blocks of stacked ones."""
        if not gate or self._is_stacked():
            return self._stacked(gate)
        endings = suffixes(self.cell, gate)
        biases = next((two for ending in endings if (two := self._two_biases(ending))), ()) or self._bias(endings)
        for ending in endings:
            for pair in pairs_of(ending):
                if all(map(self.facts.has, pair)):
                    return Weights(None, self._pieces(pair), biases)
            for pair in BARE:
                bare = ended(pair[0], ending), ended(pair[1], ending)
                if all(map(self.facts.has, bare)):
                    return Weights(None, self.products.told_apart(*bare), biases)
        names = (ended(base, ending) for base in ONE_MATRIX[:2] for ending in endings)
        known = first_there(self.facts, names) or f"W_{gate}"
        return Weights(self.products.piece(known), None, biases)

    def _is_stacked(self) -> bool:
        first = self.gates[0]
        names = [name for ending in suffixes(self.cell, first) for pair in pairs_of(ending) for name in pair]
        own = any(self.facts.has(name) for name in (*names, *(f"{base}_{first}" for base in "WUwu")))
        return not own and first_there(self.facts, [*ONE_MATRIX, *(pair[0] for pair in STACKED)]) is not None

    def _pieces(self, pair: tuple[str, str]) -> tuple[Piece, Piece]:
        return self.products.piece(pair[0]), self.products.piece(pair[1])

    def _two_biases(self, ending: str) -> tuple[Piece, ...]:
        pair = next((pair for pair in biases_of(ending) if all(map(self.facts.has, pair))), None)
        return self._pieces(pair) if pair is not None else ()

    def _bias(self, endings: tuple[str, ...]) -> tuple[Piece, ...]:
        name = first_there(self.facts, (ended("b", ending) for ending in endings))
        return (self._vector(name),) if name is not None else ()

    def _vector(self, name: str) -> Piece:
        piece, hidden = self.products.piece(name), self.products.sizes.hidden
        if piece.shape and hidden not in (None, -1) and piece.shape != (hidden,) and not self._is_rows(piece):
            self.products.refuse(piece, ((hidden or 1,),), "the state")
        return piece

    def _is_rows(self, piece: Piece) -> bool:
        return len(piece.shape or ()) != 1 or not self.gates or self._is_stacked()

    def _stacked(self, gate: str) -> Weights:
        pair = next((pair for pair in STACKED if all(map(self.facts.has, pair))), None)
        bare = next((pair for pair in BARE if all(map(self.facts.has, pair))), None)
        topic = GATE_MATRICES if self.gates else RNN_MATRICES
        biases = self._stacked_biases(gate)
        if pair is not None or bare is not None:
            if bare is not None and pair is None:
                on_input, on_state = self._told_apart(bare, topic)
            else:
                on_input, on_state = self._pieces(pair or bare or ("W_x", "W_h"))
            width, hidden = self.products.sizes.width, self.products.sizes.hidden
            cut = (self._cut(on_input, gate, width), self._cut(on_state, gate, hidden))
            return Weights(None, cut, biases)
        name = first_there(self.facts, ONE_MATRIX) or "W"
        entries = (self.products.sizes.hidden or 1) + (self.products.sizes.width or 1)
        return Weights(self._cut(self.products.piece(name), gate, entries), None, biases)

    def _told_apart(self, pair: tuple[str, str], topic: Convention) -> tuple[Piece, Piece]:
        if not self.gates:
            return self.products.told_apart(*pair, topic)
        w, u = self._pieces(pair)
        return (w, u) if self.products.chosen(topic) == "u-state" else (u, w)

    def _stacked_biases(self, gate: str) -> tuple[Piece, ...]:
        pair = next((pair for pair in STACKED_BIASES if all(map(self.facts.has, pair))), None)
        both = next((piece for piece in map(self.products.piece, ONE_BIAS) if (piece.shape or ())[:-1] == (2,)), None)
        if both is not None and both.shape is not None:
            rows = (Piece(apply("index", both.formula, Num(row)), both.shape[1:]) for row in (1, 2))
            return tuple(self._cut(row, gate, None) for row in rows)
        if pair is not None:
            first, second = self._pieces(pair)
            return self._cut(first, gate, None), self._cut(second, gate, None)
        name = first_there(self.facts, ONE_BIAS)
        return () if name is None else (self._cut(self.products.piece(name), gate, None),)

    def _cut(self, piece: Piece, gate: str, entries: int | None) -> Piece:
        """The block of a gate; the whole of it for a simple cell."""
        if not gate or self.order is None:
            return piece
        place = self.products.chosen(self.order).index(gate)
        return self.products.cut(piece, place, len(self.gates), entries)

    # What comes out of the cell beside its state.

    def outputs(self) -> tuple[Equation, ...]:
        """``y = V h + b`` and ``p = softmax(y)``, where the question has weights of an output."""
        name = first_there(self.facts, OUTPUT_WEIGHTS)
        if name is None:
            return ()
        bias = first_there(self.facts, OUTPUT_BIASES)
        total = self._read_out(self.products.piece(name))
        total = total + Sym(bias) if bias is not None else total
        function = FUNCTIONS.get(self.products.chosen(OUTPUT))
        read = apply(function, total) if function else total
        return Equation("y", read, "output of the step"), Equation("p", apply("softmax", Sym("y")), "probabilities")

    def _read_out(self, piece: Piece) -> Formula:
        hidden, h = self.products.sizes.hidden, Sym("h")
        if hidden is None or (piece.shape == () and hidden != -1):
            return piece.formula * h
        if piece.shape is None or hidden == -1:
            return piece.formula @ h
        if piece.shape == (hidden,):
            return h @ piece.formula if self.products.sizes.batch else piece.formula @ h
        out = next((size for size in piece.shape if size != hidden), hidden)
        kept = Sizes(self.facts, 1)
        right = self.products.on_right(piece, out, hidden, f"h with {hidden} entries")
        if kept.batch:
            return h @ (piece.formula if right else apply("transpose", piece.formula))
        return h @ piece.formula if right else piece.formula @ h

    def fitting(self, equations: tuple[Equation, ...], topics: tuple[Convention, ...] = ()) -> Fitting:
        """All that was found out."""
        products = self.products
        known = {**{topic.topic: topic for topic in topics}, **products.topics}
        return Fitting((*equations, *self.outputs()), tuple(products.misfits), tuple(known.values()))


def form(cell: str, gates: str, order: Convention | None, facts: Facts, conventions: Conventions) -> Form:
    """The weights that a question gives for a cell."""
    return Form(cell, gates, order, Products(facts, conventions, Sizes(facts, max(len(gates), 1))))


def masked(equations: tuple[Equation, ...], facts: Facts, states: tuple[str, ...]) -> tuple[Equation, ...]:
    """Where the mask is 0 a state stays as it was before the step."""
    if not facts.has("mask"):
        return equations
    mask, before = Sym("mask"), (Sym("t") - 1,)
    return tuple(
        replace(
            one,
            formula=mask * one.formula + (1 - mask) * Sym(one.name, before),
            says=f"{one.says}; where the mask is 0 it stays as it was",
            misconceptions=(*one.misconceptions, MASK_IGNORED),
        )
        if one.name in states
        else one
        for one in equations
    )


def _as_if_all_counted(derivation: Derivation, step: Step) -> Mapping[str, Step]:
    """The new state without the mask: the first summand, and of its product the second factor."""
    product = step.uses[0]
    if step.rule != "+" or product not in derivation or derivation.step(product).rule != "*":
        return {}
    return {step.name: step.with_law(first), product: derivation.step(product).with_law(second)}


MASK_IGNORED = Misconception(
    "mask-ignored",
    "A masked step is passed over: the state stays as it was before it.",
    _as_if_all_counted,
)


def _plus(formula: Formula, biases: tuple[Piece, ...]) -> Formula:
    for bias in biases:
        formula = formula + bias.formula
    return formula
