"""A framework as a table: its layers and functions, and how their arguments are said in our words."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from examsolver.core.derivation import Value
from examsolver.core.problem import Problem, Span
from examsolver.frameworks.freezing import HINT, SAYS
from examsolver.frameworks.graph import Options
from examsolver.frameworks.pasted_text import Code, NotUnderstood
from examsolver.frameworks.values import Made, Ref
from examsolver.registry import did_you_mean

HARMLESS = ("_initializer", "_regularizer", "_constraint")

Saying = Callable[["Bound"], Iterable[tuple[str, Value]]]
"""From the arguments of a layer to the options in our words."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A layer of a framework.

    Attributes:
        word: our word for it (or how it follows from its arguments); empty for a layer that changes nothing.
        order: its parameters, in the order of positions.
        options: from its arguments to the options in our words.
        ignored: parameters that change neither sizes nor counts.
        channels: the parameter that says how many channels it reads.
        weights: whether it has any.
    """

    word: str | Callable[[Bound], str]
    order: tuple[str, ...] = ()
    options: Saying | None = None
    ignored: frozenset[str] = frozenset()
    channels: str = ""
    weights: bool = True


@dataclass(frozen=True, slots=True)
class Kinds:
    """Makes the kinds of one framework, all of whose layers ignore some parameters."""

    ignored: frozenset[str]

    def __call__(
        self,
        word: str | Callable[[Bound], str],
        order: str = "",
        options: Saying | None = None,
        channels: str = "",
        weights: bool = True,
    ) -> Kind:
        """A kind, its parameters in one text."""
        return Kind(word, tuple(order.split()), options, self.ignored, channels, weights)

    def by_axes(
        self,
        name: str,
        word: str,
        order: str,
        options: Saying | None,
        channels: str = "",
        weights: bool = True,
    ) -> dict[str, Kind]:
        """The same for one, two and three axes: ``Conv{}D`` is our ``conv1d``, ``conv``, ``conv3d``."""
        words = {1: f"{word}1d", 2: word, 3: f"{word}3d"}
        return {name.format(axes): self(ours, order, options, channels, weights) for axes, ours in words.items()}


@dataclass(frozen=True, slots=True)
class Dialect:
    """A framework.

    ``functions`` are called by name, ``methods`` on tensors; both take the reader and the call.
    ``opaque``: names of things that are no layers and do no harm. ``conventions``: those of the framework.
    """

    name: str
    kinds: Mapping[str, Kind]
    functions: Mapping[str, Callable[..., Any]]
    methods: Mapping[str, Callable[..., Any]]
    modules: frozenset[str]
    opaque: frozenset[str]
    forward: str
    conventions: Mapping[str, str]
    channels_first: bool = False


@dataclass(slots=True)
class Bound:
    """The arguments of a layer by the names of its parameters."""

    made: Made
    kind: Kind
    code: Code
    values: dict[str, Any] = field(default_factory=dict)
    nodes: dict[str, ast.AST] = field(default_factory=dict)

    def __post_init__(self) -> None:
        call = self.made.node
        places = call.args if isinstance(call, ast.Call) else []
        if len(self.made.given) > len(self.kind.order):
            self.complain("", f"{self.made.kind} takes at most {len(self.kind.order)} arguments by position")
        for place, value in enumerate(self.made.given):
            self.values[self.kind.order[place]] = value
            if place < len(places):
                self.nodes[self.kind.order[place]] = places[place]
        words = call.keywords if isinstance(call, ast.Call) else []
        self.nodes.update({word.arg: word.value for word in words if word.arg})
        for name, value in self.made.named.items():
            self._take(name, value)

    def _take(self, name: str, value: Any) -> None:
        if name == "trainable" and value is False:
            self.complain(name, SAYS, HINT.replace("the line", "it"))
        if name not in self.kind.order:
            if name in self.kind.ignored or name.endswith(HARMLESS):
                return
            known = [*self.kind.order, *sorted(self.kind.ignored)]
            self.complain(name, f"{self.made.kind} has no argument {name!r}", did_you_mean(name, known))
        self.values[name] = value

    def span(self, name: str = "") -> Span:
        """Where an argument stands; the whole layer where it has no place of its own."""
        return self.code.span_of(self.nodes.get(name, self.made.node))

    def complain(self, name: str, message: str, hint: str | None = None) -> None:
        """Stops with a problem at an argument."""
        raise NotUnderstood(Problem(message, self.span(name), hint))

    def get(self, name: str, default: Any = None) -> Any:
        """An argument as it is."""
        return self.values.get(name, default)

    def whole(self, name: str, default: int | None = None) -> int:
        """An argument that is a whole number."""
        value = self.values.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int):
            given = "is missing" if value is None else "must be a whole number here"
            self.complain(name, f"{name} of {self.made.kind} {given}", f"write it out, e.g. {name}=32")
        assert isinstance(value, int)
        return value

    def size(self, name: str, default: Any = None) -> Value:
        """An argument that is a size: a number, or several that differ."""
        value = self.values.get(name, default)
        if isinstance(value, list):
            value = tuple(value)
        sides = value if isinstance(value, tuple) else (value,)
        if not sides or any(isinstance(side, bool) or not isinstance(side, int) for side in sides):
            given = "is missing" if value is None else "must be a whole number or a tuple of them here"
            self.complain(name, f"{name} of {self.made.kind} {given}", f"write it out, e.g. {name}=3")
        return one_side(sides)

    def number(self, name: str, default: Any = None) -> Value:
        """An argument that is a number."""
        value = self.values.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.complain(name, f"{name} of {self.made.kind} must be a number here")
        return plain_number(value)

    def flag(self, name: str, default: bool) -> bool:
        """An argument that is true or false."""
        value = self.values.get(name, default)
        if not isinstance(value, bool) and value not in (0, 1):
            self.complain(name, f"{name} of {self.made.kind} must be True or False here")
        return bool(value)

    def only(self, name: str, *allowed: Any) -> None:
        """An argument that we know with some values only."""
        if name in self.values and self.values[name] not in allowed:
            says = " or ".join(repr(value) for value in allowed)
            self.complain(name, f"{name} of {self.made.kind} is known as {says} only")


def one_side(sides: tuple[int, ...]) -> Value:
    """Equal sides as one number."""
    return sides[0] if len(set(sides)) == 1 else sides


def plain_number(value: Any) -> Value:
    """A number, exact as it was written."""
    return Fraction(str(value)) if isinstance(value, float) and value == value and abs(value) < 1e300 else value


def optional(*pairs: tuple[str, Value, Value]) -> Iterator[tuple[str, Value]]:
    """The options that are not at their default: (name, value, default)."""
    return ((name, value) for name, value, default in pairs if value != default)


def activation_word(bound: Bound, name: str = "activation") -> Options:
    """The activation of a layer in our words."""
    value = bound.get(name)
    if value is None:
        return ()
    word = value if isinstance(value, str) else value.last if isinstance(value, Ref) else ""
    if isinstance(value, Made):
        word = value.kind
    if not word:
        bound.complain(name, "this activation is not known", 'name it, e.g. activation="relu"')
    plain = ACTIVATIONS.get(word.lower(), word.lower().replace("_", "-"))
    return () if plain == "linear" else (("activation", plain),)


ACTIVATIONS = {"leakyrelu": "leaky-relu", "leaky_relu": "leaky-relu", "swish": "silu", "identity": "linear"}
