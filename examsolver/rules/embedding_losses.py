"""Losses that bring alike things together: triplet (Schroff et al. 2015), contrastive (Hadsell et al. 2006), cosine."""

from __future__ import annotations

from fractions import Fraction

from examsolver.core.convention import Convention, Conventions, Variant
from examsolver.core.derivation import LawError
from examsolver.core.formula import Formula, Num, Sym, apply
from examsolver.core.rule import Algorithm, Equation, Facts, Input, Result
from examsolver.maths.arrays import describe
from examsolver.rules.mistaken_equations import Line, Mistake, with_mistakes
from examsolver.rules.rewriting import SIGN_SLIP

DISTANCE = Convention(
    "embedding distance",
    (
        Variant("euclidean", "the distance of embeddings is the length of their difference"),
        Variant("squared", "the distance of embeddings is the squared length of their difference"),
    ),
)
LABEL = Convention(
    "contrastive label",
    (
        Variant("one is similar", "a pair with the label 1 is similar, with 0 dissimilar"),
        Variant("zero is similar", "a pair with the label 0 is similar, with 1 dissimilar", accepted=False),
    ),
)
HALF = Convention(
    "contrastive factor",
    (
        Variant("one", "both parts of the contrastive loss have the factor 1"),
        Variant("half", "both parts of the contrastive loss have the factor 1/2"),
    ),
)
A, P, N, B, Y, MARGIN = (Sym(name) for name in ("anchor", "positive", "negative", "b", "y", "margin"))


def same_shape(facts: Facts, *names: str) -> tuple[int, ...]:
    """The one shape of some inputs. Raises LawError where they differ."""
    shapes = [facts.shape(name) for name in names]
    for name, shape in zip(names, shapes, strict=True):
        if shape != shapes[0]:
            said = f"{names[0]} is {describe(shapes[0])}, {name} is {describe(shape)}"
            raise LawError(f"the shapes do not fit: {said}", "embeddings have equally many entries")
    return shapes[0]


def distance_of(difference: Formula, batch: bool, squared: bool) -> Formula:
    """The length of a difference, of each row in a batch, or its square."""
    if batch:
        squares = apply("sum", difference**2, axis="row")
        return squares if squared else apply("sqrt", squares)
    return apply("sum", difference**2) if squared else apply("norm", difference)


def over_batch(batch: bool, formula: Formula) -> Formula:
    """The mean over the rows of a batch."""
    return apply("mean", formula) if batch else formula


def _distance_line(name: str, one: Formula, other: Formula, batch: bool, squared: bool) -> Line:
    right = distance_of(one - other, batch, squared)
    wrong = distance_of(one - other, batch, not squared)
    tag, says = (
        ("root-taken", "The squared distance is asked; no root is taken.")
        if squared
        else ("root-forgotten", "The distance is the root of the sum of squares.")
    )
    sizes = apply("sum", apply("abs", one - other), **({"axis": "row"} if batch else {}))
    return Line(
        name,
        right,
        "the squared length of the difference" if squared else "the length of the difference",
        (Mistake(tag, says, wrong), Mistake("absolute-in-place-of-squared", "Squares are added up, not sizes.", sizes)),
    )


def triplet_equations(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """Two distances, and by how much the margin between them is missed."""
    batch = len(same_shape(facts, "anchor", "positive", "negative")) > 1
    squared = DISTANCE.chosen(conventions).name == "squared"
    near, far = Sym("positive-distance"), Sym("negative-distance")
    gap = near - far + MARGIN
    mistakes = (
        Mistake("maximum-forgotten", "Where the margin is kept the loss is 0, not negative.", over_batch(batch, gap)),
        Mistake("margin-forgotten", "The margin is added.", over_batch(batch, apply("max", 0, near - far))),
        Mistake(
            "distances-exchanged",
            "The distance to the negative is subtracted from that to the positive.",
            over_batch(batch, apply("max", 0, far - near + MARGIN)),
        ),
        Mistake(
            "sign-of-the-margin",
            "The margin is added, not subtracted.",
            over_batch(batch, apply("max", 0, near - far - MARGIN)),
            SIGN_SLIP,
        ),
    )
    says = "what is missing to the margin, or 0 where it is kept" + ("; the mean over the rows" if batch else "")
    return with_mistakes(
        (
            _distance_line("positive-distance", A, P, batch, squared),
            _distance_line("negative-distance", A, N, batch, squared),
            Line("loss", over_batch(batch, apply("max", 0, gap)), says, mistakes),
        )
    )


def contrastive_equations(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """The distance of a pair, the part of a similar and of a dissimilar pair, and their sum."""
    one = LABEL.chosen(conventions).name == "one is similar"
    half = HALF.chosen(conventions).name == "half"
    lines, batch = _pair_distance(facts)
    distance, alike = Sym("distance"), Sym("similar")
    exchanged = Mistake(
        "labels-exchanged", "The labels of similar and dissimilar pairs were exchanged.", 1 - Y if one else Y
    )
    weight = Line("similar", Y if one else 1 - Y, "1 for a similar pair, 0 for a dissimilar one", (exchanged,))
    whole = over_batch(batch, Sym("similar-part") + Sym("dissimilar-part"))
    return with_mistakes(
        (
            *lines,
            weight,
            Line(
                "similar-part",
                _part(half, alike, distance**2),
                "a similar pair is pulled together",
                (Mistake("square-forgotten", "The distance is squared.", _part(half, alike, distance)),),
            ),
            _dissimilar_part(half, 1 - alike, distance),
            Line("loss", whole, "both parts together" + (", mean over the pairs" if batch else "")),
        )
    )


def _part(half: bool, weight: Formula, square: Formula) -> Formula:
    return Num(Fraction(1, 2)) * weight * square if half else weight * square


def _dissimilar_part(half: bool, weight: Formula, distance: Formula) -> Line:
    short = apply("max", 0, MARGIN - distance)
    return Line(
        "dissimilar-part",
        _part(half, weight, short**2),
        "a dissimilar pair is pushed apart up to the margin",
        (
            Mistake("square-forgotten", "What is missing to the margin is squared.", _part(half, weight, short)),
            Mistake(
                "maximum-forgotten",
                "Beyond the margin a dissimilar pair costs nothing.",
                _part(half, weight, (MARGIN - distance) ** 2),
            ),
        ),
    )


def _pair_distance(facts: Facts) -> tuple[tuple[Line, ...], bool]:
    """The distance of a pair, unless it is given; and whether there are several pairs."""
    if facts.has("distance"):
        return (), bool(facts.shape("distance"))
    if not (facts.has("a") and facts.has("b")):
        raise LawError("there is no pair", "give the embeddings a and b, or their distance")
    batch = len(same_shape(facts, "a", "b")) > 1
    return (_distance_line("distance", Sym("a"), B, batch, False),), batch


def cosine_equations(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """The cosine of a pair, and how far it is from what the label asks."""
    if len(same_shape(facts, "a", "b")) != 1:
        raise LawError("a cosine takes two vectors", "write one pair: a = [1, 2] and b = [2, 1]")
    label = facts.value("y")
    if label not in (1, -1, 0):
        raise LawError(f"the label {label} is neither 1 nor −1", "write y = 1 for a similar pair, y = -1 for others")
    cosine = Sym("similarity")
    apart = apply("max", 0, cosine - MARGIN)
    wrong = Mistake("labels-exchanged", "The labels of similar and dissimilar pairs were exchanged.", 1 - cosine)
    if label == 1:
        wrong = Mistake("one-minus-forgotten", "A similar pair costs 1 − cos.", cosine)
    return with_mistakes(
        (
            Line(
                "similarity",
                apply("cosine", Sym("a"), B),
                "the dot product, divided by both lengths",
                (Mistake("not-normalised", "The dot product is divided by both lengths.", Sym("a") @ B),),
            ),
            Line(
                "loss",
                1 - cosine if label == 1 else apart,
                "a similar pair costs 1 − cos" if label == 1 else "a dissimilar pair costs what its cosine exceeds",
                (wrong,),
            ),
        )
    )


PAIR = (
    Input("a", "embedding of the first, or a row for each pair", optional=True, also=("x1", "first")),
    Input("b", "embedding of the second", optional=True, also=("x2", "second")),
)
SIZE = Input("margin", "the margin; left out, 1", "number", default=1, also=("m", "alpha"))

ALGORITHMS = (
    Algorithm(
        name="triplet",
        summary="triplet loss: max(0, distance to the positive − distance to the negative + margin)",
        inputs=(
            Input("anchor", "embedding of the anchor, or a row for each triplet", also=("a",)),
            Input("positive", "embedding of something like the anchor", also=("p",)),
            Input("negative", "embedding of something else", also=("n",)),
            SIZE,
        ),
        results=(
            Result("loss", "the triplet loss", ("L",)),
            Result("positive-distance", "distance of anchor and positive", ("d_p", "d_ap")),
            Result("negative-distance", "distance of anchor and negative", ("d_n", "d_an")),
        ),
        equations=triplet_equations,
        conventions=(DISTANCE,),
        example="question q: compute triplet\n  anchor = [0, 0]\n  positive = [3, 4]\n  negative = [6, 8]\n"
        "  margin = 7\n  find loss exactly",
        also=("triplet-loss", "triplet-margin-loss"),
    ),
    Algorithm(
        name="contrastive",
        summary="contrastive loss of a pair: y D² + (1 − y) max(0, margin − D)², D their distance",
        inputs=(
            *PAIR,
            Input("y", "the label: 1 for a similar pair, 0 for a dissimilar one", also=("label", "t")),
            SIZE,
            Input("distance", "the distance, where it is given in place of the pair", optional=True, also=("D", "d")),
        ),
        results=(
            Result("loss", "the contrastive loss", ("L",)),
            Result("distance", "the distance of the pair", ("D", "d")),
            Result("similar", "1 for a similar pair, else 0"),
            Result("similar-part", "what a similar pair costs"),
            Result("dissimilar-part", "what a dissimilar pair costs"),
        ),
        equations=contrastive_equations,
        conventions=(LABEL, HALF),
        example="question q: compute contrastive\n  a = [0, 0]\n  b = [0.3, 0.4]\n  y = 0\n  find loss exactly",
        also=("contrastive-loss",),
    ),
    Algorithm(
        name="cosine-embedding",
        summary="cosine embedding loss of a pair: 1 − cos for the label 1, max(0, cos − margin) for −1",
        inputs=(
            Input("a", "embedding of the first", also=("x1", "first")),
            Input("b", "embedding of the second", also=("x2", "second")),
            Input(
                "y", "the label: 1 for a similar pair, −1 (or 0) for a dissimilar one", "number", also=("label", "t")
            ),
            Input("margin", "the cosine that a dissimilar pair may have; left out, 0", "number", default=0),
        ),
        results=(Result("loss", "the loss", ("L",)), Result("similarity", "the cosine of the pair", ("cos", "cosine"))),
        equations=cosine_equations,
        example="question q: compute cosine-embedding\n  a = [3, 4]\n  b = [4, 3]\n  y = 1\n  find loss exactly",
        also=("cosine-embedding-loss", "cosine-loss"),
    ),
)
