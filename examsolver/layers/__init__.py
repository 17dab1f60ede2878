"""Layers: one file a layer, or a few that belong together. Each module has a tuple ``LAYERS``."""

from examsolver.core.layer import Layer
from examsolver.registry import Catalogue

CATALOGUE: Catalogue[Layer] = Catalogue("examsolver.layers", "LAYERS", "examsolver.layers")
