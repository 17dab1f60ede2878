"""Layers with groups: channels and filters must divide evenly, whether parameters are asked or not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from examsolver.core.derivation import Run
from examsolver.core.layer import Placed
from examsolver.core.problem import Problem
from examsolver.families.network_arithmetic import Lettered


def uneven_groups(layers: Sequence[Placed], run: Run) -> Iterator[Problem]:
    """Convolutions that no framework would build, because their groups do not divide the channels."""
    for placed in layers:
        groups, filters = placed.settings.get("groups"), placed.settings.get("filters")
        size = run.values.get(f"{placed.sources[0]}.output") if placed.sources else None
        if not isinstance(groups, int) or not isinstance(filters, int) or not isinstance(size, tuple):
            continue
        if (
            not isinstance(filters, Lettered)
            and not isinstance(size[-1], Lettered)
            and (size[-1] % groups or filters % groups)
        ):
            says = f"{groups} groups do not divide the channels evenly"
            hint = f"{size[-1]} channels and {filters} filters must both be divisible by the number of groups"
            yield Problem(f"{placed.name} cannot be: {says}", placed.span, hint)
