"""Derivatives of an array: the steps of a table of all partial derivatives, from name to name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from examsolver.core.convention import Convention, Variant
from examsolver.core.derivation import Step, Undefined, Value, derivation_of
from examsolver.core.formula import Formula, derivative
from examsolver.core.problem import Span
from examsolver.families.computing.chain_rule import Chain, Link, added
from examsolver.families.computing.forward import Forward, Node
from examsolver.families.computing.gradients import Backward, NoGradient, gradient_at
from examsolver.families.computing.jacobian_laws import (
    CHAIN_SLIPS,
    LOCAL_SLIPS,
    Pass,
    chained,
    local_cells,
    local_jacobian,
)
from examsolver.families.computing.numerator_layout import transposed
from examsolver.maths.tree import step_name

MATRIX_LAYOUT = Convention(
    "matrix layout",
    (
        Variant("mixed", "dy/dx has a row for each entry of y; the gradient of a number has the shape of x"),
        Variant("numerator", "dy/dx has a row for each entry of y; the gradient of a number by a matrix is transposed"),
        Variant("denominator", "dy/dx has a row for each entry of x; the gradient of a number has the shape of x"),
    ),
)
REDUCING = frozenset({"mse", "cross_entropy", "sum", "mean", "norm", "dot", "trace", "det", "max", "min", "prod"})
"""Rules that come to a number, where no axis is named."""
SILENT = ("+", "-", "index", "same", "*")
ARITHMETIC = frozenset({"+", "-", "*", "/", "^", "neg", "same"})
EXACT = 64
"""Entries of an array that is not turned into floats to see shapes."""

Path = tuple[tuple[Node, int], ...]
"""The operators from a statement's outermost one down to a name, each with the input that the way goes through."""


def is_number(name: str, nodes: Mapping[str, Node], givens: Mapping[str, Value]) -> bool:
    """Whether a step surely comes to a number, seen without working anything out."""
    todo = [name]
    while todo:
        here = todo.pop()
        node = nodes.get(here)
        if node is None:
            if getattr(givens.get(here), "shape", ()):
                return False
        elif node.rule.name in ARITHMETIC:
            todo += node.step.uses
        elif node.rule.name not in REDUCING or node.options.get("axis") or _is_entrywise(node):
            return False
    return True


def _is_entrywise(node: Node) -> bool:
    """Whether it is the largest (smallest) of several arrays, entry by entry."""
    return node.rule.name in ("max", "min") and len(node.inputs) > 1


def shapes_in(of: str, forward: Forward, givens: Mapping[str, Value]) -> Mapping[str, tuple[int, ...]]:
    """The shapes of a step and all that it rests on; nothing where one of them has no value, or is a gradient."""
    known = {name: _quick(value) for name, value in {**givens, **forward.constants}.items()}
    resting = _resting(of, forward.nodes)
    needed = [forward.nodes[name].step for name in forward.nodes if name in resting]
    there = known.keys() | {step.name for step in needed}
    if any(used not in there for step in needed for used in step.uses):
        return {}
    run = derivation_of(known, needed).run()
    values = {step.name: run[step.name] for step in run.derivation.steps}
    if any(isinstance(value, Undefined) for value in values.values()):
        return {}
    return {name: tuple(getattr(value, "shape", ())) for name, value in {**known, **values}.items()}


def _resting(of: str, nodes: Mapping[str, Node]) -> frozenset[str]:
    """A step and all steps that it rests on."""
    found: set[str] = set()
    todo = [of]
    while todo:
        name = todo.pop()
        if name not in found and name in nodes:
            found.add(name)
            todo += nodes[name].step.uses
    return frozenset(found)


def _quick(value: Value) -> Value:
    """A large array in floats, where only shapes are wanted."""
    return value.astype(float) if getattr(value, "size", 1) > EXACT else value


def jacobian_steps(
    of: Formula, wanted: Mapping[str, Span], forward: Forward, givens: Mapping[str, Value]
) -> list[Step] | None:
    """The steps of the derivatives of an array, or of a number in numerator layout; None where they are as usual.

    Raises:
        NoGradient: where there is no way back.
    """
    name = step_name(of) or ""
    layout = forward.conventions.get(MATRIX_LAYOUT.topic, MATRIX_LAYOUT.default.name)
    number = name not in forward.nodes or is_number(name, forward.nodes, {**givens, **forward.constants})
    if number and layout != "numerator":
        return None
    shapes = shapes_in(name, forward, givens) if name in forward.nodes else {}
    span = next(iter(wanted.values()))
    if shapes.get(name):
        return Jacobian(of, forward.nodes, shapes, layout != "denominator", span).run(tuple(wanted))
    matrices = [f"d{name}/d{by}" for by in wanted if len(shapes.get(by, ())) == 2]
    if layout != "numerator" or not matrices:
        return None
    return transposed(Backward(of, forward.nodes, span).run(wanted), matrices)


def layouts_in(steps: list[Step]) -> tuple[Convention, ...]:
    """The convention on the layout, where there is a table of derivatives."""
    return (MATRIX_LAYOUT,) if any(step.rule == "jacobian" for step in steps) else ()


@dataclass(slots=True)
class Jacobian:
    """One pass from an array back to all of ``wanted``, from name to name."""

    of: Formula
    nodes: Mapping[str, Node]
    shapes: Mapping[str, tuple[int, ...]]
    rows: bool
    span: Span
    steps: dict[str, Step] = field(default_factory=dict)
    symbols: dict[str, Formula] = field(default_factory=dict)

    def run(self, wanted: tuple[str, ...]) -> list[Step]:
        """The steps, in order. Raises NoGradient."""
        target = step_name(self.of) or ""
        ways = self._ways(target)
        moving = self._moving(ways, wanted)
        if missing := [name for name in wanted if name not in moving or name == target]:
            raise NoGradient(f"{target} does not depend on {missing[0]}", missing[0])
        for name in reversed(moving):
            if name != target:
                self._close(target, name, ways, moving)
        return list(self.steps.values())

    def _ways(self, target: str) -> Mapping[str, Mapping[str, list[Path]]]:
        """From each name above the target to the names that its statement is written in, with all ways there."""
        found: dict[str, Mapping[str, list[Path]]] = {}
        todo = [target]
        while todo:
            name = todo.pop()
            if name in found or name not in self.nodes:
                continue
            found[name] = ways = dict[str, list[Path]]()
            for path, term in paths(self.nodes[name], self.nodes):
                ways.setdefault(term.name, []).append(path)
                self.symbols.setdefault(term.name, term.formula)
            todo += ways
        return found

    def _moving(self, ways: Mapping[str, Mapping[str, list[Path]]], wanted: tuple[str, ...]) -> list[str]:
        """The names between the wanted ones and the target, each after those that it rests on."""
        order = [name for name in self.shapes if name in wanted and name not in self.nodes]
        moving = dict.fromkeys(order)
        for name in self.nodes:
            if name in wanted or any(below in moving for below in ways.get(name, ())):
                moving[name] = None
        above = set(ways).union(*(set(own) for own in ways.values()))
        return [name for name in moving if name in above]

    def _close(self, target: str, name: str, ways: Mapping[str, Mapping[str, list[Path]]], moving: list[str]) -> None:
        """The derivative of the target by one name, from those by the names in between."""
        users = [user for user in moving if name in ways.get(user, ())]
        whole = f"d{target}/d{name}"
        if users == [target]:
            self._put(self._local(target, name, ways[target][name], whole))
            return
        parts = []
        for user in users:
            local = f"d{user}/d{name}" if user != target and self._is_direct(user, name, ways, moving) else ""
            local = local or f"{whole} via {user}"
            self._put(self._local(user, name, ways[user][name], local))
            parts.append((user, local))
        self._put(self._composed(target, name, parts, whole))

    def _is_direct(self, user: str, name: str, ways: Mapping[str, Mapping[str, list[Path]]], moving: list[str]) -> bool:
        """Whether a name acts on a later one through that one's own statement alone."""
        reached, todo = set[str](), [name]
        while todo:
            here = todo.pop()
            for other in moving:
                if other not in reached and here in ways.get(other, ()) and other != user:
                    reached.add(other)
                    todo.append(other)
        return not any(other in ways.get(user, ()) for other in reached)

    def _put(self, step: Step) -> None:
        self.steps.setdefault(step.name, step)

    def _local(self, of: str, by: str, ways: list[Path], name: str) -> Step:
        """The derivative through one statement, with its cells."""
        top = self.nodes[of]
        uses, plans = _plans(ways)
        shapes = self.shapes[of], self.shapes[by]
        law = partial(local_jacobian, plans=plans, shapes=shapes, rows=self.rows)
        chains = tuple(_chain(path, top, self.symbols[by]) for path in ways)
        names = tuple(dict.fromkeys(known for chain in chains for known in chain.names))
        known = all(link.partials is not None for chain in chains for link in chain.links)
        cells = partial(local_cells, chains=chains, names=names, axes=len(shapes[0]), rows=self.rows)
        reasons = dict.fromkeys(reason for path in ways for reason in _reasons(path))
        return Step(
            name,
            uses,
            law,
            because="; ".join(reasons) or "the derivative of every entry by every entry",
            cells=cells if known else None,
            rule="jacobian",
            site=name,
            role=self._role(len(shapes[0])),
            shown=" via " not in name,
            misconceptions=LOCAL_SLIPS,
            span=self.span,
            names=names,
        )

    def _role(self, axes: int) -> str:
        """What tells a table of derivatives and how its entries are named."""
        return f"jacobian {'numerator' if self.rows else 'denominator'} {axes}"

    def _composed(self, of: str, by: str, parts: list[tuple[str, str]], name: str) -> Step:
        """Products of derivatives, added up over the names that the effect runs through."""
        uses: list[str] = []
        written: list[Formula] = []
        for user, local in parts:
            upper = derivative(self.of, self.symbols[user]) if user != of else None
            lower = derivative(self.symbols.get(user, self.of), self.symbols[by])
            uses += [local] if upper is None else [f"d{of}/d{user}", local]
            written.append(lower if upper is None else upper @ lower if self.rows else lower @ upper)
        between = tuple(None if user == of else self.shapes[user] for user, _ in parts)
        shapes = self.shapes[of], self.shapes[by]
        plain = all(" via " not in local for _, local in parts)
        return Step(
            name,
            tuple(uses),
            partial(chained, between=between, shapes=shapes, rows=self.rows),
            formula=added(written) if plain else None,
            because=_composing(parts, self.rows),
            rule="jacobian",
            site=name,
            role=self._role(len(shapes[0])),
            misconceptions=CHAIN_SLIPS,
            span=self.span,
        )


def _composing(parts: list[tuple[str, str]], rows: bool) -> str:
    """The chain rule in words."""
    if len(parts) > 1:
        return f"it acts in {len(parts)} ways; the products along each of them are added"
    order = "the outer derivative on the left" if rows else "the outer derivative on the right"
    return f"the chain rule: a matrix product, {order}"


def paths(top: Node, nodes: Mapping[str, Node]) -> Iterator[tuple[Path, Any]]:
    """All ways from a statement's outermost operator down to the names in it, and each name's term."""
    todo: list[tuple[Node, Path]] = [(top, ())]
    while todo:
        node, above = todo.pop()
        for position, term in enumerate(node.inputs):
            if gradient_at(node, position) is None:
                continue
            path = (*above, (node, position))
            inner = nodes.get(term.name)
            if inner is not None and not inner.named:
                todo.append((inner, path))
            elif not term.name.startswith("#"):
                yield path, term


def _plans(ways: list[Path]) -> tuple[tuple[str, ...], tuple[tuple[Pass, ...], ...]]:
    """The values that all ways need, and each way with their places."""
    uses: dict[str, int] = {}
    plans = []
    for path in ways:
        plan = []
        for node, position in path:
            names = (*node.step.uses, node.step.name)
            places = tuple(uses.setdefault(name, len(uses)) for name in names)
            gradient = gradient_at(node, position)
            assert gradient is not None
            options = {**node.options, **({"position": position} if gradient.positional else {})}
            plan.append(Pass(partial(gradient.law, **options) if options else gradient.law, places))
        plans.append(tuple(plan))
    return tuple(uses), tuple(plans)


def _chain(path: Path, top: Node, by: Formula) -> Chain:
    links = []
    for node, position in reversed(path):
        gradient = gradient_at(node, position)
        assert gradient is not None
        options = {**node.options, **({"position": position} if gradient.positional else {})}
        links.append(Link(gradient.partials, position, tuple(options.items()), node.inputs, node.term))
    return Chain(top.term.formula, by, top.term.formula, tuple(links))


def _reasons(path: Path) -> Iterator[str]:
    """What the operators on a way do to a derivative; what they do to a gradient from above says nothing here."""
    for node, position in path:
        gradient = gradient_at(node, position)
        silent = node.rule.name in ("+", "-", "index", "same", "*")
        if (
            gradient is not None
            and not silent
            and not any(word in gradient.because for word in ("gradient", "receive"))
        ):
            yield gradient.because
