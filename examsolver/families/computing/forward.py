"""Statements to forward steps: the outermost operator has the statement's name, those inside are hidden steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import partial

from examsolver.core.convention import Conventions
from examsolver.core.derivation import LawError, Step, Value
from examsolver.core.formula import Apply, Formula, Listing, Num, Sym, Text
from examsolver.core.problem import Span
from examsolver.core.rule import Gradient, Rule
from examsolver.families.computing.body import Statement
from examsolver.families.computing.data import data_of, is_data
from examsolver.families.computing.functions import rule_of
from examsolver.families.computing.requests import said
from examsolver.families.computing.terms import Term, forward_cells, names_of
from examsolver.maths.tree import step_name, walk

PLAIN = ("+", "-", "*", "/", "neg", "index")
"""Operators that need no word of explanation beside a function."""
FOLDED = ("+", "-", "*", "/", "neg", "^")
"""Operators that are worked out at once between numbers: the 1/2 of a loss is one number."""


@dataclass(frozen=True, slots=True)
class Node:
    """A forward step with what its gradients are made from.

    ``named``: people know it by its name; ``term`` is then that name, else ``inner``, the operator itself.
    ``owner``: the name that it belongs to.
    """

    step: Step
    rule: Rule
    options: Mapping[str, object]
    inner: Term
    term: Term
    inputs: tuple[Term, ...]
    named: bool
    owner: str


def same(value: Value) -> Value:
    """The value itself, under another name."""
    return value


def same_gradient(upstream: Value, value: Value, output: Value) -> Value:
    """What arrives from above."""
    return upstream


def _same_formula(upstream: Formula, *names: Formula) -> Formula:
    return upstream


def _same_partials(index: tuple[int, ...], *rest: object) -> tuple[tuple[tuple[int, ...], Formula], ...]:
    return ((index, Num(1)),)


SAME = Rule(
    "same",
    "the same value under another name",
    same,
    ("a",),
    because="the same value under another name",
    gradients=(
        Gradient(same_gradient, "it is the same quantity, so the derivative is 1", _same_formula, _same_partials),
    ),
)


@dataclass(slots=True)
class Forward:
    """Collects the forward steps of a question, and the numbers written inside its formulas."""

    conventions: Conventions
    constants: dict[str, Value] = field(default_factory=dict)
    nodes: dict[str, Node] = field(default_factory=dict)

    def add(self, statement: Statement) -> None:
        """The steps of one statement."""
        place = _Place(statement.name, statement.span)
        formula = statement.formula
        whole = self._operator(formula, place, statement.symbol) if _is_operator(formula) else None
        if whole is None:
            self._alias(self._term(formula, place), place, statement.symbol)
        if any(idea.special for idea in statement.misconceptions):
            self._without_bare_ideas(place)
        node = self.nodes[statement.name]
        step = replace(
            node.step,
            because=statement.because or node.step.because,
            misconceptions=node.step.misconceptions + statement.misconceptions,
        )
        self.nodes[statement.name] = replace(node, step=step)

    def _without_bare_ideas(self, place: _Place) -> None:
        """Leaves the operators of an equation to the ideas of the equation itself."""
        for name in (place.owner, *(f"{place.owner}#{number}" for number in range(1, place.count + 1))):
            if name in self.nodes:
                node = self.nodes[name]
                self.nodes[name] = replace(node, step=replace(node.step, misconceptions=()))

    def show_entry(self, formula: Formula, span: Span) -> None:
        """The step of an entry that is asked for, such as ``Z[1,2]``."""
        asked = self._term(formula, _Place("asked", span))
        name = step_name(asked.formula) or asked.name
        node = self.nodes[name]
        self.nodes[name] = replace(node, step=replace(node.step, shown=True))

    def _term(self, formula: Formula, place: _Place) -> Term:
        """The term of a formula, its steps added."""
        match formula:
            case Num(value):
                return self._constant(value, formula, said(value))
            case Text(text):
                return self._constant(text, formula, f'"{text}"')
            case Sym():
                return Term(step_name(formula) or formula.name, formula)
            case Apply("derivative"):
                return Term(step_name(formula) or "", formula)
            case Apply("index", (base, *cells)):
                return self._entry(base, tuple(cells), place)
            case Listing() if is_data(formula):
                return self._listed(formula, place)
        return self._operator(formula, place, None) or self._number(formula)

    def _constant(self, value: Value, formula: Formula, written: str = "") -> Term:
        """A number inside a formula. Its name tells 0.5 from 1/2, as worked lines do too."""
        name = f"#{written or value}"
        self.constants[name] = int(value) if isinstance(value, Fraction) and value.denominator == 1 else value
        return Term(name, formula)

    def _listed(self, formula: Formula, place: _Place) -> Term:
        from examsolver.maths.arrays import array_of

        name = place.hidden()
        self.constants[name] = array_of(data_of(formula))
        return Term(name, formula)

    def _number(self, formula: Formula) -> Term:
        return self._constant(folded(formula), formula)

    def _entry(self, base: Formula, cells: tuple[Formula, ...], place: _Place) -> Term:
        """``x[2]`` of an array. The first has that name; each use is a step of its own, so that gradients part."""
        inner = self._term(base, place)
        symbol = None if inner.inputs else _indexed(inner.formula, cells)
        name = step_name(symbol) if symbol is not None else None
        if name is None or name in self.nodes:
            name = place.hidden()
        rule = rule_of("index")
        if rule is None:
            raise KeyError("index")
        written = symbol or Apply("index", (inner.formula, *cells))
        self._put(name, written, rule, (inner,), {"at": cells}, place, None)
        return self.nodes[name].term

    def _operator(self, formula: Formula, place: _Place, symbol: Sym | None) -> Term | None:
        """The steps of an operator; None where it is worked out to a number at once."""
        if folded(formula) is not None:
            return None
        word, args, options = _call(formula)
        rule = rule_of(word)
        if rule is None:
            raise KeyError(word)
        inputs = tuple(self._term(arg, place) for arg in args)
        name = place.owner if symbol is not None else place.hidden()
        self._put(name, None, rule, inputs, options, place, symbol)
        return self.nodes[name].term

    def _alias(self, term: Term, place: _Place, symbol: Sym) -> None:
        self._put(place.owner, term.formula, SAME, (term,), {}, place, symbol)

    def _put(
        self,
        name: str,
        written: Formula | None,
        rule: Rule,
        inputs: tuple[Term, ...],
        options: Mapping[str, object],
        place: _Place,
        symbol: Formula | None,
    ) -> None:
        """One step and what its gradients need."""
        settings = {**followed(rule, self.conventions), **options, **chosen(rule, self.conventions)}
        parts = tuple(part.formula for part in inputs)
        said_by = options if rule.notation is None else settings
        formula = written if written is not None else express(rule, parts, said_by)
        inner = Term(name, formula, rule.cells, tuple(settings.items()), inputs, _telling(rule, inputs))
        names = tuple(dict.fromkeys(known for part in inputs for known in names_of(part)))
        step = Step(
            name,
            uses=tuple(part.name for part in inputs),
            law=partial(rule.law, **settings) if settings else rule.law,
            formula=None if step_name(formula) == name else formula,
            because=_telling(rule, inputs) or rule.because,
            cells=partial(forward_cells, term=inner, names=names) if rule.cells and rule.name != "index" else None,
            rule=rule.name,
            site=name,
            shown=name == place.owner,
            misconceptions=rule.misconceptions,
            span=place.span,
            names=names if any(part.inputs for part in inputs) or len(names) != len(inputs) else (),
        )
        named = symbol is not None
        term = Term(name, symbol) if symbol is not None else inner
        self.nodes[name] = Node(step, rule, settings, inner, term, inputs, named, name if named else place.owner)


@dataclass(slots=True)
class _Place:
    """The statement that is being taken apart, and how many hidden steps it has so far."""

    owner: str
    span: Span
    count: int = 0

    def hidden(self) -> str:
        self.count += 1
        return f"{self.owner}#{self.count}"


def _is_operator(formula: Formula) -> bool:
    match formula:
        case Apply("derivative" | "index"):
            return False
        case Apply():
            return True
        case Listing():
            return not is_data(formula)
        case _:
            return False


def _call(formula: Formula) -> tuple[str, tuple[Formula, ...], Mapping[str, object]]:
    match formula:
        case Apply(op, args, options):
            return op, args, dict(options)
        case Listing(items):
            rows = all(isinstance(item, Listing) for item in items)
            return "listing", items, {"rows": True} if rows else {}
    raise KeyError("a name is no operator")


def _indexed(base: Formula, cells: tuple[Formula, ...]) -> Formula | None:
    match base:
        case Sym(name, index):
            return Sym(name, (*index, *cells))
        case Apply("derivative", (of, Sym(name, index))):
            return Apply("derivative", (of, Sym(name, (*index, *cells))))
        case _:
            return None


def express(rule: Rule, parts: tuple[Formula, ...], options: Mapping[str, object]) -> Formula:
    """An operator as it is written in mathematics."""
    if rule is SAME:
        return parts[0]
    if rule.notation is not None:
        return rule.notation(*parts, **options)
    if rule.name == "listing":
        return Listing(parts)
    return Apply(rule.name, parts, tuple(sorted(options.items())))


def _telling(rule: Rule, inputs: tuple[Term, ...]) -> str:
    """What the outermost function inside a statement does; empty where all is arithmetic."""
    if rule.name == "-" and any(_is_gradient(part) for part in walk(inputs[-1].formula)):
        return "a step against the gradient"
    if rule.name not in PLAIN:
        return rule.because
    return next((part.because for part in inputs if part.because), "")


def _is_gradient(part: Formula) -> bool:
    return isinstance(part, Apply) and part.op == "derivative"


def chosen(rule: Rule, conventions: Conventions) -> dict[str, str]:
    """The variants in force of the topics that a rule knows, as keywords."""
    return {
        convention.topic.replace(" ", "_"): conventions[convention.topic]
        for convention in rule.conventions
        if convention.topic in conventions
    }


def followed(rule: Rule, conventions: Conventions) -> dict[str, object]:
    """What options are where they are left out, of those that follow a convention which is stated."""
    return {
        option.name: option.follows[1][conventions[option.follows[0].topic]]
        for option in rule.options
        if option.follows is not None and conventions.get(option.follows[0].topic) in option.follows[1]
    }


def folded(formula: Formula) -> Value | None:
    """The number that arithmetic on numbers comes to; None for anything else, and where it has no value."""
    match formula:
        case Num(value):
            return value
        case Apply(op, args) if op in FOLDED:
            numbers = [folded(arg) for arg in args]
            rule = rule_of(op)
            if rule is None or any(number is None for number in numbers):
                return None
            try:
                return rule.law(*numbers)
            except (LawError, ZeroDivisionError, OverflowError):
                return None
        case _:
            return None
