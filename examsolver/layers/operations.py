"""Operations that are counted only where they are asked: products, sums, comparisons, activations, FLOPs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from examsolver.core.convention import Convention, Conventions, Variant
from examsolver.core.derivation import Step
from examsolver.core.formula import Formula, Num, Sym
from examsolver.core.layer import Layer, Placed, Shape
from examsolver.layers.activation import LAYERS as ACTIVATIONS
from examsolver.layers.counting import OPERATION_SLIPS, nothing, operations, operations_numbers, outputs
from examsolver.layers.pooled_cells import cells_of, is_pooling, pooled, pooled_numbers
from examsolver.layers.quantities import (
    Derived,
    Place,
    Quantity,
    having,
    scaled,
    scaled_formula,
    scaled_numbers,
    step_of,
)
from examsolver.layers.sizes import elements
from examsolver.layers.slips import changed_options, other_options, slip

FLOPS = Convention(
    "flops",
    (
        Variant("two per mac", "a multiply-accumulate is two floating-point operations"),
        Variant("one per mac", "a multiply-accumulate is counted as one floating-point operation"),
    ),
)
COUNTED = Convention(
    "flops of",
    (
        Variant("products", "only multiply-accumulates count as floating-point operations"),
        Variant("products and norms", "normalisation counts too: a product and a sum for every number"),
        Variant("products, norms and activations", "normalisation and activations count too"),
        Variant("everything", "normalisation, activations, pooling and element-wise sums and products count too"),
    ),
)
NORMALISED = Convention(
    "batchnorm operations",
    (
        Variant("folded", "trained, batch normalisation is one product and one sum for every number"),
        Variant("four", "batch normalisation subtracts, divides, scales and shifts: four operations for every number"),
    ),
)
TOPICS = (FLOPS, COUNTED, NORMALISED)

COMPARED: Mapping[str, int] = {
    "relu": 1, "leaky-relu": 1, "prelu": 1, "elu": 1, "selu": 1, "relu6": 2, "hard-sigmoid": 2, "hard-swish": 2,
}  # fmt: skip
"""How many comparisons an activation makes for every number."""
_ACTIVATIONS = frozenset(layer.name for layer in ACTIVATIONS if layer.name != "identity")


def is_activation(layer: Layer) -> bool:
    """Whether a layer is an activation and nothing else."""
    return layer.name in _ACTIVATIONS


def activation_of(placed: Placed) -> str:
    """The activation that a layer ends with, or is; ``linear`` where there is none."""
    return placed.layer.name if is_activation(placed.layer) else str(placed.settings.get("activation") or "linear")


def _takes_activation(layer: Layer) -> bool:
    return any(option.name == "activation" for option in layer.options)


# --- products ---------------------------------------------------------------------------------------------------------


def _multiplications(place: Place, conventions: Conventions) -> tuple[Step, ...]:
    """The layer's own count of products with weights, whatever a multiply-accumulate counts."""
    placed = place.placed
    assert placed is not None
    plain = {**conventions, "macs": "weights only"}
    macs = next(step for step in placed.layer.steps(placed, plain) if step.name == place.of("macs"))
    return (replace(macs, name=place.of("multiplications"), because=f"one product each: {macs.because}"),)


def sums(products: int, output: Shape, *, biased: bool) -> int:
    """One addition fewer than products for every output, and one more for a bias."""
    return products if biased else products - elements(output)


def _sums_numbers(products: int, output: Shape, *, biased: bool) -> Formula:
    return Num(products) if biased else Num(products) - elements(output)


def _additions(place: Place, conventions: Conventions) -> tuple[Step, ...]:
    products, output = place.of("multiplications"), place.of("output")
    assert place.placed is not None
    biased = bool(place.placed.settings["bias"])
    formula: Formula = Sym(products) if biased else Sym(products) - Sym("outputs")
    because = "n products need n - 1 additions" + (", and the bias one more" if biased else "")
    slips = (
        slip(
            "addition-for-every-product",
            "The sum of n products needs one addition fewer than n, if there is no bias.",
            changed_options(_unbiased),
        ),
    )
    law, numbers = partial(sums, biased=biased), partial(_sums_numbers, biased=biased)
    return (step_of(place, "additions", (products, output), law, formula, because, slips, numbers),)


def _unbiased(options: Mapping[str, Any]) -> Mapping[str, Any] | None:
    return None if options["biased"] else {"biased": True}


def _adds(layer: Layer, placed: Placed | None) -> bool:
    """One sum an output; other layers with products count their sums themselves."""
    return "macs" in layer.quantities and ("connections" in layer.quantities or layer.name == "dense")


# --- element by element -----------------------------------------------------------------------------------------------


def _none(place: Place, quantity: str, because: str) -> Step:
    return step_of(place, quantity, (), nothing, Num(0), because)


def _each(place: Place, quantity: str, each: int, because: str) -> Step:
    """So many operations for every number of the output."""
    own = place.of("output")
    formula: Formula = Sym(own) if each == 1 else each * Sym(own)
    law, numbers = partial(operations, each=each), partial(operations_numbers, each=each)
    return step_of(place, quantity, (own,), law, formula, because, OPERATION_SLIPS, numbers)


def _activation_operations(place: Place, conventions: Conventions) -> tuple[Step, ...]:
    assert place.placed is not None
    word = activation_of(place.placed)
    if word == "linear":
        return (_none(place, "activation-operations", "nothing is applied to its output"),)
    return (_each(place, "activation-operations", 1, f"the {word} is applied once to every number"),)


def _activates(layer: Layer, placed: Placed | None) -> bool:
    if "activation-operations" in layer.quantities:
        return False
    return is_activation(layer) or (_takes_activation(layer) and (placed is None or activation_of(placed) != "linear"))


def _comparisons(place: Place, conventions: Conventions) -> tuple[Step, ...]:
    placed = place.placed
    assert placed is not None
    if not is_pooling(placed.layer, "max"):
        word = activation_of(placed)
        each = COMPARED.get(word, 0)
        says = "one comparison with zero" if each == 1 else f"{each} comparisons"
        return (_each(place, "comparisons", each, f"the {word} makes {says} for every number"),)
    says = "the largest of n numbers is found with n - 1 comparisons, for every output"
    return (_pooling(place, "comparisons", 1, says, conventions, (WINDOW_COMPARED,)),)


WINDOW_COMPARED = slip(
    "comparison-with-every-cell",
    "The largest of n numbers is found with n - 1 comparisons: the first needs none.",
    other_options(less=0),
)


def _pooling(
    place: Place, quantity: str, less: int, because: str, conventions: Conventions, slips: tuple[Any, ...] = ()
) -> Step:
    assert place.placed is not None
    cells = cells_of(place.placed, place.steps)
    uses = (place.of("output"), *outputs(place.placed))
    law = partial(pooled, cells=cells, less=less)
    each: Formula = Sym("cells") if less == 0 else Sym("cells") - less
    numbers = partial(pooled_numbers, cells=cells, less=less)
    return step_of(place, quantity, uses, law, Sym(uses[0]) * each, because, slips, numbers)


def _compares(layer: Layer, placed: Placed | None) -> bool:
    if is_pooling(layer, "max"):
        return True
    if placed is None:
        return layer.name in COMPARED or _takes_activation(layer)
    return activation_of(placed) in COMPARED


def _operations(place: Place, conventions: Conventions) -> tuple[Step, ...]:
    """Of pooling and batch normalisation, which have no count of their own."""
    placed = place.placed
    assert placed is not None
    if placed.layer.name == "batchnorm":
        chosen = NORMALISED.chosen(conventions)
        each = 2 if chosen is NORMALISED.default else 4
        says = "a product and a sum" if each == 2 else "a difference, a quotient, a product and a sum"
        return (_each(place, "operations", each, f"{says} for every number"),)
    if is_pooling(placed.layer, "max"):
        says = "one comparison fewer than cells for every output"
        return (_pooling(place, "operations", 1, says, conventions),)
    says = "one addition fewer than cells, and one division, for every output"
    return (_pooling(place, "operations", 0, says, conventions),)


def _operates(layer: Layer, placed: Placed | None) -> bool:
    own = "operations" in layer.quantities
    return not own and (layer.name == "batchnorm" or is_pooling(layer, "max") or is_pooling(layer, "avg"))


# --- floating-point operations ----------------------------------------------------------------------------------------


def _flops(place: Place, conventions: Conventions) -> tuple[Step, ...]:
    """Twice the multiply-accumulates, and what else is counted."""
    assert place.placed is not None
    extra = _extra(place, conventions)
    if "macs" not in place.layer.quantities:
        if extra is None:
            return (_none(place, "flops", "only products with weights are counted here"),)
        return _with(place, extra, conventions, (_counted_step(place, extra),))
    each = 2 if FLOPS.chosen(conventions) is FLOPS.default else 1
    slips = (BATCH_FORGOTTEN,) if place.facts.batch != 1 else ()
    names: tuple[str, ...] = (place.of("macs"),)
    because = "a multiplication and an addition each" if each == 2 else "one operation each"
    batch = place.facts.batch
    if extra is None:
        options = {"by": each, **({"batch": batch} if batch != 1 else {})}
        law, numbers = partial(scaled, **options), partial(scaled_numbers, **options)
        formula = scaled_formula(names, each, batch)
    else:
        names = (*names, place.of(extra))
        law, numbers = partial(summed_flops, by=each, batch=batch), partial(_flops_numbers, by=each, batch=batch)
        formula = scaled_formula(names[:1], each) + Sym(names[1])
        formula = formula if batch == 1 else Sym("N") * formula
        because += f", and its {extra.replace('-', ' ')}"
    step = step_of(place, "flops", names, law, formula, because + _batched(batch), slips, numbers)
    return _with(place, extra, conventions, (step,))


BATCH_FORGOTTEN = slip("batch-forgotten", "That is for one example: there is a whole batch.", other_options(batch=1))


def _batched(batch: int) -> str:
    return "" if batch == 1 else f", for each of the {batch} examples"


def summed_flops(macs: int, others: int, *, by: int, batch: int) -> int:
    """The products, and what else is counted."""
    return (by * macs + others) * batch


def _flops_numbers(macs: int, others: int, *, by: int, batch: int) -> Formula:
    both = (Num(macs) if by == 1 else Num(by) * macs) + others
    return both if batch == 1 else Num(batch) * both


def _counted_step(place: Place, extra: str) -> Step:
    batch = place.facts.batch
    options = {"by": 1, **({"batch": batch} if batch != 1 else {})}
    law, numbers, names = partial(scaled, **options), partial(scaled_numbers, **options), (place.of(extra),)
    because = "these operations are counted here too" + _batched(batch)
    slips = (BATCH_FORGOTTEN,) if batch != 1 else ()
    return step_of(place, "flops", names, law, scaled_formula(names, 1, batch), because, slips, numbers)


def _with(place: Place, extra: str | None, conventions: Conventions, found: tuple[Step, ...]) -> tuple[Step, ...]:
    """The steps, after the count that they rest on where the layer has none of its own."""
    if extra is None or place.of(extra) in place.steps:
        return found
    build = _operations if extra == "operations" else _activation_operations
    return (*build(place, conventions), *found)


def _extra(place: Place, conventions: Conventions) -> str | None:
    """The quantity that counts beside products under the convention, if the layer has one."""
    rank = COUNTED.variants.index(COUNTED.chosen(conventions))
    layer, placed = place.layer, place.placed
    assert placed is not None
    if layer.name == "batchnorm":
        return "operations" if rank >= 1 else None
    if is_activation(layer):
        return "operations" if rank >= 2 else None
    if "activation-operations" in layer.quantities or _activates(layer, placed):
        return "activation-operations" if rank >= 2 else None
    if "operations" in layer.quantities or _operates(layer, placed):
        return "operations" if rank >= 3 else None
    return None


def _floats(layer: Layer, placed: Placed | None) -> bool:
    return "macs" in layer.quantities or "operations" in layer.quantities or _operates(layer, placed)


Offer = Callable[[Layer, Placed | None], bool]


def _summed(name: str, also: tuple[str, ...]) -> Quantity:
    return Quantity(name, also, summed=True)


DERIVED = (
    Derived(
        _summed("multiplications", ("multiplication", "products", "number of multiplications", "mults")),
        having("macs"),
        _multiplications,
    ),
    Derived(
        _summed("additions", ("addition", "adds", "number of additions")), _adds, _additions, needs=("multiplications",)
    ),
    Derived(_summed("comparisons", ("comparison", "number of comparisons", "compares")), _compares, _comparisons),
    Derived(
        _summed(
            "activation-operations",
            ("activation operation", "activation operations", "activation function evaluations", "activation calls"),
        ),
        _activates,
        _activation_operations,
    ),
    Derived(
        _summed("operations", ("ops", "operation", "number of operations", "element wise operations")),
        _operates,
        _operations,
    ),
    Derived(
        _summed(
            "flops", ("flop", "floating point operations", "number of flops", "number of floating point operations")
        ),
        _floats,
        _flops,
        topics=(FLOPS, COUNTED),
    ),
)
