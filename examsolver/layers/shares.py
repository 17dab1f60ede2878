"""What one filter or one neuron of a layer has: some questions ask it of one, others of the layer."""

from __future__ import annotations

from functools import partial

from examsolver.core.convention import Conventions
from examsolver.core.derivation import LawError, Step
from examsolver.core.formula import Apply, Formula, Num, Sym
from examsolver.core.layer import Layer, Placed
from examsolver.layers.quantities import Derived, Place, Quantity, step_of
from examsolver.layers.slips import other_options, slip

WIDE = ("filters", "units")


def of_one(count: int, *, among: int) -> int:
    """A count shared out evenly."""
    if count % among:
        raise LawError(f"{count} parameters are not the same number for each of {among}", "ask for those of the layer")
    return count // among


def _numbers(count: int, *, among: int) -> Formula:
    return Num(count) if among == 1 else Apply("/", (Num(count), Num(among)))


def _one(place: Place, conventions: Conventions) -> tuple[Step, ...]:
    placed = place.placed
    assert placed is not None
    among = placed.settings.get("filters") or placed.settings.get("units") or 1
    own = place.of("parameters")
    what = "filter" if "filters" in placed.settings else "neuron"
    all_of_them = slip(
        "all-filters-for-one", "One filter or neuron is asked for, not the whole layer.", other_options(among=1)
    )
    outputs = Sym("c_out") if what == "filter" else Sym("n_out")
    law, numbers = partial(of_one, among=among), partial(_numbers, among=among)
    says = f"every {what} has as many"
    return (step_of(place, "parameters-of-one", (own,), law, Sym(own) / outputs, says, (all_of_them,), numbers),)


def _offered(layer: Layer, placed: Placed | None) -> bool:
    """Convolutions and dense layers, all of whose filters or neurons are alike."""
    alike = layer.name in ("conv", "conv1d", "conv3d", "dense") or layer.name.startswith("conv-transpose")
    return alike and (placed is None or placed.settings.get("connections") is None)


DERIVED = (
    Derived(
        Quantity(
            "parameters-of-one",
            (
                "parameters of one filter",
                "parameters per filter",
                "parameters of a filter",
                "parameters of each filter",
                "parameters of one neuron",
                "parameters per neuron",
                "parameters of a neuron",
            ),
        ),
        _offered,
        _one,
    ),
)
