"""What cannot be asked of a network: a size in millions, bytes of what is no bytes, a cache where nothing attends."""

from __future__ import annotations

from collections.abc import Iterable

from examsolver.core.layer import Placed
from examsolver.core.problem import Problem, Span
from examsolver.layers.derived import ASKED, OF_THE_LAST, offered
from examsolver.maths.units import is_bytes

CACHES = ("kv-cache", "kv-cache-memory")


def unit_problem(quantity: str, asked: str, unit: str | None, span: Span) -> Problem | None:
    """Why a quantity cannot be told in the unit of its find, which is that of everything asked there."""
    if unit is None:
        return None
    if quantity in OF_THE_LAST:
        hint = f"ask for it in a find of its own, without `in {unit}`"
        return Problem(f"{asked} is a size or a place, so it cannot be in {unit}", span, hint)
    if is_bytes(unit) and (quantity not in ASKED or not ASKED[quantity].bytes):
        known = [name for name, one in ASKED.items() if one.bytes]
        says = f"{quantity or asked} is no number of bytes, so it cannot be in {unit}"
        return Problem(says, span, f"bytes are: {', '.join(known)}")
    return None


def absent_problem(layers: Iterable[Placed], quantity: str, span: Span) -> Problem | None:
    """A cache of keys and values is asked of layers none of which attends: it is not 0, there is none."""
    if quantity not in CACHES or any(CACHES[0] in offered(placed) for placed in layers):
        return None
    hint = "only layers with attention keep keys and values, e.g. `attention 8`"
    return Problem(f"there is no {quantity} here: no layer attends", span, hint)
