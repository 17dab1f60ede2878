"""What writers of code share: a layer with its sizes, and layers that a framework does not have."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from examsolver.core.convention import Conventions
from examsolver.core.derivation import Value
from examsolver.core.layer import Placed, Shape
from examsolver.core.problem import ExamError, Problem


@dataclass(frozen=True, slots=True)
class Sized:
    """A layer with the sizes that it reads and gives."""

    placed: Placed
    reads: tuple[Shape, ...]
    gives: Shape
    conventions: Conventions

    @property
    def name(self) -> str:
        """Its name."""
        return self.placed.name

    @property
    def label(self) -> str:
        """Its name as frameworks allow it: those of blocks have a dot."""
        return self.placed.name.replace(".", "_")

    @property
    def kind(self) -> str:
        """What it is."""
        return self.placed.layer.name

    @property
    def input(self) -> Shape:
        """What it reads first."""
        return self.reads[0]

    def get(self, option: str, default: Value = None) -> Value:
        """One of its settings."""
        value = self.placed.settings.get(option)
        return default if value is None else value

    @property
    def axes(self) -> int:
        """How many sides its map has."""
        return len(self.input) - 1


Writers = Mapping[str, Callable[[Sized], list[str]]]


def sized(layers: Sequence[Placed], shapes: Mapping[str, Shape], conventions: Conventions) -> list[Sized]:
    """The layers with their sizes. Raises ExamError for those without."""
    lost = [placed for placed in layers if placed.name not in shapes]
    if lost:
        raise ExamError([Problem(f"the size of {placed.name} is not known", placed.span) for placed in lost])
    return [
        Sized(placed, tuple(shapes[source] for source in placed.sources), shapes[placed.name], conventions)
        for placed in layers
    ]


def expressions(layer: Sized, writers: Writers, framework: str) -> list[str]:
    """The calls that make a layer. Raises ExamError where the framework has none."""
    writer = writers.get(layer.kind)
    if writer is None:
        known = ", ".join(sorted(writers))
        message = f"{framework} has no layer that is {layer.kind}"
        raise ExamError([Problem(message, layer.placed.span, f"these can be written: {known}")])
    return writer(layer)


def without_table(layer: Sized, framework: str) -> None:
    """Raises ExamError for a convolution some of whose pairs of maps and filters are not connected."""
    if layer.get("connections") is not None:
        hint = "such a layer has weights for the connected pairs alone: it can be counted, but not written"
        raise ExamError([Problem(f"{framework} has no connection table: {layer.name}", layer.placed.span, hint)])


def owners(layers: Sequence[Sized]) -> dict[str, str]:
    """Whose weights each shared layer uses: those of the last one before it that is made alike. Raises ExamError."""
    found: dict[str, str] = {}
    own: dict[tuple[object, ...], str] = {}
    for layer in layers:
        settings = dict(layer.placed.settings)
        shared = settings.pop("shared", False)
        key = (layer.kind, layer.input[-1] if layer.reads else None, tuple(settings.items()))
        if not shared:
            own[key] = layer.name
        elif key in own:
            found[layer.name] = own[key]
        else:
            hint = f"before it stands no {layer.kind} with the same options that has weights of its own"
            raise ExamError([Problem(f"whose weights does {layer.name} share?", layer.placed.span, hint)])
    return found


def chained(layers: Sequence[Sized]) -> bool:
    """Whether every layer reads the one above, and has weights of its own."""
    if any(layer.get("shared") or layer.get("tied") for layer in layers):
        return False
    return all(below.placed.sources == (above.name,) for above, below in pairwise(layers))


def reused(layers: Sequence[Sized]) -> dict[str, str]:
    """How each layer is called as a variable; names that would fall together are numbered."""
    from examsolver.frameworks.python_text import identifier

    names: dict[str, str] = {}
    taken: set[str] = set()
    for layer in layers:
        name = identifier(layer.name)
        while name in taken:
            name += "_"
        taken.add(name)
        names[layer.name] = name
    return names
