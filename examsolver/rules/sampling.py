"""Sampling from a distribution over tokens: temperature, top-k, nucleus."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from examsolver.core.convention import Conventions
from examsolver.core.derivation import Index, LawError, Value
from examsolver.core.formula import Formula, Num, Sym, apply
from examsolver.core.picture import TableFacts
from examsolver.core.question import Picture
from examsolver.core.rule import Algorithm, Equation, Facts, Input, Option, Result, Rule
from examsolver.maths.arrays import as_array, settle
from examsolver.rules.chances import check_chances
from examsolver.rules.mistaken_equations import Line, Mistake, with_mistakes
from examsolver.rules.naming import entry
from examsolver.rules.rewriting import slip
from examsolver.rules.texts import Words, listed, names_or_numbers, number_of, whole

Names = tuple[Formula, ...]
NEARLY = 1e-12


def order_of(p: Value) -> list[int]:
    """The places by falling probability; of equal ones the first."""
    entries = listed(p)
    return sorted(range(len(entries)), key=entries.__getitem__, reverse=True)


def _only(p: Value, kept: set[int]) -> Value:
    return settle(np.array([x if place in kept else 0 for place, x in enumerate(listed(p))], dtype=object))


def top_k(p: Value, k: int = 1) -> Value:
    """The k largest entries, the others 0. Raises LawError for more than there are."""
    if k > len(listed(p)):
        raise LawError(f"k is {k} and there are {len(listed(p))} tokens")
    return _only(p, set(order_of(p)[:k]))


def top_p(p: Value, mass: Any = 1) -> Value:
    """The fewest largest entries that reach ``mass`` together, the others 0. Raises LawError outside 0 to 1."""
    if not 0 < mass <= 1:
        raise LawError(f"the mass of the nucleus is {mass}", "it lies above 0 and up to 1")
    return _only(p, set(_nucleus(p, mass)))


def _nucleus(p: Value, mass: Any) -> list[int]:
    entries, kept, reached = listed(p), [], 0
    for place in order_of(p):
        kept.append(place)
        reached += entries[place]
        if float(reached) >= float(mass) - NEARLY:
            break
    return kept


def below_the_mass(p: Value, mass: Any = 1) -> Value:
    """The last token, which crosses the mass, left out. Raises LawError where nothing is left."""
    kept = _nucleus(p, mass)[:-1]
    if not kept:
        raise LawError("nothing is left")
    return _only(p, set(kept))


def above_threshold(p: Value, mass: Any = 1) -> Value:
    """All entries of at least that probability. Raises LawError where there are none."""
    kept = {place for place, x in enumerate(listed(p)) if x >= mass}
    if not kept:
        raise LawError("nothing is left")
    return _only(p, kept)


def smallest_kept(p: Value, k: int = 1) -> Value:
    """The k smallest."""
    return _only(p, set(order_of(p)[::-1][:k]))


def _top_by_threshold(p: Value, k: int = 1) -> Value:
    """Oracle: entries with fewer than k before them."""
    entries = listed(p)
    before = [sum((y, -j) > (x, -i) for j, y in enumerate(entries)) for i, x in enumerate(entries)]
    return _only(p, {place for place, count in enumerate(before) if count < k})


def _mass_by_growing(p: Value, mass: Any = 1) -> Value:
    """Oracle: ever more of the largest until they suffice."""
    for k in range(1, len(listed(p)) + 1):
        kept = _top_by_threshold(p, k)
        if sum(map(float, listed(kept))) >= float(mass) - NEARLY:
            return kept
    return p


def kept_cells(law: Callable[..., Value], index: Index, names: Names, p: Value, **options: Any) -> tuple[Formula, ...]:
    """The entry where it stays, else 0."""
    return (entry(names[0], index) if as_array(law(p, **options))[index] != 0 else Num(0),)


def names_kept(p: Value, words: Words = ()) -> Value:
    """The names of the entries that are not 0, in order of probability."""
    entries = listed(p)
    names = words or tuple(str(place + 1) for place in range(len(entries)))
    return tuple(names[place] for place in order_of(p) if entries[place])


def _names_by_sorting(p: Value, words: Words = ()) -> Value:
    """Oracle."""
    entries = listed(p)
    names = words or tuple(map(str, range(1, len(entries) + 1)))
    pairs = sorted(((-x, place) for place, x in enumerate(entries) if x != 0))
    return tuple(names[place] for _, place in pairs)


def sampling(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """Probabilities at the temperature, cut off, and shared out anew."""
    if not facts.has("p") and not facts.has("logits"):
        raise LawError("give p (probabilities) or logits")
    name = "logits" if facts.has("logits") else "p"
    if name == "p":
        check_chances(facts, "p", whole=True)
    words = names_or_numbers(facts, "tokens", facts.shape(name)[0] if facts.shape(name) else 1)
    lines = [*_heated(facts, name)]
    source = Sym("q") if lines else Sym("p")
    cut = None
    if facts.has("k"):
        cut = Line("kept", apply("top_k", source, k=whole(facts.value("k"), "k", 1)))
    elif facts.has("mass"):
        cut = Line("kept", apply("top_p", source, mass=number_of(facts, "mass")))
    if cut is None:
        return (*with_mistakes(lines), Equation("probabilities", source, "all tokens stay"))
    total = "What is kept is divided by its sum, so that it adds up to 1."
    share = Line("probabilities", Sym("kept") / apply("sum", Sym("kept")), "divided by their sum",
                 (Mistake("renormalising-forgotten", total, 1 * Sym("kept")),))  # fmt: skip
    named = Line("choices", apply("names_kept", Sym("kept"), words=words), "what may be drawn")
    return with_mistakes([*lines, cut, named, share])


def _heated(facts: Facts, name: str) -> list[Line]:
    """Logits divided by the temperature and through the softmax; probabilities by their logarithms."""
    hot = facts.has("temperature")
    if not hot and name == "p":
        return []
    if hot and number_of(facts, "temperature") <= 0:
        raise LawError("the temperature must be above 0", "temperature 0 is greedy decoding")
    scores = Sym("logits") if name == "logits" else apply("log", Sym("p"))
    if not hot:
        return [Line("q", apply("softmax", scores), "probabilities")]
    says = "Logits are divided by the temperature before the softmax."
    mistakes = (
        Mistake("temperature-multiplied", says, apply("softmax", scores * Sym("temperature"))),
        Mistake("temperature-ignored", says, apply("softmax", scores)),
    )
    law = apply("softmax", scores / Sym("temperature"))
    return [Line("q", law, "the logits over the temperature, through the softmax", mistakes)]


def bars(value: Callable[[str], Value]) -> tuple[Picture, ...]:
    """Every token with what it keeps."""
    kept, shares, names = value("kept"), value("probabilities"), value("tokens")
    if kept is None or shares is None:
        return ()
    rows = tuple(names) if names is not None else tuple(str(place + 1) for place in range(len(listed(kept))))
    cells = tuple((f"{float(one):.4g}", f"{float(two):.4g}") for one, two in zip(kept, shares, strict=True))
    strong = tuple((place, 1) for place, share in enumerate(shares) if share)
    return (Picture("table", TableFacts(("kept", "probability"), rows, cells, strong), "what may be drawn"),)


RULES = (
    Rule(
        name="top_k",
        summary="the k largest entries, the others 0",
        law=top_k,
        inputs=("p",),
        because="keep the k most probable",
        options=(Option("k", "how many are kept", "integer", 1),),
        cells=partial(kept_cells, top_k),
        misconceptions=(slip("smallest-kept", "The largest are kept.", smallest_kept),),
        oracle=_top_by_threshold,
        example="question top: compute\n  p = [0.5, 0.2, 0.3]\n  q = top_k(p, k=2)\n  find q",
    ),
    Rule(
        name="top_p",
        summary="nucleus: the fewest largest entries that reach a mass together, the others 0",
        law=top_p,
        inputs=("p",),
        because="keep the most probable until they reach the mass together",
        options=(Option("mass", "the probability that they reach together", "number", 1, ("p", "nucleus")),),
        cells=partial(kept_cells, top_p),
        misconceptions=(
            slip("crossing-token-left-out", "The token with which the mass is reached belongs to the nucleus.",
                 below_the_mass),
            slip("mass-as-threshold", "The probabilities are added up until they reach the mass.", above_threshold),
        ),
        oracle=_mass_by_growing,
        example="question nucleus: compute\n  p = [0.5, 0.2, 0.3]\n  q = top_p(p, mass=0.7)\n  find q",
        also=("nucleus",),
    ),
    Rule(
        name="names_kept",
        step=True,
        summary="names of the entries that are not 0, the largest first",
        law=names_kept,
        inputs=("p",),
        because="what is not 0",
        options=(Option("words", "the names; left out, numbers from 1", "size", ()),),
        oracle=_names_by_sorting,
        example='question names: compute\n  n = names_kept([0.5, 0, 0.3], words=["a", "b", "c"])\n  find n',
    ),
)  # fmt: skip

ALGORITHMS = (
    Algorithm(
        name="sampling",
        summary="temperature, top-k and nucleus sampling: which tokens stay, and with which probabilities",
        inputs=(
            Input("p", "probabilities of the tokens", "array", optional=True, also=("P",)),
            Input("logits", "their logits, in place of p", "array", optional=True, also=("z",)),
            Input("tokens", "the tokens", "texts", optional=True, also=("vocabulary", "words")),
            Input("temperature", "the temperature", "number", optional=True, also=("T",)),
            Input("k", "top-k: how many stay", "number", optional=True, also=("top_k",)),
            Input("mass", "nucleus: the mass that is reached", "number", optional=True, also=("top_p",)),
        ),
        results=(
            Result("probabilities", "what the tokens are drawn with"),
            Result("q", "probabilities at the temperature"),
            Result("kept", "those that stay, the others 0"),
            Result("choices", "the tokens that stay, the most probable first"),
        ),
        equations=sampling,
        pictures=bars,
        example='question s: compute sampling\n  tokens = ["a", "b", "c", "d"]\n  p = [0.4, 0.3, 0.2, 0.1]\n'
        "  mass = 0.6\n  find choices, probabilities",
        also=("top-k-sampling", "nucleus-sampling", "top-p-sampling", "temperature-sampling"),
    ),
)
