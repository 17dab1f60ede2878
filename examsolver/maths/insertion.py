"""Numbers put in for the names of a formula: whole values, cells of arrays, and entries of gradients."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from examsolver.core.derivation import Undefined, Value
from examsolver.core.formula import Apply, Formula, Listing, Num, Sym
from examsolver.maths.digits import decimals
from examsolver.maths.show import as_formula, is_worded, show
from examsolver.maths.size import depth, nodes
from examsolver.maths.tree import step_name, walk

SCREEN = 150
"""Nodes of a formula that still fit on a screen when numbers are put in."""
LONGEST = 60
"""Characters of a text that is put in."""
DEEPEST = 80
"""Nesting that is still walked."""


def too_big(formula: Formula) -> bool:
    """Whether a formula is too large or too deep to be worked on."""
    return nodes(formula, 40 * SCREEN) >= 40 * SCREEN or depth(formula, DEEPEST) >= DEEPEST


def put_in(formula: Formula, values: Mapping[str, Value], known: frozenset[str] | None = None) -> Formula | None:
    """The formula with the values of its names and cells; None where it is then too large, or a name has no value."""
    if too_big(formula):
        return None
    budget = SCREEN

    def change(part: Formula) -> Formula:
        nonlocal budget
        value = _value_of(part, values, known)
        if value is None or budget <= 0:
            return part
        put = as_formula(value)
        budget -= nodes(put, SCREEN + 1)
        return put

    done = _outermost(formula, change)
    if budget <= 0 or nodes(done, 2 * SCREEN) >= 2 * SCREEN or any(isinstance(part, Sym) for part in walk(done)):
        return None
    return decimals(done)


def _outermost(formula: Formula, change: Callable[[Formula], Formula]) -> Formula:
    """The formula with parts changed, outermost first; what was changed is not looked into."""
    changed = change(formula)
    if changed is not formula or (isinstance(formula, Apply) and formula.op == "derivative"):
        return changed
    match formula:
        case Apply(args=args):
            return replace(formula, args=tuple(_outermost(arg, change) for arg in args))
        case Listing(items=items):
            return _joined(items, tuple(_outermost(item, change) for item in items))
        case _:
            return formula


def _joined(before: tuple[Formula, ...], after: tuple[Formula, ...]) -> Listing:
    """A list with numbers put in: names of vectors in it were joined end to end, and their numbers are too."""
    joins = all(isinstance(item, (Sym, Apply)) for item in before)
    if not joins or not all(isinstance(item, Listing) and not _is_matrix(item) for item in after):
        return Listing(after)
    return Listing(tuple(entry for item in after if isinstance(item, Listing) for entry in item.items))


def _is_matrix(listing: Listing) -> bool:
    return any(isinstance(item, Listing) for item in listing.items)


def _value_of(part: Formula, values: Mapping[str, Value], known: frozenset[str] | None) -> Value | None:
    """The value that a name, a gradient or a cell of either stands for; None where there is none."""
    name = step_name(part)
    if name is not None and name in values and (known is None or name in known):
        return _usable(values[name])
    for owner, index in _owners(part):
        if owner in values:
            return _entry(values[owner], index)
    return None


def _owners(part: Formula) -> Iterator[tuple[str, tuple[Formula, ...]]]:
    """The arrays that a cell may be of, with its place there: h₂₁ is entry 1 of ``h[2]`` or entry 2, 1 of ``h``."""
    match part:
        case Sym(body, index):
            wholes: list[Formula] = [Sym(body, index[:kept]) for kept in reversed(range(len(index)))]
        case Apply("derivative", (of, Sym(body, index))):
            wholes = [Apply("derivative", (of, Sym(body, index[:kept]))) for kept in reversed(range(len(index)))]
        case _:
            return
    for kept, whole in zip(reversed(range(len(index))), wholes, strict=True):
        yield step_name(whole) or "", index[kept:]


def _usable(value: Value) -> Value | None:
    if _is_long(value):
        return None
    return None if isinstance(value, (Undefined, Num, Sym, Apply, Listing)) else value


def _is_long(value: Value) -> bool:
    """Whether it is a text, or a list of texts, that nobody would copy."""
    if isinstance(value, str):
        return len(value) > LONGEST
    return is_worded(value) and len(show(value)) > 2 * LONGEST


def _entry(value: Value, index: tuple[Formula, ...]) -> Value | None:
    """One entry of an array; None where it has none there."""
    places = [part.value - 1 for part in index if isinstance(part, Num) and isinstance(part.value, int)]
    shape = getattr(value, "shape", ())
    if not shape or len(places) != len(index) or len(places) != len(shape):
        return None
    inside = all(0 <= place < extent for place, extent in zip(places, shape, strict=True))
    return plain_entry(value[tuple(places)]) if inside else None


def plain_entry(entry: Value) -> Value:
    return entry.item() if hasattr(entry, "item") else entry
