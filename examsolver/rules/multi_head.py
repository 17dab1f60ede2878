"""Multi-head attention: queries, keys and values cut into heads, attention in each, the heads joined again."""

from __future__ import annotations

from examsolver.core.convention import Conventions
from examsolver.core.derivation import LawError, Value
from examsolver.core.formula import Formula, Num, Sym, apply
from examsolver.core.rule import Algorithm, Equation, Facts, Input, Result
from examsolver.maths.arrays import as_array, describe, settle, shape_of
from examsolver.rules.attention import (
    CONVENTIONS,
    SHARED,
    Sizes,
    attend,
    in_columns,
    projected,
    projection,
    sizes_of,
)
from examsolver.rules.rewriting import slip

LETTERS = {"Q": "query", "K": "key", "V": "value"}
MOST = 64


def multi_head(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """Projections, a part of each for every head, attention head by head, the heads joined and projected."""
    if facts.has("W_Q[1]"):
        return (*_own_weights(facts, conventions), *_joined(facts, conventions, _count(facts)))
    heads = _heads(facts)
    shapes = {letter: _whole(letter, facts, conventions) for letter in LETTERS}
    found = [equation for letter in LETTERS for equation in _projected(letter, facts, conventions)]
    parts = {letter: _part(letter, shapes[letter], heads, conventions) for letter in LETTERS}
    model = shapes["Q"][0 if in_columns(conventions) else -1]
    sizes = sizes_of(facts, conventions, parts["Q"], parts["K"], model=model)
    for head in range(1, heads + 1):
        found += [_cut(letter, head, heads, facts, conventions) for letter in LETTERS]
        found += _one_head(facts, conventions, head, sizes)
    return (*found, *_joined(facts, conventions, heads))


def _heads(facts: Facts) -> int:
    heads = facts.value("heads") if facts.has("heads") else None
    if not isinstance(heads, int) or not 1 <= heads <= MOST:
        raise LawError("heads is missing or no whole number from 1", "write heads = 2")
    return heads


def _source(letter: str, facts: Facts) -> str:
    """Where queries, keys or values come from."""
    if letter in "KV" and facts.has("Y"):
        return "Y"
    if facts.has("X"):
        return "X"
    raise LawError(f"neither X nor {letter} is given", "write X and W_Q, W_K, W_V; or Q, K, V")


def _whole(letter: str, facts: Facts, conventions: Conventions) -> tuple[int, ...]:
    """The shape of all queries, keys or values before they are cut."""
    if facts.has(letter):
        return facts.shape(letter)
    source, weights = facts.shape(_source(letter, facts)), f"W_{letter}"
    return projected(source, facts.shape(weights), conventions, weights) if facts.has(weights) else source


def _projected(letter: str, facts: Facts, conventions: Conventions) -> list[Equation]:
    if facts.has(letter) or not facts.has(f"W_{letter}"):
        return []
    formula = projection(f"W_{letter}", Sym(_source(letter, facts)), conventions)
    bias = f"b_{letter}"
    said = f"the {LETTERS[letter]} of every token, for all heads at once"
    return [Equation(_name(letter), formula + Sym(bias) if facts.has(bias) else formula, said)]


def _name(letter: str) -> str:
    """The name of all queries, keys or values that are worked out."""
    return {"Q": "queries", "K": "keys", "V": "values"}[letter]


def _symbol(letter: str, facts: Facts) -> Formula:
    if facts.has(letter):
        return Sym(letter)
    return Sym(_name(letter)) if facts.has(f"W_{letter}") else Sym(_source(letter, facts))


def _part(letter: str, shape: tuple[int, ...], heads: int, conventions: Conventions) -> tuple[int, ...]:
    """The shape of one head's part. Raises LawError where the width cannot be shared out."""
    place = 0 if in_columns(conventions) else -1
    if len(shape) != 2 or all(side % heads for side in shape):
        said = f"{describe(shape)} cannot be cut into {heads} heads"
        raise LawError(said, "the width must be a multiple of the number of heads")
    own = shape[place] // heads
    return (own, shape[1]) if place == 0 else (shape[0], own)


def _cut(letter: str, head: int, heads: int, facts: Facts, conventions: Conventions) -> Equation:
    along = {"axis": 1} if in_columns(conventions) else {}
    whole = _symbol(letter, facts)
    formula = apply("split", whole, parts=heads, part=head, **along) if heads > 1 else whole
    return Equation(f"{letter.lower()}[{head}]", formula, f"the part of head {head}", (INTERLEAVED,))


def _one_head(facts: Facts, conventions: Conventions, head: int, sizes: Sizes) -> tuple[Equation, ...]:
    q, k, v = (Sym(name, (Num(head),)) for name in "qkv")
    found = attend(facts, conventions, q, k, v, sizes, f"[{head}]")
    return tuple(_renamed(equation, head) for equation in found)


def _renamed(equation: Equation, head: int) -> Equation:
    if equation.name != f"output[{head}]":
        return equation
    return Equation(f"head[{head}]", equation.formula, f"the values of head {head}, weighted and added")


def _joined(facts: Facts, conventions: Conventions, heads: int) -> list[Equation]:
    parts = [Sym("head", (Num(head),)) for head in range(1, heads + 1)]
    along = {"axis": 1} if in_columns(conventions) else {}
    joined = apply("concat", *parts, **along) if heads > 1 else parts[0]
    found = [Equation("heads-joined", joined, "the heads side by side")]
    output: Formula = Sym("heads-joined")
    if facts.has("W_O"):
        output = projection("W_O", output, conventions)
    if facts.has("b_O"):
        output = output + Sym("b_O")
    return [*found, Equation("output", output, "the output weights mix the heads")]


# Each head with weights of its own.


def _count(facts: Facts) -> int:
    heads = 1
    while facts.has(f"W_Q[{heads + 1}]"):
        heads += 1
    return heads


def _own_weights(facts: Facts, conventions: Conventions) -> list[Equation]:
    """Every head projects the input with its own matrices. Raises LawError where one is missing."""
    found: list[Equation] = []
    for head in range(1, _count(facts) + 1):
        shapes = {}
        for letter in LETTERS:
            weights, source = f"W_{letter}[{head}]", _source(letter, facts)
            if not facts.has(weights):
                raise LawError(f"{weights} is missing", "every head needs W_Q, W_K and W_V")
            shapes[letter] = projected(facts.shape(source), facts.shape(weights), conventions, weights)
            own = Sym(f"W_{letter}", (Num(head),))
            formula = own @ Sym(source) if in_columns(conventions) else Sym(source) @ own
            found.append(Equation(f"{letter.lower()}[{head}]", formula, f"the {LETTERS[letter]} of head {head}"))
        model = facts.shape(_source("Q", facts))[0 if in_columns(conventions) else -1]
        sizes = sizes_of(facts, conventions, shapes["Q"], shapes["K"], model=model)
        found += _one_head(facts, conventions, head, sizes)
    return found


# Wrong ideas.


def every_other(x: Value, parts: int = 2, part: int = 1, axis: int | None = None) -> Value:
    """Every h-th column in place of neighbouring ones. Raises LawError where that is the same."""
    if parts < 2 or shape_of(x)[-1] == parts:
        raise LawError("the parts are the same either way")
    array = as_array(x)
    return settle((array[part - 1 :: parts] if axis == 1 else array[..., part - 1 :: parts]).copy())


INTERLEAVED = slip(
    "heads-interleaved", "A head takes neighbouring columns: the first head the first of them.", every_other
)

ALGORITHMS = (
    Algorithm(
        name="multi-head-attention",
        summary="multi-head attention: Q, K, V cut into heads, attention in each, joined and multiplied by W_O",
        inputs=(
            Input("X", "the input, one token a row", optional=True),
            Input("heads", "how many heads", "number", optional=True, also=("h", "n_heads", "num_heads")),
            Input(
                "W_Q",
                "weights of all queries, or W_Q[1], W_Q[2] … one for each head",
                optional=True,
                also=("W_q", "W_query"),
            ),
            Input("W_K", "weights of all keys, or one for each head", optional=True, also=("W_k", "W_key")),
            Input("W_V", "weights of all values, or one for each head", optional=True, also=("W_v", "W_value")),
            Input(
                "W_O",
                "weights of the output; left out, the joined heads are the output",
                optional=True,
                also=("W_o", "W_out"),
            ),
            Input("b_Q", "bias of the queries", optional=True),
            Input("b_K", "bias of the keys", optional=True),
            Input("b_V", "bias of the values", optional=True),
            Input("b_O", "bias of the output", optional=True),
            Input("Q", "the queries, where they are given", optional=True),
            Input("K", "the keys, where they are given", optional=True),
            Input("V", "the values, where they are given", optional=True),
            Input("Y", "where keys and values come from, for cross attention", optional=True, also=("memory",)),
            *SHARED,
        ),
        results=(
            Result("output", "the joined heads times W_O", ("O", "out", "Z")),
            Result("queries", "all queries"),
            Result("keys", "all keys"),
            Result("values", "all values"),
            Result("q", "the queries of a head: q[1]"),
            Result("k", "the keys of a head"),
            Result("v", "the values of a head"),
            Result("scores", "the scores of a head: scores[1]", ("S",)),
            Result("scaled", "the scaled scores of a head"),
            Result("visible", "the causal mask"),
            Result("weights", "the attention weights of a head", ("A",)),
            Result("head", "the output of a head: head[1]"),
            Result("heads-joined", "the heads side by side", ("concat",)),
        ),
        equations=multi_head,
        conventions=CONVENTIONS,
        example="question two: compute multi-head-attention\n  X = [[1, 0, 2, 0], [0, 1, 0, 2]]\n  Q = X\n  K = X\n"
        "  V = X\n  heads = 2\n  find q[1], head[1], head[2], output to 4 decimals",
        also=("multihead-attention", "mha"),
    ),
)
