"""Gate equations in canonical form.

A right-hand side becomes a polynomial whose factors are states (h before, x now, f …), images of
monomials under some weight matrix, a bias, and activations of polynomials. Weights are free, so
their names fall away, ``W [h, x]`` is ``W h + W x``, and the order of everything is lost; what is
left is which activation, which inputs, which terms, which products.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from examsolver.core.derivation import LawError
from examsolver.core.formula import Apply, Formula, Listing, Num, Sym
from examsolver.maths.gate_names import (
    BEFORE,
    NOW,
    OPEN,
    Cell,
    foreign_gate,
    is_bias,
    is_weight,
    step_of,
    usual_name,
)
from examsolver.maths.tree import children

MOST_TERMS = 200
MOST_NESTED = 6
"""Functions inside one another; telling how deeper ones differ would cost time without bound."""

ACTIVATIONS = frozenset(
    ["sigmoid", "tanh", "relu", "softmax", "exp", "hardtanh", "identity", "softplus", "log", "sqrt"]
)


@dataclass(frozen=True, slots=True, order=True)
class State:
    """A value that a cell passes on, now or one step before."""

    name: str
    step: str = NOW


@dataclass(frozen=True, slots=True)
class Image:
    """A monomial under some weight matrix."""

    of: Monomial


@dataclass(frozen=True, slots=True)
class Bias:
    """Some bias."""


@dataclass(frozen=True, slots=True)
class Activation:
    """A function of a polynomial, entry by entry."""

    function: str
    of: Terms


Factor = State | Image | Bias | Activation
Monomial = tuple[Factor, ...]
Terms = tuple[tuple[Monomial, Fraction], ...]
Polynomial = dict[Monomial, Fraction]


@dataclass(frozen=True, slots=True)
class Canonical:
    """An equation's right side.

    ``foreign``: weights and biases that belong to another gate, with that gate. ``added``: two states are
    added under one weight, ``W (h + x)``, where W [h, x] puts them one below the other.
    """

    terms: Polynomial
    foreign: tuple[tuple[str, str], ...] = ()
    added: bool = False


@dataclass(slots=True)
class _Reader:
    """Reduces one formula; the names it meets are resolved for one gate of one cell."""

    gate: str
    cell: Cell
    own: Mapping[str, str]
    foreign: dict[str, str] = field(default_factory=dict)
    added: bool = False

    def polynomial(self, formula: Formula) -> Polynomial:
        match formula:
            case Num(value):
                return {(): Fraction(value)} if value else {}
            case Sym():
                return self.symbol(formula)
            case Listing(items):
                return total(self.polynomial(item) for item in items)
            case Apply("+", (left, right)):
                return total((self.polynomial(left), self.polynomial(right)))
            case Apply("-", (left, right)):
                return total((self.polynomial(left), scaled(self.polynomial(right), -1)))
            case Apply("neg", (inside,)):
                return scaled(self.polynomial(inside), -1)
            case Apply("*" | "@"):
                return self.product(formula)
            case Apply("/", (over, under)):
                return self.quotient(over, under)
            case Apply("transpose", (inside,)):
                return self.polynomial(inside)
            case Apply(op, (inside,)) if op in ACTIVATIONS:
                terms = self.polynomial(inside)
                return terms if op == "identity" else {(Activation(op, frozen(terms)),): Fraction(1)}
        raise LawError("it is not made of gates, weights and activations")

    def symbol(self, symbol: Sym) -> Polynomial:
        if is_bias(symbol):
            self.check(symbol)
            return {(Bias(),): Fraction(1)}
        return {(self.state(symbol),): Fraction(1)}

    def check(self, symbol: Sym) -> None:
        other = foreign_gate(symbol, self.gate, self.cell, self.own)
        if other is not None:
            self.foreign[symbol.name] = other

    def state(self, symbol: Sym) -> State:
        """The state that a name means. Without a step, h is the one before; so is what the equation itself gives."""
        name = self.own.get(symbol.name) or usual_name(symbol.name, self.cell) or symbol.name
        if name == "c" and self.cell.name == "gru" and "c" not in self.own.values():
            name = "candidate"
        step = step_of(symbol)
        if step == OPEN:
            step = BEFORE if name == "h" or name == self.gate else NOW
        return State(name, step)

    def product(self, formula: Formula) -> Polynomial:
        """Factors in order; a weight acts on all that follows it, or on the one before where nothing does."""
        result: Polynomial = {(): Fraction(1)}
        empty = True
        pending = 0
        last: Formula | None = None
        for part in reversed(_factors(formula)):
            if isinstance(weight := _untransposed(part), Sym) and is_weight(weight):
                self.check(weight)
                if empty:
                    pending += 1
                else:
                    self.added = self.added or (last is not None and _adds(last))
                    result = imaged(result)
                continue
            value = self.polynomial(part)
            last = part
            if pending:
                self.added = self.added or _adds(part)
                value, pending = imaged(value), 0
            result, empty = multiplied(value, result), False
        if pending:
            raise LawError("a weight stands alone")
        return result

    def quotient(self, over: Formula, under: Formula) -> Polynomial:
        """``1/(1 + e^(-u))`` is σ(u); otherwise only a number may stand below."""
        below = self.polynomial(under)
        if set(below) == {()}:
            return scaled(self.polynomial(over), 1 / below[()])
        others = [monomial for monomial in below if monomial]
        if self.polynomial(over) == {(): 1} and below.get(()) == 1 and len(others) == 1 and below[others[0]] == 1:
            match others[0]:
                case (Activation("exp", inside),):
                    return {(Activation("sigmoid", frozen(scaled(dict(inside), -1))),): Fraction(1)}
        raise LawError("a division that no gate has")


def _factors(formula: Formula) -> list[Formula]:
    """The factors of a product in order; a matrix product inside one is a factor of its own."""
    todo, found = [formula], []
    while todo:
        here = todo.pop()
        if isinstance(here, Apply) and len(here.args) == 2 and (here.op == "*" or here is formula):
            todo.extend(reversed(here.args))
        else:
            found.append(here)
    return found


def _adds(formula: Formula) -> bool:
    """Whether a factor is a sum of two different vectors that are passed on, biases apart."""
    todo, names = [formula], set()
    while todo:
        here = todo.pop()
        match here:
            case Apply("+" | "-", (left, right)):
                todo += [left, right]
            case Sym(name) if not is_bias(here) and here is not formula:
                names.add(name)
            case Apply("transpose", (inside,)):
                todo.append(inside)
    return len(names) > 1


def _untransposed(formula: Formula) -> Formula:
    return formula.args[0] if isinstance(formula, Apply) and formula.op == "transpose" else formula


def canonical(formula: Formula, gate: str, cell: Cell, own: Mapping[str, str]) -> Canonical:
    """The canonical form of a right-hand side.

    Raises:
        LawError: it holds something that no gate equation has, or grows too large.
    """
    if isinstance(formula, Apply) and formula.op == "=" and len(formula.args) == 2:
        formula = formula.args[1]
    if nested_functions(formula, MOST_NESTED) > MOST_NESTED:
        raise LawError("it has functions of functions, deeper than any gate equation")
    reader = _Reader(gate, cell, own)
    terms = levelled(reader.polynomial(formula))
    return Canonical(terms, tuple(reader.foreign.items()), reader.added)


def nested_functions(formula: Formula, limit: int) -> int:
    """How many functions stand inside one another, counted a little beyond the limit."""
    todo, most = [(formula, 0)], 0
    while todo and most <= limit:
        here, depth = todo.pop()
        depth += isinstance(here, Apply) and here.op in ACTIVATIONS
        most = max(most, depth)
        todo.extend((child, depth) for child in children(here))
    return most


def total(parts: Iterable[Polynomial]) -> Polynomial:
    """The sum of polynomials, terms that cancel left out."""
    result: Polynomial = {}
    for part in parts:
        for monomial, count in part.items():
            result[monomial] = result.get(monomial, Fraction(0)) + count
    if len(result) > MOST_TERMS:
        raise LawError("it has too many terms")
    return {monomial: count for monomial, count in result.items() if count}


def scaled(polynomial: Polynomial, by: Fraction | int) -> Polynomial:
    """A polynomial times a number."""
    return {monomial: count * by for monomial, count in polynomial.items()}


def multiplied(left: Polynomial, right: Polynomial) -> Polynomial:
    """The product of polynomials, entry by entry."""
    if len(left) * len(right) > MOST_TERMS * 5:
        raise LawError("it has too many terms")
    return total({tuple(sorted(a + b, key=repr)): m * n} for a, m in left.items() for b, n in right.items())


def imaged(polynomial: Polynomial) -> Polynomial:
    """Every term under some weight matrix; a 1 put below the inputs brings the bias."""
    return total({(Image(monomial) if monomial else Bias(),): count} for monomial, count in polynomial.items())


def levelled(polynomial: Polynomial) -> Polynomial:
    """Biases counted once, whatever stands before an image left out; a state that is read twice stays so.

    A bias inside the brackets of r⊙(U h + b) is the bias.
    """
    result: Polynomial = {}
    for monomial, count in polynomial.items():
        if len(monomial) == 2 and Bias() in monomial and _beside_image(monomial, polynomial):
            monomial = (Bias(),)
        free = any(isinstance(factor, (Image, Bias)) for factor in monomial)
        monomial = tuple(sorted((_levelled(factor) for factor in monomial), key=repr))
        often = abs(count) if _is_read(monomial) and count.denominator == 1 else 1
        result[monomial] = Fraction(often if count > 0 else -often) if free else count
    return result


def _is_read(monomial: Monomial) -> bool:
    """A term that only reads one state: ``W h``."""
    return len(monomial) == 1 and isinstance(monomial[0], Image) and len(monomial[0].of) == 1


def _beside_image(biased: Monomial, polynomial: Polynomial) -> bool:
    """Whether the gate before a bias stands before an input under weights too."""
    gate = next((factor for factor in biased if factor != Bias()), None)
    return any(gate in term and any(isinstance(factor, Image) for factor in term) for term in polynomial)


def _levelled(factor: Factor) -> Factor:
    match factor:
        case Activation(function, inside):
            return Activation(function, frozen(levelled(dict(inside))))
        case Image(inside):
            return Image(tuple(sorted((_levelled(part) for part in inside), key=repr)))
        case _:
            return factor


def frozen(polynomial: Polynomial) -> Terms:
    """A polynomial as a value that compares by content, in an order that hashing has no part in."""
    return tuple(sorted(polynomial.items(), key=repr))
