"""Parameters of a convolution, and wrong ideas about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from math import prod
from typing import Any

from examsolver.core.derivation import Derivation, LawError, Misconception, Step
from examsolver.core.layer import Shape
from examsolver.layers.sizes import elements, split_map
from examsolver.layers.slips import changed_options, options_of, other_law, other_options, owner, slip


def parameters(
    shape: Shape, *, kernel: Shape, filters: int, groups: int, biases: int, reader: str, pairs: int | None = None
) -> int:
    """Weights of all filters, each over the whole depth of its group, and the biases."""
    _, depth = split_map(shape, len(kernel), reader)
    if pairs is not None:
        return _table(depth, kernel, filters, biases, pairs)
    if depth % groups or filters % groups:
        hint = f"{depth} channels and {filters} filters must both be divisible by the number of groups"
        raise LawError(f"{groups} groups do not divide the channels evenly", hint)
    return prod(kernel) * (depth // groups) * filters + biases


def _table(depth: int, kernel: Shape, filters: int, biases: int, pairs: int) -> int:
    """The weights where a table says which maps a filter reads."""
    if not filters <= pairs <= depth * filters:
        most = f"{filters} filters over {depth} maps have from {filters} to {depth * filters} connected pairs"
        raise LawError(f"{pairs} connections are not possible here", most)
    return prod(kernel) * pairs + biases


DEPTH_KEPT = slip(
    "input-depth-kept",
    "Every filter gives one map, so the depth of the output is the number of filters, not the depth of the input.",
    other_options(depth=None),
)


def depth_ignored(shape: Shape, *, kernel: Shape, filters: int, groups: int, biases: int, **_: object) -> int:
    """The wrong k · k weights a filter, whatever the depth."""
    return prod(kernel) * filters + biases


def one_filter(shape: Shape, *, kernel: Shape, filters: int, groups: int, biases: int, **_: object) -> int:
    """The wrong count of a single filter."""
    return prod(kernel) * (shape[-1] // groups) + min(biases, 1)


def _one_bias(options: Mapping[str, Any]) -> Mapping[str, Any] | None:
    return {"biases": 1} if options["biases"] > 1 else None


def _no_bias(options: Mapping[str, Any]) -> Mapping[str, Any] | None:
    return {"biases": 0} if options["biases"] else None


def _bias_added(options: Mapping[str, Any]) -> Mapping[str, Any] | None:
    return {"biases": options["filters"]}


def _one_side(options: Mapping[str, Any]) -> Mapping[str, Any] | None:
    first, *others = options["kernel"]
    return {"kernel": (first, *(1 for _ in others))} if others else None


def _ungrouped(options: Mapping[str, Any]) -> Mapping[str, Any] | None:
    return {"groups": 1} if options["groups"] > 1 else None


def unshared(output: Shape, shape: Shape, **options: Any) -> int:
    """The wrong count of own weights for every position of the filter."""
    return parameters(shape, **options) * prod(output[:-1])


def _unshare(derivation: Derivation, step: Step) -> Mapping[str, Step]:
    uses = (f"{owner(step)}.output", *step.uses)
    return {step.name: replace(step, uses=uses, law=partial(unshared, **options_of(step)))}


def _shallow(output: Shape, shape: Shape, *, kernel: Shape, groups: int, biased: bool, **_: object) -> int:
    return elements(output) * (prod(kernel) + int(biased))


def _one_map(output: Shape, shape: Shape, *, kernel: Shape, groups: int, biased: bool, **_: object) -> int:
    return prod(output[:-1]) * (prod(kernel) * (shape[-1] // groups) + int(biased))


BIASES_FORGOTTEN = slip(
    "biases-forgotten", "Every filter has a bias, and it is counted here.", changed_options(_no_bias)
)
BIAS_ADDED = slip("bias-counted-though-none", "This layer has no biases.", changed_options(_bias_added))


def _all_connected(options: Mapping[str, Any]) -> Mapping[str, Any] | None:
    return {"pairs": None} if options.get("pairs") is not None else None


PARAMETER_SLIPS: tuple[Misconception, ...] = (
    BIASES_FORGOTTEN,
    slip(
        "depth-of-filter-ignored",
        "A filter is as deep as its input: it has weights for every channel.",
        other_law(depth_ignored),
    ),
    slip("filters-forgotten", "The layer has many filters, each with weights of its own.", other_law(one_filter)),
    slip("kernel-side-not-squared", "A filter has two sides: multiply both.", changed_options(_one_side)),
    slip("one-bias-for-the-layer", "Every filter has a bias of its own.", changed_options(_one_bias)),
    slip("weight-sharing-forgotten", "A filter uses the same weights at every position.", _unshare),
    slip(
        "groups-ignored",
        "A filter of a grouped convolution reads only its group's channels.",
        changed_options(_ungrouped),
    ),
    slip(
        "connection-table-ignored",
        "A table says which maps each filter reads: it has weights for those only.",
        changed_options(_all_connected),
    ),
)

MACS_SLIPS: tuple[Misconception, ...] = (
    slip(
        "depth-of-filter-ignored",
        "A filter is as deep as its input: it has weights for every channel.",
        other_law(_shallow),
    ),
    slip("filters-forgotten", "The filter of every output map is applied at every position.", other_law(_one_map)),
)
