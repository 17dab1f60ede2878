"""One window over one input under several strides: does it fit, and how large is the output? Lines to body, finds to parts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from examsolver.core.derivation import Run
from examsolver.core.layer import Shape
from examsolver.core.problem import ExamError, Problem, Span
from examsolver.core.question import Argument, Find, Header, Line, Part
from examsolver.families.network_asking import SPELLINGS, text_of
from examsolver.families.network_options import LIMIT, spelled
from examsolver.families.network_reading import word_span
from examsolver.layers import CATALOGUE
from examsolver.layers.sizes import size_text
from examsolver.registry import did_you_mean, near

WORDS = {
    "input": ("image", "map", "length"),
    "filters": ("filter", "kernel", "kernels", "kernel size", "filter size"),
    "window": ("pool", "pooling", "maxpool", "avgpool", "max pool", "pool size"),
    "padding": ("pad", "zero padding"),
    "strides": ("stride",),
    "dilation": ("dilated",),
    "same": (),
    "valid": ("unpadded",),
}
SPELLED = {word: fact for fact, also in WORDS.items() for word in (fact, *also)}
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

    def label(self, stride: Shape) -> str:
        """``stride=2``."""
        return f"stride={size_text(stride[:1] if len(set(stride)) == 1 else stride)}"


def is_fit(header: Header, lines: tuple[Line, ...]) -> bool:
    """Whether lines state facts of one layer, not layers of a network."""
    words = [spelled((line.word,)) for line in lines if line.kind == "layer"]
    if any(SPELLED.get(word) in ("strides", "filters") for word in words):
        return True
    layers = sum(
        1 for line in lines if line.kind == "repeat" or (line.word != "input" and CATALOGUE.get(line.word.lower()))
    )
    pools = sum(1 for word in words if SPELLED.get(word) == "window")
    return header.family == "shapes" and layers <= pools


@dataclass
class Facts:
    """Reads the lines of facts, one after the other."""

    values: dict[str, Any] = field(default_factory=dict)
    spans: dict[str, Span] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def complain(self, message: str, span: Span, hint: str | None = None) -> None:
        """Note a problem."""
        self.problems.append(Problem(message, span, hint))

    def take(self, line: Line) -> None:
        """One line: its word is the fact."""
        fact = SPELLED.get(spelled((line.word,)))
        if fact is None or line.kind != "layer":
            self.complain(f"no fact is called {line.word!r}", word_span(line), did_you_mean(line.word, list(SPELLED)))
        elif fact in ("same", "valid"):
            self.put("padding", fact, line.span)
        elif fact == "filters":
            self._filters(line)
        else:
            self._plain(fact, line)

    def put(self, fact: str, value: Any, span: Span) -> None:
        """State a fact; twice is a problem."""
        if fact in self.values:
            self.complain(f"{fact} is given twice", span, "leave one of them out")
        self.values[fact], self.spans[fact] = value, span

    def _plain(self, fact: str, line: Line) -> None:
        for argument in line.arguments:
            words = spelled(argument.words)
            if fact == "padding" and words in ("same", "valid") and not argument.values:
                return self.put(fact, words, line.span)
            if words == "length" and fact == "input":
                line = Line("layer", line.span, word="length", arguments=line.arguments)
            elif words and not (fact == "window" and words in ("max", "average", "of")):
                hint = did_you_mean(words, ["same", "valid"] if fact == "padding" else list(SPELLED))
                return self.complain(f"{fact} has no option {words!r}", argument.span, hint)
        values = tuple(self._sized(value, argument, 0 if fact == "padding" else 1) for argument, value in _pairs(line))
        if not values or (len(values) > 1 and fact not in ("strides", "window")):
            return self.complain(f"{fact} needs one size", line.span, f"write e.g. `{fact} 3`")
        if fact == "strides":
            return self.put(fact, tuple(dict.fromkeys(values)), line.span)
        value = (values[0],) if line.word.lower() == "length" and isinstance(values[0], int) else values[0]
        self.put(fact, value, line.span)
        if fact == "window" and len(values) > 1:
            self.put("strides", values[1:], line.span)
        return None

    def _filters(self, line: Line) -> None:
        plural = line.word.lower() in ("filters", "kernels")
        for argument in line.arguments:
            words = spelled(argument.words)
            if words not in (
                "",
                "of",
                "filters of",
                "filters",
                "kernel",
                "size",
                "kernel size",
                "filter size",
                "of size",
            ):
                return self.complain(
                    f"filters have no option {words!r}", argument.span, "write e.g. `filters 64 of 3x3`"
                )
        pairs = _pairs(line)
        sizes = [self._sized(value, argument, 1) for argument, value in pairs]
        alone_is_count = (
            plural and isinstance(sizes[0], int) and not spelled(pairs[0][0].words) if len(sizes) == 1 else False
        )
        if not sizes or len(sizes) > 2 or (len(sizes) == 2 and not isinstance(sizes[0], int)):
            return self.complain("expected filters such as `64 of 3x3`", line.span, "write e.g. `filters 64 of 3x3`")
        if len(sizes) == 2 or alone_is_count:
            self.put("filters", sizes[0], line.span)
        if not alone_is_count:
            self.put("kernel", sizes[-1], line.span)
        return None

    def _sized(self, value: Any, argument: Argument, least: int) -> Any:
        sides = value if isinstance(value, tuple) else (value,)
        if not sides or not all(isinstance(side, int) and least <= side <= LIMIT for side in sides):
            says = "expected a size such as 13x13" if least else "expected a padding such as 1"
            self.complain(
                f"{says}, found {argument.span.text!r}", argument.span, f"whole numbers from {least} to {LIMIT}"
            )
            return 1
        return value


def _pairs(line: Line) -> list[tuple[Argument, Any]]:
    return [(argument, value) for argument in line.arguments for value in argument.values]


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
    if "input" not in facts.values and "input" not in unknown:
        facts.complain("the size of the input is missing", header.span, "write e.g. `input 13x13`")
    if window is None and not unknown.intersection(SPELLED_AS["filters"] | SPELLED_AS["window"]):
        facts.complain("the size of the filter is missing", header.span, "write e.g. `filters 64 of 3x3`")
    if facts.problems:
        return None, tuple(facts.problems)
    body = _body(facts, window, finds, header.span)
    return (None if facts.problems else body), tuple(facts.problems)


SPELLED_AS = {fact: {fact, *also} for fact, also in WORDS.items()}


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
        elif _askable(text) is None:
            hint = (
                f"did you mean {near(text, ASKABLE)!r}?"
                if near(text, ASKABLE)
                else "ask for `feasible and output`, or `output`"
            )
            facts.complain(f"one layer under several strides has no {text!r}", thing.span, hint)


def _askable(text: str) -> str | None:
    plain = spelled((text,))
    if plain == "output" or plain in SPELLINGS["output"]:
        return "output"
    return "feasible" if plain in ("feasible", "possible", "fits", "feasibility") else None


def asked(body: Fit) -> list[tuple[Find, tuple[str, ...]]]:
    """What the finds ask of every stride: for each answer, its quantities."""
    answers: list[tuple[Find, tuple[str, ...]]] = []
    for find in body.finds:
        things = tuple(quantity for thing in find.things if (quantity := _askable(text_of(thing.formula))))
        if find.such_that is None:
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
