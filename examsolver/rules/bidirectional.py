"""Bidirectional cells: one reads forward (``_fwd``), one back (``_bwd``), and their states are joined at every step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from examsolver.core.convention import Conventions
from examsolver.core.derivation import Value
from examsolver.core.formula import Apply, Formula, Listing, Num, Sym
from examsolver.core.rule import Equation, Facts, Fitting, Misfit, Procedure
from examsolver.maths.tree import rebuild
from examsolver.rules import gru, lstm, rnn
from examsolver.rules.cell_forms import form

ENDINGS = ("_fwd", "_bwd")
SHARED = ("x", "mask", "t", "…")
SAID = {"_fwd": "read forward", "_bwd": "read back"}
JOINED = Equation("h", Listing((Sym("h_fwd"), Sym("h_bwd"))), "both states of the step, one below the other")


@dataclass(frozen=True, slots=True)
class OneWay:
    """The facts as one of the two cells knows them: its weights without their ending."""

    facts: Facts
    ending: str

    def _own(self, name: str) -> str:
        base, bracket, index = name.partition("[")
        return name if base in SHARED else f"{base}{self.ending}{bracket}{index}"

    def has(self, name: str) -> bool:
        """Whether the question has that name for this direction."""
        return self.facts.has(self._own(name))

    def shape(self, name: str) -> tuple[int, ...]:
        """The shape of a fact of this direction."""
        return self.facts.shape(self._own(name))

    def value(self, name: str) -> Value:
        """The value of a fact of this direction."""
        return self.facts.value(self._own(name))


@dataclass(frozen=True, slots=True)
class BothWays:
    """The facts as the output sees them: the state is as wide as both together."""

    facts: Facts

    def has(self, name: str) -> bool:
        """Whether the question has that name."""
        return self.facts.has("h_fwd[0]" if name == "h[0]" else name)

    def shape(self, name: str) -> tuple[int, ...]:
        """The shape of a fact; of the state, twice as wide."""
        if name != "h[0]":
            return self.facts.shape(name)
        *rows, width = self.facts.shape("h_fwd[0]") or (1,)
        return (*rows, 2 * width)

    def value(self, name: str) -> Value:
        """The value of a fact."""
        return self.facts.value(name)


def directed(ending: str, equation: Equation) -> Equation:
    """An equation of a cell in the names of one direction; back, the state before is that of the step after."""

    def renamed(part: Formula) -> Formula:
        if not isinstance(part, Sym) or part.name in SHARED:
            return part
        later = ending == "_bwd" and bool(part.index)
        return Sym(f"{part.name}{ending}", (Apply("+", (Sym("t"), Num(1))),) if later else part.index)

    says = f"{SAID[ending]}: {equation.says}"
    return Equation(f"{equation.name}{ending}", rebuild(equation.formula, renamed), says)


def equations(base: Callable[[Conventions], tuple[Equation, ...]], conventions: Conventions) -> tuple[Equation, ...]:
    """The equations of both directions, and the joined state."""
    return (*(directed(ending, one) for ending in ENDINGS for one in base(conventions)), JOINED)


def fitted(base: Callable[[Facts, Conventions], Fitting], facts: Facts, conventions: Conventions) -> Fitting:
    """The same with the weights that a question gives, and the output where it has weights of one."""
    found = [base(OneWay(facts, ending), conventions) for ending in ENDINGS]
    pairs = list(zip(ENDINGS, found, strict=True))
    outputs = form("rnn", "", None, BothWays(facts), conventions).outputs()
    return Fitting(
        (*(directed(ending, one) for ending, fit in pairs for one in fit.equations), JOINED, *outputs),
        tuple(Misfit(f"{one.name}{ending}", one.reason, one.hint) for ending, fit in pairs for one in fit.misfits),
        found[0].conventions,
    )


def both_ways(cell: Procedure, example: str) -> Procedure:
    """The bidirectional form of a cell."""
    assert cell.fitted is not None

    def doubled(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(f"{name}{ending}" for ending in ENDINGS for name in names)

    return replace(
        cell,
        name=f"bi{cell.name}",
        summary=f"bidirectional: {cell.summary} forward and one back",
        inputs=("x", *doubled(cell.inputs[1:])),
        states=doubled(cell.states),
        results=(*doubled(cell.results), "h"),
        equations=partial(equations, cell.equations),
        optional=doubled(cell.optional),
        aliases=(),
        gradients=None,
        also=(f"bidirectional-{cell.name}", f"bi-{cell.name}"),
        fitted=partial(fitted, cell.fitted),
        reversed=tuple(f"{state}_bwd" for state in cell.states),
        forms=f"all that cell {cell.name} takes, with names in _fwd or _bwd; reading back starts from h_bwd[T+1]",
        example=example,
    )


START = "  x = [[1], [2]]\n  h_fwd[0] = [0]\n  h_bwd[3] = [0]\n"
RNN = (
    f"question step: cell birnn\n{START}  W_fwd = [[0.5, 1]]\n  W_bwd = [[-0.5, 0.25]]\n  find h[1], h[2] to 4 decimals"
)
LSTM = (
    f"question step: cell bilstm\n{START}  c_fwd[0] = [0]\n  c_bwd[3] = [0]\n"
    + "".join(f"  W_{gate}{way} = [[0.5, 1]]\n" for way in ENDINGS for gate in "fioc")
    + "  find h[1] to 4 decimals"
)
GRU = (
    f"question step: cell bigru\n{START}"
    + "".join(f"  W_{gate}{way} = [[0.5, 1]]\n" for way in ENDINGS for gate in "zrc")
    + "  find h[1] to 4 decimals"
)

PROCEDURES = (
    both_ways(rnn.PROCEDURES[0], RNN),
    both_ways(lstm.PROCEDURES[0], LSTM),
    both_ways(gru.PROCEDURES[0], GRU),
)
