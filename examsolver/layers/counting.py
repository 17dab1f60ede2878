"""Steps that many layers share: nothing to learn, all of it learned, multiplications."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from math import prod

from examsolver.core.derivation import Derivation, Misconception, Step
from examsolver.core.formula import Formula, Num, Sym
from examsolver.core.layer import Placed, Shape, Shapes
from examsolver.layers.sizes import elements, times
from examsolver.layers.slips import law_of_sources, other_law, owner, slip


def outputs(placed: Placed) -> tuple[str, ...]:
    """The steps that a layer reads: the outputs of its sources."""
    return tuple(f"{source}.output" for source in placed.sources)


def nothing() -> int:
    """The parameters of a layer without any."""
    return 0


def unlearned(placed: Placed, because: str, *misconceptions: Misconception) -> tuple[Step, Step]:
    """The steps ``parameters`` and ``trainable`` of a layer that has nothing to learn."""
    parameters = Step(
        f"{placed.name}.parameters",
        (),
        nothing,
        formula=Num(0),
        because=because,
        rule=placed.layer.name,
        misconceptions=misconceptions,
        span=placed.span,
    )
    return parameters, learned(placed)


def the_same(count: int) -> int:
    """A count carried over."""
    return count


def learned(placed: Placed) -> Step:
    """The step ``trainable`` of a layer all of whose parameters are learned."""
    counted = f"{placed.name}.parameters"
    return Step(
        f"{placed.name}.trainable",
        (counted,),
        the_same,
        formula=Sym(counted),
        because="all its parameters are learned",
        rule=placed.layer.name,
        span=placed.span,
    )


def so_many(*shapes: Shape, count: int) -> int:
    """A count that no shape changes."""
    return count


def biases_of(placed: Placed, count: int, letter: str) -> Step:
    """The step ``biases`` of a layer with one for every filter or neuron, or none."""
    return Step(
        f"{placed.name}.biases",
        (),
        partial(so_many, count=count),
        formula=Sym(letter) if count else Num(0),
        numbers=partial(_so_many_numbers, count=count),
        because="one bias each" if count else "there are no biases to count",
        rule=placed.layer.name,
        span=placed.span,
    )


def _so_many_numbers(*, count: int) -> Formula:
    return Num(count)


def no_weights(placed: Placed, shapes: tuple[Shape, ...], conventions: object) -> tuple[Shapes, Shapes]:
    """Oracle: no weights at all."""
    return (), ()


def kept(*shapes: Shape) -> Shape:
    """A layer that leaves the size as it is."""
    return shapes[0]


def size_kept(placed: Placed, because: str) -> Step:
    """The step ``output`` of a layer that leaves the size as it is."""
    uses = outputs(placed)
    return Step(
        f"{placed.name}.output",
        uses[:1],
        kept,
        formula=Sym(uses[0]),
        because=because,
        rule=placed.layer.name,
        span=placed.span,
    )


def same_window(placed: Placed, shapes: tuple[Shape, ...], conventions: object) -> Shape:
    """Oracle: the output is as large as the input."""
    return shapes[0]


def operations(shape: Shape, *, each: int = 1) -> int:
    """Element-wise operations: ``each`` on every element."""
    return elements(shape) * each


def operations_numbers(shape: Shape, *, each: int = 1) -> Formula:
    """The same with numbers put in: 5 × 5 × 3."""
    return times(*shape, *((each,) if each > 1 else ()))


def elementwise(placed: Placed, because: str, each: int = 1) -> Step:
    """The step ``operations`` of an element-wise layer."""
    own = f"{placed.name}.output"
    return Step(
        f"{placed.name}.operations",
        (own,),
        partial(operations, each=each),
        formula=Sym(own),
        numbers=partial(operations_numbers, each=each),
        because=because,
        rule=placed.layer.name,
        misconceptions=OPERATION_SLIPS,
        span=placed.span,
    )


def one_channel(shape: Shape, **_: int) -> int:
    """The wrong count that leaves the channels out."""
    return prod(shape[:-1])


def all_elements(*shapes: Shape) -> int:
    """The wrong count of one parameter an element."""
    return elements(shapes[0])


def _before_pooling(derivation: Derivation, step: Step) -> Mapping[str, Step]:
    """Counts the elements that a pooling layer just before still had."""
    output = f"{owner(step)}.output"
    if output not in derivation or derivation.step(output).uses[0] not in derivation:
        return {}
    source = derivation.step(derivation.step(output).uses[0])
    return {step.name: replace(step, uses=source.uses[:1])} if "pool" in source.rule else {}


OPERATION_SLIPS: tuple[Misconception, ...] = (
    slip(
        "channels-left-out",
        "Every channel has its own map: multiply by the number of channels.",
        other_law(one_channel),
    ),
    slip("counted-before-pooling", "The layer comes after the pooling, so it sees the smaller map.", _before_pooling),
)

ACTIVATION_COUNTED = slip(
    "activation-has-parameters",
    "An activation is a fixed function of each element: it has nothing to learn.",
    law_of_sources(all_elements),
)
