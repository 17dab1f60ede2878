"""One window under several strides as a student reads it: sentences, and the window over its input."""

from __future__ import annotations

from examsolver.core.derivation import Run
from examsolver.core.formula import Formula
from examsolver.core.layer import Shape
from examsolver.core.picture import WindowFacts
from examsolver.core.question import Find, Picture
from examsolver.families.feasibility import Fit, asked
from examsolver.families.network_conditions import size_in
from examsolver.layers.sizes import size_text

DRAWN = 16


def fit_prompt(body: Fit) -> tuple[str | Formula, ...]:
    """The facts in one sentence, and what is asked of every stride in another."""
    ask = _ask(body)
    wishes = (_wish(find) for find in body.finds if find.such_that is not None)
    return (f"{_what(body)}{_how(body)}.", *((ask,) if ask else ()), *wishes)


def _wish(find: Find) -> str:
    wanted = size_in(find.such_that[2]) if find.such_that else None
    return f"Find every {find.things[0].span.text} for which the output is {size_text(wanted or ())}."


def _what(body: Fit) -> str:
    sides = "An input" if body.sides is None else f"A {size_text(body.sides)} input"
    sides += "" if body.depth is None else f" of depth {body.depth}"
    kernel = "" if body.kernel is None else f" {size_text(body.kernel)}"
    if body.pooling:
        return f"{sides} is pooled with a window" + (f" of{kernel}" if kernel else "")
    many = "a filter" if body.filters in (None, 1) else f"{body.filters} filters"
    return f"{sides} is convolved with {many}" + (f" of{kernel}" if kernel else "")


def _how(body: Fit) -> str:
    unknown = {name for find in body.finds if find.such_that for name in (str(find.things[0].span.text),)}
    padding = "same padding" if body.padding is None else _padding(body.padding)
    parts = [] if unknown & {"padding", "pad"} else [padding]
    parts += [f"dilation {_short(body.dilation)}"] if set(body.dilation) != {1} else []
    parts += (
        []
        if unknown & {"stride", "strides"}
        else [f"stride {_listed([_short(stride) for stride in body.strides], 'or')}"]
    )
    return ", " + ", ".join(parts)


def _padding(padding: Shape) -> str:
    return "no padding" if not any(padding) else f"padding {_short(padding)} on every side"


def _short(sizes: Shape) -> str:
    return str(sizes[0]) if len(set(sizes)) == 1 else size_text(sizes)


def _listed(words: list[str], last: str) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"


def _ask(body: Fit) -> str:
    """What to do, in words."""
    quantities = {quantity for _, things in asked(body) for quantity in things}
    each = "For each stride: " if len(body.strides) > 1 else ""
    questions = {
        frozenset({"feasible", "output"}): "does the window fit, and how large is the output?",
        frozenset({"feasible"}): "does the window fit?",
        frozenset({"output"}): "how large is the output?",
    }
    says = questions.get(frozenset(quantities), "")
    return each + says if each else says.capitalize()


def fit_pictures(body: Fit, run: Run) -> tuple[Picture, ...]:
    """The window in its first place, for the first stride that fits, where the input is small enough to draw."""
    for stride in body.strides:
        output = run.values.get(f"{body.label(stride)}.output")
        if isinstance(output, tuple) and _drawable(body):
            return (_window(body, stride, output),)
    return ()


def _drawable(body: Fit) -> bool:
    if body.sides is None or body.kernel is None or body.padding is None or body.axes != 2 or set(body.dilation) != {1}:
        return False
    return all(n + 2 * p <= DRAWN for n, p in zip(body.sides, body.padding, strict=True))


def _window(body: Fit, stride: Shape, output: Shape) -> Picture:
    assert body.sides is not None and body.kernel is not None and body.padding is not None
    height, width = body.sides
    down, across = body.padding
    facts = WindowFacts(
        tuple(
            tuple("" if 0 <= row < height and 0 <= column < width else "0" for column in range(-across, width + across))
            for row in range(-down, height + down)
        ),
        () if body.pooling else _blank(body.kernel),
        _blank(output),
        (body.kernel[0], body.kernel[1]),
        (stride[0], stride[1]),
        (down, across),
    )
    fits = f"it has {output[0]} positions down and {output[1]} across"
    text = f"A {size_text(body.kernel)} window on a {size_text(body.sides)} input with stride {_short(stride)}: {fits}."
    return Picture("window", facts, text)


def _blank(size: Shape) -> tuple[tuple[str, ...], ...]:
    return tuple(("",) * size[1] for _ in range(size[0]))
