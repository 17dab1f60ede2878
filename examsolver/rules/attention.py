"""Scaled dot-product attention, from given queries, keys and values or from an input and weights; and Luong's."""

from __future__ import annotations

from dataclasses import dataclass

from examsolver.core.convention import Convention, Conventions, Variant
from examsolver.core.derivation import LawError
from examsolver.core.formula import Formula, Num, Sym, apply
from examsolver.core.rule import Algorithm, Equation, Facts, Input, Result
from examsolver.maths.arrays import describe
from examsolver.rules.attention_slips import CROSSED, scaling_slips
from examsolver.rules.masking import MASK_ENTRIES
from examsolver.rules.normalisations import SAMPLES

ATTENTION_SCALE = Convention(
    "attention scale",
    (
        Variant("root", "scores are divided by the root of the width of the keys, √d_k"),
        Variant("none", "scores are not divided by anything"),
    ),
)
CONVENTIONS = (ATTENTION_SCALE, SAMPLES, MASK_ENTRIES)

MASK = Input("mask", "which keys a query sees: a matrix of 0 and 1, or one entry a key", optional=True)
CAUSAL = "yes, where a position sees only itself and those before it"
SHARED = (MASK, Input("causal", CAUSAL, "word", default="no", words=("yes", "no")))
STAGES = (
    Result("scores", "the products of queries and keys", ("S", "energies", "logits")),
    Result("scaled", "the scores divided by √d_k", ("scaled-scores",)),
    Result("visible", "the causal mask", ("causal-mask",)),
    Result("weights", "softmax of the scores", ("A", "alpha", "attention-weights", "attention-matrix")),
)
OUTPUT = Result("output", "the values weighted and added", ("Z", "O", "context", "out", "c"))


@dataclass(frozen=True, slots=True)
class Sizes:
    """The width of the keys, the number of queries, and other sizes by name that may be taken for the width."""

    width: int
    length: int
    others: tuple[tuple[str, int], ...] = ()


def attend(
    facts: Facts, conventions: Conventions, q: Formula, k: Formula, v: Formula, sizes: Sizes, at: str = ""
) -> tuple[Equation, ...]:
    """Scores, weights and output for queries, keys and values; ``at`` is the index of a head, such as ``[2]``."""
    columns = in_columns(conventions)
    axis = {"axis": "column"} if columns else {}
    scores, scaled, weights = (_named(word, at) for word in ("scores", "scaled", "weights"))
    first, second = (apply("transpose", k), q) if columns else (q, apply("transpose", k))
    found = [Equation(f"scores{at}", first @ second, "every query with every key: the dot product", CROSSED)]
    found.append(_scaling(conventions, scores, sizes, at))
    if is_causal(facts):
        found += _causal(conventions, sizes.length, at)
    used = scaled if ATTENTION_SCALE.chosen(conventions).name == "root" else scores
    found.append(Equation(f"weights{at}", _weights(facts, conventions, used, axis)))
    product = v @ weights if columns else weights @ v
    found.append(Equation(f"output{at}", product, "the values, weighted and added"))
    return tuple(found)


def _named(word: str, at: str) -> Sym:
    return Sym(word, (Num(int(at[1:-1])),) if at else ())


def in_columns(conventions: Conventions) -> bool:
    """Whether samples are columns."""
    return SAMPLES.chosen(conventions).name == "in columns"


def is_causal(facts: Facts) -> bool:
    """Whether a causal mask is asked for."""
    return facts.has("causal") and facts.value("causal") == "yes"


def _scaling(conventions: Conventions, scores: Formula, sizes: Sizes, at: str) -> Equation:
    if ATTENTION_SCALE.chosen(conventions).name == "none":
        return Equation(f"scaled{at}", scores, "the scores are not scaled")
    says = f"divide by the root of the width of the keys, d_k = {sizes.width}"
    slips = scaling_slips(sizes.width, dict(sizes.others))
    return Equation(f"scaled{at}", scores / apply("sqrt", Num(sizes.width)), says, slips)


def _causal(conventions: Conventions, length: int, at: str) -> list[Equation]:
    if at not in ("", "[1]"):
        return []
    square = apply("causal_mask", Num(length))
    return [Equation("visible", apply("transpose", square) if in_columns(conventions) else square)]


def _weights(facts: Facts, conventions: Conventions, scores: Formula, axis: dict[str, str]) -> Formula:
    """Softmax over what is visible."""
    if facts.has("mask") and MASK_ENTRIES.chosen(conventions).name == "added":
        return apply("softmax", scores + Sym("mask"), **axis)
    masks = [Sym(word) for word, there in (("visible", is_causal(facts)), ("mask", facts.has("mask"))) if there]
    if not masks:
        return apply("softmax", scores, **axis)
    if len(masks) == 1:
        return apply("masked_softmax", scores, masks[0], **axis)
    both = "max" if MASK_ENTRIES.chosen(conventions).name == "hidden" else "min"
    return apply("masked_softmax", scores, apply(both, *masks), **axis)


# Shapes. Equations are also asked for before the conventions are known, so what fits the other way round is let
# through: where that is not what the question says, the product of matrices will say so.


def sizes_of(
    facts: Facts, conventions: Conventions, queries: tuple[int, ...], keys: tuple[int, ...], **others: int
) -> Sizes:
    """Width of the keys and number of queries. Raises LawError where they fit neither in rows nor in columns."""
    if not 1 <= len(queries) <= 2 or len(keys) != 2:
        said = f"queries {describe(queries)}, keys {describe(keys)}"
        raise LawError(f"attention takes a matrix of keys, and one query or a matrix: {said}")
    if queries[0] != keys[0] and queries[-1] != keys[-1]:
        said = f"queries {describe(queries)}, keys {describe(keys)}"
        raise LawError(f"the shapes do not fit: {said}", "a query is as wide as a key; convention samples in columns")
    side = 0 if in_columns(conventions) else -1
    length = queries[-1 - side] if len(queries) == 2 else 1
    if is_causal(facts) and set(queries) != set(keys):
        raise LawError(f"a causal mask needs as many queries as keys, not {length} and {keys[-1 - side]}")
    return Sizes(keys[side], length, (*others.items(), ("keys", keys[-1 - side])))


def attention(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """Softmax(Q Kᵀ / √d_k) V."""
    queries, keys, values = (facts.shape(name) for name in ("Q", "K", "V"))
    sizes = sizes_of(facts, conventions, queries, keys, values=values[0 if in_columns(conventions) else -1])
    if not 1 <= len(values) <= 2 or (values[0] != keys[0] and values[-1] != keys[-1]):
        said = f"keys {describe(keys)}, values {describe(values)}"
        raise LawError(f"the shapes do not fit: {said}", "there is one value for each key")
    return attend(facts, conventions, Sym("Q"), Sym("K"), Sym("V"), sizes)


def projected(shape: tuple[int, ...], weights: tuple[int, ...], conventions: Conventions, name: str) -> tuple[int, ...]:
    """The shape of an input times a weight matrix. Raises LawError where they fit neither in rows nor in columns."""
    fits = len(shape) == len(weights) == 2 and (shape[1] == weights[0] or weights[1] == shape[0])
    if not fits:
        said = f"input {describe(shape)}, {name} {describe(weights)}"
        hint = "X @ W with samples in rows; where they are columns, W @ X: convention samples in columns"
        raise LawError(f"the shapes do not fit: {said}", hint)
    return (weights[0], shape[1]) if in_columns(conventions) else (shape[0], weights[1])


def projection(name: str, source: Formula, conventions: Conventions) -> Formula:
    """X W, or W X where samples are columns."""
    return Sym(name) @ source if in_columns(conventions) else source @ Sym(name)


def self_attention(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """Queries, keys and values from one input, then attention."""
    shape = facts.shape("X")
    source = facts.shape("Y") if facts.has("Y") else shape
    other = Sym("Y") if facts.has("Y") else Sym("X")
    queries = projected(shape, facts.shape("W_Q"), conventions, "W_Q")
    keys = projected(source, facts.shape("W_K"), conventions, "W_K")
    values = projected(source, facts.shape("W_V"), conventions, "W_V")
    side = 0 if in_columns(conventions) else -1
    sizes = sizes_of(facts, conventions, queries, keys, model=shape[side], values=values[side])
    return (
        Equation("Q", projection("W_Q", Sym("X"), conventions), "the queries"),
        Equation("K", projection("W_K", other, conventions), "the keys"),
        Equation("V", projection("W_V", other, conventions), "the values"),
        *attend(facts, conventions, Sym("Q"), Sym("K"), Sym("V"), sizes),
    )


def luong(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """Scores sᵀ W hᵢ (or sᵀ hᵢ), weights and context. Raises LawError where the shapes do not fit."""
    query, states = facts.shape("s"), facts.shape("H")
    weights = facts.shape("W") if facts.has("W") else (*query, *query)
    if len(query) != 1 or len(states) != 2 or weights != (query[0], states[1]):
        said = f"query {describe(query)}, states {describe(states)}, W {describe(weights)}"
        raise LawError(f"the shapes do not fit: {said}", "s is a vector, H has a row for each state, W is for sᵀ W h")
    towards = Sym("s") @ Sym("W") if facts.has("W") else Sym("s")
    masked = apply("masked_softmax", Sym("scores"), Sym("mask")) if facts.has("mask") else None
    return (
        Equation("scores", Sym("H") @ towards, "the query with every state"),
        Equation("weights", masked or apply("softmax", Sym("scores"))),
        Equation("context", Sym("weights") @ Sym("H"), "the states, weighted and added"),
    )


EXAMPLE = "  Q = [[1, 0], [0, 1]]\n  K = [[1, 1], [0, 1]]\n  V = [[1, 2], [3, 4]]\n"

ALGORITHMS = (
    Algorithm(
        name="attention",
        summary="scaled dot-product attention: softmax(Q Kᵀ / √d_k) V, with a mask or without",
        inputs=(
            Input("Q", "the queries, one a row (or one query as a vector)", also=("q", "queries", "query")),
            Input("K", "the keys, one a row", also=("keys",)),
            Input("V", "the values, one for each key", also=("values",)),
            *SHARED,
        ),
        results=(OUTPUT, *STAGES),
        equations=attention,
        conventions=CONVENTIONS,
        example=f"question attend: compute attention\n{EXAMPLE}  find scores, scaled\n  find output to 4 decimals",
        also=("scaled-dot-product-attention", "sdpa", "dot-product-attention"),
    ),
    Algorithm(
        name="self-attention",
        summary="attention of an input to itself: Q = X W_Q, K = X W_K, V = X W_V, then attention",
        inputs=(
            Input("X", "the input, one token a row"),
            Input("W_Q", "weights of the queries", also=("WQ", "W_q", "Wq", "W_query")),
            Input("W_K", "weights of the keys", also=("WK", "W_k", "Wk", "W_key")),
            Input("W_V", "weights of the values", also=("WV", "W_v", "Wv", "W_value")),
            Input("Y", "where keys and values come from, for cross attention", optional=True, also=("memory",)),
            *SHARED,
        ),
        results=(
            OUTPUT,
            Result("Q", "the queries", ("queries",)),
            Result("K", "the keys", ("keys",)),
            Result("V", "the values", ("values",)),
            *STAGES,
        ),
        equations=self_attention,
        conventions=CONVENTIONS,
        example="question own: compute self-attention\n  X = [[1, 0], [1, 1]]\n  W_Q = [[1, 0], [0, 1]]\n"
        "  W_K = [[0, 1], [1, 0]]\n  W_V = [[2, 0], [0, 1]]\n  find Q, K, V\n  find output to 4 decimals",
        also=("cross-attention",),
    ),
    Algorithm(
        name="luong-attention",
        summary="attention of one query to states, with scores sᵀ W h (or sᵀ h where there is no W)",
        inputs=(
            Input("s", "the query, a vector", also=("query", "q")),
            Input("H", "the states, one a row; they are keys and values", also=("h", "states", "keys")),
            Input("W", "weights between query and states", optional=True, also=("W_a",)),
            MASK,
        ),
        results=(
            Result("context", "the states weighted and added", ("c", "output")),
            Result("scores", "the query with every state", ("e", "energies")),
            Result("weights", "softmax of the scores", ("a", "alpha")),
        ),
        equations=luong,
        conventions=(MASK_ENTRIES,),
        example="question look: compute luong-attention\n  s = [1, 0]\n  H = [[1, 2], [0, 1]]\n  find scores\n"
        "  find weights, context to 4 decimals",
        also=("multiplicative-attention", "bilinear-attention"),
    ),
)
