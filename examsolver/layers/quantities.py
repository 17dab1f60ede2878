"""What can be asked of layers and networks: names, spellings, and what is built of them only where it is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial

from examsolver.core.convention import Convention, Conventions
from examsolver.core.derivation import Misconception, Step, Value
from examsolver.core.formula import Formula, Num, Sym
from examsolver.core.layer import Layer, Placed
from examsolver.core.problem import Span


@dataclass(frozen=True, slots=True)
class Quantity:
    """Something that can be asked.

    Attributes:
        name: as it stands in ids: ``activation-memory``. ``also``: other spellings, in small letters with blanks.
        summed: whether a network has it in total.
        last: whether it is asked of a network without a layer's name: that of the last layer is meant.
        bytes: whether it counts bytes, so that it can be asked in MB.
    """

    name: str
    also: tuple[str, ...] = ()
    summed: bool = False
    last: bool = False
    bytes: bool = False


BASE = (
    Quantity("output", ("outputs", "output shape", "output size", "shape", "size", "output shapes", "output sizes",
                        "output volume", "output volumes", "activation volume", "volume", "output dimensions",
                        "dimensions"), last=True),
    Quantity("parameters", ("params", "parameter", "number of parameters"), summed=True),
    Quantity("weights", ("weight", "number of weights"), summed=True),
    Quantity("biases", ("bias", "number of biases"), summed=True),
    Quantity("connections", ("connection", "number of connections"), summed=True),
    Quantity("kv-cache", ("kv cache", "key value cache", "kv cache values", "cache"), summed=True),
    Quantity("trainable", ("trainable parameters", "trainable params", "learned parameters", "learnable parameters"),
             summed=True),
    Quantity(
        "non-trainable",
        ("non trainable parameters", "nontrainable parameters", "non trainable params", "non trainable",
         "nontrainable"),
        summed=True,
    ),
    Quantity("macs", ("mac", "multiply accumulates", "multiply adds", "madds", "mult adds", "number of macs"),
             summed=True),
)  # fmt: skip
"""What layers work out by themselves."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Of a whole network: examples in a batch, tokens of a training, layers that look vectors up."""

    batch: int = 1
    tokens: Value = None
    tables: tuple[str, ...] = ()


ALONE = Facts()
TABLES = ("embedding", "positional-embedding", "positional-encoding")


def facts_of(layers: Iterable[Placed]) -> Facts:
    """What the inputs of a network say, and which of its layers look vectors up."""
    batch, tokens, tables = 1, None, []
    for placed in layers:
        if placed.layer.sources == 0:
            batch = max(batch, placed.settings.get("batch") or 1)
            tokens = placed.settings.get("tokens") if tokens is None else tokens
        elif placed.layer.name in TABLES:
            tables.append(placed.name)
    return Facts(batch, tokens, tuple(tables))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a quantity is built: of a placed layer, or of a sum over layers.

    ``owner`` is the layer's name, ``total`` or the name of a block's use; ``steps`` are those that the layer has.
    """

    owner: str
    facts: Facts = ALONE
    placed: Placed | None = None
    steps: Mapping[str, Step] = field(default_factory=dict)
    span: Span | None = None

    def of(self, quantity: str) -> str:
        """The step of another quantity of the same owner."""
        return f"{self.owner}.{quantity}"

    @property
    def layer(self) -> Layer:
        """The kind of the layer; only where one is placed."""
        assert self.placed is not None
        return self.placed.layer


Building = Callable[[Place, Conventions], tuple[Step, ...]]


@dataclass(frozen=True, slots=True)
class Derived:
    """A quantity that is built only where it is asked.

    Attributes:
        offered: whether a kind of layer has it; the placed layer is given where there is one.
        build: its steps. ``needs``: other derived quantities that they rest on.
        topics: what sources differ on in counting it.
        rests: quantities whose totals the total rests on, by the same law; empty where the total is a sum over layers.
    """

    quantity: Quantity
    offered: Callable[[Layer, Placed | None], bool]
    build: Building
    needs: tuple[str, ...] = ()
    rests: tuple[str, ...] = ()
    topics: tuple[Convention, ...] = ()


def step_of(
    place: Place,
    quantity: str,
    uses: tuple[str, ...],
    law: Callable[..., Value],
    formula: Formula,
    because: str,
    slips: tuple[Misconception, ...] = (),
    numbers: Callable[..., Formula] | None = None,
) -> Step:
    """A step of a derived quantity."""
    return Step(
        place.of(quantity),
        uses,
        law,
        formula=formula,
        numbers=numbers,
        because=because,
        rule="total" if place.placed is None else place.placed.layer.name,
        misconceptions=slips,
        span=place.span if place.placed is None else place.placed.span,
    )


# --- laws that several share ------------------------------------------------------------------------------------------


def scaled(*counts: int, by: int, batch: int = 1) -> int:
    """The sum of counts, so many times (for each example of a batch)."""
    return sum(counts) * by * batch


def scaled_numbers(*counts: int, by: int, batch: int = 1) -> Formula:
    """The same with numbers put in: 4 · 150528, 4 · 32 · 150528."""
    inner: Formula = Num(counts[0])
    for count in counts[1:]:
        inner = inner + count
    factors = [factor for factor in (by, batch) if factor != 1]
    for factor in reversed(factors):
        inner = Num(factor) * inner
    return inner


def scaled_formula(names: tuple[str, ...], by: int, batch: int = 1) -> Formula:
    """In letters: 4 · N · x."""
    inner: Formula = Sym(names[0])
    for name in names[1:]:
        inner = inner + Sym(name)
    if batch != 1:
        inner = Sym("N") * inner
    return inner if by == 1 else by * inner


def scaling(
    place: Place,
    quantity: str,
    of: tuple[str, ...],
    by: int,
    because: str,
    slips: tuple[Misconception, ...] = (),
    batch: int = 1,
) -> Step:
    """A step that is so many times other quantities of its owner."""
    names = tuple(place.of(one) for one in of)
    options = {"by": by, **({"batch": batch} if batch != 1 else {})}
    law, numbers = partial(scaled, **options), partial(scaled_numbers, **options)
    return step_of(place, quantity, names, law, scaled_formula(names, by, batch), because, slips, numbers)


def everywhere(layer: Layer, placed: Placed | None) -> bool:
    """Offered by every layer."""
    return True


def having(quantity: str) -> Callable[[Layer, Placed | None], bool]:
    """Offered by layers that have another quantity of their own."""
    return partial(_has, quantity=quantity)


def _has(layer: Layer, placed: Placed | None, *, quantity: str) -> bool:
    return quantity in layer.quantities
