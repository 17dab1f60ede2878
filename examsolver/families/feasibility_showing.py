"""One window under several strides as a student reads it: sentences, and the window over its input."""

from __future__ import annotations

from examsolver.core.derivation import Run
from examsolver.core.formula import Formula
from examsolver.core.layer import Shape
from examsolver.core.picture import WindowFacts
from examsolver.core.question import Find, Picture
from examsolver.families.feasibility import Fit, asked
from examsolver.families.feasibility_counts import asked_counts
from examsolver.families.feasibility_facts import SPELLED
from examsolver.families.network_asking import text_of
from examsolver.families.network_conditions import size_in
from examsolver.families.network_options import spelled
from examsolver.layers.sizes import extent_text, listed, size_text

DRAWN = 16


def fit_prompt(body: Fit) -> tuple[str | Formula, ...]:
    """The facts in one sentence, and what is asked of every stride in another."""
    ask = _ask(body)
    wishes = (_wish(find) for find in body.finds if find.such_that is not None)
    counts = dict.fromkeys(name.replace("-", " ") for _, name in asked_counts(body))
    costs = (f"How many {listed(counts)} does it have?",) if counts else ()
    return (f"{_what(body)}{_how(body)}.", *((ask,) if ask else ()), *costs, *wishes)


def _wish(find: Find) -> str:
    wanted = size_in(find.such_that[2]) if find.such_that else None
    return f"Find every {_named(text_of(find.things[0].formula))} for which the output is {size_text(wanted or ())}."


def _named(word: str) -> str:
    """A fact by its word: the ``input`` that is sought is its size."""
    fact = SPELLED.get(spelled((word,)))
    sizes = {"input": "size of the input", "filters": "size of the filter", "window": "size of the window"}
    return sizes.get(fact or "", word)


def _what(body: Fit) -> str:
    sides = "An input" if body.sides is None else f"An input of {extent_text(body.sides)}"
    sides += "" if body.depth is None else f" and depth {body.depth}"
    if body.pooling:
        return f"{sides} is pooled with a window" + (f" of {size_text(body.kernel)}" if body.kernel else "")
    many = "a filter" if body.filters in (None, 1) else f"{body.filters} filters"
    return f"{sides} is convolved with {many}" + (f" of {extent_text(body.kernel)}" if body.kernel else "")


def _how(body: Fit) -> str:
    """Padding, dilation and strides; what is asked for is not told."""
    asked_for = {SPELLED.get(spelled((text_of(find.things[0].formula),))) for find in body.finds if find.such_that}
    parts = [] if "padding" in asked_for else [_padding(body.padding)]
    parts += [f"dilation {_short(body.dilation)}"] if set(body.dilation) != {1} else []
    if "strides" not in asked_for:
        parts.append(f"stride {listed([_short(stride) for stride in body.strides], 'or')}")
    return f", with {listed(parts)}" if parts else ""


def _padding(padding: Shape | None) -> str:
    if padding is None:
        return "same padding"
    return "no padding" if not any(padding) else f"padding {_short(padding)} on every side"


def _short(sizes: Shape) -> str:
    return str(sizes[0]) if len(set(sizes)) == 1 else size_text(sizes)


def _ask(body: Fit) -> str:
    """What to do, in words."""
    quantities = {quantity for _, things in asked(body) for quantity in things}
    fits = f"does the {body.mover} fit"
    how = "how large is the output" if body.axes > 1 else "how long is the output"
    questions = {
        frozenset({"feasible", "output"}): f"{fits}, and {how}?",
        frozenset({"feasible"}): f"{fits}?",
        frozenset({"output"}): f"{how}?",
    }
    says = questions.get(frozenset(quantities), "")
    return f"For each stride: {says}" if says and len(body.strides) > 1 else says.capitalize()


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
