"""Receptive fields through a whole network: several paths, layers that see everything, layers that enlarge, edges.

What a layer's own file of laws cannot tell from its sources alone is put in its place here. Behind an enlarging layer,
and where branches meet whose fields lie differently, one output is followed back place by place.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from math import prod

from examsolver.core.convention import Conventions
from examsolver.core.derivation import Step
from examsolver.core.formula import Sym, apply
from examsolver.core.layer import Placed, Shape
from examsolver.layers.field_edges import (
    Field,
    covered,
    covered_numbers,
    inside,
    inside_numbers,
    spanned,
    spanned_numbers,
)
from examsolver.layers.field_kinds import Kind, kind_of
from examsolver.layers.field_laws import at_axis, jumped, same_start, widest, widest_numbers
from examsolver.layers.quantities import Place, step_of
from examsolver.layers.receptive_field import CLIPPED, NAMES, area_step
from examsolver.layers.sizes import size_text

LONGEST_PERIOD = 1024
Jump = tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Offset:
    """Where a field's middle lies: so far behind that of ``base``, whose own rests on sizes; '' is the input."""

    base: str = ""
    at: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of a layer before any size is.

    ``size`` of the field and ``jump`` axis by axis, None where they are not known; ``origin`` the input that it sees;
    ``last`` the last layer before it whose numbers lie in places; ``whole``: it sees everything; ``enlarged``: it lies
    behind a layer that enlarges; ``parted``: the fields that it joins lie differently.
    """

    kind: Kind | None
    size: Shape | None
    jump: Jump | None
    start: tuple[Offset, ...]
    origin: str
    last: str
    whole: bool = False
    enlarged: bool = False
    parted: bool = False

    @property
    def field(self) -> Field | None:
        """The field, where it is known."""
        if self.size is None or self.jump is None:
            return None
        known = not any(offset.base for offset in self.start)
        return Field(self.size, self.jump, tuple(offset.at for offset in self.start) if known else None)


def through_network(
    layers: Sequence[Placed], steps: Mapping[str, Step], asked: Collection[str], conventions: Conventions
) -> dict[str, Step]:
    """The steps of receptive fields that the layers' own laws do not give. ``layers``: each after those it reads."""
    if not set(asked) & set(NAMES):
        return {}
    walk = _Walk(layers, steps, CLIPPED.chosen(conventions) is not CLIPPED.default)
    for placed in layers:
        walk.visit(placed)
    return {name: step for name, step in walk.found.items() if name in steps}


class _Walk:
    """Goes through the layers in order, and notes what each sees."""

    def __init__(self, layers: Sequence[Placed], steps: Mapping[str, Step], clipped: bool) -> None:
        self.layers = {placed.name: placed for placed in layers}
        self.steps = steps
        self.clipped = clipped
        self.seen: dict[str, Seen] = {}
        self.found: dict[str, Step] = {}

    def visit(self, placed: Placed) -> None:
        """Notes one layer, and replaces those of its steps that its own law does not give."""
        if placed.layer.sources == 0:
            self.seen[placed.name] = Seen(Kind(), (1,), (Fraction(1),), (Offset(),), placed.name, placed.name)
        elif all(source in self.seen for source in placed.sources):
            self._reader(placed, [self.seen[source] for source in placed.sources])
        self._areas(placed)

    def _reader(self, placed: Placed, sources: list[Seen]) -> None:
        kind = kind_of(placed, self.steps)
        whole = any(source.whole for source in sources)
        if kind is not None and (kind.whole or whole):
            self._sees_everything(placed, kind, sources)
            return
        note = _plain(placed.name, kind, sources)
        self.seen[placed.name] = note
        if note.enlarged or note.parted:
            self._followed_back(placed)
        if self.clipped:
            self._clip(placed)

    def _place(self, placed: Placed) -> Place:
        return Place(placed.name, placed=placed, steps=self.steps)

    # --- layers that see everything ---

    def _sees_everything(self, placed: Placed, kind: Kind, sources: list[Seen]) -> None:
        place = self._place(placed)
        knows = [name for name in placed.sources if self.seen[name].whole]
        with_places = [name for name in placed.sources if not self.seen[name].whole or self._has_jump(name)]
        first = sources[0]
        if knows:
            uses = tuple(f"{name}.receptive-field" for name in knows)
            says = "its source sees everything already"
            field = step_of(place, "receptive-field", uses, widest, Sym("r"), says, (), widest_numbers)
        else:
            field = self._covering(place, first)
        self.found[field.name] = field
        places = not kind.flat and bool(with_places)
        if places and (kind.whole or len(with_places) < len(placed.sources)):
            self._keep_places(place, with_places)
        jump = self.seen[with_places[0]].jump if places else None
        self.seen[placed.name] = replace(first, kind=kind, size=None, jump=jump, whole=True, last=placed.name)

    def _has_jump(self, name: str) -> bool:
        return self.seen[name].jump is not None

    def _keep_places(self, place: Place, names: list[str]) -> None:
        """The jump and the start of those sources whose numbers lie in places."""
        jumps, starts = (tuple(f"{name}.{what}" for name in names) for what in ("jump", "start"))
        says = "it leaves places where they are"
        law = partial(jumped, stride=1)
        self.found[place.of("jump")] = step_of(place, "jump", jumps, law, Sym("j"), says)
        self.found[place.of("start")] = step_of(place, "start", starts, same_start, Sym("start"), says)

    def _covering(self, place: Place, source: Seen) -> Step:
        """Everything that the places of the source see together, inside the input."""
        uses = (f"{source.origin}.output", f"{source.last}.output")
        law, numbers = partial(covered, field=source.field), partial(covered_numbers, field=source.field)
        formula = apply("min", Sym("n_input"), Sym("r") + (Sym("n") - 1) * Sym("j"))
        says = "it reads every place: n of them, j apart, each seeing r inputs, together no more than the input has"
        return step_of(place, "receptive-field", uses, law, formula, says, (), numbers)

    # --- one output followed back ---

    def _followed_back(self, placed: Placed) -> None:
        note = self.seen[placed.name]
        spans = self._spans(placed.name)
        if spans is None:
            return
        self.seen[placed.name] = replace(note, size=tuple(last - first + 1 for _, first, last in spans))
        output, first, last = zip(*spans, strict=True)
        says = f"output {size_text(output)} (counted from 0) rests on inputs from the first to the last of these"
        says += "; no other rests on more" if note.enlarged else ", over all paths"
        law = partial(spanned, first=first, last=last)
        formula = Sym("last") - Sym("first") + 1
        place = self._place(placed)
        numbers = partial(spanned_numbers, first=first, last=last)
        self.found[place.of("receptive-field")] = step_of(place, "receptive-field", (), law, formula, says, (), numbers)

    def _spans(self, name: str) -> tuple[tuple[int, int, int], ...] | None:
        """On each axis an output that sees most, and the first and last input that it sees."""
        order = self._before(name)
        kinds = [self.seen[one].kind for one in order]
        if any(kind is None or kind.flat for kind in kinds):
            return None
        known = [kind for kind in kinds if kind is not None]
        axes = max(len(kind.reach) for kind in known)
        spans = (self._longest(order, axis, _period(known, axis)) for axis in range(axes))
        return tuple(spans)

    def _longest(self, order: list[str], axis: int, period: int) -> tuple[int, int, int]:
        best: tuple[int, int, int] | None = None
        for output in range(period):
            reached = self._reached(order, axis, output)
            if reached is not None and (best is None or reached[1] - reached[0] > best[2] - best[1]):
                best = (output, *reached)
        return best or (0, 0, 0)

    def _reached(self, order: list[str], axis: int, output: int) -> tuple[int, int] | None:
        """The first and the last input that an output rests on, along one axis."""
        spans = {order[-1]: (output, output)}
        for name in reversed(order):
            if name not in spans:
                continue
            kind = self.seen[name].kind
            if kind is None or not self.layers[name].sources:
                continue
            first, last = _back(*spans[name], kind, axis)
            for source in self.layers[name].sources if first <= last else ():
                old = spans.get(source, (first, last))
                spans[source] = (min(first, old[0]), max(last, old[1]))
        return spans.get(self.seen[order[-1]].origin)

    def _before(self, name: str) -> list[str]:
        """A layer and all that it rests on, in order."""
        found, todo = set(), [name]
        while todo:
            here = todo.pop()
            if here not in found:
                found.add(here)
                todo.extend(self.layers[here].sources)
        return [one for one in self.layers if one in found]

    # --- edges and areas ---

    def _clip(self, placed: Placed) -> None:
        note, place = self.seen[placed.name], self._place(placed)
        if note.field is None:
            return
        uses = (f"{note.origin}.output", place.of("output"))
        law, numbers = partial(inside, field=note.field), partial(inside_numbers, field=note.field)
        says = f"without edges it is {size_text(note.field.size)}; padding does not count, so it has n inputs at most"
        formula = apply("min", Sym("n"), Sym("r"))
        step = step_of(place, "receptive-field", uses, law, formula, says, (), numbers)
        self.found[step.name] = step

    def _areas(self, placed: Placed) -> None:
        if placed.name in self.seen:
            step = area_step(self._place(placed), self.seen[placed.name].origin)
            self.found[step.name] = step


def _plain(name: str, kind: Kind | None, sources: list[Seen]) -> Seen:
    """What a layer sees by its own law, or what of it has to be followed back."""
    first = sources[0]
    enlarged = any(source.enlarged for source in sources) or (kind is not None and kind.enlarges)
    fields = [source.field for source in sources if source.field is not None]
    if kind is None or len(fields) < len(sources):
        return Seen(kind, None, None, first.start, first.origin, first.last, enlarged=enlarged)
    parted = len({source.start for source in sources}) > 1
    spread = [_spread(field, kind) for field in fields]
    axes = max(map(len, spread))
    size = tuple(max(at_axis(row, axis) for row in spread) for axis in range(axes))
    jump, start = _jumps(fields[0].jump, kind), _starts(name, first, kind)
    last = first.last if kind.flat else name
    return Seen(kind, size, jump, start, first.origin, last, enlarged=enlarged, parted=parted)


def _spread(field: Field, kind: Kind) -> Shape:
    """The size of a field seen through the windows of a layer."""
    if kind.enlarges:
        return field.size
    axes = range(max(len(field.size), len(field.jump), len(kind.reach)))
    return tuple(
        int(at_axis(field.size, axis) + (at_axis(kind.reach, axis) - 1) * at_axis(field.jump, axis)) for axis in axes
    )


def _jumps(jump: Jump, kind: Kind) -> Jump:
    axes = range(max(len(jump), len(kind.stride)))
    pairs = ((at_axis(jump, axis), at_axis(kind.stride, axis)) for axis in axes)
    return tuple(one / stride if kind.enlarges else one * stride for one, stride in pairs)


def _starts(name: str, source: Seen, kind: Kind) -> tuple[Offset, ...]:
    """The middle of the first field; behind ``same`` padding with a stride it is counted from that layer."""
    if kind.stays or kind.flat or source.jump is None:
        return source.start
    axes = range(max(len(source.start), len(kind.reach), len(source.jump)))
    return tuple(_moved(name, at_axis(source.start, axis), at_axis(source.jump, axis), kind, axis) for axis in axes)


def _moved(name: str, start: Offset, jump: Fraction, kind: Kind, axis: int) -> Offset:
    before = at_axis(kind.before, axis)
    if before is None or kind.enlarges:
        return Offset(name)
    return Offset(start.base, start.at + (Fraction(at_axis(kind.reach, axis) - 1, 2) - before) * jump)


def _back(first: int, last: int, kind: Kind, axis: int) -> tuple[int, int]:
    """The places of the source that the places from ``first`` to ``last`` rest on."""
    reach, stride, before = (at_axis(row, axis) for row in (kind.reach, kind.stride, kind.guessed()))
    if kind.enlarges:
        return -(-(first + before - reach + 1) // stride), (last + before) // stride
    return first * stride - before, last * stride - before + reach - 1


def _period(kinds: list[Kind], axis: int) -> int:
    """After how many outputs what they see repeats."""
    return min(prod(at_axis(kind.stride, axis) for kind in kinds if kind.enlarges), LONGEST_PERIOD)
