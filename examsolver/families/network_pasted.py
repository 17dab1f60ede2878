"""Networks pasted as code: ``network from keras``, with the code between triple quotes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import prod

from examsolver.core.derivation import Run, Value
from examsolver.core.layer import Placed
from examsolver.core.problem import Problem
from examsolver.core.question import Header, Line

FRAMEWORKS = ("keras", "pytorch")
RULES = tuple(f"from {framework}" for framework in FRAMEWORKS)
EXAMPLE = "question paste: network from keras"


@dataclass(frozen=True, slots=True)
class Origin:
    """What code brings along: the conventions of its framework, and the sizes that it says by layer."""

    conventions: Mapping[str, str] = field(default_factory=dict)
    channels: Mapping[str, int] = field(default_factory=dict)
    outputs: Mapping[str, int] = field(default_factory=dict)


def header_rules() -> tuple[str, ...]:
    """What may stand behind ``network``."""
    return RULES


def is_pasted(header: Header, lines: tuple[Line, ...]) -> bool:
    """Whether code stands in the place of layers."""
    return header.rule is not None or any(line.kind == "pasted" for line in lines)


def with_pasted(header: Header, lines: tuple[Line, ...]) -> tuple[tuple[Line, ...], Origin, tuple[Problem, ...]]:
    """The lines that pasted code comes to, what else it says, and what is not understood."""
    problems = tuple(_misplaced(header, lines))
    code = [line for line in lines if line.kind == "pasted"]
    if problems or header.rule is None:
        return (), Origin(), problems
    from examsolver.frameworks.pasting import read_pasted  # only questions that hold code need it

    inputs = [line for line in lines if line.kind == "layer"]
    found = read_pasted(code[0].span, header.rule.removeprefix("from "), _shape(inputs[0]) if inputs else None)
    return found.lines, Origin(found.conventions, found.channels, found.outputs), found.problems


def _misplaced(header: Header, lines: tuple[Line, ...]) -> list[Problem]:
    code = [line for line in lines if line.kind == "pasted"]
    others = [line for line in lines if line.kind != "pasted" and line.word.lower() != "input"]
    inputs = [line for line in lines if line.kind == "layer" and line.word.lower() == "input"]
    if header.rule is None:
        return [Problem("whose code is this?", code[0].span, f"write e.g. {EXAMPLE}")]
    if not code:
        hint = 'put it between lines of three quotation marks: """'
        return [Problem(f"a network {header.rule} is pasted as code, and here is none", header.span, hint)]
    wrong = [Problem("code is pasted once in a question", line.span, "join the pieces") for line in code[1:]]
    hint = "put it into the code; beside it only an `input` line may stand"
    wrong += [Problem("this line stands beside pasted code", line.span, hint) for line in others]
    wrong += [Problem("the size of the input is told twice", line.span) for line in inputs[1:]]
    wrong += [
        Problem("this input has no size", line.span, "write e.g. `input 3x224x224`")
        for line in inputs
        if _shape(line) is None
    ]
    return wrong


def _shape(line: Line) -> Value:
    """The size on an ``input`` line."""
    values = [value for argument in line.arguments for value in argument.values]
    sides = values[0] if len(values) == 1 else tuple(values)
    whole = sides if isinstance(sides, tuple) else (sides,)
    return sides if whole and all(isinstance(side, int) and side > 0 for side in whole) else None


def disagreements(origin: Origin, layers: Mapping[str, Placed], run: Run) -> list[Problem]:
    """Layers that the code made for another input than the one that they get: running it would stop there."""
    problems = []
    for name, said in (*origin.channels.items(), *origin.outputs.items()):
        placed = layers[name]
        shape = run.values.get(f"{placed.sources[0]}.output" if name in origin.channels else f"{name}.output")
        if isinstance(shape, tuple) and shape and shape[-1] != said:
            what = f"reads {shape[-1]} from {placed.sources[0]}" if name in origin.channels else f"gets {shape[-1]}"
            kind = "inputs" if len(shape) == 1 else "channels"
            hint = f"the framework would stop here: write {_counted(placed, layers, run, shape)} in the place of {said}"
            if name in origin.channels and len(shape) > 1 and prod(shape) == said:
                whole = "x".join(map(str, shape))
                kind, what = "inputs", f"reads a map of {whole}, of which it takes the last axis alone"
                hint = "flatten the map before it: nn.Flatten(), or torch.flatten(x, 1) in forward"
            problems.append(Problem(f"{name} is made for {said} {kind} and {what}", placed.span, hint))
    return problems


def _counted(placed: Placed, layers: Mapping[str, Placed], run: Run, shape: tuple[int, ...]) -> str:
    """The number that the framework wants; behind a flattened map as the product that code writes."""
    above = layers.get(placed.sources[0])
    if len(shape) != 1 or above is None or above.layer.name != "flatten":
        return str(shape[-1])
    before = layers.get(above.sources[0])
    sides = None if before is None or before.layer.sources == 0 else run.values.get(f"{before.name}.output")
    if not isinstance(sides, tuple) or len(sides) < 2 or prod(sides) != shape[0]:
        return str(shape[0])
    return f"{' * '.join(map(str, (sides[-1], *sides[:-1])))} = {shape[0]}"
