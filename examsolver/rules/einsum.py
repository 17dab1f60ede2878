"""Einstein sums: products of entries with letters for axes, summed over the letters that the result lacks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np

from examsolver.core.derivation import Index, LawError, Value
from examsolver.core.formula import Formula, Num, apply
from examsolver.core.rule import Gradient, Rule
from examsolver.maths.arrays import as_array, describe, floats, is_exact, settle, shape_of
from examsolver.rules.naming import entry, total
from examsolver.rules.placing import spread_over

Names = tuple[Formula, ...]
Moves = tuple[tuple[Index, Formula], ...]
PATTERN = re.compile(r"([A-Za-z]*(?:,[A-Za-z]*)*)(?:->([A-Za-z]*))?")
LARGEST = 1_000_000
HINT = 'write letters for axes, such as einsum("ij,jk->ik", A, B)'


@dataclass(frozen=True, slots=True)
class Sum:
    """A specification read: letters of each operand and of the result, and how long each letter runs."""

    operands: tuple[str, ...]
    result: str
    sizes: tuple[tuple[str, int], ...]

    @property
    def summed(self) -> tuple[str, ...]:
        """The letters that the result lacks, in order."""
        return tuple(letter for letter, _ in self.sizes if letter not in self.result)

    def size(self, letter: str) -> int:
        """How long a letter runs."""
        return dict(self.sizes)[letter]

    def shape(self, letters: str) -> tuple[int, ...]:
        """The shape of an operand or result."""
        return tuple(self.size(letter) for letter in letters)

    def places(self, fixed: dict[str, int]) -> Iterator[dict[str, int]]:
        """All values of all letters that agree with the fixed ones."""
        free = [letter for letter, _ in self.sizes if letter not in fixed]
        for values in product(*(range(self.size(letter)) for letter in free)):
            yield {**fixed, **dict(zip(free, values, strict=True))}


def read_sum(spec: str, values: tuple[Value, ...]) -> Sum:
    """A specification for these operands.

    Raises:
        LawError: what cannot be read, letters that do not fit the axes, sizes that differ.
    """
    match = PATTERN.fullmatch(spec.replace(" ", "").replace("→", "->"))
    if match is None:
        raise LawError(f"{spec!r} is no specification of a sum", HINT)
    operands = tuple(match[1].split(","))
    if len(operands) != len(values):
        raise LawError(f"{spec!r} names {len(operands)} arrays, {len(values)} are given", HINT)
    sizes = _sizes(spec, operands, values)
    result = match[2] if match[2] is not None else _implied("".join(operands))
    if len(set(result)) < len(result) or not set(result) <= set(sizes):
        raise LawError(f"the result {result!r} repeats a letter, or has one that no array has", HINT)
    return Sum(operands, result, tuple(sizes.items()))


def _sizes(spec: str, operands: tuple[str, ...], values: tuple[Value, ...]) -> dict[str, int]:
    sizes: dict[str, int] = {}
    for letters, value in zip(operands, values, strict=True):
        if len(letters) != len(shape_of(value)):
            raise LawError(f"{letters!r} in {spec!r} does not fit {describe(shape_of(value))}", "one letter an axis")
        for letter, size in zip(letters, shape_of(value), strict=True):
            if sizes.setdefault(letter, size) != size:
                said = f"{letter} runs to {sizes[letter]} in one array and to {size} in another"
                raise LawError(f"the shapes do not fit: {said}", "a letter has one length")
    return sizes


def _implied(letters: str) -> str:
    """Without an arrow: the letters that stand once, in the order of the alphabet."""
    return "".join(sorted(letter for letter in set(letters) if letters.count(letter) == 1))


def einsum(spec: str, *values: Value) -> Value:
    """The sum that the specification says; exact where all arrays are. Raises LawError as :func:`read_sum`."""
    read = read_sum(spec, values)
    return _summed(read.operands, read.result, values, read)


def _summed(operands: tuple[str, ...], result: str, values: tuple[Value, ...], read: Sum) -> Value:
    if np.prod([size for _, size in read.sizes], dtype=float) > LARGEST:
        raise LawError("this sum has too many terms")
    arrays = [as_array(value) for value in values]
    exact = all(is_exact(array) for array in arrays)
    ready = arrays if exact else [floats(array) for array in arrays]
    return settle(np.array(np.einsum(f"{','.join(operands)}->{result}", *ready)))


def einsum_gradient(upstream: Value, spec: str, *values: Value, position: int) -> Value:
    """The same sum with the gradient in the place of the input and the input's letters as the result."""
    inputs, place = values[:-1], position - 1
    read = read_sum(spec, inputs)
    above = np.array(spread_over(upstream, read.shape(read.result)))
    own = read.operands[place]
    letters = "".join(dict.fromkeys(own))
    others = tuple(part for at, part in enumerate(read.operands) if at != place)
    rest = tuple(value for at, value in enumerate(inputs) if at != place)
    known = set(read.result).union(*others)
    lone = tuple(letter for letter in letters if letter not in known)
    ones = tuple(np.ones(read.size(letter), dtype=int).astype(object) for letter in lone)
    found = _summed((read.result, *others, *lone), letters, (above, *rest, *ones), read)
    return _on_repeats(as_array(found), own, letters, shape_of(inputs[place]))


def _on_repeats(found: np.ndarray, own: str, letters: str, shape: tuple[int, ...]) -> Value:
    """For an input such as ``ii``: only its diagonal has a gradient."""
    if own == letters:
        return settle(found)
    result = np.zeros(shape, dtype=object)
    for index in np.ndindex(found.shape):
        at = dict(zip(letters, index, strict=True))
        result[tuple(at[letter] for letter in own)] = found[index]
    return settle(result)


def einsum_cells(index: Index, names: Names, spec: str, *values: Value) -> tuple[Formula, ...]:
    """The sum of products for one entry of the result."""
    read = read_sum(spec, values)
    fixed = dict(zip(read.result, index, strict=True))
    return (total([_product(read, names, at) for at in read.places(fixed)]),)


def _product(read: Sum, names: Names, at: dict[str, int], without: int | None = None) -> Formula:
    factors = [
        entry(names[place + 1], tuple(at[letter] for letter in letters))
        for place, letters in enumerate(read.operands)
        if place != without
    ]
    if not factors:
        return Num(1)
    result = factors[0]
    for factor in factors[1:]:
        result = result * factor
    return result


def einsum_partials(index: Index, names: Names, spec: str, *values: Value, position: int) -> Moves:
    """The products of the other factors, for every entry of the result that the cell goes into."""
    read = read_sum(spec, values[:-1])
    fixed: dict[str, int] = {}
    for letter, place in zip(read.operands[position - 1], index, strict=True):
        if fixed.setdefault(letter, place) != place:
            return ()
    moved: dict[Index, list[Formula]] = {}
    for at in read.places(fixed):
        cell = tuple(at[letter] for letter in read.result)
        moved.setdefault(cell, []).append(_product(read, names, at, position - 1))
    return tuple((cell, total(terms)) for cell, terms in moved.items())


def einsum_by_loops(spec: str, *values: Value) -> Value:
    """Oracle: every term by itself."""
    read = read_sum(spec, values)
    result = np.zeros(read.shape(read.result), dtype=object)
    for at in read.places({}):
        term = 1
        for letters, value in zip(read.operands, values, strict=True):
            term = term * as_array(value)[tuple(at[letter] for letter in letters)]
        cell = tuple(at[letter] for letter in read.result)
        result[cell] = result[cell] + term
    return settle(result)


def _notation(spec: Formula, *names: Formula) -> Formula:
    return apply("einsum", spec, *names)


GRADIENT = Gradient(
    einsum_gradient,
    "the gradient takes the place of the input, whose letters become those of the result",
    partials=einsum_partials,
    positional=True,
)

RULES = (
    Rule(
        name="einsum",
        summary='Einstein sum: einsum("ij,jk->ik", A, B); letters that the result lacks are summed over',
        law=einsum,
        inputs=("letters", "x..."),
        because="multiply entries with the same letters, add up over the letters that the result lacks",
        notation=_notation,
        cells=einsum_cells,
        gradients=(None, GRADIENT),
        oracle=einsum_by_loops,
        example='question rows: compute\n  A = [[1, 2], [3, 4]]\n  b = [5, 6]\n  y = einsum("ij,j->i", A, b)\n  find y',
    ),
)
