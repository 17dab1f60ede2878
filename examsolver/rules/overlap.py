"""How far two sets, masks or boxes agree: intersection over union (Jaccard 1912), Dice (1945)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from examsolver.core.convention import Convention, Conventions, Variant
from examsolver.core.derivation import LawError
from examsolver.core.formula import Formula, Num, Sym, apply
from examsolver.core.rule import Algorithm, Equation, Facts, Input, Result
from examsolver.maths.arrays import describe
from examsolver.rules.mistaken_equations import Line, Mistake, with_mistakes
from examsolver.rules.ratio import EMPTY_RATIO

BOX_SIDES = Convention(
    "box sides",
    (
        Variant("continuous", "a box from x1 to x2 is x2 − x1 wide"),
        Variant("inclusive", "a box of pixels x1 to x2 is x2 − x1 + 1 wide"),
    ),
)
FORMATS = ("corners", "size", "centre")
BOTH, UNION = Sym("intersection"), Sym("union")
DOUBLED = "The union counts what both share only once."


def shares(extra: tuple[Line, ...], one: Formula, other: Formula) -> tuple[Equation, ...]:
    """Union, intersection over union and Dice of two sizes with a known intersection."""
    union = Line(
        "union",
        one + other - BOTH,
        "what both share counts once",
        (Mistake("intersection-counted-twice", DOUBLED, one + other),),
    )
    smaller = Mistake(
        "divided-by-the-first-alone",
        "The intersection is divided by the union, not by one of the two.",
        apply("ratio", BOTH, one),
    )
    return with_mistakes(
        (
            *extra,
            union,
            Line("iou", apply("ratio", BOTH, UNION), "intersection over union", (smaller,)),
            Line("dice", apply("ratio", 2 * BOTH, one + other), "twice the intersection over both sizes"),
        )
    )


def mask_equations(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """Of two masks of 0 and 1, or of two sizes and their intersection."""
    if facts.has("a") != facts.has("b"):
        raise LawError("one of the two is missing", "give both: a and b")
    if not facts.has("a"):
        if not all(facts.has(name) for name in ("size_a", "size_b", "intersection")):
            raise LawError("there is nothing to compare", "give masks a and b, or size_a, size_b and intersection")
        return shares((), Sym("size_a"), Sym("size_b"))
    one, other = facts.shape("a"), facts.shape("b")
    if one != other:
        raise LawError(f"a is {describe(one)} and b is {describe(other)}", "masks of the same shape")
    counted = (
        Line("size-a", apply("sum", Sym("a")), "entries of the first"),
        Line("size-b", apply("sum", Sym("b")), "entries of the second"),
        Line("intersection", apply("sum", Sym("a") * Sym("b")), "entries that both have"),
    )
    return shares(counted, Sym("size-a"), Sym("size-b"))


def box_equations(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """Of two boxes: the sides of their overlap, the areas, the shares."""
    for name in ("a", "b"):
        if facts.shape(name) != (4,):
            raise LawError(f"box {name} is {describe(facts.shape(name))}", "four numbers: x1, y1, x2, y2")
    wide = 1 if BOX_SIDES.chosen(conventions).name == "inclusive" else 0
    form = str(facts.value("format"))
    corners = {letter: _corners(letter, form, wide) for letter in "ab"}
    lines = [line for letter in "ab" for line in corners[letter] if form != "corners"]
    sides = {
        letter: [line.formula if form == "corners" else Sym(line.name) for line in corners[letter]] for letter in "ab"
    }
    lines += _overlap(sides, wide)
    for letter, (left, top, right, bottom) in sides.items():
        lines.append(
            Line(f"area-{letter}", _side(left, right, wide) * _side(top, bottom, wide), f"area of box {letter}")
        )
    return shares(tuple(lines), Sym("area-a"), Sym("area-b"))


def _side(first: Formula, last: Formula, wide: int) -> Formula:
    return last - first + 1 if wide else last - first


def _corners(letter: str, form: str, wide: int) -> list[Line]:
    """The sides of a box in any of the three formats."""
    x, y, u, v = (Sym(letter, (Num(place),)) for place in range(1, 5))
    if form == "centre":
        corners: tuple[Formula, ...] = (x - u / 2, y - v / 2, x + u / 2, y + v / 2)
    elif form == "size":
        corners = (x, y, x + u - wide, y + v - wide) if wide else (x, y, x + u, y + v)
    else:
        corners = (x, y, u, v)
    names = ("left", "top", "right", "bottom")
    return [
        Line(f"{name}-{letter}", side, f"{name} side of box {letter}")
        for name, side in zip(names, corners, strict=True)
    ]


def _overlap(sides: Mapping[str, Sequence[Formula]], wide: int) -> list[Line]:
    inner = (("left", "max"), ("top", "max"), ("right", "min"), ("bottom", "min"))
    lines = [
        Line(name, apply(word, sides["a"][place], sides["b"][place]), f"{name} side of the overlap")
        for place, (name, word) in enumerate(inner)
    ]
    width, height = _side(Sym("left"), Sym("right"), wide), _side(Sym("top"), Sym("bottom"), wide)
    return [
        *lines,
        Line("width", apply("max", Num(0), width), "no overlap has a width below 0"),
        Line("height", apply("max", Num(0), height), "nor a height"),
        Line("intersection", Sym("width") * Sym("height"), "area of the overlap"),
    ]


RESULTS = (
    Result("iou", "intersection over union", ("jaccard", "IoU", "IOU")),
    Result("dice", "2 · intersection over both sizes", ("f1", "Dice")),
    Result("intersection", "what both share"),
    Result("union", "what either has"),
)

ALGORITHMS = (
    Algorithm(
        name="iou",
        summary="intersection over union of two boxes",
        inputs=(
            Input("a", "a box: x1, y1, x2, y2", also=("A", "box1", "box_a", "first", "prediction")),
            Input("b", "another box", also=("B", "box2", "box_b", "second", "truth")),
            Input(
                "format",
                "corners (x1, y1, x2, y2), size (x, y, width, height) or centre (cx, cy, width, height)",
                "word",
                "corners",
                words=FORMATS,
            ),
        ),
        results=(*RESULTS, Result("area-a", "area of the first box"), Result("area-b", "area of the second")),
        equations=box_equations,
        conventions=(BOX_SIDES, EMPTY_RATIO),
        example="question q: compute iou\n  a = [0, 0, 4, 4]\n  b = [2, 1, 6, 5]\n"
        "  find intersection, union, iou exactly",
        also=("box-iou", "intersection-over-union"),
    ),
    Algorithm(
        name="overlap",
        summary="Jaccard index and Dice coefficient of two masks or sets",
        inputs=(
            Input("a", "a mask of 0 and 1", optional=True, also=("A", "y", "mask1", "truth")),
            Input("b", "another mask of the same shape", optional=True, also=("B", "p", "mask2", "prediction")),
            Input("size_a", "in place of masks: the size of the first", "number", optional=True, also=("area_a",)),
            Input("size_b", "the size of the second", "number", optional=True, also=("area_b",)),
            Input("intersection", "and what both share", "number", optional=True),
        ),
        results=RESULTS,
        equations=mask_equations,
        conventions=(EMPTY_RATIO,),
        example="question q: compute overlap\n  a = [1, 0, 1, 1, 0, 1]\n  b = [1, 0, 1, 0, 0, 1]\n"
        "  find jaccard, dice exactly",
        also=("jaccard", "dice-coefficient", "mask-iou"),
    ),
)
