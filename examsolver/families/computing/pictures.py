"""Pictures of a ``compute`` question: its computation graph, and the window of a convolution."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import partial

from examsolver.core.derivation import Derivation, Run, Step, Undefined, Value
from examsolver.core.picture import GraphFacts, GraphNode, WindowFacts
from examsolver.core.question import Picture
from examsolver.families.computing.body import Body, Call
from examsolver.families.computing.calls import algorithm_named, result_name
from examsolver.families.computing.data import data_of, is_data
from examsolver.families.computing.reading import all_statements
from examsolver.maths.arrays import array_of
from examsolver.maths.show import show
from examsolver.maths.tree import step_name

LEAST, MOST = 3, 40
"""Statements of a graph that is drawn."""
WIDEST = 8
"""Rows or columns of a window that is drawn."""
WINDOWS = 2
"""Windows that are drawn for one question."""


def pictures(body: Body, run: Run) -> tuple[Picture, ...]:
    """The computation graph of three statements or more, and the first convolutions."""
    windows = [picture for step in run.derivation.steps for picture in _window(step, run)]
    return (*_of_algorithms(body, run), *_graph(body, run), *windows[:WINDOWS])


def _of_algorithms(body: Body, run: Run) -> Iterator[Picture]:
    """The pictures that the algorithms of the question draw of their values."""
    for call in body.calls:
        draw = algorithm_named(call.algorithm).pictures
        if draw is not None:
            yield from draw(partial(_value, call, run))


def _value(call: Call, run: Run, name: str) -> Value:
    """The value of an input or result of a call by its name; None where nothing asked for it."""
    bound = dict(call.bound).get(name)
    if bound is not None and is_data(bound):
        return array_of(data_of(bound))
    found = step_name(bound) if bound is not None else result_name(call.prefix, name)
    value = run.values.get(found or "")
    return None if isinstance(value, Undefined) else value


def _graph(body: Body, run: Run) -> Iterator[Picture]:
    worked_out = {step_name(symbol) for call in body.calls for symbol in call.symbols}
    defined = {statement.name for statement in all_statements(body)} - worked_out
    shown = [step for step in run.derivation.steps if step.name in defined and step.uses]
    if not LEAST <= len(shown) <= MOST:
        return
    reads = {step.name: _named_sources(step, run.derivation) for step in shown}
    steps = {step.name for step in shown}
    sources = dict.fromkeys(name for names in reads.values() for name in names if name not in steps)
    drawn = {step.name: GraphNode(step.name, caption(run[step.name]), reads[step.name], step.rule) for step in shown}
    drawn.update((name, _source(name, run, steps)) for name in sources)
    order = [*(name for name in sources if name not in run.derivation), *(step.name for step in run.derivation.steps)]
    nodes = [drawn[name] for name in order if name in drawn]
    said = "; ".join(f"{name} from {', '.join(names)}" for name, names in reads.items() if names)
    yield Picture("graph", GraphFacts(tuple(nodes)), f"Computation graph: {said}.")


def _source(name: str, run: Run, steps: set[str]) -> GraphNode:
    """A given; or a gradient that a statement uses, which comes from what is differentiated."""
    if name not in run.derivation:
        return GraphNode(name, caption(run[name]), note="given")
    above = name.partition("/")[0][1:]
    return GraphNode(name, caption(run[name]), (above,) if above in steps else (), "gradient")


def _named_sources(step: Step, derivation: Derivation) -> tuple[str, ...]:
    """What people know of what a step rests on directly: hidden steps are seen through."""
    found: dict[str, None] = {}
    todo = list(reversed(step.uses))
    while todo:
        name = todo.pop()
        if name in derivation and not derivation.step(name).shown:
            todo.extend(reversed(derivation.step(name).uses))
        elif not name.startswith("#") and "#" not in name:
            found[name] = None
    return tuple(found)


def caption(value: Value) -> str:
    """A number as text, the shape of an array."""
    shape = getattr(value, "shape", ())
    if isinstance(value, Undefined):
        return "no value"
    return "×".join(str(side) for side in shape) if shape else entry_text(value)


def entry_text(value: Value) -> str:
    """A number in a cell: exact where it is short, else to four decimals; words as they are told."""
    if isinstance(value, (bool, tuple)):
        return show(value)
    if isinstance(value, Fraction) and len(str(value)) > 7:
        value = float(value)
    return f"{value:.4f}" if isinstance(value, float) else str(value)


def _window(step: Step, run: Run) -> Iterator[Picture]:
    """A two-dimensional convolution on its input; only without padding can the first window be drawn as it is."""
    if step.rule != "conv" or step.role != "forward" or isinstance(run[step.name], Undefined):
        return
    values = [run[name] for name in (*step.uses, step.name)]
    if any(len(getattr(value, "shape", ())) != 2 or max(value.shape) > WIDEST for value in values):
        return
    options = dict(step.law.keywords) if isinstance(step.law, partial) else {}
    stride, padding = (_pair(options.get(name, plain)) for name, plain in (("stride", 1), ("padding", 0)))
    if options.get("same"):
        return
    source, kernel, output = values
    names = (step.uses[0], step.uses[1], step.name)
    cells = (_texts(source, padding), _texts(kernel), _texts(output))
    facts = WindowFacts(*cells, _sides(kernel), stride, padding, names=names)
    said = f"The kernel {names[1]} lies on the first window of {names[0]} and gives the first entry of {names[2]}."
    yield Picture("window", facts, said)


def _pair(value: object) -> tuple[int, int]:
    if isinstance(value, tuple) and len(value) == 2:
        return int(value[0]), int(value[1])
    return (value, value) if isinstance(value, int) else (1, 1)


def _sides(value: Value) -> tuple[int, int]:
    return int(value.shape[0]), int(value.shape[1])


def _texts(value: Value, padding: tuple[int, int] = (0, 0)) -> tuple[tuple[str, ...], ...]:
    """The cells as text, with the zeros that padding puts around them."""
    rows, columns = padding
    blank = tuple("0" for _ in range(value.shape[1] + 2 * columns))
    inner = [(*("0",) * columns, *(entry_text(entry) for entry in row), *("0",) * columns) for row in value.tolist()]
    return (*(blank,) * rows, *inner, *(blank,) * rows)
