"""Methods of what is there already: tensors, lists, modules, texts."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from examsolver.frameworks.freezing import HINT, SAYS, call_freezes
from examsolver.frameworks.python_words import LONGEST, method_of_text
from examsolver.frameworks.values import Chain, Instance, Method, Opaque, Parameter, Positions, Table, Tensor, WeightsOf
from examsolver.registry import did_you_mean

if TYPE_CHECKING:
    from examsolver.frameworks.calling import Calling

UNCHANGING = frozenset([
    "to", "cuda", "cpu", "eval", "train", "float", "double", "half", "apply", "requires_grad_", "build", "compile",
    "summary",
])  # fmt: skip
WEIGHTS_OF = frozenset([
    "parameters", "named_parameters", "modules", "named_modules", "children", "buffers", "state_dict",
])  # fmt: skip


def call_method(reader: Calling, method: Method, given: list[Any], named: dict[str, Any], node: ast.AST) -> Any:
    """What a method of a tensor, a list, a module or a text comes to. Raises NotUnderstood."""
    owner, name = method.owner, method.name
    if call_freezes(name, given, named):
        reader.refuse(node, SAYS, HINT)
    if isinstance(owner, Tensor):
        law = reader.dialect.methods.get(name)
        if law is None:
            reader.refuse(node, f"the method {name!r} is not understood", did_you_mean(name, [*reader.dialect.methods]))
        return law(reader, [owner, *given], named, node)
    if isinstance(owner, Chain | list) and name not in WEIGHTS_OF:
        return _grow(reader, owner, name, given, node)
    if isinstance(owner, Instance) and name == "register_buffer":
        owner.attributes[str(given[0]) if given else ""] = Opaque()
        return None
    if isinstance(owner, Instance) and name == "add_module" and len(given) == 2:
        owner.attributes[str(given[0])] = given[1]
        return None
    if name == "add_weight":
        reader.refuse(node, "weights of its own that belong to no layer are not read", "use layers, such as Dense")
    if isinstance(owner, dict) and name in ("items", "values", "keys"):
        return list(getattr(owner, name)())
    if isinstance(owner, str):
        return method_of_text(reader, owner, name, given, named, node)
    if isinstance(owner, Positions | Table | Parameter | Opaque) or name in UNCHANGING:
        return owner
    if name in WEIGHTS_OF or isinstance(owner, WeightsOf):
        return []
    return reader.refuse(node, f"the method {name!r} is not understood", "layers are made and called")


def _grow(reader: Calling, owner: Chain | list[Any], name: str, given: list[Any], node: ast.AST) -> Any:
    if name in UNCHANGING:
        return owner
    more = given[-1:] if name in ("add", "append", "add_module") else reader.items(given[0], node) if given else []
    if name in ("insert", "pop") and isinstance(owner, list) and all(isinstance(one, int) for one in given[:1]):
        try:
            return getattr(owner, name)(*given)
        except (IndexError, TypeError):
            reader.refuse(node, "there is nothing at this place")
    if name not in ("add", "append", "add_module", "extend"):
        return reader.refuse(node, f"{name!r} is not understood")
    if len(more) + len(owner if isinstance(owner, list) else owner.members) > LONGEST:
        reader.refuse(node, "this list is too long")
    if isinstance(owner, list):
        owner += more
    else:
        own = given[0] if name == "add_module" else None
        owner.members += [(own, member) for member in more]
    return None
