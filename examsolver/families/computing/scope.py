"""Which names a question has, and what every name in a formula stands for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from examsolver.core.formula import Apply, Formula, Listing, Num, Sym
from examsolver.core.problem import Problem, Span
from examsolver.families.computing.functions import checked_call
from examsolver.families.computing.unrolling import place
from examsolver.maths.tree import rebuild, step_name
from examsolver.registry import did_you_mean, near

HINTED = 2_000
"""Names among which a near one is looked for."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The names that formulas may use.

    ``known``: of givens, letters and statements (``Z``, ``h[1]``). ``last``: from a name that only
    exists with indices to the last of its steps.
    """

    known: Mapping[str, Sym]
    last: Mapping[str, Sym]

    def has(self, name: str) -> bool:
        """Whether a plain name stands for something."""
        return name in self.known or name in self.last


def scope_of(symbols: Iterable[Sym], aliases: Mapping[str, Sym] | None = None) -> Scope:
    """The scope of everything that a question names, in order, and of other names for it."""
    known = {step_name(symbol) or "": symbol for symbol in symbols}
    last: dict[str, Sym] = {}
    for symbol in known.values():
        if symbol.index and symbol.name not in known and _place(symbol) >= _place(last.get(symbol.name)):
            last[symbol.name] = symbol
    for name, symbol in (aliases or {}).items():
        known.setdefault(name, symbol)
    return Scope(known, last)


def _place(symbol: Sym | None) -> tuple[float, ...]:
    if symbol is None:
        return ()
    return tuple(float(part.value) for part in symbol.index if isinstance(part, Num))


def resolve(formula: Formula, scope: Scope, span: Span, problems: list[Problem]) -> Formula:
    """The formula with every name and function resolved; unknown ones are told in ``problems``."""
    names = rebuild(place(formula, {}), lambda part: _undone(part, scope))
    told: set[str] = set()

    def settle(part: Formula) -> Formula:
        if isinstance(part, Sym):
            return _symbol(part, scope, span, problems, told)
        if isinstance(part, Apply) and part.op == "derivative":
            return _derivative(part, span, problems)
        if isinstance(part, Apply):
            return checked_call(part, span, problems)
        return part

    return rebuild(names, settle)


def hyphenated(formula: Formula, scope: Scope) -> Formula:
    """The formula with ``stops - at`` read as the name that it is in this scope."""
    return rebuild(formula, lambda part: _undone(part, scope) if isinstance(part, Apply) and part.op == "-" else part)


def _undone(part: Formula, scope: Scope) -> Formula:
    """``dL/dX`` read as a division where ``dL`` and ``dX`` are names; ``W^T`` as a transpose where T is none."""
    match part:
        case Apply("derivative", (Sym(of, ()), Sym(by) as under)) if scope.has(f"d{of}") and scope.has(f"d{by}"):
            return Apply("/", (Sym(f"d{of}"), replace(under, name=f"d{by}")))
        case Apply("^", (base, Sym("T" | "⊤", ()))) if not scope.has("T"):
            return Apply("transpose", (base,))
        case Apply("-", (left, Sym(name, ()))):
            return _hyphenated(left, name, scope) or part
        case _:
            return part


def _hyphenated(left: Formula, last: str, scope: Scope) -> Formula | None:
    """``2 * s.best - epoch`` with its end read as the one word ``s.best-epoch``; None where there is no such name.

    A word of three is joined in two turns: what is joined so far need not be a name yet.
    """
    match left:
        case Sym(name, ()) if not scope.has(name):
            word = f"{name}-{last}"
            begun = any(known.startswith(f"{word}-") for known in scope.known)
            return Sym(word) if begun or scope.has(word) else None
        case Apply("+" | "-" | "*" | "/" | "neg", (*before, end)):
            joined = _hyphenated(end, last, scope)
            return None if joined is None else replace(left, args=(*before, joined))
        case _:
            return None


def _symbol(symbol: Sym, scope: Scope, span: Span, problems: list[Problem], told: set[str]) -> Formula:
    name = step_name(symbol)
    if name in scope.known:
        return scope.known[name or ""]
    if not symbol.index and symbol.name in scope.last:
        return scope.last[symbol.name]
    found = _indexed(symbol, scope)
    if found is not None:
        return found
    if symbol.name not in told:
        told.add(symbol.name)
        problems.append(unknown_name(symbol, scope, span))
    return symbol


def _indexed(symbol: Sym, scope: Scope) -> Formula | None:
    """``h[1..3]`` as a list of steps; ``Z[1,2]`` as an entry; ``h[1,2]`` as the second entry of the step h[1]."""
    steps = _range(symbol)
    if steps and all(step_name(step) in scope.known for step in steps):
        return Listing(steps)
    for cut in range(len(symbol.index) - 1, -1, -1):
        base = Sym(symbol.name, symbol.index[:cut])
        if step_name(base) in scope.known and cut < len(symbol.index):
            return Apply("index", (scope.known[step_name(base) or ""], *symbol.index[cut:]))
    return None


def _range(symbol: Sym) -> tuple[Formula, ...]:
    match symbol.index:
        case (Apply("..", (Num(int() as first), Num(int() as last))),) if 0 <= last - first < 1000:
            return tuple(Sym(symbol.name, (Num(turn),)) for turn in range(first, last + 1))
        case _:
            return ()


def _derivative(part: Apply, span: Span, problems: list[Problem]) -> Formula:
    of, by = part.args
    match by:
        case Apply("index", (base, *cells)):
            return Apply("index", (Apply("derivative", (of, base)), *cells))
    if step_name(of) is None or step_name(by) is None:
        hint = "such as dL/dX; give the rest a name"
        problems.append(Problem("a gradient is taken of a name, by a name", span, hint))
    return part


def unknown_name(symbol: Sym, scope: Scope, span: Span) -> Problem:
    """The problem of a name that nothing gives, with a near one."""
    name = step_name(symbol) or symbol.name
    where = span.at(symbol.name)
    if symbol.name.lower() in ("inf", "infinity"):
        hint = "scores are hidden by a mask of 0 and 1: masked_softmax(S, M), or mask = … of attention"
        return Problem("there is no infinity in arithmetic", where, hint)
    if symbol.index and symbol.name in scope.last:
        return Problem(f"there is no {name}", where, f"the last one is {step_name(scope.last[symbol.name])}")
    known = tuple(dict.fromkeys((*scope.last, *scope.known)))[:HINTED]
    if not known:
        return Problem(f"nothing is called {name!r} here", where, f"give it a value: {symbol.name} = 2")
    part = near_part(symbol.name, known)
    hint = did_you_mean(part, known)
    if not near(part, known) and not symbol.index and len(symbol.name) > 1:
        hint += f'; a text stands in quotation marks: "{symbol.name}"'
    return Problem(f"nothing is called {name!r} here", where, hint)


def near_part(name: str, known: tuple[str, ...]) -> str:
    """The name as it is looked up among the known ones."""
    return name if near(name, known) else name.split("_")[0]
