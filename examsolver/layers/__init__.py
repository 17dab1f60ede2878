"""Layers: one file a layer, or a few that belong together. Each module has a tuple ``LAYERS``."""
