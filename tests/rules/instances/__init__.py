"""Random instances of rules: every module here may have ``INSTANCES``, ``INEXACT``, ``WORDS`` and ``IN_CONTEXT``.

INSTANCES: from a rule's name to a function of ``random.Random`` that gives an ``Instance``.
INEXACT: rules whose values are irrational. WORDS: rules whose inputs or results are not numbers.
IN_CONTEXT: tags of misconceptions that strike only beside other steps; they are tested where they are made.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any


def modules() -> Iterator[ModuleType]:
    """The modules of this folder."""
    for found in pkgutil.iter_modules(__path__):
        yield importlib.import_module(f"{__name__}.{found.name}")


def all_instances() -> dict[str, Callable[..., Any]]:
    """All generators of all modules."""
    return {name: make for module in modules() for name, make in getattr(module, "INSTANCES", {}).items()}


def all_of(attribute: str) -> frozenset[str]:
    """The names under ``INEXACT``, ``WORDS`` or ``IN_CONTEXT`` in all modules."""
    return frozenset(name for module in modules() for name in getattr(module, attribute, ()))
