"""Compute of a whole training from parameters and tokens: 2 N a token forward, 6 N D in all.

Every parameter takes part in one product and one sum for each token forward, and in twice as many backward: for the
gradient of the activations and for that of the parameters. Sources: Kaplan and others, Scaling laws for neural
language models (2020), who leave embeddings out of N; Hoffmann and others, Training compute-optimal large language
models (2022).
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import partial

from examsolver.core.convention import Convention, Conventions, Variant
from examsolver.core.derivation import LawError, Step, Value
from examsolver.core.formula import Formula, Num, Sym
from examsolver.layers.quantities import Derived, Place, Quantity, having, step_of
from examsolver.layers.slips import other_options, slip

EMBEDDED = Convention(
    "compute parameters",
    (
        Variant("all", "N counts all parameters"),
        Variant("without embeddings", "N leaves out embeddings, which are looked up and not multiplied"),
    ),
)
TOPICS = (EMBEDDED,)


def spent(*parameters: int, each: int, tokens: Value, first: int) -> Value:
    """So many operations for each parameter and token; ``first`` counts are N, the others are taken from it."""
    count = (sum(parameters[:first]) - sum(parameters[first:])) * each * tokens
    return int(count) if count == int(count) else count


def _spent_numbers(*parameters: int, each: int, tokens: Value, first: int) -> Formula:
    count: Formula = Num(parameters[0])
    for less in parameters[first:]:
        count = count - less
    return Num(each) * count if tokens == 1 else Num(each) * count * Num(tokens)


def _step(place: Place, quantity: str, each: int, tokens: Value, says: str, conventions: Conventions) -> Step:
    own = place.of("parameters")
    left_out = EMBEDDED.chosen(conventions) is not EMBEDDED.default
    looked_up = tuple(f"{name}.parameters" for name in _tables(place)) if left_out else ()
    count: Formula = Sym(own)
    for name in looked_up:
        count = count - Sym(name)
    formula = each * count if tokens == 1 else each * count * Sym("D")
    twice = slip(
        "backward-pass-forgotten",
        "The backward pass costs twice the forward pass: 2 N forward and 4 N backward make 6 N a token.",
        other_options(each=2),
    )
    thrice = slip("mac-as-one-operation", "A product and a sum are two operations.", other_options(each=each // 2))
    slips = (twice, thrice) if each == 6 else (thrice,)
    options = {"each": each, "tokens": tokens, "first": 1}
    law, numbers = partial(spent, **options), partial(_spent_numbers, **options)
    return step_of(place, quantity, (own, *looked_up), law, formula, says, slips, numbers)


def _tables(place: Place) -> Iterator[str]:
    """The layers of the owner that look vectors up: of a network all, of a block's use those in it, or itself."""
    for name in place.facts.tables:
        if place.owner in ("total", name) or name.startswith(f"{place.owner}."):
            yield name


def untold() -> Value:
    """No training without its tokens."""
    raise LawError("the number of training tokens is not given", "write e.g. `input 2048, tokens 300e9`")


def _forward(place: Place, conventions: Conventions) -> tuple[Step, ...]:
    says = "a product and a sum with every parameter, for each token"
    return (_step(place, "token-compute", 2, 1, says, conventions),)


def _training(place: Place, conventions: Conventions) -> tuple[Step, ...]:
    tokens = place.facts.tokens
    if tokens is None:
        return (step_of(place, "training-compute", (), untold, Sym("D"), "the number of tokens is needed"),)
    whole = int(tokens) if Fraction(tokens).denominator == 1 else tokens
    says = "for each token 2 operations with every parameter forward, and 4 backward"
    return (_step(place, "training-compute", 6, whole, says, conventions),)


DERIVED = (
    Derived(
        Quantity(
            "token-compute",
            ("token compute", "forward compute", "compute per token", "flops per token", "inference compute"),
            summed=True,
        ),
        having("parameters"),
        _forward,
        rests=("parameters",),
        topics=(EMBEDDED,),
    ),
    Derived(
        Quantity("training-compute", ("training compute", "compute for training", "training flops"), summed=True),
        having("parameters"),
        _training,
        rests=("parameters",),
        topics=(EMBEDDED,),
    ),
)  # fmt: skip
