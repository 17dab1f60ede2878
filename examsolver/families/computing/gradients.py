"""Reverse mode: from the forward steps to the gradients of a number, one step for each operator passed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from examsolver.core.derivation import Step
from examsolver.core.formula import Apply, Formula, Num, Sym, derivative
from examsolver.core.problem import Span
from examsolver.core.rule import Gradient
from examsolver.families.computing.chain_rule import Chain, Link, added, gradient_cells, tidy
from examsolver.families.computing.contributions import add_contributions, added_up, in_time, overwritten, seed, time_of
from examsolver.families.computing.forward import Node, folded
from examsolver.families.computing.terms import Term
from examsolver.maths.tree import step_name

WRITTEN = 6
"""Contributions that are written out as a sum of their formulas."""
REASONS = 3
"""Reasons that are given for one gradient."""
PASSING = ("+", "index", "same")
"""Operators that pass the gradient on as it is, and of which nothing is said beside others."""
FAR = 3
"""Numbers beyond the next name that a chain-rule line may go through."""


class NoGradient(ValueError):
    """The gradient by ``by`` does not exist; the message says why."""

    def __init__(self, message: str, by: str) -> None:
        super().__init__(message)
        self.by = by


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one use of a name adds to its gradient: the step, its formula, and the chains to the next names."""

    step: Step
    formula: Formula | None
    chain: Chain
    via: str


@dataclass(slots=True)
class Backward:
    """One pass back from ``of`` through the nodes (in order of computation) to all of ``wanted``."""

    of: Formula
    nodes: Mapping[str, Node]
    span: Span | None
    steps: list[Step] = field(default_factory=list)
    written: dict[str, Formula | None] = field(default_factory=dict)
    open: dict[str, list[Contribution]] = field(default_factory=dict)
    symbols: dict[str, Formula] = field(default_factory=dict)
    ways: dict[str, tuple[tuple[Link, ...], Node]] = field(default_factory=dict)
    beyond: dict[str, tuple[Term, ...]] = field(default_factory=dict)
    reasons: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def run(self, wanted: Iterable[str]) -> list[Step]:
        """The steps of all gradients. Raises :class:`NoGradient`."""
        target = step_name(self.of) or ""
        wanted = set(wanted)
        moving = self._moving(target, wanted)
        known = frozenset(moving)
        self._seed(target)
        for name in reversed(moving):
            if name != target and not self._close(name):
                continue
            node = self.nodes.get(name)
            if node is not None:
                self._pass_back(node, known)
        for name in sorted(wanted - set(self.written)):
            if name in known:
                raise NoGradient(f"no gradient runs back from {target} to {name}", name)
            raise NoGradient(f"{target} does not depend on {name}", name)
        return self.steps

    def _moving(self, target: str, wanted: set[str]) -> list[str]:
        """What lies between the wanted names and the target, in order of computation."""
        above = _ancestors(target, self.nodes)
        moving: dict[str, None] = {}
        for name in above:
            node = self.nodes.get(name)
            if name in wanted or (node is not None and any(used in moving for used in node.step.uses)):
                moving[name] = None
        moving.setdefault(target)
        return list(moving)

    def _seed(self, target: str) -> None:
        name = f"d{target}/d{target}"
        step = Step(
            name,
            uses=(target,),
            law=partial(seed, name=target),
            formula=Num(1),
            because="the derivative of a quantity by itself is 1",
            rule="seed",
            site=name,
            role="backward",
            shown=False,
            span=self.span,
        )
        self.steps.append(step)
        self.written[target] = Num(1)
        self.symbols[target] = self.of
        self.beyond[target] = ()

    def _pass_back(self, node: Node, moving: frozenset[str]) -> None:
        """The contributions of one operator to all of its inputs."""
        name = node.step.name
        if name not in self.written:
            return
        for position, term in enumerate(node.inputs):
            gradient = gradient_at(node, position)
            if term.name in moving and gradient is not None:
                self._contribute(node, position, term, gradient)

    def _contribute(self, node: Node, position: int, term: Term, gradient: Gradient) -> None:
        options = {**node.options, "position": position} if gradient.positional else dict(node.options)
        link = Link(gradient.partials, position, tuple(options.items()), node.inputs, node.term)
        links, goal = self._way(node, link)
        chain = Chain(self.of, term.formula, goal.term.formula, links, self.beyond.get(goal.step.name, ()))
        reasons = self._reasons(node, position, gradient)
        step = Step(
            "",
            uses=(self._name(node.step.name), *node.step.uses, node.step.name),
            law=partial(gradient.law, **options) if options else gradient.law,
            because="; ".join(reasons[-REASONS:]) or gradient.because,
            rule=node.rule.name,
            site=node.step.name,
            role=f"backward {position}",
            misconceptions=gradient.misconceptions,
            span=self.span,
        )
        if not self._is_known(term.name):
            self.ways[term.name] = (links, goal)
            self.reasons[term.name] = reasons
        self.symbols.setdefault(term.name, term.formula)
        formula = self._formula(gradient, node, options)
        self.open.setdefault(term.name, []).append(Contribution(step, formula, chain, node.owner))

    def _reasons(self, node: Node, position: int, gradient: Gradient) -> tuple[str, ...]:
        """What happens on the way down from the next name, without what only passes the gradient on."""
        above = () if node.named else self.reasons.get(node.step.name, ())
        others = (term.formula for place, term in enumerate(node.inputs) if place != position)
        scaled = node.rule.name == "*" and all(folded(other) is not None for other in others)
        silent = node.rule.name in PASSING or scaled or (node.rule.name == "-" and position == 0)
        return above if silent else tuple(dict.fromkeys((*above, gradient.because)))

    def _formula(self, gradient: Gradient, node: Node, options: Mapping[str, object]) -> Formula | None:
        """The gradient in the names that people know; None where a rule on the way cannot say."""
        upstream = self.written[node.step.name]
        if upstream is None or gradient.formula is None:
            return None
        names = (*(part.formula for part in node.inputs), node.term.formula)
        return gradient.formula(upstream, *names, **options)

    def _way(self, node: Node, link: Link) -> tuple[tuple[Link, ...], Node]:
        """The operators up to the next name."""
        if node.named:
            return (link,), node
        links, goal = self.ways[node.step.name]
        return (link, *links), goal

    def _is_known(self, name: str) -> bool:
        """Whether people know it by its name: a given, or what a statement defines."""
        return name not in self.nodes or self.nodes[name].named

    def _name(self, name: str) -> str:
        """``dL/dX``; of the entry ``x[2]`` inside a statement ``dL/dx[2]#1``, for there may be several."""
        hidden = "#1" if not self._is_known(name) and "#" not in name else ""
        return f"d{step_name(self.of)}/d{name}{hidden}"

    def _close(self, name: str) -> bool:
        """All contributions to a name are there: its gradient. False where none came."""
        parts = self.open.pop(name, [])
        if not parts:
            return False
        symbol = self.symbols[name]
        shown = self._is_known(name)
        if len(parts) == 1:
            self.steps.append(_complete(parts[0], self._name(name), shown))
            if shown:
                self.beyond[name] = self._beyond(parts[0].chain.via)
        else:
            self.steps += self._several(name, parts, shown)
        self.written[name] = derivative(self.of, symbol) if shown else parts[0].formula
        return True

    def _beyond(self, goal: Formula) -> tuple[Term, ...]:
        """The names from the far end down to the one that a gradient came from, at most three."""
        name = step_name(goal) or ""
        if goal == self.of:
            return ()
        return (*self.beyond.get(name, ()), Term(name, goal))[-FAR:]

    def _several(self, name: str, parts: list[Contribution], shown: bool) -> list[Step]:
        """A hidden step for each contribution, and their sum."""
        parts = parts[::-1]
        whole = self._name(name)
        timed = shown and in_time(tuple(part.via for part in parts))
        if timed:
            parts.sort(key=lambda part: time_of(part.via))
        steps, seen = [], dict[str, int]()
        for part in parts:
            seen[part.via] = seen.get(part.via, 0) + 1
            again = f" ({seen[part.via]})" if seen[part.via] > 1 else ""
            own = f"{whole} via {part.via}{again}"
            steps.append(replace(_complete(part, own, True), shown=False) if timed else _complete(part, own, False))
        total = Step(
            whole,
            uses=tuple(step.name for step in steps),
            law=add_contributions,
            formula=self._sum(name, parts),
            because=f"{name} acts in {len(parts)} {'steps' if timed else 'places'}; what comes back from them is added",
            numbers=added_up if timed else None,
            rule="contributions",
            site=whole,
            role="backward",
            shown=shown,
            misconceptions=overwritten(tuple(part.via for part in parts)),
            span=self.span,
        )
        return [*steps, _with_cells(total, tuple(part.chain for part in parts))]

    def _sum(self, name: str, parts: list[Contribution]) -> Formula | None:
        """All contributions added, or a sum over the steps of a loop; None where they are too many to write."""
        formulas = [formula for part in parts if (formula := _written(part)) is not None]
        if len(formulas) < len(parts):
            return None
        if len(parts) <= WRITTEN:
            return added(formulas)
        symbols = [part.chain.via for part in parts]
        bases = {symbol.name for symbol in symbols if isinstance(symbol, Sym) and symbol.index}
        if len(bases) != 1:
            return None
        step = Sym(bases.pop(), (Sym("t"),))
        return Apply("sum", (derivative(self.of, step) * derivative(step, self.symbols[name]),))


def _written(part: Contribution) -> Formula | None:
    """The formula of a contribution; where a rule cannot say, the two gradients that it is the product of."""
    chain = part.chain
    if part.formula is not None:
        return tidy(part.formula)
    if part.step.rule == "index" or chain.via == chain.of:
        return None
    return derivative(chain.of, chain.via) * derivative(chain.via, chain.by)


def _complete(part: Contribution, name: str, shown: bool) -> Step:
    """A gradient step with its name; one that is shown with its formula and cells too."""
    if not shown:
        return replace(part.step, name=name, shown=False)
    return _with_cells(replace(part.step, name=name, formula=_written(part)), (part.chain,))


def _with_cells(step: Step, chains: tuple[Chain, ...]) -> Step:
    """The step with its chain-rule lines, where every operator on the way knows its local derivatives."""
    names = known_names(chains)
    known = all(link.partials is not None for chain in chains for link in chain.links)
    if not known or len(chains) > WRITTEN:
        return replace(step, names=names if len(chains) <= WRITTEN else ())
    return replace(step, cells=partial(gradient_cells, chains=chains, names=names), names=names)


def known_names(chains: tuple[Chain, ...]) -> tuple[str, ...]:
    """The names that the cells and the formula of a gradient are written in."""
    upstream = [step_name(derivative(chain.of, chain.via)) or "" for chain in chains]
    names = [name for chain in chains for name in chain.names]
    return tuple(dict.fromkeys((*upstream, *names)))


def gradient_at(node: Node, position: int) -> Gradient | None:
    """The gradient of a node's rule for one of its inputs; the last serves all further ones."""
    gradients = node.rule.gradients
    return gradients[min(position, len(gradients) - 1)] if gradients else None


def _ancestors(target: str, nodes: Mapping[str, Node]) -> list[str]:
    """The target and all that it rests on, in order of computation, without recursion."""
    order: list[str] = []
    state: dict[str, bool] = {}
    todo = [target]
    while todo:
        name = todo[-1]
        if name in state:
            todo.pop()
            if not state[name]:
                state[name] = True
                order.append(name)
            continue
        state[name] = False
        node = nodes.get(name)
        if node is not None:
            todo.extend(used for used in reversed(node.step.uses) if used not in state)
    return order
