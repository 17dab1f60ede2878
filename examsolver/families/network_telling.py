"""A long network in fewer sentences: small layers beside the one above them, and a block that comes again told once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from examsolver.core.layer import Placed
from examsolver.families.network_folding import is_light
from examsolver.families.network_lines import Group
from examsolver.families.network_reading import Network
from examsolver.layers.sizes import listed

PLAIN = 24
"""Layers up to which each has a sentence of its own."""

Sentence = Callable[[Network, Placed], str]
Told = tuple[object, ...]


def told_shortly(body: Network, layers: list[Placed], words: Callable[[Placed], str], reads: Sentence) -> list[str]:
    """The sentences on all layers; ``words`` say what a layer is, ``reads`` what it reads where that is not above."""
    whole = {placed.name: placed for placed in layers}
    said: list[str] = []
    for here in _pieces(body, words):
        if isinstance(here, tuple):
            _say_copied(said, *here)
            continue
        line = [whole[placed.name] for placed in here if placed.name in whole]
        if line:
            names = ", ".join((line[0].name, *(_own(placed.name) for placed in line[1:])))
            what = "; ".join(f"{words(placed)}{reads(body, placed)}" for placed in line)
            said.append(f"{names}: {what}.")
    return said


def _say_copied(said: list[str], name: str, what: str) -> None:
    """A block that was there before; several one after the other share a sentence."""
    before, _, same = said[-1].partition(": ") if said else ("", "", "")
    if same.removeprefix("each ") == what:
        said[-1] = f"{before.partition(' to ')[0]} to {name}: each {what}"
    else:
        said.append(f"{name}: {what}")


def _pieces(body: Network, words: Callable[[Placed], str]) -> Iterator[tuple[str, str] | list[Placed]]:
    """Layers that share a sentence, or a block that was there before and what is said of it."""
    starts: dict[int, list[Group]] = {}
    for group in body.groups.values():
        starts.setdefault(group.start, []).append(group)
    known: dict[Told, str] = {}
    place, line = 0, list[Placed]()
    while place < len(body.layers):
        here = sorted(starts.get(place, ()), key=lambda group: -group.stop)
        copied = next((group for group in here if _told(body, group, words) in known), None)
        for group in here:  # a block that begins with one that was there is new all the same
            known.setdefault(_told(body, group, words), group.name)
        if line and (copied or not _joins(body, place)):
            yield line
            line = []
        if copied:
            yield copied.name, f"the same layers as {known[_told(body, copied, words)]}{_reading(body, copied)}."
            place = copied.stop
            continue
        line.append(body.layers[place])
        place += 1
    if line:
        yield line


def _joins(body: Network, place: int) -> bool:
    """Whether a layer stands in the sentence of the one above: it is small, reads it, and is of the same block."""
    placed, above = body.layers[place], body.layers[place - 1].name if place else ""
    same_block = placed.name.rpartition(".")[0] == above.rpartition(".")[0]
    return is_light(placed) and placed.sources == (above,) and same_block and body.layers[place - 1].layer.sources != 0


def _told(body: Network, group: Group, words: Callable[[Placed], str]) -> Told:
    """What two uses of a block have in common where their layers are the same, and read the same."""
    return tuple(
        (placed.name[len(group.name) :], _alone(placed, words), tuple(_relative(body.places, group, placed)))
        for placed in body.layers[group.start : group.stop]
    )


def _reading(body: Network, group: Group) -> str:
    """What a block reads that stands further up than the line above."""
    layers = body.layers[group.start : group.stop]
    names = (name for placed in layers for name in _relative(body.places, group, placed) if isinstance(name, str))
    read = tuple(dict.fromkeys(names))
    return f", reading {listed(read)}" if read else ""


def _alone(placed: Placed, words: Callable[[Placed], str]) -> str:
    """A layer in words that name no other: what joins several says which in words of its own."""
    return words(placed) if placed.layer.sources == 1 else f"{placed.layer.name} {dict(placed.settings)}"


def _relative(places: Mapping[str, int], group: Group, placed: Placed) -> Iterator[int | str]:
    """Where a layer of a block reads: how far behind the start of it; a name where it reads from further up."""
    for source in placed.sources:
        behind = places[source] - group.start
        yield behind if behind >= -1 else source


def _own(name: str) -> str:
    return name.rpartition(".")[2]
