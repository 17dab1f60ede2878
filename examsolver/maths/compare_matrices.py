"""Formulas with matrix products, compared at random matrices: products do not commute, a transpose matters."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any

from examsolver.core.derivation import LawError
from examsolver.core.formula import Apply, Formula, Sym
from examsolver.core.marking import Comparison
from examsolver.maths.evaluate import Arithmetic, evaluate
from examsolver.maths.tree import symbols, walk

SIZE, POINTS, CLOSE, SEED = 3, 5, 1e-9, 20_011
_OPEN = frozenset(["+", "-", "neg", "@", "transpose"])


Shapes = Mapping[str, int]
"""Names with the number of their indices: 2 for matrices, 1 for vectors, 0 for numbers."""

Told = tuple[tuple[str, int], ...]
NO_SHAPES: Shapes = MappingProxyType({})


def compare_matrices(expected: Formula, given: Formula, shapes: Shapes = NO_SHAPES) -> Comparison:
    """Whether two formulas of matrices have the same value at random square matrices."""
    import numpy as np

    told = tuple(sorted(shapes.items()))
    agreed = 0
    for turn in range(2 * POINTS):
        one, other = _known(expected, told, turn), _value(given, _point(expected, given, told, turn))
        if one is None:
            continue
        if other is None or one.shape != other.shape:
            return Comparison("different", "the products do not go together as matrices")
        if not np.allclose(one, other, rtol=CLOSE, atol=CLOSE * max(1.0, float(np.abs(one).max()))):
            return Comparison("different", "the formulas differ at random matrices")
        agreed += 1
    return Comparison("equal") if agreed >= POINTS else Comparison("undecided", "the formula has no value to compare")


@lru_cache(maxsize=2048)
def _known(expected: Formula, told: Told, turn: int) -> Any:
    """What the expected formula gives at a point, worked out once for all answers."""
    return _value(expected, _point(expected, expected, told, turn))


def _point(expected: Formula, given: Formula, told: Told, turn: int) -> dict[str, Any]:
    """Values of all names; that of a name depends on the name and the turn alone."""
    shapes, matrices = dict(told), _matrices(expected)
    names = {symbol.name for symbol in (*_symbols(expected), *symbols(given))}
    return {name: _drawn(name, turn, shapes.get(name, 2 * (name in matrices or _capital(name)))) for name in names}


@lru_cache(maxsize=512)
def _symbols(formula: Formula) -> tuple[Sym, ...]:
    return symbols(formula)


@lru_cache(maxsize=4096)
def _drawn(name: str, turn: int, indices: int) -> Any:
    import numpy as np

    chance = np.random.default_rng([SEED, turn, zlib.crc32(name.encode())])
    return chance.normal(size=(SIZE,) * indices) if indices else chance.uniform(0.5, 2.5)


def _capital(name: str) -> bool:
    return name[:1].isupper() and name[:1].isascii()


@lru_cache(maxsize=512)
def _matrices(formula: Formula) -> frozenset[str]:
    """Names that stand in a matrix product or under a transpose, and in no root, denominator or exponent."""
    inside = {name for part in walk(formula) if isinstance(part, Apply) and part.op in ("@", "transpose")
              for arg in part.args for name in _reached(arg)}  # fmt: skip
    numbers = {symbol.name for part in walk(formula) if isinstance(part, Apply) and part.op in ("/", "^", "sqrt")
               for arg in part.args[-1:] for symbol in symbols(arg)}  # fmt: skip
    return frozenset(inside - numbers)


def _reached(formula: Formula) -> Iterator[str]:
    todo = [formula]
    while todo:
        here = todo.pop()
        if isinstance(here, Sym):
            yield here.name
        elif isinstance(here, Apply) and here.op in _OPEN:
            todo.extend(here.args)


def _value(formula: Formula, point: dict[str, Any]) -> Any:
    import numpy as np

    try:
        with np.errstate(all="ignore"):
            value = np.asarray(evaluate(formula, point, _arithmetic()), dtype=float)
    except (LawError, ZeroDivisionError, OverflowError, ValueError, TypeError, np.linalg.LinAlgError):
        return None
    return value if np.isfinite(value).all() else None


@cache
def _arithmetic() -> Arithmetic:
    import numpy as np

    laws: dict[str, Callable[..., Any]] = {
        "+": lambda left, right: left + right,
        "-": lambda left, right: left - right,
        "*": lambda left, right: left * right,
        "@": _product,
        "/": lambda over, under: over / under,
        "^": _power,
        "neg": lambda value: -value,
        "transpose": np.transpose,
        "exp": np.exp,
        "log": np.log,
        "sqrt": np.sqrt,
        "tanh": np.tanh,
        "sin": np.sin,
        "cos": np.cos,
        "sinh": np.sinh,
        "cosh": np.cosh,
        "max": np.maximum,
        "min": np.minimum,
        "floor": np.floor,
        "ceil": np.ceil,
        "log2": np.log2,
        "log10": np.log10,
        "softplus": lambda value: np.log1p(np.exp(value)),
        "sigmoid": lambda value: 1 / (1 + np.exp(-value)),
        "relu": lambda value: np.maximum(value, 0),
        "abs": np.abs,
        "sum": np.sum,
        "mean": np.mean,
        "softmax": _softmax,
    }
    return Arithmetic(lambda value: float(Fraction(value)), laws, _opaque)


def _product(left: Any, right: Any) -> Any:
    import numpy as np

    return left @ right if np.ndim(left) and np.ndim(right) else left * right


def _power(base: Any, exponent: Any) -> Any:
    import numpy as np

    if not np.ndim(base):
        return float(base) ** exponent
    if np.ndim(exponent) or exponent != int(exponent) or abs(exponent) > 64:
        raise ValueError("a matrix has whole powers only")
    return np.linalg.matrix_power(base, int(exponent))


def _softmax(scores: Any) -> Any:
    import numpy as np

    grown = np.exp(scores - np.max(scores, axis=-1, keepdims=True))
    return grown / grown.sum(axis=-1, keepdims=True)


def _opaque(op: str, *args: Any) -> Any:
    """A function that nothing is known of: some smooth function of its arguments, its own for each name."""
    import numpy as np

    phase = zlib.crc32(f"{op}/{len(args)}".encode()) / 2**30
    return np.sin(phase + sum((place + phase) * arg for place, arg in enumerate(args, 1)))
