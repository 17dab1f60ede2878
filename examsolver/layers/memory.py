"""Memory of activations, parameters, gradients, optimisers and key-value caches, in values and in bytes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from examsolver.core.convention import Convention, Conventions, Variant
from examsolver.core.derivation import Step
from examsolver.core.formula import Formula, Num, Sym, apply
from examsolver.core.layer import Shape
from examsolver.layers.counting import nothing, operations, operations_numbers
from examsolver.layers.operations import BATCH_FORGOTTEN, is_activation
from examsolver.layers.quantities import (
    Derived,
    Place,
    Quantity,
    everywhere,
    having,
    scaling,
    step_of,
)
from examsolver.layers.sizes import elements, times
from examsolver.layers.slips import changed_options, other_options, slip
from examsolver.maths.units import bytes_in

BYTES = Convention(
    "bytes per value",
    (
        Variant("four", "a value takes 4 bytes"),
        Variant("two", "a value takes 2 bytes", accepted=False),
        Variant("one", "a value takes 1 byte", accepted=False),
        Variant("eight", "a value takes 8 bytes", accepted=False),
    ),
)
SIZES = {"four": 4, "two": 2, "one": 1, "eight": 8}
PASSES = Convention(
    "activation memory",
    (
        Variant("forward", "activations are kept; their gradients are not counted"),
        Variant("with gradients", "activations and as many gradients are kept"),
    ),
)
KEPT = Convention(
    "kept activations",
    (
        Variant("all outputs", "the output of every layer is kept"),
        Variant("in place", "an activation overwrites its input: it keeps nothing of its own"),
    ),
)
OPTIMISER = Convention(
    "optimiser",
    (
        Variant("sgd", "plain gradient descent keeps nothing beside parameters and gradients", accepted=False),
        Variant("momentum", "momentum keeps one more value for every parameter", accepted=False),
        Variant("adam", "Adam keeps two more values for every parameter: both moments", accepted=False),
    ),
)
STATES = {"sgd": 0, "momentum": 1, "adam": 2}
UNITS = Convention(
    "byte units",
    (
        Variant("decimal", "1 KB, MB, GB is 10^3, 10^6, 10^9 bytes; 1 KiB, MiB, GiB is 2^10, 2^20, 2^30 bytes"),
        Variant("binary", "1 KB, MB, GB is 2^10, 2^20, 2^30 bytes"),
    ),
)
TOPICS = (BYTES, PASSES, KEPT, OPTIMISER, UNITS)


def _bytes(conventions: Conventions) -> int:
    return SIZES[BYTES.chosen(conventions).name]


# --- values -----------------------------------------------------------------------------------------------------------


def kept_values(shape: Shape, *, batch: int) -> int:
    """The numbers of an output, for every example of a batch."""
    return elements(shape) * batch


def _kept_numbers(shape: Shape, *, batch: int) -> Formula:
    return Num(batch) * times(*shape)


def _activations(place: Place, conventions: Conventions) -> tuple[Step, ...]:
    own, batch = place.of("output"), place.facts.batch
    if is_activation(place.layer) and KEPT.chosen(conventions) is not KEPT.default:
        return (step_of(place, "activations", (), nothing, Num(0), "it overwrites its input"),)
    if batch == 1:
        law, numbers = partial(operations, each=1), partial(operations_numbers, each=1)
        return (
            step_of(place, "activations", (own,), law, Sym(own), "every number of the output is kept", (), numbers),
        )
    says = f"every number of the output is kept, for each of the {batch} examples"
    law_of_all, shown = partial(kept_values, batch=batch), partial(_kept_numbers, batch=batch)
    slips = (BATCH_FORGOTTEN,)
    return (step_of(place, "activations", (own,), law_of_all, Sym("N") * Sym(own), says, slips, shown),)


# --- bytes ------------------------------------------------------------------------------------------------------------


def _byte_slips(each: int) -> tuple[Any, ...]:
    one = slip("values-for-bytes", "Every value takes several bytes.", changed_options(partial(_other, by=1)))
    bits = slip("bits-for-bytes", "A byte has 8 bits: memory is asked in bytes.", other_options(by=8 * each))
    return one, bits


def _other(options: Mapping[str, Any], by: int) -> Mapping[str, Any] | None:
    return None if options["by"] == by else {"by": by}


def _activation_memory(place: Place, conventions: Conventions) -> tuple[Step, ...]:
    each, both = _bytes(conventions), PASSES.chosen(conventions) is not PASSES.default
    says = f"{each} bytes a value" + (", and its gradient takes as many" if both else "")
    by = each * (2 if both else 1)
    return (scaling(place, "activation-memory", ("activations",), by, says, _byte_slips(each)),)


def _parameter_memory(place: Place, conventions: Conventions) -> tuple[Step, ...]:
    each = _bytes(conventions)
    says = f"{each} bytes a value"
    return (scaling(place, "parameter-memory", ("parameters",), each, says, _byte_slips(each)),)


def _gradient_memory(place: Place, conventions: Conventions) -> tuple[Step, ...]:
    each = _bytes(conventions)
    says = f"a gradient of {each} bytes for every parameter that is learned"
    return (scaling(place, "gradient-memory", ("trainable",), each, says, _byte_slips(each)),)


def _optimiser_memory(place: Place, conventions: Conventions) -> tuple[Step, ...]:
    chosen, each = OPTIMISER.chosen(conventions), _bytes(conventions)
    states = STATES[chosen.name]
    if not states:
        return (step_of(place, "optimiser-memory", (), nothing, Num(0), chosen.says),)
    slips = _byte_slips(each)
    if states == 2:
        one = slip("one-moment-forgotten", "Adam keeps two moments for every parameter.", other_options(by=each))
        slips = (*slips, one)
    says = f"{chosen.says}, of {each} bytes each"
    return (scaling(place, "optimiser-memory", ("trainable",), states * each, says, slips),)


PARTS = ("parameter-memory", "gradient-memory", "optimiser-memory", "activation-memory")


def added(*parts: int, leave: int | None = None) -> int:
    """The parts added; one may be left out."""
    return sum(part for place, part in enumerate(parts) if place != leave)


def _added_numbers(*parts: int, leave: int | None = None) -> Formula:
    first, *others = (part for part in parts if part) if any(parts) else (0,)
    formula: Formula = Num(first)
    for part in others:
        formula = formula + part
    return formula


def _training_memory(place: Place, conventions: Conventions) -> tuple[Step, ...]:
    names = tuple(place.of(part) for part in PARTS)
    formula: Formula = Sym(names[0])
    for name in names[1:]:
        formula = formula + Sym(name)
    says = "training holds parameters, their gradients, what the optimiser keeps, and the activations"
    wrong = {
        1: ("parameter-gradients-forgotten", "Training holds a gradient for every parameter."),
        2: ("optimiser-states-forgotten", "The optimiser keeps values of its own for every parameter."),
        3: ("activations-forgotten", "Training keeps the activations for the backward pass."),
    }
    slips = tuple(slip(tag, told, other_options(leave=part)) for part, (tag, told) in wrong.items())
    law = partial(added, leave=None)
    return (step_of(place, "training-memory", names, law, formula, says, slips, partial(_added_numbers, leave=None)),)


def _cache_memory(place: Place, conventions: Conventions) -> tuple[Step, ...]:
    each, batch = _bytes(conventions), place.facts.batch
    says = f"{each} bytes a value" + ("" if batch == 1 else f", for each of the {batch} sequences")
    slips = (*_byte_slips(each), *((BATCH_FORGOTTEN,) if batch != 1 else ()))
    return (scaling(place, "kv-cache-memory", ("kv-cache",), each, says, slips, batch),)


# --- units ------------------------------------------------------------------------------------------------------------


def in_unit(count: int, *, base: int, power: int) -> int | float:
    """Bytes in a larger unit."""
    size: int = base**power
    return count // size if count % size == 0 else count / size


def _unit_numbers(count: int, *, base: int, power: int) -> Formula:
    return Num(count) / Num(base) ** power if power else Num(count)


def unit_name(quantity: str, unit: str) -> str:
    """The quantity in a unit, as the name of a step ends: ``activation-memory-in-MB``."""
    return f"{quantity}-in-{unit}"


def unit_step(place: Place, quantity: str, unit: str, conventions: Conventions) -> Step:
    """A number of bytes in a unit."""
    base, power = bytes_in(unit, UNITS.chosen(conventions) is not UNITS.default)
    other = (2, power // 3 * 10) if base == 10 else (10, power // 10 * 3)
    swapped = slip(
        "other-byte-unit",
        "1 MiB is 2^20 bytes, 1 MB is 10^6; so it is with KB and GB.",
        other_options(base=other[0], power=other[1]),
    )
    own = place.of(quantity)
    formula = Sym(own) if not power else Sym(own) / apply("^", Num(base), Num(power))
    says = f"1 {unit} is {base}^{power} bytes" if power else "it is in bytes"
    options = {"base": base, "power": power}
    slips = (swapped,) if power and base == 2 else ()
    law, numbers = partial(in_unit, **options), partial(_unit_numbers, **options)
    return step_of(place, unit_name(quantity, unit), (own,), law, formula, says, slips, numbers)


def _memory(name: str, also: tuple[str, ...]) -> Quantity:
    return Quantity(name, also, summed=True, bytes=True)


DERIVED = (
    Derived(
        Quantity("activations", ("number of activations", "values", "neurons", "activation count"), summed=True),
        everywhere,
        _activations,
        topics=(KEPT,),
    ),
    Derived(
        _memory(
            "activation-memory",
            ("activation memory", "memory of activations", "memory", "memory of the activations", "feature map memory"),
        ),
        everywhere,
        _activation_memory,
        topics=(BYTES, PASSES, UNITS),
        needs=("activations",),
        rests=("activations",),
    ),
    Derived(
        _memory(
            "parameter-memory",
            ("parameter memory", "memory of parameters", "memory of the parameters", "weight memory", "model size"),
        ),
        having("parameters"),
        _parameter_memory,
        topics=(BYTES, UNITS),
        rests=("parameters",),
    ),
    Derived(
        _memory("gradient-memory", ("gradient memory", "memory of gradients", "memory of the gradients")),
        having("trainable"),
        _gradient_memory,
        topics=(BYTES, UNITS),
        rests=("trainable",),
    ),
    Derived(
        _memory(
            "optimiser-memory",
            ("optimiser memory", "optimizer memory", "memory of the optimiser", "optimiser state", "optimizer state",
             "optimiser states", "optimizer states"),
        ),
        having("trainable"),
        _optimiser_memory,
        topics=(BYTES, OPTIMISER, UNITS),
        rests=("trainable",),
    ),
    Derived(
        _memory("training-memory", ("training memory", "memory for training", "memory of training")),
        having("trainable"),
        _training_memory,
        topics=(BYTES, OPTIMISER, PASSES, UNITS),
        needs=("activations", *PARTS),
        rests=PARTS,
    ),
    Derived(
        _memory("kv-cache-memory", ("kv cache memory", "memory of the kv cache", "kv memory", "cache memory",
                                    "key value cache memory")),
        having("kv-cache"),
        _cache_memory,
        topics=(BYTES, UNITS),
        rests=("kv-cache",),
    ),
)  # fmt: skip
