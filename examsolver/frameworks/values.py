"""What a value of pasted code can be. Nothing here computes more than sizes; nothing is run."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Ref:
    """A name of a framework, as a path: ``("keras", "layers", "Conv2D")``."""

    path: tuple[str, ...]

    @property
    def last(self) -> str:
        """The name itself."""
        return self.path[-1]


@dataclass(eq=False, slots=True)
class Made:
    """A layer that was made: its kind, its arguments by place and by name, where, and how often it was used."""

    kind: str
    given: tuple[Any, ...]
    named: dict[str, Any]
    node: ast.AST
    name: str | None = None
    uses: int = 0
    tied: bool = False


@dataclass(eq=False, slots=True)
class Chain:
    """Layers one after the other, each with its name (``Sequential``), or a list of modules."""

    members: list[tuple[str | None, Any]]
    node: ast.AST
    name: str | None = None
    shape: tuple[Any, ...] | None = None
    output: Tensor | None = None


@dataclass(eq=False, slots=True)
class Model:
    """A Keras model made from tensors."""

    outputs: tuple[Tensor, ...]
    node: ast.AST
    inputs: tuple[Tensor, ...] = ()


@dataclass(frozen=True, slots=True)
class Tensor:
    """What flows: the number of the layer that gives it.

    ``part``: which of several results. ``order``: which of our axes each axis behind the batch is; empty: as ours.
    """

    layer: int
    part: str = ""
    order: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Sides:
    """``x.shape`` or ``x.size()`` of a tensor."""

    of: Tensor


class Batch:
    """The number of examples, which is not known and does not matter."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Batch)

    def __hash__(self) -> int:
        return 0


class Opaque:
    """Something that is no layer and harmless: an optimiser, a loss, a device."""


@dataclass(eq=False, slots=True)
class Drawn(Opaque):
    """Numbers that are drawn or filled in, of a size: ``torch.randn(1, 3, 224, 224)``."""

    sides: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Positions:
    """The numbers of the positions: ``torch.arange(T)``."""

    count: int


@dataclass(eq=False, slots=True)
class Table:
    """An embedding of the positions: a vector for each, which is added to what stands there."""

    made: Made
    node: ast.AST


@dataclass(eq=False, slots=True)
class Parameter:
    """``nn.Parameter(…)``: numbers that are learned, of a size."""

    sides: tuple[Any, ...]
    node: ast.AST
    name: str | None = None
    uses: int = 0


@dataclass(frozen=True, slots=True)
class WeightsOf:
    """``layer.weight``."""

    made: Made


@dataclass(eq=False, slots=True)
class Function:
    """A function or method that the code defines; ``owner`` is its ``self``."""

    node: ast.FunctionDef
    scope: Scope
    owner: Instance | None = None


@dataclass(eq=False, slots=True)
class Class:
    """A class that the code defines."""

    node: ast.ClassDef
    scope: Scope

    def method(self, name: str) -> ast.FunctionDef | None:
        """The definition of a method."""
        found = (node for node in self.node.body if isinstance(node, ast.FunctionDef) and node.name == name)
        return next(found, None)


@dataclass(eq=False, slots=True)
class Instance:
    """A module that was made of a class."""

    cls: Class
    node: ast.AST
    attributes: dict[str, Any] = field(default_factory=dict)
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Method:
    """A method of something that is there already: ``x.view``, ``model.add``, ``layers.append``."""

    owner: Any
    name: str


@dataclass(eq=False, slots=True)
class Scope:
    """Names and their values; looked up in ``outer`` where they are not here."""

    names: dict[str, Any] = field(default_factory=dict)
    outer: Scope | None = None

    def find(self, name: str) -> Any:
        """The value of a name; KeyError where there is none."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            scope = scope.outer
        raise KeyError(name)

    def known(self) -> list[str]:
        """All names that can be seen from here."""
        found: list[str] = []
        scope: Scope | None = self
        while scope is not None:
            found += scope.names
            scope = scope.outer
        return found


@dataclass(frozen=True, slots=True)
class Returned:
    """A function has come to its end with this value."""

    value: Any


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a tensor, by its place; its size is not known while reading."""

    place: int
