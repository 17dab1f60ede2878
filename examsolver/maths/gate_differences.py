"""What differs between two gate equations in canonical form, said as an examiner would."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from examsolver.maths.gate_names import BEFORE, GRU, Cell
from examsolver.maths.gates import Activation, Bias, Factor, Image, Monomial, Polynomial, State
from examsolver.maths.numerals import fraction_text

SIGNS = {"sigmoid": "σ"}


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: a tag that counts over a class, a sentence for the student."""

    tag: str
    says: str


def differences(truth: Polynomial, given: Polynomial, cell: Cell) -> tuple[Difference, ...]:
    """Every difference, the same one told once."""
    if cell is GRU and (blended := _blend_differences(truth, given, cell)) is not None:
        return blended
    return tuple(dict.fromkeys(_polynomials(truth, given)))


def _polynomials(truth: Polynomial, given: Polynomial) -> list[Difference]:
    if truth == given:
        return []
    activation, around = _only_activation(truth), _only_activation(given)
    if activation is not None:
        return _activations(activation, given)
    if around is not None and len(truth) > 1:
        says = f"{_sign(around.function)} around the whole is too many"
        return [Difference("extra-activation", says), *_polynomials(truth, dict(around.of))]
    if len(truth) == 1 and _only_state(truth) is not None:
        return _in_place_of(_only_state(truth), given)
    return _terms(truth, given)


def _only(polynomial: Polynomial) -> Factor | None:
    """The one factor that a polynomial consists of."""
    if len(polynomial) != 1:
        return None
    ((monomial, count),) = polynomial.items()
    return monomial[0] if len(monomial) == 1 and count == 1 else None


def _only_activation(polynomial: Polynomial) -> Activation | None:
    factor = _only(polynomial)
    return factor if isinstance(factor, Activation) else None


def _only_state(polynomial: Polynomial) -> State | None:
    factor = _only(polynomial)
    return factor if isinstance(factor, State) else None


def _activations(truth: Activation, given: Polynomial) -> list[Difference]:
    """σ(…) is expected: σ left out, another function, or other contents."""
    inside = dict(truth.of)
    found = _only_activation(given)
    if found is not None:
        return [*_function(truth, found), *_polynomials(inside, dict(found.of))]
    if not any(isinstance(factor, Activation) for monomial in given for factor in monomial):
        says = f"{_sign(truth.function)} is missing around {_written(inside)}"
        return [Difference("activation-missing", says), *_polynomials(inside, given)]
    return _terms({(truth,): Fraction(1)}, given)


def _function(truth: Activation, given: Activation) -> list[Difference]:
    if truth.function == given.function:
        return []
    return [Difference("wrong-activation", f"{_sign(given.function)} stands where {_sign(truth.function)} belongs")]


def _in_place_of(truth: State | None, given: Polynomial) -> list[Difference]:
    """One state is expected, and something else stands there."""
    found = _only_state(given)
    if truth is not None and found is not None and found.name == truth.name:
        return [_step(truth, found)]
    return [Difference("wrong-input", f"{_written(given)} stands where {_factor(truth)} belongs")]


def _step(truth: State, given: State) -> Difference:
    return Difference("previous-state", f"{_factor(given)} stands where {_factor(truth)} belongs")


def _terms(truth: Polynomial, given: Polynomial) -> list[Difference]:
    """Terms that are missing and terms that are too many, those that resemble each other paired."""
    missing = {term: count for term, count in truth.items() if given.get(term) != count}
    extra = {term: count for term, count in given.items() if truth.get(term) != count}
    found: list[Difference] = _signs(missing, extra)
    if _swapped(missing, extra):
        return [*found, Difference("gates-swapped", "the gates are swapped: each stands at the other's term")]
    found += _reset_after(missing, extra)
    while missing and extra:
        one, other = max(((m, e) for m in missing for e in extra), key=lambda pair: _likeness(*pair))
        if _likeness(one, other) <= 0:
            break
        found += _paired(one, other)
        del missing[one], extra[other]
    return [*found, *map(_missing, missing), *(_extra(term) for term in extra)]


def _signs(missing: Polynomial, extra: Polynomial) -> list[Difference]:
    """Terms that are there with the other sign; they are taken out."""
    found = []
    for term in [term for term in missing if term in extra]:
        if missing[term] == -extra[term]:
            found.append(Difference("wrong-sign", f"{_term(term)} has the wrong sign"))
        elif missing[term] == 1 and extra[term] > 1 and isinstance(term[0], Image):
            found.append(Difference("input-read-twice", f"{_term(term)} is added more than once"))
        else:
            found.append(Difference("wrong-factor", f"{_term(term)} is counted wrongly"))
        del missing[term], extra[term]
    return found


def _swapped(missing: Polynomial, extra: Polynomial) -> bool:
    """f·a + i·b against i·a + f·b."""
    if len(missing) != 2 or len(extra) != 2 or any(len(term) != 2 for term in (*missing, *extra)):
        return False
    (a, b), (c, d) = map(set, missing), map(set, extra)
    return len(a & c) == len(a & d) == 1 and a | b == c | d and not a & b and len(b & c) == 1


def _reset_after(missing: Polynomial, extra: Polynomial) -> list[Difference]:
    """r·(U h + b) where U (r·h) is expected; the terms are taken out."""
    for term in list(missing):
        match term:
            case (Image((State() as one, State() as other)),):
                for gate, state in ((one, other), (other, one)):
                    outside = next((e for e in extra if set(e) == {gate, Image((state,))}), None)
                    if outside is not None:
                        del missing[term], extra[outside]
                        says = f"{_factor(gate)} multiplies after the weights, where it belongs before them"
                        return [Difference("reset-after", says)]
    return []


def _likeness(one: Monomial, other: Monomial) -> int:
    """How much two terms have in common; more for the same kind, nothing for a bias and an input."""
    if (Bias(),) in (one, other):
        return 0
    alike = 4 * len(set(one) & set(other)) + 2 * (len(one) == len(other))
    alike += sum(_akin(a, b) for a in set(one) - set(other) for b in set(other) - set(one))
    return alike - abs(len(one) - len(other))


def _akin(one: Factor, other: Factor) -> int:
    match one, other:
        case State(name), State(second):
            return 3 if name == second else 1
        case Image(inside), Image(second):
            return 1 + max((_akin(a, b) for a in inside for b in second), default=0)
        case Activation(), Activation():
            return 3
        case (Image(inside), State() as state) | (State() as state, Image(inside)):
            return 2 if inside == (state,) else 0
        case (Activation(_, terms), State() as state) | (State() as state, Activation(_, terms)):
            return 3 if dict(terms) == {(state,): 1} else 1
    return 0


def _paired(one: Monomial, other: Monomial) -> list[Difference]:
    """What differs between two terms that are meant to be the same."""
    wanted, found = _left_over(one, other), _left_over(other, one)
    if len(wanted) == len(found) == 1:
        return _factors(wanted[0], found[0])
    if not found and len(wanted) == 1:
        says = f"{_factor(wanted[0])} is missing at {_term(other)}"
        return [Difference("factor-missing", says)]
    if not wanted and len(found) == 1:
        return [Difference("extra-factor", f"{_factor(found[0])} is too many at {_term(one)}")]
    return [Difference("wrong-term", f"{_term(other)} stands where {_term(one)} belongs")]


def _left_over(term: Monomial, other: Monomial) -> list[Factor]:
    rest = list(other)
    left = []
    for factor in term:
        if factor in rest:
            rest.remove(factor)
        else:
            left.append(factor)
    return left


def _factors(truth: Factor, given: Factor) -> list[Difference]:
    """One factor where another belongs."""
    match truth, given:
        case State(name), State(second) if name == second:
            return [_step(truth, given)]
        case Image((State(name) as one,)), Image((State(second) as other,)) if name == second:
            return [_step(one, other)]
        case Image((one,)), Image((other,)):
            return [Difference("wrong-input", f"it reads {_factor(other)} in place of {_factor(one)}")]
        case Image(inside), Image(second):
            return [Difference("wrong-input", f"it reads {_term(second)} in place of {_term(inside)}")]
        case Activation() as one, Activation() as other:
            return [*_function(one, other), *_polynomials(dict(one.of), dict(other.of))]
        case Activation(function, terms), _ if dict(terms) == {(given,): 1}:
            return [Difference("activation-missing", f"{_sign(function)} is missing around {_factor(given)}")]
        case _, Activation(function, terms) if dict(terms) == {(truth,): 1}:
            return [Difference("extra-activation", f"{_sign(function)} around {_factor(truth)} is too many")]
        case Image((one,)), _ if one == given:
            return [Difference("weight-missing", f"{_factor(given)} has no weight")]
        case _, Image((other,)) if other == truth:
            return [Difference("extra-weight", f"{_factor(truth)} takes no weight")]
    return [Difference("wrong-input", f"{_factor(given)} stands where {_factor(truth)} belongs")]


def _missing(term: Monomial) -> Difference:
    match term:
        case (Bias(),):
            return Difference("bias-left-out", "the bias is left out")
        case (Image(inside),):
            return Difference("input-missing", f"{_term(inside)} is not read")
    return Difference("term-missing", f"the term {_term(term)} is missing")


def _extra(term: Monomial) -> Difference:
    return Difference("extra-term", f"the term {_term(term)} is too many")


@dataclass(frozen=True, slots=True)
class _Blend:
    """(1 − gate)·kept + gate·new."""

    gate: Factor
    kept: Monomial
    new: Monomial


def _blend(polynomial: Polynomial) -> _Blend | None:
    """A polynomial as a blend: a − g·a + g·b."""
    bare = [term for term, count in polynomial.items() if count == 1 and len(term) == 1]
    for kept in bare:
        for term, count in polynomial.items():
            gates = _left_over(term, kept)
            if count != -1 or len(gates) != 1 or len(term) != 2:
                continue
            others = {t: n for t, n in polynomial.items() if t not in (kept, term)}
            if len(others) == 1 and (new := next(iter(others))) and others[new] == 1 and gates[0] in new:
                return _Blend(gates[0], kept, tuple(_left_over(new, (gates[0],))))
    return None


def _blend_differences(truth: Polynomial, given: Polynomial, cell: Cell) -> tuple[Difference, ...] | None:
    """Blends compared part by part, straight and with both ends exchanged, whichever differs less."""
    one, other = _blend(truth), _blend(given)
    if one is None or other is None:
        return None
    gate = [] if one.gate == other.gate else _wrong_gate(one.gate, other.gate)
    straight = [*gate, *_ends(one.kept, other.kept), *_ends(one.new, other.new)]
    mirrored = [*gate, *_ends(one.kept, other.new), *_ends(one.new, other.kept)]
    if len(straight) <= len(mirrored):
        return tuple(straight)
    turned = Difference("mirrored-update", f"{_factor(one.gate)} and 1 − {_factor(one.gate)} are exchanged")
    return (turned, *mirrored)


def _wrong_gate(truth: Factor, given: Factor) -> list[Difference]:
    return [Difference("wrong-gate", f"{_factor(given)} stands where {_factor(truth)} belongs")]


def _ends(truth: Monomial, given: Monomial) -> list[Difference]:
    if truth == given:
        return []
    if len(truth) == len(given) == 1:
        return _factors(truth[0], given[0])
    return [Difference("wrong-term", f"{_term(given)} stands where {_term(truth)} belongs")]


def _sign(function: str) -> str:
    return SIGNS.get(function, function)


def _written(polynomial: Polynomial) -> str:
    """A polynomial as text, the bias last."""
    texts = sorted((Bias() in term, _term(term), count) for term, count in polynomial.items())
    return " + ".join(text if count == 1 else f"({fraction_text(count)})·{text}" for _, text, count in texts) or "0"


def _term(term: Iterable[Factor]) -> str:
    factors = sorted(term, key=_rank)
    return "·".join(_factor(factor) for factor in factors).replace("the ", "" if len(factors) > 1 else "the ") or "1"


def _rank(factor: Factor) -> tuple[int, str]:
    """Gates first, then states, then what is built on them."""
    if isinstance(factor, State):
        return (0 if factor.name in "fiozr" else 1, factor.name)
    return (2, repr(factor))


def _factor(factor: Factor | None) -> str:
    match factor:
        case State(name, step):
            if name == "candidate" and step != BEFORE:
                return "the candidate"
            return f"{name}ₜ₋₁" if step == BEFORE else f"{name}ₜ"
        case Image(inside):
            return f"W·{_term(inside)}" if len(inside) == 1 else f"W·({_term(inside)})"
        case Bias():
            return "b"
        case Activation(function, inside):
            return f"{_sign(function)}({_written(dict(inside))})"
    return "something"
