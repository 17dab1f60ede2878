"""Lines to the frozen body of a network: layers, what each reads, and what is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from examsolver.core.layer import Layer, Placed
from examsolver.core.problem import Problem, Span
from examsolver.core.question import Argument, Find, Header, Line
from examsolver.families.network_arithmetic import Lettered
from examsolver.families.network_blocks import Definition, definitions_in, never_used
from examsolver.families.network_letters import first_values, letters_in
from examsolver.families.network_lines import Group, Laid, Layout, laid_out, meant_by
from examsolver.families.network_options import Settled, settle
from examsolver.families.network_pasted import Origin
from examsolver.families.network_words import meant
from examsolver.layers import CATALOGUE
from examsolver.registry import near


@dataclass(frozen=True, slots=True)
class Network:
    """A network as written: its layers in the order of their lines, and what is asked of it."""

    layers: tuple[Placed, ...]
    finds: tuple[Find, ...]
    span: Span
    places: Mapping[str, int] = field(repr=False, compare=False, default_factory=dict)
    groups: Mapping[str, Group] = field(repr=False, compare=False, default_factory=dict)
    origin: Origin = field(default_factory=Origin)
    lines: tuple[Line, ...] = field(repr=False, compare=False, default=())
    letters: Mapping[str, int] = field(repr=False, compare=False, default_factory=dict)

    def layer(self, name: str) -> Placed | None:
        """The layer of that name."""
        place = self.places.get(name)
        return None if place is None else self.layers[place]

    def ordered(self) -> list[str]:
        """The names of all layers, each after those it reads."""
        done: dict[str, None] = {}
        todo = [placed.name for placed in reversed(self.layers)]
        while todo:
            placed = self.layers[self.places[todo[-1]]]
            waits = [source for source in placed.sources if source not in done]
            if waits and placed.name not in done:
                todo.extend(waits)
            else:
                done.setdefault(todo.pop())
        return list(done)

    @property
    def names(self) -> list[str]:
        """The names of all layers."""
        return list(self.places)


def read_network(
    header: Header, lines: tuple[Line, ...], finds: tuple[Find, ...]
) -> tuple[Network, tuple[Problem, ...]]:
    """The body, which is good for nothing but finding more problems where there is one, and every problem found.

    Letters that are asked for count as some numbers that the lines can be read with.
    """
    lines = with_networks(lines)
    letters = letters_in(lines, finds)
    found = read_with(lines, finds, header.span, {}) if not letters else None
    for values in first_values(lines, letters) if letters else ():
        lettered = {name: Lettered(value, name) for name, value in values.items()}
        again = read_with(lines, finds, header.span, lettered)
        found = again if found is None or not again[1] else found
        if not again[1]:
            break
    assert found is not None
    return found


def with_networks(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """``network A:`` and its layers as a block that is used once, under that name.

    Several under one input are alternatives: each reads that input, not what the one above it makes.
    """
    written: list[Line] = []
    shared = _shared_input(lines)
    for line in lines:
        if line.kind == "network":
            own = any(inner.word.lower() == "input" for inner in line.block)
            reads = (Argument(("from", shared), (), line.span),) if shared and not own else ()
            used = replace(line, kind="layer", word=line.name or "", block=(), arguments=reads)
            written += [replace(line, kind="block"), used]
        else:
            written.append(line)
    return tuple(written)


def _shared_input(lines: tuple[Line, ...]) -> str | None:
    """The name of the input that stands alone above several networks."""
    networks = [line for line in lines if line.kind == "network"]
    layers = [line for line in lines if line.kind in ("layer", "repeat")]
    if len(networks) < 2 or len(layers) != 1 or layers[0].word.lower() != "input":
        return None
    return (layers[0].name or "input") if layers[0].span.start < networks[0].span.start else None


def read_with(
    lines: tuple[Line, ...], finds: tuple[Find, ...], span: Span, letters: Mapping[str, int]
) -> tuple[Network, tuple[Problem, ...]]:
    """The network with numbers in the places of letters, and every problem found."""
    problems: list[Problem] = []
    definitions = definitions_in(lines, problems)
    layout = laid_out(lines, definitions, problems, letters)
    if not layout.laid and not problems:
        problems.append(Problem("this network has no layers", span, "begin with e.g. `input 32x32x3`"))
    places = {laid.name: place for place, laid in enumerate(layout.laid)}
    layers = _placed(layout, definitions, problems)
    if not problems:
        problems += never_used(lines, definitions)
    if not problems:  # with names missing or given twice, a circle would only seem to be one
        problems += _circles(layers)
    body = Network(tuple(layers), finds, span, places, layout.groups, lines=lines, letters=letters)
    return body, tuple(dict.fromkeys(problems))


def _placed(layout: Layout, definitions: Mapping[str, Definition], problems: list[Problem]) -> list[Placed]:
    layers: list[Placed] = []
    settled: dict[int, tuple[Layer, Settled] | None] = {}  # the copies of a repeated line are settled once
    for laid in layout.laid:
        line = laid.entry.line
        if id(line) not in settled:
            settled[id(line)] = _settled(line, definitions, problems)
        found = settled[id(line)]
        if found is not None:
            layer, says = found
            sources = tuple(layout.meant(name) for name in _sources(layer, laid, says, problems))
            layers.append(Placed(laid.name, layer, sources, says.settings, line.span))
    return layers


def _settled(
    line: Line, definitions: Mapping[str, Definition], problems: list[Problem]
) -> tuple[Layer, Settled] | None:
    """The layer that a line means and its settings; problems are added to the list."""
    layer = _kind(line, definitions, problems)
    if layer is None:
        return None
    says = settle(layer, line)
    problems += says.problems
    return layer, says


def _kind(line: Line, definitions: Mapping[str, Definition], problems: list[Problem]) -> Layer | None:
    layer = CATALOGUE.get(line.word.lower())
    if layer is None:
        block = near(line.word, list(definitions))
        hint = f"did you mean the block {block!r}?" if block else meant(line)
        problems.append(Problem(f"no layer is called {line.word!r}", word_span(line), hint))
    return layer


def word_span(line: Line) -> Span:
    """Where the word of a line stands."""
    span = line.span
    begin = span.text.find(line.word, 0 if line.name is None else span.text.find("=") + 1)
    if not line.word or begin < 0:
        return span
    return Span(span.source, span.start + begin, span.start + begin + len(line.word))


def _sources(layer: Layer, laid: Laid, says: Settled, problems: list[Problem]) -> tuple[str, ...]:
    written = tuple(meant_by(name, span, laid.entry, laid.scope, problems, laid.above) for name, span in says.sources)
    if layer.sources < 0 and len(written) == 1 and laid.above not in (None, *written):
        written = (laid.above or "", *written)
    problem = _wrong_number(layer, laid.entry.line, len(written), laid.above)
    if problem is not None:
        problems.append(problem)
    if layer.sources == 0 or problem is not None:
        return ()
    return written or ((laid.above,) if laid.above is not None else ())


def _wrong_number(layer: Layer, line: Line, count: int, above: str | None) -> Problem | None:
    if layer.sources == 0 and count:
        return Problem(f"{layer.name} reads no other layer", line.span, "leave out `from`")
    if layer.sources < 0 and count < 2:
        return Problem(f"{layer.name} joins at least two layers", line.span, f"name them, e.g. `{layer.name} a, b`")
    if layer.sources == 1 and count > 1:
        return Problem(
            f"{layer.name} reads one layer, here are {count}", line.span, "join them with `concat` or `add` first"
        )
    if layer.sources == 1 and count == 0 and above is None:
        return Problem("the first layer has nothing to read", line.span, "begin with e.g. `input 32x32x3`")
    return None


def _circles(layers: list[Placed]) -> list[Problem]:
    """Layers that read each other in a circle."""
    names = {placed.name for placed in layers}
    waiting = {placed.name: len({source for source in placed.sources if source in names}) for placed in layers}
    readers: dict[str, list[str]] = {}
    for placed in layers:
        for source in dict.fromkeys(placed.sources):
            readers.setdefault(source, []).append(placed.name)
    ready = [name for name, count in waiting.items() if count == 0]
    while ready:
        for reader in readers.get(ready.pop(), ()):
            waiting[reader] -= 1
            if waiting[reader] == 0:
                ready.append(reader)
    stuck = [placed for placed in layers if waiting[placed.name] > 0]
    if not stuck:
        return []
    circle = _one_circle(stuck)
    says = " reads ".join([placed.name for placed in circle] + [circle[0].name])
    return [
        Problem(f"layers read each other in a circle: {says}", circle[0].span, "a layer can only read layers before it")
    ]


def _one_circle(stuck: list[Placed]) -> list[Placed]:
    """Follow sources among the stuck until one comes again: what lies between is a circle."""
    by_name = {placed.name: placed for placed in stuck}
    path: dict[str, Placed] = {}
    here = stuck[0]
    while here.name not in path:
        path[here.name] = here
        here = by_name[next(source for source in here.sources if source in by_name)]
    walked = list(path.values())
    return walked[walked.index(here) :][:6]
