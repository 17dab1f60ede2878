"""A worked solution is a derivation: a graph of named steps, each a small pure law on earlier steps.

Marking, follow-through, misconceptions, conventions and variants are all reruns of this graph.
Evaluation is iterative, and a rerun recomputes only what lies between the change and what is asked.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import partial
from types import MappingProxyType
from typing import Any

from examsolver.core.convention import Convention
from examsolver.core.formula import Formula
from examsolver.core.problem import Span

Value = Any
"""int, Fraction, float, bool, str (a text), a tuple of ints (a size), a tuple of strs or of tuples (words in order,
rows of words), a NumPy array, a Formula, or Undefined."""

Index = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Undefined:
    """What a law gives where it has no value (log of zero, shapes that do not fit); it spreads."""

    reason: str
    hint: str | None = None
    step: str = ""


class LawError(ArithmeticError):
    """Raised by a law that has no value for its inputs; it becomes :class:`Undefined`."""

    def __init__(self, reason: str, hint: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.hint = hint

    def __reduce__(self) -> tuple[type[LawError], tuple[str, str | None]]:
        return LawError, (self.reason, self.hint)


@dataclass(frozen=True, slots=True)
class Misconception:
    """A wrong idea that students have, as a rewrite of steps.

    Attributes:
        tag: names the idea, never the numbers: ``plus-one-forgotten``.
        says: what to tell the student, one sentence, without the numbers.
        rewrite: from the derivation and the step that carries the misconception to the steps
            that a student with this idea would compute instead (none where it does not apply).
        keeps: the share of the marks that survives it.
        special: it is about what a whole equation means, and comes in the place of what the bare operators
            of that equation would suggest.
    """

    tag: str
    says: str
    rewrite: Callable[[Derivation, Step], Mapping[str, Step]]
    keeps: Fraction = Fraction(0)
    special: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One step: ``name = law(*uses)``.

    Attributes:
        name: unique in its derivation, and the same under every convention.
        uses: names of the steps and givens that the law takes, in order.
        law: a module-level function, or a ``functools.partial`` of one (so that a step pickles).
        formula: the right-hand side as mathematics, in the names it uses.
        because: one sentence of reason.
        numbers: from the input values to the formula with numbers put in, where plain
            substitution of ``uses`` into ``formula`` does not say it (sizes of layers).
        cells: from a cell's index (from 0) and the input values to ever more explicit formulas
            of that cell; the last can be substituted. Cells are named ``Sym("X", (Num(1), Num(2)))``.
        rule: word of the rule or layer that it comes from.
        site: name of the forward step that this one belongs to (its own name when forward).
        role: ``forward``, or ``backward <position>`` for a gradient with respect to that input.
        shown: whether a worked solution prints it; hidden steps are parts of a shown one.
        misconceptions: wrong ideas that can strike here.
        span: where the author asked for it.
        names: the steps and givens that ``formula`` is written in and whose values
            ``cells`` take, where those are not ``uses`` (a shown step that rests on hidden ones);
            ``numbers`` takes the values of ``uses`` all the same.
    """

    name: str
    uses: tuple[str, ...]
    law: Callable[..., Value]
    formula: Formula | None = None
    because: str = ""
    numbers: Callable[..., Formula] | None = None
    cells: Callable[..., tuple[Formula, ...]] | None = None
    rule: str = ""
    site: str = ""
    role: str = "forward"
    shown: bool = True
    misconceptions: tuple[Misconception, ...] = ()
    span: Span | None = None
    names: tuple[str, ...] = ()

    def with_law(self, law: Callable[..., Value], **options: object) -> Step:
        """This step under another law, which inherits the options of a partial."""
        kept = dict(self.law.keywords) if isinstance(self.law, partial) else {}
        kept.update(options)
        return replace(self, law=partial(law, **kept) if kept else law)


@dataclass(frozen=True, slots=True)
class Derivation:
    """Givens and steps, in an order in which every step comes after what it uses.

    Raises:
        ValueError: from ``derivation_of`` when steps use each other in a circle or a name is missing.
    """

    givens: Mapping[str, Value]
    steps: tuple[Step, ...]
    conventions: tuple[Convention, ...] = ()
    _by_name: Mapping[str, int] = field(default_factory=dict, repr=False, compare=False)
    _users: Mapping[str, tuple[int, ...]] = field(default_factory=dict, repr=False, compare=False)
    _sites: Mapping[str, tuple[int, ...]] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self._by_name or not self.steps:
            return
        users: dict[str, list[int]] = {}
        sites: dict[str, list[int]] = {}
        for place, step in enumerate(self.steps):
            sites.setdefault(step.site or step.name, []).append(place)
            for name in dict.fromkeys(step.uses):
                users.setdefault(name, []).append(place)
        object.__setattr__(self, "_by_name", {step.name: place for place, step in enumerate(self.steps)})
        object.__setattr__(self, "_users", {name: tuple(places) for name, places in users.items()})
        object.__setattr__(self, "_sites", {name: tuple(places) for name, places in sites.items()})

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    def step(self, name: str) -> Step:
        """The step of that name; ``KeyError`` for a given or an unknown name."""
        return self.steps[self._by_name[name]]

    def at_site(self, site: str) -> tuple[Step, ...]:
        """The forward step of that name and the gradient steps that belong to it."""
        return tuple(self.steps[place] for place in self._sites.get(site, ()))

    def users(self, name: str) -> tuple[Step, ...]:
        """The steps that use a step or given directly."""
        return tuple(self.steps[place] for place in self._users.get(name, ()))

    def before(self, *names: str) -> tuple[Step, ...]:
        """The named steps and all that they rest on, in order of computation."""
        seen: set[str] = set()
        todo = [name for name in names if name in self._by_name]
        while todo:
            name = todo.pop()
            if name not in seen:
                seen.add(name)
                todo.extend(used for used in self.step(name).uses if used in self._by_name)
        return tuple(self.steps[place] for place in sorted(self._by_name[name] for name in seen))

    def rewritten(self, steps: Mapping[str, Step]) -> Derivation:
        """The derivation with some steps replaced; put in order again if an edge moved."""
        changed = list(self.steps)
        for name, step in steps.items():
            if name in self._by_name:
                changed[self._by_name[name]] = step
        moved = any(steps[name].uses != self.step(name).uses for name in steps)
        if not moved:
            return replace(self, steps=tuple(changed))
        return Derivation(self.givens, in_order(self.givens, changed), self.conventions)

    def run(self) -> Run:
        """Compute every step."""
        values: dict[str, Value] = dict(self.givens)
        for step in self.steps:
            values[step.name] = evaluate(step, values)
        return Run(self, MappingProxyType(values))

    def values(self, pinned: Mapping[str, Value] | None = None) -> Mapping[str, Value]:
        """The values of all givens and steps, some pinned to other values."""
        run = self.run()
        return run.again(pinned).values if pinned else run.values

    def __reduce__(self) -> tuple[type[Derivation], tuple[object, ...]]:
        return Derivation, (dict(self.givens), self.steps, self.conventions)


@dataclass(frozen=True, slots=True)
class Run:
    """A derivation with all its values. Reruns share what did not change."""

    derivation: Derivation
    values: Mapping[str, Value]

    def __getitem__(self, name: str) -> Value:
        return self.values[name]

    def again(
        self,
        pinned: Mapping[str, Value] | None = None,
        rewritten: Mapping[str, Step] | None = None,
        targets: Iterable[str] | None = None,
        within: frozenset[str] | None = None,
    ) -> Run:
        """The same derivation with values pinned and steps rewritten.

        Only what depends on the change is computed; with ``targets``, only what those rest on,
        and the values of other changed steps are left as they were. ``within`` are the names of
        what the targets rest on, where somebody knows them already.
        """
        pinned = pinned or {}
        derivation = self.derivation.rewritten(rewritten) if rewritten else self.derivation
        # a proxy copies as fast as what it stands for, where dict() would look every name up
        values = self.values.copy() if isinstance(self.values, MappingProxyType) else dict(self.values)
        values.update(pinned)
        changed = {name for name in pinned if not _same(pinned[name], self.values.get(name))}
        if within is not None and derivation._by_name is self.derivation._by_name:
            wanted: Collection[str] | None = within
        else:
            wanted = None if targets is None else {step.name for step in derivation.before(*targets)}
        _propagate(derivation, values, changed, frozenset(pinned), frozenset(rewritten or ()), wanted)
        return Run(derivation, MappingProxyType(values))

    def __reduce__(self) -> tuple[type[Run], tuple[object, ...]]:
        return Run, (self.derivation, dict(self.values))


def _propagate(
    derivation: Derivation,
    values: dict[str, Value],
    changed: set[str],
    pinned: frozenset[str],
    rewritten: frozenset[str],
    wanted: Collection[str] | None,
) -> None:
    """Recompute, in order, what follows from the change; a value that did not move stops it."""
    places, users = derivation._by_name, derivation._users
    due = {places[name] for name in rewritten if name in places}
    due.update(place for name in changed for place in users.get(name, ()))
    queue = list(due)
    heapq.heapify(queue)
    while queue:
        step = derivation.steps[heapq.heappop(queue)]
        if step.name in pinned or (wanted is not None and step.name not in wanted):
            continue
        value = evaluate(step, values)
        if _same(value, values.get(step.name)):
            continue
        values[step.name] = value
        for place in users.get(step.name, ()):
            if place not in due:
                due.add(place)
                heapq.heappush(queue, place)


def evaluate(step: Step, values: Mapping[str, Value]) -> Value:
    """The value of one step; :class:`Undefined` where its law has none."""
    inputs = [values[name] for name in step.uses]
    for value in inputs:
        if isinstance(value, Undefined):
            return value
    try:
        return step.law(*inputs)
    except ZeroDivisionError:
        return Undefined("division by zero", "a denominator is zero here", step.name)
    except LawError as error:
        return Undefined(error.reason, error.hint, step.name)
    except OverflowError:
        return Undefined("a number too large to compute with", None, step.name)


def _same(one: Value, other: Value) -> bool:
    if one is other:
        return True
    if isinstance(one, (int, float, Fraction, str, tuple)) and isinstance(other, (int, float, Fraction, str, tuple)):
        return type(one) is type(other) and one == other
    return False


def in_order(givens: Mapping[str, Value], steps: Iterable[Step]) -> tuple[Step, ...]:
    """The steps, each after what it uses, otherwise in the order they came.

    Raises:
        ValueError: a name that nothing gives, or steps in a circle; the message says which.
    """
    listed = tuple(steps)
    if _is_in_order(givens, listed):
        return listed
    places = {step.name: place for place, step in enumerate(listed)}
    waiting: list[int] = []
    users: dict[int, list[int]] = {}
    for place, step in enumerate(listed):
        needs = {places[name] for name in step.uses if name in places}
        missing = [name for name in step.uses if name not in places and name not in givens]
        if missing:
            raise ValueError(f"{step.name} uses {missing[0]}, which nothing gives")
        waiting.append(len(needs))
        for need in needs:
            users.setdefault(need, []).append(place)
    ready = [place for place, count in enumerate(waiting) if count == 0]
    heapq.heapify(ready)
    ordered: list[Step] = []
    while ready:
        place = heapq.heappop(ready)
        ordered.append(listed[place])
        for user in users.get(place, ()):
            waiting[user] -= 1
            if waiting[user] == 0:
                heapq.heappush(ready, user)
    if len(ordered) < len(listed):
        circle = [step.name for place, step in enumerate(listed) if waiting[place]]
        raise ValueError(f"steps use each other in a circle: {', '.join(circle[:5])}")
    return tuple(ordered)


def _is_in_order(givens: Mapping[str, Value], steps: tuple[Step, ...]) -> bool:
    known = set(givens)
    for step in steps:
        if not known.issuperset(step.uses) or step.name in known:
            return False
        known.add(step.name)
    return True


def derivation_of(
    givens: Mapping[str, Value], steps: Iterable[Step], conventions: tuple[Convention, ...] = ()
) -> Derivation:
    """A derivation from steps in any order. Raises ``ValueError`` as :func:`in_order`."""
    return Derivation(dict(givens), in_order(givens, steps), conventions)
