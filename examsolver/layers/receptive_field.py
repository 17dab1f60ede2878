"""Receptive field, jump and start of a layer from those of its sources.

A place of the output sees r inputs along an axis; neighbouring places lie j inputs apart; the field of the first place
has its middle at ``start`` in coordinates of the input. Source: Araujo and others, Computing receptive fields of
convolutional neural networks (2019).
"""

from __future__ import annotations

from fractions import Fraction
from functools import partial

from examsolver.core.convention import Convention, Conventions, Variant
from examsolver.core.derivation import Derivation, Misconception, Step, Value
from examsolver.core.formula import Formula, Num, Sym, lift
from examsolver.core.layer import Placed
from examsolver.layers.counting import outputs
from examsolver.layers.field_kinds import kind_of
from examsolver.layers.field_laws import (
    area,
    area_numbers,
    first_at,
    joined,
    jump_of_one,
    jumped,
    jumped_numbers,
    one,
    same_start,
    seen,
    seen_numbers,
    seen_windows,
    seen_with_own,
    seen_without_jump,
    side_alone,
    squared,
    started,
    started_numbers,
    started_unpadded,
    started_without_jump,
    unseen,
    widest,
    widest_numbers,
)
from examsolver.layers.quantities import Derived, Place, Quantity, everywhere, step_of
from examsolver.layers.slips import other_law, other_options, slip

CLIPPED = Convention(
    "receptive field",
    (
        Variant("unclipped", "a receptive field may reach over the edge of the input, into the padding"),
        Variant("clipped", "only the part of a receptive field that lies in the input counts"),
    ),
)
CENTRES = Convention(
    "pixel centres",
    (
        Variant("at 0", "the middle of the first input is at 0"),
        Variant("at 0.5", "the middle of the first input is at 0.5, its edge at 0"),
    ),
)
TOPICS = (CLIPPED, CENTRES)
HALF = Fraction(1, 2)
NAMES = ("receptive-field", "jump", "start", "receptive-area")

# --- wrong ideas ------------------------------------------------------------------------------------------------------

JUMP_FORGOTTEN = slip(
    "jump-forgotten", "Earlier strides set neighbouring outputs further apart.", other_law(seen_without_jump)
)


def _alone(derivation: Derivation, step: Step) -> dict[str, Step]:
    """Of the last field that is worked out; before it, forgetting what came before looks like a forgotten jump."""
    goes_on = any(step.name in other.uses and other.name.endswith(".receptive-field") for other in derivation.steps)
    return {} if goes_on else {step.name: step.with_law(seen_windows)}


WINDOW_ALONE = slip("field-of-the-last-window", "The layers before it see more than one input each.", _alone)
AS_AREA = slip("receptive-field-as-area", "The side of the field is asked, not its area.", other_law(squared))
STRIDES_ADDED = "strides-of-earlier-layers-forgotten"


DILATED = "A dilated window reaches over d(k - 1) + 1 inputs, not k."


def _own(derivation: object, step: Step, *, stride: Value) -> dict[str, Step]:
    return {step.name: step.with_law(seen_with_own, stride=stride)} if stride != 1 else {}


OWN_STRIDE = slip(STRIDES_ADDED, "The strides of all layers so far multiply.", other_law(jump_of_one))


# --- steps ------------------------------------------------------------------------------------------------------------


def _sources(placed: Placed) -> list[str]:
    return [uses.removesuffix(".output") for uses in outputs(placed)]


def _field(place: Place, conventions: Conventions) -> tuple[Step, ...]:
    placed = place.placed
    assert placed is not None
    kind = kind_of(placed, place.steps)
    if placed.layer.sources == 0:
        return (step_of(place, "receptive-field", (), one, Num(1), "a value of the input sees itself"),)
    sources = _sources(placed)
    fields = tuple(f"{source}.receptive-field" for source in sources)
    if kind is None or kind.whole:
        nowhere = partial(unseen, name=placed.name)
        return (step_of(place, "receptive-field", fields, nowhere, Sym("r"), "no window"),)
    reach = joined(kind.reach)
    if reach == 1:
        says = "it sees one place alone" if len(fields) == 1 else "the longest path counts: the one that sees most"
        formula: Formula = Sym("r")
        return (step_of(place, "receptive-field", fields, widest, formula, says, (), widest_numbers),)
    uses = tuple(f"{source}.{quantity}" for source in sources for quantity in ("receptive-field", "jump"))
    slips: tuple[Misconception, ...] = (
        JUMP_FORGOTTEN,
        slip(
            "own-stride-multiplied",
            "A layer's own stride acts on later layers only.",
            partial(_own, stride=joined(kind.stride)),
        ),
        WINDOW_ALONE,
        AS_AREA,
    )
    formula = Sym("r") + (Sym("k") - 1) * Sym("j")
    says = "k places, each j further on than the one before"
    if kind.cells != kind.reach:
        slips = (*slips, slip("dilation-ignored", DILATED, other_options(reach=joined(kind.cells))))
        says = f"from the first to the last place under the window are k = {reach} places, each j further on"
    law, numbers = partial(seen, reach=reach), partial(seen_numbers, reach=reach)
    return (step_of(place, "receptive-field", uses, law, formula, says, slips, numbers),)


def _jump(place: Place, conventions: Conventions) -> tuple[Step, ...]:
    placed = place.placed
    assert placed is not None
    if placed.layer.sources == 0:
        return (step_of(place, "jump", (), one, Num(1), "neighbouring inputs are one apart"),)
    jumps = tuple(f"{source}.jump" for source in _sources(placed))
    kind = kind_of(placed, place.steps)
    if kind is None or kind.whole or kind.flat:
        nowhere = partial(unseen, name=placed.name, why="has no places side by side")
        return (step_of(place, "jump", jumps, nowhere, Sym("j"), "no places"),)
    stride = joined(tuple(Fraction(1, side) for side in kind.stride) if kind.enlarges else kind.stride)
    formula: Formula = Sym("j") if stride == 1 else Sym("j") / Sym("s") if kind.enlarges else Sym("j") * Sym("s")
    says = "neighbouring outputs lie as far apart as the strides so far multiply to"
    says = "s outputs lie where one was: the jump is divided" if kind.enlarges else says
    law, numbers = partial(jumped, stride=stride), partial(jumped_numbers, stride=stride)
    slips = (OWN_STRIDE,) if stride != 1 and not kind.enlarges else ()
    return (step_of(place, "jump", jumps, law, formula, says, slips, numbers),)


def _start(place: Place, conventions: Conventions) -> tuple[Step, ...]:
    placed = place.placed
    assert placed is not None
    if placed.layer.sources == 0:
        at: Value = 0 if CENTRES.chosen(conventions) is CENTRES.default else HALF
        says = "the field of the first input is that input"
        return (step_of(place, "start", (), partial(first_at, at=at), lift(at), says),)
    sources = _sources(placed)
    starts = tuple(f"{source}.start" for source in sources)
    kind = kind_of(placed, place.steps)
    if kind is None or kind.whole or kind.flat or kind.enlarges:
        why = "enlarges" if kind is not None and kind.enlarges else "has no places side by side"
        nowhere = partial(unseen, name=placed.name, why=why)
        return (step_of(place, "start", starts, nowhere, Sym("start"), "no places"),)
    if kind.stays:
        return (step_of(place, "start", starts, same_start, Sym("start"), "it leaves places where they are"),)
    uses = (starts[0], f"{sources[0]}.jump", *(outputs(placed)[:1] if kind.needs_shape else ()))
    slips = (
        slip("jump-forgotten", "Places of the layer before lie j inputs apart.", other_law(started_without_jump)),
        slip(
            "padding-forgotten-in-start", "Padding moves the first window out of the map.", other_law(started_unpadded)
        ),
    )
    formula = Sym("start") + ((Sym("k") - 1) / 2 - Sym("p")) * Sym("j")
    says = "the middle of the first window, in places of the layer before, which lie j apart"
    law, numbers = partial(started, kind=kind), partial(started_numbers, kind=kind)
    return (step_of(place, "start", uses, law, formula, says, slips, numbers),)


def area_step(place: Place, origin: str) -> Step:
    """The area of a field: the product of its sides."""
    uses = (place.of("receptive-field"), f"{origin}.output")
    alone = slip("side-for-area", "The area is the product of the sides.", other_law(side_alone))
    says = "the field has a side along every axis of the input"
    return step_of(place, "receptive-area", uses, area, Sym("r") * Sym("r"), says, (alone,), area_numbers)


def _area(place: Place, conventions: Conventions) -> tuple[Step, ...]:
    placed = place.placed
    assert placed is not None
    return (area_step(place, placed.name if placed.layer.sources == 0 else placed.sources[0]),)


DERIVED = (
    Derived(
        Quantity("receptive-field", ("receptive field", "rf", "receptive field size", "field of view"), last=True),
        everywhere,
        _field,
        topics=(CLIPPED,),
        needs=("jump",),
    ),
    Derived(
        Quantity(
            "jump",
            ("effective stride", "jumps", "total stride", "cumulative stride", "output stride", "effective strides"),
            last=True,
        ),
        everywhere,
        _jump,
    ),
    Derived(
        Quantity(
            "start", ("receptive field start", "start of the receptive field", "rf start", "field start"), last=True
        ),
        everywhere,
        _start,
        topics=(CENTRES,),
        needs=("jump",),
    ),
    Derived(
        Quantity(
            "receptive-area", ("receptive area", "receptive field area", "area of the receptive field"), last=True
        ),
        everywhere,
        _area,
        needs=("jump", "receptive-field"),
    ),
)
