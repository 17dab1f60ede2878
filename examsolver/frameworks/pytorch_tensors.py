"""What PyTorch does with tensors and layers have no name for: views, transposes, pieces, means, sums of matrices."""

from __future__ import annotations

import ast
from dataclasses import replace
from math import prod
from typing import Any

from examsolver.frameworks.axes import channels_first, order_of, resized, sides_of
from examsolver.frameworks.calling import Calling, tensors_in
from examsolver.frameworks.taking import all_sides, pieces_of, settled, side_at, whole_states
from examsolver.frameworks.values import Batch, Opaque, Parameter, Sides, Tensor

Named = dict[str, Any]


def flow(reader: Calling, given: list[Any], named: Named, node: ast.AST) -> Tensor:
    """The tensor that a function or method is called on."""
    flows = given[0] if given else named.get("input")
    if not isinstance(flows, Tensor):
        reader.refuse(node, "this is called on a tensor", "such as torch.flatten(x, 1)")
    return settled(reader, flows, node) if flows.part else flows


def _known(reader: Calling, flows: Tensor, node: ast.AST) -> tuple[int, ...]:
    sides = sides_of(reader, flows)
    if sides is None:
        reader.refuse(node, "the size of this tensor does not follow from the code", "write the numbers")
    return sides


def axis_of(reader: Calling, flows: Tensor, axis: Any, node: ast.AST) -> int:
    """The place of an axis behind the batch, from 0; -1 for the batch itself."""
    count = len(_known(reader, flows, node))
    if not isinstance(axis, int) or not -count - 1 <= axis <= count:
        reader.refuse(node, "this axis is not known", f"axes are 0 (the batch) to {count}")
    return axis - 1 if axis >= 0 else axis + count


# --- views ------------------------------------------------------------------------------------------------------------


def viewed(reader: Calling, given: list[Any], named: Named, node: ast.AST) -> Any:
    """``x.view(-1, 400)``, ``x.view(x.size(0), -1)``: all in one row; other sizes are a reshape."""
    flows = flow(reader, given, named, node)
    sides = list(given[1:]) or list(named.get("shape", ()))
    if len(sides) == 1 and isinstance(sides[0], list | tuple):
        sides = list(sides[0])
    own = sides_of(reader, flows)
    batched = bool(sides) and (isinstance(sides[0], Batch) or sides[0] in (-1, 1))
    if len(sides) == 2 and batched and (not isinstance(sides[1], int) or sides[1] == -1 or own is None):
        count = sides[1] if isinstance(sides[1], int) and sides[1] > 0 else None
        return reader.place("flatten", (), (flows,), node, outputs=count)
    rest = sides[1:]
    if not batched and sides and own is not None and all(isinstance(side, int) for side in sides):
        batched = prod(rest) == prod(own)  # a batch that is written out
    if not batched or not rest or not all(isinstance(side, int) for side in rest):
        reader.refuse(node, "this view is not understood", "write x.view(x.size(0), -1), or the sizes as numbers")
    return _viewed(reader, flows, rest, own, node)


def _viewed(reader: Calling, flows: Tensor, rest: list[int], own: tuple[int, ...] | None, node: ast.AST) -> Any:
    if own is None:
        shape = (*rest[1:], rest[0]) if len(rest) > 2 else tuple(rest)
        return reader.place("reshape", (("size", shape),), (flows,), node)
    count, told = prod(own), prod(side for side in rest if side != -1)
    if rest.count(-1) == 1 and told and count % told == 0:
        rest = [count // told if side == -1 else side for side in rest]
    if len(rest) == 1 and prod(rest) != count:
        return reader.place("flatten", (), (flows,), node, outputs=rest[0])
    if prod(rest) != count or min(rest) < 1:
        text = "x".join(map(str, own))
        reader.refuse(
            node, f"a view keeps every number, but {text} holds {count}", f"the sizes must multiply to {count}"
        )
    return resized(reader, flows, tuple(rest), node)


def flattened(reader: Calling, given: list[Any], named: Named, node: ast.AST) -> Any:
    """``torch.flatten(x, 1)``; ``x.flatten(2)`` joins the later axes alone."""
    flows = flow(reader, given, named, node)
    begin = named.get("start_dim", given[1] if len(given) > 1 else 0)
    end = named.get("end_dim", given[2] if len(given) > 2 else -1)
    if begin == 0:
        reader.refuse(node, "flatten would join the examples of a batch too", "write torch.flatten(x, 1)")
    if begin == 1 and end == -1:
        return reader.place("flatten", (), (flows,), node)
    first, last = axis_of(reader, flows, begin, node), axis_of(reader, flows, end, node)
    own = _known(reader, flows, node)
    return resized(reader, flows, (*own[:first], prod(own[first : last + 1]), *own[last + 1 :]), node)


def unflattened(reader: Calling, given: list[Any], named: Named, node: ast.AST) -> Any:
    """``x.unflatten(1, (64, 7, 7))``."""
    flows = flow(reader, given, named, node)
    place = axis_of(reader, flows, named.get("dim", given[1] if len(given) > 1 else 1), node)
    sizes = named.get("sizes", named.get("unflattened_size", given[2] if len(given) > 2 else ()))
    own = _known(reader, flows, node)
    sides = [side for side in reader.items(sizes, node) if isinstance(side, int)]
    rest = prod(side for side in sides if side > 0)
    sides = [own[place] // rest if side == -1 and rest else side for side in sides]
    return _viewed(reader, flows, [*own[:place], *sides, *own[place + 1 :]], own, node)


def squeezed(reader: Calling, given: list[Any], named: Named, node: ast.AST) -> Any:
    """``x.squeeze(2)`` leaves a side of 1 out, ``x.squeeze()`` all of them."""
    flows = given[0]
    if not isinstance(flows, Tensor) or flows.part:
        return flow(reader, given, named, node)
    own = sides_of(reader, flows)
    if own is None:
        return flows
    axis = named.get("dim", given[1] if len(given) > 1 else None)
    place = None if axis is None else axis_of(reader, flows, axis, node)
    left = [side for at, side in enumerate(own) if side != 1 or (place is not None and at != place)]
    return flows if len(left) == len(own) else resized(reader, flows, tuple(left) or (1,), node)


def unsqueezed(reader: Calling, given: list[Any], named: Named, node: ast.AST) -> Any:
    """``x.unsqueeze(1)``: a side of 1 more."""
    flows = flow(reader, given, named, node)
    own = _known(reader, flows, node)
    axis = named.get("dim", given[1] if len(given) > 1 else None)
    if not isinstance(axis, int) or not -len(own) - 1 <= axis <= len(own) + 1 or axis == 0:
        reader.refuse(node, "a side of 1 is added behind the batch here", "such as x.unsqueeze(1)")
    place = axis - 1 if axis > 0 else len(own) + 1 + axis
    return resized(reader, flows, (*own[:place], 1, *own[place:]), node)


# --- axes in another order --------------------------------------------------------------------------------------------


def permuted(reader: Calling, given: list[Any], named: Named, node: ast.AST) -> Any:
    """``x.permute(0, 2, 1)``: nothing moves but the names of the axes."""
    flows = flow(reader, given, named, node)
    own, axes = _known(reader, flows, node), given[1:] or [named.get("dims", ())]
    axes = list(axes[0]) if len(axes) == 1 and isinstance(axes[0], list | tuple) else axes
    if sorted(axes) == list(range(len(own) + 1)) and axes[0] != 0 and len(own) == 2:
        return flows  # steps before the batch: sizes are told without it
    if not axes or axes[0] != 0 or sorted(axes) != list(range(len(own) + 1)):
        reader.refuse(node, "this order of the axes is not understood", "name all of them, the batch 0 first")
    order = order_of(reader, flows)
    reader.graph.keep(flows.layer)
    return replace(flows, order=tuple(order[axis - 1] for axis in axes[1:]))


def transposed(reader: Calling, given: list[Any], named: Named, node: ast.AST) -> Any:
    """``x.transpose(1, 2)``."""
    flows = flow(reader, given, named, node)
    asked = [*given[1:3], *(named[word] for word in ("dim0", "dim1") if word in named)]
    one, other = (axis_of(reader, flows, axis, node) for axis in (asked if len(asked) == 2 else (-2, -1)))
    if -1 in (one, other):
        return flows  # steps before the batch: sizes are told without it
    order = list(order_of(reader, flows))
    order[one], order[other] = order[other], order[one]
    reader.graph.keep(flows.layer)
    return replace(flows, order=tuple(order))


# --- pieces and joins -------------------------------------------------------------------------------------------------


def chunked(reader: Calling, given: list[Any], named: Named, node: ast.AST) -> tuple[Tensor, ...]:
    """``x.chunk(3, dim=-1)``: so many equal pieces."""
    flows = flow(reader, given, named, node)
    count = named.get("chunks", given[1] if len(given) > 1 else None)
    place = axis_of(reader, flows, named.get("dim", given[2] if len(given) > 2 else 0), node)
    length = _known(reader, flows, node)[place] if place >= 0 else 0
    if not isinstance(count, int) or not 0 < count <= max(length, 1) or place < 0:
        reader.refuse(node, "how many pieces is not known here", "such as x.chunk(3, dim=-1)")
    size = -(-length // count)
    sizes = [min(size, length - begin) for begin in range(0, length, size)]
    return pieces_of(reader, flows, place, sizes, node)


def split(reader: Calling, given: list[Any], named: Named, node: ast.AST) -> tuple[Tensor, ...]:
    """``x.split(64, dim=2)``: pieces of a size, or of several."""
    flows = flow(reader, given, named, node)
    told = named.get("split_size", named.get("split_size_or_sections", given[1] if len(given) > 1 else None))
    place = axis_of(reader, flows, named.get("dim", given[2] if len(given) > 2 else 0), node)
    length = _known(reader, flows, node)[place] if place >= 0 else 0
    if isinstance(told, int) and told > 0 and length <= 1000 * told:
        told = [min(told, length - begin) for begin in range(0, length, told)]
    if not isinstance(told, list | tuple) or place < 0 or not all(isinstance(one, int) and one > 0 for one in told):
        reader.refuse(node, "the sizes of these pieces are not known", "such as x.split(64, dim=2)")
    if sum(told) != length:
        reader.refuse(node, f"the pieces add up to {sum(told)}, the axis has {length}", "all of it is split")
    return pieces_of(reader, flows, place, list(told), node)


def join(reader: Calling, given: list[Any], named: Named, node: ast.AST) -> Tensor:
    """``torch.cat([a, b], dim=1)``; a parameter in front is a class token."""
    axis = named.get("dim", named.get("axis", given[1] if len(given) > 1 else 0))
    found = given[0] if given else named.get("tensors")
    learned = [one for one in found if isinstance(one, Parameter)] if isinstance(found, list | tuple) else []
    flows = tuple(tensors_in(found))
    if (states := whole_states(reader, flows)) is not None:
        return states
    flows = tuple(settled(reader, one, node) for one in flows)
    if not flows:
        reader.refuse(node, "torch.cat joins tensors", "such as torch.cat([a, b], dim=1)")
    if learned:
        return _class_token(reader, learned, flows, node)
    if len(flows) < 2:
        return flows[0]
    if sides_of(reader, flows[0]) is None:
        return reader.place("concat", (), flows, node)
    place = axis_of(reader, flows[0], axis, node)
    if place < 0:
        reader.refuse(node, "torch.cat would join the examples of a batch", "write dim=1")
    order = order_of(reader, flows[0])
    told = () if order[place] == len(order) - 1 else (("axis", order[place] + 1),)
    return reader.place("concat", told, flows, node)


def _class_token(reader: Calling, learned: list[Parameter], flows: tuple[Tensor, ...], node: ast.AST) -> Tensor:
    shape = reader.graph.shape(flows[0].layer) or ()
    sides = learned[0].sides
    if len(learned) != 1 or len(flows) != 1 or len(shape) != 2 or len(sides) < 2 or sides[-1] != shape[-1]:
        reader.refuse(node, "a parameter is joined with one sequence of vectors as long as it", "as a class token")
    learned[0].uses += 1
    count = (("count", sides[-2]),) if sides[-2] != 1 else ()
    return reader.place("class-token", count, flows, node, name=learned[0].name, made=id(learned[0]))


def joined(reader: Calling, given: list[Any], named: Named, node: ast.AST, *, word: str) -> Any:
    """``torch.add(a, b)``."""
    flows = tuple(tensors_in(given))
    return reader.place(word, (), flows, node) if len(flows) > 1 else flows[0] if flows else Opaque()


def attended(reader: Calling, given: list[Any], named: Named, node: ast.AST) -> Tensor:
    """``F.scaled_dot_product_attention(q, k, v)``: two products of matrices, and a softmax between them."""
    named_too = [named[word] for word in ("query", "key", "value") if word in named]
    flows = [*tensors_in([*given[:3], *named_too])]
    if len(flows) != 3:
        reader.refuse(node, "attention reads queries, keys and values", "F.scaled_dot_product_attention(q, k, v)")
    keys = flows[1]
    order = order_of(reader, keys)
    turned = replace(keys, order=(*order[:-2], order[-1], order[-2]))
    scores = reader.place("matmul", (), (flows[0], turned), node)
    weights = reader.place("softmax", (), (scores,), node)
    return reader.place("matmul", (), (weights, flows[2]), node)


# --- means ------------------------------------------------------------------------------------------------------------


def pooled(reader: Calling, given: list[Any], named: Named, node: ast.AST, *, word: str) -> Any:
    """``x.mean([2, 3])`` and ``x.mean(dim=1)`` of a sequence: global pooling."""
    flows = flow(reader, given, named, node)
    axes = named.get("dim", named.get("axis", given[1] if len(given) > 1 else None))
    axes = [axes] if isinstance(axes, int) else list(axes or ())
    kept = bool(named.get("keepdim", False))
    own = sides_of(reader, flows)
    if own is None:
        return reader.place(word, (("keepdims", True),) if kept else (), (flows,), node)
    places = {axis_of(reader, flows, axis, node) for axis in axes}
    order = order_of(reader, flows)
    if len(own) < 2 or -1 in places or {order[place] for place in places} != set(range(len(own) - 1)):
        left = sorted(set(range(len(own))) - places)
        if len(left) != 1 or -1 in places:
            reader.refuse(node, "a mean over the sides of a map is known here", "write x.mean(dim=(2, 3))")
        order = (*order[left[0] : left[0] + 1], *(order[place] for place in sorted(places)))
        flows = replace(flows, order=order)
    else:
        flows = replace(flows, order=channels_first(len(own)))
    return reader.place(word, (("keepdims", True),) if kept else (), (flows,), node)


def largest(reader: Calling, given: list[Any], named: Named, node: ast.AST) -> Any:
    """``x.max(dim=1)``: the largest, and where they are."""
    return (pooled(reader, given, named, node, word="gmp"), Opaque())


# --- sizes ------------------------------------------------------------------------------------------------------------


def sizes(reader: Calling, given: list[Any], named: Named, node: ast.AST) -> Any:
    """``x.size(0)`` is the batch, ``x.size()`` all sides."""
    asked = given[1] if len(given) > 1 else named.get("dim")
    whole = Sides(given[0])
    return whole if not isinstance(asked, int) else side_at(all_sides(reader, whole), asked)


def padded(reader: Calling, given: list[Any], named: Named, node: ast.AST) -> Any:
    """``F.pad(x, (left, right, top, bottom))``."""
    flows = flow(reader, given, named, node)
    told = named.get("pad", given[1] if len(given) > 1 else ())
    sides = list(told) if isinstance(told, list | tuple) else []
    if not sides or len(sides) % 2 or len(sides) > 6 or not all(isinstance(side, int) for side in sides):
        reader.refuse(node, "this padding is not known without running it", "write F.pad(x, (1, 1, 1, 1))")
    if not any(sides):
        return flows
    ends = ("left", "right", "top", "bottom", "front", "back")
    kind = {2: "1d", 4: "", 6: "3d"}[len(sides)]
    low = min(sides) < 0
    if low and max(sides) > 0:
        reader.refuse(node, "padding and cropping at once is not known here", "write two calls")
    options = tuple((end, abs(side)) for end, side in zip(ends, sides, strict=False) if side)
    return reader.place(f"{'crop' if low else 'zeropad'}{kind}", options, (flows,), node)
