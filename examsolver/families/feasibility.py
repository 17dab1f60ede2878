"""One window over one input under several strides: lines to body, finds to parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from examsolver.core.derivation import Run
from examsolver.core.layer import Shape
from examsolver.core.problem import ExamError, Problem, Span
from examsolver.core.question import Find, Header, Line, Part
from examsolver.families.feasibility_facts import SPELLED, SPELLED_AS, Facts
from examsolver.families.network_asking import text_of
from examsolver.families.network_options import spelled
from examsolver.layers import CATALOGUE
from examsolver.layers.derived import SPELLINGS
from examsolver.layers.sizes import size_text
from examsolver.registry import did_you_mean, near

ASKABLE = ("feasible", "output")


@dataclass(frozen=True, slots=True)
class Fit:
    """The facts. ``sides`` and ``kernel`` have one number an axis; ``padding`` None is ``same``.

    ``depth`` is that of the input, ``filters`` how many there are; None where not said. A fact that
    is asked for (``find padding such that …``) is None in ``sides``, ``kernel`` or ``strides``.
    """

    sides: Shape | None
    kernel: Shape | None
    strides: tuple[Shape, ...]
    padding: Shape | None
    dilation: Shape
    depth: int | None
    filters: int | None
    pooling: bool
    finds: tuple[Find, ...]
    span: Span

    @property
    def axes(self) -> int:
        """How many axes the window slides over."""
        return len(self.sides or self.kernel or (1, 1))

    @property
    def mover(self) -> str:
        """What slides over the input."""
        return "window" if self.pooling else "filter"

    def label(self, stride: Shape) -> str:
        """``stride=2``."""
        return f"stride={size_text(stride[:1] if len(set(stride)) == 1 else stride)}"


def is_fit(header: Header, lines: tuple[Line, ...]) -> bool:
    """Whether lines state facts of one layer, not layers of a network."""
    words = [spelled((line.word,)) for line in lines if line.kind == "layer"]
    if any(SPELLED.get(word) in ("strides", "filters") for word in words):
        return True
    layers = sum(
        1
        for line in lines
        if line.kind in ("repeat", "block") or (line.word != "input" and CATALOGUE.get(line.word.lower()))
    )
    pools = sum(1 for word in words if SPELLED.get(word) == "window")
    return header.family == "shapes" and layers <= pools


def read_fit(
    header: Header, lines: tuple[Line, ...], finds: tuple[Find, ...]
) -> tuple[Fit | None, tuple[Problem, ...]]:
    """The body, or None with every problem found."""
    facts = Facts()
    for line in lines:
        facts.take(line)
    for find in finds:
        _check_find(find, facts)
    window = facts.values.get("kernel", facts.values.get("window"))
    unknown = {text_of(thing.formula) for find in finds if find.such_that for thing in find.things}
    if unknown:
        _check_alone(finds, min(unknown), facts)
    for name in sorted(unknown):
        fact = {"filters": "kernel"}.get(SPELLED.get(spelled((name,)), ""), SPELLED.get(spelled((name,)), ""))
        if fact in facts.values:
            facts.complain(f"the {name} is asked for, and given too", facts.spans[fact], "leave this fact out")
    if "input" not in {*facts.values, *facts.unread, *unknown}:
        facts.complain("the size of the input is missing", header.span, "write e.g. `input 13x13`")
    sized = facts.unread & {"kernel", "window"} or unknown & (SPELLED_AS["filters"] | SPELLED_AS["window"])
    if window is None and not sized:
        facts.complain("the size of the filter is missing", header.span, "write e.g. `filters 64 of 3x3`")
    if facts.problems:
        return None, tuple(facts.problems)
    body = _body(facts, window, finds, header.span)
    return (None if facts.problems else body), tuple(facts.problems)


def _body(facts: Facts, window: Any, finds: tuple[Find, ...], span: Span) -> Fit | None:
    says = facts.values
    sides, depth = _sides(says.get("input"), window)
    axes = len(sides) if sides else len(window) if isinstance(window, tuple) else 2

    def spread(fact: str, value: Any) -> Shape:
        if isinstance(value, tuple) and len(value) != axes:
            hint = f"write one number, or {size_text([3] * axes)}"
            facts.complain(
                f"{fact} {size_text(value)} does not have the {axes} sides of the input", facts.spans[fact], hint
            )
            return (1,) * axes
        return tuple(value) if isinstance(value, tuple) else (int(value),) * axes

    padding = says.get("padding", 0)
    return Fit(
        sides,
        None if window is None else spread("kernel" if "kernel" in says else "window", window),
        tuple(spread("strides", stride) for stride in says.get("strides", _default_strides(says))),
        None if padding == "same" else spread("padding", 0 if padding == "valid" else padding),
        spread("dilation", says.get("dilation", 1)),
        depth,
        says.get("filters"),
        "window" in says and "kernel" not in says,
        finds,
        span,
    )


def _default_strides(says: dict[str, Any]) -> tuple[Any, ...]:
    """Pooling moves by its window, a filter by 1."""
    return (says["window"],) if "window" in says and "kernel" not in says else (1,)


def _sides(size: Any, window: Any) -> tuple[Shape | None, int | None]:
    """The sides that the window slides over, and the depth where the input says one more number."""
    if size is None:
        return None, None
    if isinstance(size, int):
        return (size,) * (len(window) if isinstance(window, tuple) else 2), None
    axes = len(window) if isinstance(window, tuple) else {1: 1, 2: 2, 3: 2}.get(len(size), 3)
    return (size[:-1], size[-1]) if len(size) == axes + 1 else (size, None)


def _check_find(find: Find, facts: Facts) -> None:
    for thing in find.things:
        text = text_of(thing.formula)
        if find.such_that is not None:
            if spelled((text,)) not in SPELLED:
                facts.complain(f"no fact is called {text!r}", thing.span, did_you_mean(text, list(SPELLED)))
        elif _askable(text) is None and counted(text) is None:
            hint = (
                f"did you mean {near(text, ASKABLE)!r}?"
                if near(text, ASKABLE)
                else "ask for `feasible and output`, `output`, `parameters` or `macs`"
            )
            facts.complain(f"one layer under several strides has no {text!r}", thing.span, hint)


def _check_alone(finds: tuple[Find, ...], unknown: str, facts: Facts) -> None:
    """Where a fact is sought, nothing that rests on it can be asked beside it."""
    for find in finds:
        if find.such_that is None:
            facts.complain(
                f"the {unknown} is asked for, so there is no one output to find", find.span, "ask one of them"
            )


def _askable(text: str) -> str | None:
    plain = spelled((text,))
    if plain == "output" or plain in SPELLINGS["output"]:
        return "output"
    return "feasible" if plain in ("feasible", "possible", "fits", "feasibility") else None


COUNTS = ("parameters", "weights", "biases", "trainable", "macs", "operations", "flops", "connections", "activations")


def counted(text: str) -> str | None:
    """The count that words ask for: ``parameters``, ``total macs``."""
    plain = spelled((text,)).removeprefix("total ")
    return next((name for name in COUNTS if plain == name or plain in SPELLINGS[name]), None)


def asked(body: Fit) -> list[tuple[Find, tuple[str, ...]]]:
    """What the finds ask of every stride: for each answer, its quantities."""
    answers: list[tuple[Find, tuple[str, ...]]] = []
    for find in body.finds:
        things = tuple(quantity for thing in find.things if (quantity := _askable(text_of(thing.formula))))
        if find.such_that is None and things:
            answers += [(find, things)] if find.compound else [(find, (thing,)) for thing in things]
    return answers


def fit_parts(body: Fit, find: Find, run: Run) -> tuple[Part, ...]:
    """A part for every stride and answer. Raises ExamError where only the output is asked and there is none."""
    if find.such_that is not None:
        return tuple(
            Part(name, (name,), "sizes", find.span) for name in (text_of(thing.formula) for thing in find.things)
        )
    answers = asked(body)
    mine = [things for own, things in answers if own is find or own == find]
    return tuple(_part(body, stride, things, len(answers) > 1, find, run) for stride in body.strides for things in mine)


def _part(body: Fit, stride: Shape, things: tuple[str, ...], several: bool, find: Find, run: Run) -> Part:
    label = body.label(stride)
    number = label.removeprefix("stride=")
    steps = tuple(f"{label}.{quantity}" for quantity in dict.fromkeys(things))
    if "output" in things:
        steps += (f"{label}.depth",)
    if things == ("output",) and run[f"{label}.output"] is None:
        hint = "ask for `feasible and output`, or leave this stride out"
        raise ExamError([Problem(f"stride {number} does not fit here, so there is no output to find", find.span, hint)])
    part_id = f"{label}.{things[0]}" if several and len(things) == 1 else label
    names: tuple[str, ...] = (number, f"stride {number}", f"s={number}")
    if things == ("output",) and len(body.strides) == 1 and not several:
        part_id, names = "output", (label, *names)
    return Part(part_id, steps, "size" if things == ("output",) else "feasibility", find.span, find.form, names=names)
