"""How much a matrix stretches."""

from __future__ import annotations

import random

from tests.rules.rule_instances import Instance, array


def matrix(draw: random.Random) -> Instance:
    size = draw.randint(1, 3)
    return Instance((array(draw, size, size),))


INSTANCES = {"spectral_radius": matrix, "spectral_norm": matrix}

INEXACT = {"spectral_radius", "spectral_norm"}
