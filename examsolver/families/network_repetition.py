"""A long network told briefly: layers that come again in the same way are told once, with how often."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from examsolver.core.layer import Placed

LONG = 40
"""Layers up to which each is told."""
LONGEST_PERIOD = 60
"""Layers that may come again together."""
SAVED = 6
"""Lines that telling once must save."""


@dataclass(frozen=True, slots=True)
class Told:
    """Layers one after the other: the first ``period`` of them come ``times`` times."""

    layers: Sequence[Placed]
    times: int = 1

    @property
    def period(self) -> Sequence[Placed]:
        """The layers of the first time."""
        return self.layers[: len(self.layers) // self.times]

    @property
    def again(self) -> str:
        """What is said of the other times; nothing where there are none."""
        if self.times == 1:
            return ""
        first, last, count = self.layers[len(self.period)], self.layers[-1], len(self.period)
        names = first.name if first is last else f"{first.name} to {last.name}"
        same = "the same layer" if count == 1 else f"the same {count} layers"
        more = "once more" if self.times == 2 else f"{self.times - 1} times more"
        return f"{names}: {same} {more}, each reading what stands as far above it."


def told(layers: Sequence[Placed], places: Mapping[str, int], starts: Collection[int] = ()) -> Iterator[Told]:
    """The layers in order; of a long network, with what comes again taken together.

    ``places`` are those of layers in their network, ``starts`` the places where blocks begin.
    """
    if len(layers) <= LONG:
        yield Told(layers)
        return
    numbers: dict[object, int] = {}
    kinds = [numbers.setdefault(_kind(placed, places), len(numbers)) for placed in layers]
    begin = 0
    while begin < len(layers):
        period, times = _most_saving(kinds, begin)
        turned = (place for place in range(begin, begin + period) if places[layers[place].name] in starts)
        first = next((place for place in turned if times > 1 and times_again(kinds, place, period) == times), begin)
        if first > begin:
            yield Told(layers[begin:first])
        begin, stop = first, first + period * times
        yield Told(layers[begin:stop], times)
        begin = stop


def _kind(placed: Placed, places: Mapping[str, int]) -> object:
    """What two layers have in common that are told alike: their settings, and how far above they read."""
    settings = tuple(sorted((option, str(value)) for option, value in placed.settings.items()))
    here = places[placed.name]
    return placed.layer.name, settings, tuple(here - places.get(source, -1) for source in placed.sources)


def _most_saving(kinds: Sequence[int], begin: int) -> tuple[int, int]:
    """The period whose repetition saves most lines from here on, and its times; (1, 1) where none saves enough."""
    best = (1, 1)
    for period in range(1, min(LONGEST_PERIOD, (len(kinds) - begin) // 2) + 1):
        times = times_again(kinds, begin, period)
        if period * (times - 1) > max(SAVED - 1, best[0] * (best[1] - 1)):
            best = (period, times)
    return best


def times_again(kinds: Sequence[int], begin: int, period: int) -> int:
    """How often the kinds of one period from a place on come one after the other."""
    stop = begin + period
    while stop < len(kinds) and kinds[stop] == kinds[stop - period]:
        stop += 1
    return (stop - begin) // period
