"""Which way a quantity goes when an unknown grows, from where the unknown stands: that is why a search may stop.

Sizes: a window has more places on a larger map and fewer the larger it is, the further it moves or is dilated.
Receptive fields: r + (k - 1)j only grows with windows, strides, dilations and layers.
Counts: sums of products of widths and sides, none of them negative.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from examsolver.core.derivation import Value
from examsolver.core.layer import Placed
from examsolver.families.network_conditions import WHOLE, Sought, Unknown, network_with
from examsolver.families.network_reading import Network
from examsolver.families.network_trying import Tried, shapes_in
from examsolver.layers.receptive_field import NAMES as FIELD

At = Callable[[int], Tried]
SHRINKING = ("kernel", "stride", "dilation")
NEUTRAL = ("groups", "ratio", "heads", "order", "layers", "key", "value")


@dataclass(frozen=True, slots=True)
class Role:
    """Where an unknown stands: a layer and its option; no layer where it says how many layers there are."""

    layer: str
    option: str
    rises: bool

    @property
    def is_depth(self) -> bool:
        """Whether it says how many layers there are."""
        return not self.option


@dataclass(frozen=True, slots=True)
class Trend:
    """``sign`` 1 where the quantity never falls, -1 where it never rises, 0 where it stays, None where unknown."""

    sign: int | None
    roles: tuple[Role, ...]
    says: str = ""

    @property
    def bounded(self) -> bool:
        """Whether values beyond the padded input make no difference: all that it does is to move a window."""
        return bool(self.roles) and all(role.option == "stride" for role in self.roles)


def roles_of(body: Network, sought: Sought, unknown: Unknown, at: Mapping[str, int]) -> tuple[Role, ...]:
    """Where an unknown stands, found by reading the network with one value and with the next."""
    low = at[unknown.name]
    one, _ = network_with(body, sought, {**at, unknown.name: low})
    two, _ = network_with(body, sought, {**at, unknown.name: low + 1})
    if [placed.name for placed in one.layers] != [placed.name for placed in two.layers]:
        return (Role("", "", True),)
    pairs = zip(one.layers, two.layers, strict=True)
    return tuple(dict.fromkeys(role for left, right in pairs for role in _changes(left, right)))


def _changes(left: Placed, right: Placed) -> Iterator[Role]:
    for option, value in left.settings.items():
        other = right.settings[option]
        if value != other:
            yield Role(left.name, option, _sum(other) > _sum(value))


def _sum(value: Value) -> int:
    return sum(value) if isinstance(value, tuple) else value if isinstance(value, int) else 0


def trend_of(body: Network, sought: Sought, unknown: Unknown, at: Mapping[str, int], reach: At) -> Trend:
    """Which way the quantity of the condition goes with an unknown."""
    roles = roles_of(body, sought, unknown, at)
    if sought.relation == WHOLE or not roles:
        return Trend(None, roles)
    low = at[unknown.name]
    signs = {_sign(body, sought.quantity, role, reach, low) for role in roles}
    signs = signs - {0} if len(signs) > 1 else signs
    sign = signs.pop() if len(signs) == 1 else None
    return Trend(sign, roles, _says(sought, unknown, sign, roles))


def _sign(body: Network, quantity: str, role: Role, reach: At, low: int) -> int | None:
    if role.is_depth:
        return _with_depth(body, quantity, reach, low)
    layer = body.layer(role.layer)
    if layer is None or role.option in NEUTRAL:
        return None
    own = _of_option(layer.layer.name, quantity, role.option, reach, low)
    return None if own is None else own if role.rises else -own


def _of_option(kind: str, quantity: str, option: str, reach: At, low: int) -> int | None:
    if quantity in FIELD:
        return 1 if option in SHRINKING else 0
    up = 1
    if kind.startswith(("transposed", "crop")):
        up = 1 if option in SHRINKING else -1 if option == "padding" else 1
    elif option in SHRINKING:
        up = -1
    if quantity == "output" or up == 1:
        return up
    # A larger window has more weights, and leaves a smaller map: the first alone where all maps stay.
    return -1 if option == "stride" else 1 if _same_maps(reach, low) else None


def _same_maps(reach: At, low: int) -> bool:
    return shapes_in(reach(low)) == shapes_in(reach(low + 1))


def _with_depth(body: Network, quantity: str, reach: At, low: int) -> int | None:
    """Every round adds layers; each is the same map, so that what the first rounds do to a size, all do."""
    if quantity in FIELD or (quantity != "output" and _ends_with_rounds(body)):
        return 1
    shapes = [set(shapes_in(reach(low + more)).values()) for more in range(3)]
    if quantity != "output":
        return 1 if shapes[1] == shapes[2] else None
    ends = [reach(low + more).value for more in range(3)]
    if not all(isinstance(end, tuple) for end in ends):
        return -1
    pairs = list(pairwise(ends))
    falls = all(b <= a for one, two in pairs for a, b in zip(one, two, strict=False))
    rises = all(b >= a for one, two in pairs for a, b in zip(one, two, strict=False))
    return -1 if falls and not rises else 1 if rises and not falls else None


def _ends_with_rounds(body: Network) -> bool:
    """Whether nothing comes after what is repeated, so that a round more adds its own counts and changes no other."""
    return bool(body.lines) and body.lines[-1].first is not None


def _says(sought: Sought, unknown: Unknown, sign: int | None, roles: tuple[Role, ...]) -> str:
    """Why there is nothing beyond, in words."""
    if sign not in (1, -1):
        return ""
    more = f"a larger {unknown.noun}"
    if sought.quantity == "output":
        return f"{more} never makes the output {'smaller' if sign == 1 else 'larger'}"
    if sought.quantity in FIELD:
        grown = sought.quantity.replace("-", " ")
        return f"the {grown} is a sum of (k - 1)·j over the layers, which only grows with {unknown.noun}"
    return f"{more} never makes the {sought.quantity.replace('-', ' ')} {'fewer' if sign == 1 else 'more'}"
