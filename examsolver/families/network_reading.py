"""Lines to the frozen body of a network: layers, what each reads, and what is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from examsolver.core.layer import Layer, Placed
from examsolver.core.problem import Problem, Span
from examsolver.core.question import Find, Header, Line
from examsolver.families.network_lines import Entry, named, written_out
from examsolver.families.network_options import Settled, settle
from examsolver.families.network_words import meant
from examsolver.layers import CATALOGUE
from examsolver.registry import did_you_mean


@dataclass(frozen=True, slots=True)
class Network:
    """A network as written: its layers in the order of their lines, and what is asked of it."""

    layers: tuple[Placed, ...]
    finds: tuple[Find, ...]
    span: Span
    places: Mapping[str, int] = field(repr=False, compare=False, default_factory=dict)

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
    """The body, which is good for nothing but finding more problems where there is one, and every problem found."""
    problems: list[Problem] = []
    entries = written_out(lines, problems)
    if not entries and not problems:
        problems.append(Problem("this network has no layers", header.span, "begin with e.g. `input 32x32x3`"))
    names = named(entries, problems)
    places = {name: place for place, name in enumerate(names)}
    layers = _placed(entries, names, places, problems)
    if not problems:  # with names missing or given twice, a circle would only seem to be one
        problems += _circles(layers)
    return Network(tuple(layers), finds, header.span, places), tuple(dict.fromkeys(problems))


def _placed(entries: list[Entry], names: list[str], places: Mapping[str, int], problems: list[Problem]) -> list[Placed]:
    layers: list[Placed] = []
    settled: dict[int, Settled] = {}  # the copies of a repeated line are settled once
    for place, entry in enumerate(entries):
        layer = _kind(entry.line, problems)
        if layer is None:
            continue
        if id(entry.line) not in settled:
            settled[id(entry.line)] = settle(layer, entry.line)
            problems += settled[id(entry.line)].problems
        says = settled[id(entry.line)]
        above = names[place - 1] if place else None
        sources = _sources(layer, entry, says, above, places, problems)
        layers.append(Placed(names[place], layer, sources, says.settings, entry.line.span))
    return layers


def _kind(line: Line, problems: list[Problem]) -> Layer | None:
    layer = CATALOGUE.get(line.word.lower())
    if layer is None:
        problems.append(Problem(f"no layer is called {line.word!r}", word_span(line), meant(line)))
    return layer


def word_span(line: Line) -> Span:
    """Where the word of a line stands."""
    span = line.span
    begin = span.text.find(line.word, 0 if line.name is None else span.text.find("=") + 1)
    if not line.word or begin < 0:
        return span
    return Span(span.source, span.start + begin, span.start + begin + len(line.word))


def _sources(
    layer: Layer, entry: Entry, says: Settled, above: str | None, places: Mapping[str, int], problems: list[Problem]
) -> tuple[str, ...]:
    written = tuple(_source(name, span, entry, places, problems) for name, span in says.sources)
    problem = _wrong_number(layer, entry.line, len(written), above)
    if problem is not None:
        problems.append(problem)
    if layer.sources == 0 or problem is not None:
        return ()
    return written or ((above,) if above is not None else ())


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


def _source(name: str, span: Span, entry: Entry, places: Mapping[str, int], problems: list[Problem]) -> str:
    """The layer meant by a name: inside repeats, the one of the same round first."""
    for rounds in range(len(entry.copies), -1, -1):
        meant = name + "".join(f"_{copy}" for copy in entry.copies[:rounds])
        if meant in places:
            return meant
    problems.append(Problem(f"no layer is called {name!r}", span, did_you_mean(name, list(places))))
    return name


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
