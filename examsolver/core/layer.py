"""A layer has a shape and parameters. It is written as the steps that work them out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from examsolver.core.convention import Convention, Conventions
from examsolver.core.derivation import Step, Value
from examsolver.core.option import Option
from examsolver.core.problem import Span

Shape = tuple[int, ...]
Shapes = tuple[Shape, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """A layer in a network: its name, the layers it reads, and its options, resolved.

    ``settings`` has every option of the layer, at its default where not written.
    The output of a source is the step or given ``<source>.output``, a shape (channels last, no batch).
    """

    name: str
    layer: Layer
    sources: tuple[str, ...]
    settings: Mapping[str, Value]
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Layer:
    """A kind of layer.

    Attributes:
        name, also: the words that choose it in a question.
        options: named options; ``positional`` are those that plain leading values fill, in order.
        steps: from its place and the conventions to the steps ``<name>.output``,
            ``<name>.parameters``, ``<name>.trainable`` and others it has (``macs``, ``operations``);
            names do not depend on the conventions. Raises LawError for settings that make no sense.
        quantities: what can be asked of it.
        weights: independent oracle: the shapes of its trainable weights, then of the others,
            from its place, input shapes and conventions.
        windows: independent oracle: the output shape, by enumeration of positions.
        sources: how many layers it reads: 0, 1 or ``many`` (-1).
        example: lines of a question that a test solves.
        describe: what a student reads of it, from its settings: ``3 filters of 4x4``.
        group: heading that it stands under in a list of all.
        multiplications: independent oracle of ``macs``, by counting, from its place, input shapes
            and conventions.
    """

    name: str
    summary: str
    steps: Callable[[Placed, Conventions], tuple[Step, ...]]
    options: tuple[Option, ...] = ()
    positional: tuple[str, ...] = ()
    quantities: tuple[str, ...] = ("output", "parameters")
    weights: Callable[[Placed, tuple[Shape, ...], Conventions], tuple[Shapes, Shapes]] | None = None
    windows: Callable[[Placed, tuple[Shape, ...], Conventions], Shape] | None = None
    sources: int = 1
    conventions: tuple[Convention, ...] = ()
    also: tuple[str, ...] = ()
    example: str = ""
    describe: Callable[[Placed], str] | None = None
    multiplications: Callable[[Placed, tuple[Shape, ...], Conventions], int] | None = None
    group: str = "others"
