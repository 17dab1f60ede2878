"""How much a matrix stretches; shares as percentages."""

from __future__ import annotations

import random

from tests.rules.rule_instances import Instance, array, one


def matrix(draw: random.Random) -> Instance:
    size = draw.randint(1, 3)
    return Instance((array(draw, size, size),))


INSTANCES = {"percentage": one, "spectral_radius": matrix, "spectral_norm": matrix}

INEXACT = {"spectral_radius", "spectral_norm"}
