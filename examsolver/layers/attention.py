"""Attention with several heads, over its own input or a memory; keys and values may have fewer heads (grouped query).

Sources: Vaswani and others 2017; Ainslie and others 2023 for grouped queries.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from examsolver.core.convention import Conventions
from examsolver.core.derivation import LawError, Misconception, Step, Value
from examsolver.core.formula import Formula, Num, Sym
from examsolver.core.layer import Layer, Placed, Shape, Shapes
from examsolver.core.option import Option
from examsolver.layers.conventions import BIAS, MASK, SCORES, bias_counted, pairs_masked
from examsolver.layers.counting import learned
from examsolver.layers.lettered import Count, counting, weighed, wrong_count
from examsolver.layers.shaping import shaped
from examsolver.layers.sharing import shareable
from examsolver.layers.sizes import needed, size_text

HEADS = Option("heads", "how many heads the queries have", also=("num heads", "head", "attention heads"))
KEY = Option("key", "the size of a key in each head; d / heads where left out", also=("key dim", "head size", "d k"))
VALUE = Option("value", "the size of a value in each head; that of a key where left out", also=("value dim", "d v"))
KV_HEADS = Option(
    "kv heads",
    "how many heads keys and values have; those of the queries where left out (1 is multi-query attention)",
    also=("key value heads", "kv", "num kv heads", "query groups"),
)
ATTENTION_BIAS = Option("bias", "whether the projections have biases", "flag", True, also=("biases", "use bias"))
CAUSAL = Option("causal", "whether a position sees only itself and those before it", "flag", False, also=("masked",))
OPTIONS = (HEADS, KEY, VALUE, KV_HEADS, ATTENTION_BIAS, CAUSAL)


@dataclass(frozen=True, slots=True)
class Heads:
    """How attention is cut up. None stands for its default."""

    heads: int
    key: int | None = None
    value: int | None = None
    kv_heads: int | None = None

    @property
    def plain(self) -> bool:
        """Whether everything is at its default, so that all four matrices are d by d."""
        return self.key is None and self.value is None and self.kv_heads in (None, self.heads)


def heads_of(placed: Placed) -> Heads:
    """How the attention of a layer is cut up; LawError where its numbers do not fit."""
    count = needed(placed, "heads", "number of heads", f"write e.g. `{placed.layer.name} heads 8`")
    own = placed.settings
    groups = own.get("kv heads")
    if groups is not None and count % groups:
        raise LawError(f"{groups} heads of keys and values do not divide {count} heads of queries evenly", "")
    return Heads(count, own.get("key"), own.get("value"), groups)


def model_letters(shapes: tuple[Shape, ...], heads: Heads, reader: str) -> dict[str, int]:
    """T and d of the input, S and m of what is attended to, and h, g, k, v; LawError for anything but sequences."""
    for shape in shapes:
        if len(shape) != 2:
            reads = f"{reader} reads positions x features, but its input is {size_text(shape)}"
            raise LawError(reads, "write e.g. `input 20x512`, or an embedding before it")
    steps, depth = shapes[0]
    if heads.key is None and depth % heads.heads:
        hint = "use a number of heads that divides it, or say the size of a key: `key 64`"
        raise LawError(f"{depth} features cannot be cut into {heads.heads} equal heads", hint)
    key = heads.key or depth // heads.heads
    kept = heads.kv_heads or heads.heads
    letters = {"T": steps, "d": depth, "S": shapes[-1][0], "m": shapes[-1][1]}
    return {**letters, "h": heads.heads, "g": kept, "k": key, "v": heads.value or key}


def projections(heads: Heads, cross: bool) -> Formula:
    """The weights of queries, keys, values and output in letters: 4 · d · d where all are alike."""
    d, m, h, g, k, v = (Sym(letter) for letter in "dmhgkv")
    reads: Formula = m if cross else d
    if heads.plain and not cross:
        return 4 * d * d
    if heads.plain:
        return 2 * d * d + 2 * m * d
    return d * h * k + reads * g * k + reads * g * v + h * v * d


def projection_biases(heads: Heads) -> Formula:
    """A bias for every output of the four projections."""
    d, h, g, k, v = (Sym(letter) for letter in "dhgkv")
    return 4 * d if heads.plain else h * k + g * k + g * v + d


def attention_macs(heads: Heads, cross: bool, scores: bool, causal: bool) -> Formula:
    """Projections at every position, then a product of each query with each key, and of each weight with each value."""
    d, m, h, g, k, v, steps, others = (Sym(letter) for letter in ("d", "m", "h", "g", "k", "v", "T", "S"))
    projected: Formula = steps * projections(heads, False)
    if cross:
        projected = steps * (d * h * k + h * v * d) + others * (m * g * k + m * g * v)
    if not scores:
        return projected
    return projected + pairs(cross, causal) * h * (k + v)


def attention_additions(heads: Heads, cross: bool, scores: bool, causal: bool, biased: bool) -> Formula:
    """One fewer than products for each sum: of a projection unless it has a bias, of a score, of a weighted value."""
    d, h, g, k, v, steps, others = (Sym(letter) for letter in ("d", "h", "g", "k", "v", "T", "S"))
    products = attention_macs(heads, cross, scores, causal)
    if not biased and cross:
        products = products - (steps * (h * k + d) + others * (g * k + g * v))
    elif not biased:
        products = products - steps * projection_biases(heads)
    return products - (pairs(cross, causal) * h + steps * h * v) if scores else products


def pairs(cross: bool, causal: bool) -> Formula:
    """How many pairs of positions attend: T · T, T · S or T(T + 1)/2."""
    steps = Sym("T")
    if causal and not cross:
        return steps * (steps + 1) / 2
    return steps * (Sym("S") if cross else steps)


def _letters(*shapes: Shape, heads: Heads, reader: str) -> Mapping[str, int]:
    return model_letters(shapes, heads, reader)


def kept(*shapes: Shape, heads: Heads, reader: str, cross: bool) -> Shape:
    """The size stays: every position gets a new vector of the same length."""
    if cross and len(shapes) != 2:
        raise LawError(f"{reader} reads queries and a memory, here are {len(shapes)} layers", "write e.g. `a, memory`")
    model_letters(shapes, heads, reader)
    return shapes[0]


def _steps(placed: Placed, conventions: Conventions, *, cross: bool) -> tuple[Step, ...]:
    heads = heads_of(placed)
    options: dict[str, Value] = {"heads": heads, "reader": placed.layer.name}
    biased = placed.settings["bias"] and bias_counted(conventions)
    weights, biases = projections(heads, cross), projection_biases(heads)
    causal = placed.settings["causal"] or pairs_masked(conventions)
    scores = SCORES.chosen(conventions).name == "with scores"
    slips = _slips(heads, weights, biases if biased else Num(0), cross)
    says = "matrices for queries, keys, values and the output" + (", each with biases" if biased else "")
    products = attention_macs(heads, cross, scores, causal)
    reason = "every projection at every position" + (", then the scores and the weighted values" if scores else "")
    biases_added = bool(placed.settings["bias"])
    added = Count(
        "additions",
        attention_additions(heads, cross, scores, causal, biases_added),
        "the sum of n products needs n - 1 additions" + (", and a bias one more" if biases_added else ""),
    )
    softmax = Count(
        "operations", Sym("h") * pairs(cross, causal), "one exponential for each head and pair of positions"
    )
    cache = Count(
        "kv-cache",
        (Sym("S") if cross else Sym("T")) * Sym("g") * (Sym("k") + Sym("v")),
        "a key and a value for every position and head of keys and values",
        cache_slips(heads, cross),
    )
    return (
        shaped(placed, kept, "attention gives a vector for every query, of the same length", cross=cross, **options),
        *counting(
            placed,
            _letters,
            options,
            *weighed(weights, biases if biased else None, says, slips),
            Count("macs", products, reason),
            added,
            softmax,
            cache,
        ),
        learned(placed),
    )


def cache_slips(heads: Heads, cross: bool = False) -> tuple[Misconception, ...]:
    """Wrong ideas about what is kept of keys and values."""
    steps = Sym("S") if cross else Sym("T")
    one = wrong_count(
        "keys-or-values-alone", "Both keys and values are kept: twice as many.", steps * Sym("g") * Sym("k")
    )
    if heads.kv_heads in (None, heads.heads):
        return (one,)
    every = steps * Sym("h") * (Sym("k") + Sym("v"))
    return one, wrong_count("kv-heads-ignored", "Keys and values have fewer heads than queries.", every)


def _slips(heads: Heads, weights: Formula, biases: Formula, cross: bool) -> tuple[Misconception, ...]:
    d, h, k = Sym("d"), Sym("h"), Sym("k")
    counted = biases != Num(0)
    reads: Formula = Sym("m") if cross else d
    out = Sym("h") * Sym("v") * d
    ideas = [
        wrong_count(
            "output-projection-forgotten",
            "The heads are joined by a fourth matrix.",
            three_projections(heads, cross, counted),
        ),
        wrong_count(
            "heads-multiply-parameters", "The heads share the d columns of each matrix.", h * (weights + biases)
        ),
        wrong_count(
            "heads-of-full-width",
            "Queries, keys and values of a head are as wide as one head, not as the model.",
            h * (d * d + 2 * reads * d) + out + ((3 * h * d + d) if counted else Num(0)),
        ),
        wrong_count(
            "one-head-counted",
            "Every head has weights of its own.",
            2 * d * k + 2 * reads * k + ((3 * k + d) if counted else Num(0)),
        ),
    ]
    full = 2 * d * d + 2 * reads * d + (4 * d if counted else Num(0))
    if heads.kv_heads not in (None, heads.heads):
        ideas.append(wrong_count("kv-heads-ignored", "Keys and values have fewer heads than queries.", full))
    elif heads.key is not None:
        ideas.append(wrong_count("head-size-ignored", "The heads have the width that is given, not d / h.", full))
    return tuple(ideas)


def three_projections(heads: Heads, cross: bool, counted: bool) -> Formula:
    """Queries, keys and values alone, with their biases: 3 · d · d + 3 · d where all are alike."""
    d, h, g, k, v = (Sym(letter) for letter in "dhgkv")
    reads: Formula = Sym("m") if cross else d
    if heads.plain and not cross:
        return 3 * d * d + 3 * d if counted else 3 * d * d
    weights = d * h * k + reads * g * k + reads * g * v
    return weights + h * k + g * k + g * v if counted else weights


# --- oracles ----------------------------------------------------------------------------------------------------------


def attention_tensors(shapes: tuple[Shape, ...], heads: Heads, biased: bool) -> Shapes:
    """Oracle: the matrices of every head, listed, and the output matrix."""
    depth, reads = shapes[0][1], shapes[-1][1]
    key = heads.key or depth // heads.heads
    value = heads.value or key
    bias = [1] if biased else []
    tensors: list[Shape] = []
    for _ in range(heads.heads):
        tensors += [(depth, key), (value, depth), *((key,) for _ in bias)]
    for _ in range(heads.kv_heads or heads.heads):
        tensors += [(reads, key), (reads, value), *(shape for _ in bias for shape in ((key,), (value,)))]
    return (*tensors, *((depth,) for _ in bias))


def _weights(placed: Placed, shapes: tuple[Shape, ...], conventions: Conventions) -> tuple[Shapes, Shapes]:
    biased = placed.settings["bias"] and conventions.get("bias") != "not counted"
    return attention_tensors(shapes, heads_of(placed), biased), ()


def _window(placed: Placed, shapes: tuple[Shape, ...], conventions: Conventions) -> Shape:
    return (len(range(shapes[0][0])), shapes[0][1])


def _counted(placed: Placed, shapes: tuple[Shape, ...], conventions: Conventions) -> int:
    heads = heads_of(placed)
    depth, reads = shapes[0][1], shapes[-1][1]
    key = heads.key or depth // heads.heads
    value = heads.value or key
    count = sum(heads.heads * (depth * key + value * depth) for _ in range(shapes[0][0]))
    count += sum((heads.kv_heads or heads.heads) * reads * (key + value) for _ in range(shapes[-1][0]))
    if conventions.get("attention macs") == "projections only":
        return count
    causal = placed.settings["causal"] or conventions.get("attention mask") == "causal"
    seen = causal and len(shapes) == 1
    return count + sum(
        heads.heads * (key + value)
        for query in range(shapes[0][0])
        for other in range(shapes[-1][0])
        if not seen or other <= query
    )


def heads_told(settings: Mapping[str, Value]) -> str:
    """The heads in words: ``8 heads, keys of 64``."""
    said = [f"{settings['heads']} heads"] if settings.get("heads") else []
    said += [f"{settings['kv heads']} heads of keys and values"] if settings.get("kv heads") else []
    said += [f"keys of {settings['key']}"] if settings.get("key") else []
    said += [f"values of {settings['value']}"] if settings.get("value") else []
    return ", ".join(said)


def _describe(placed: Placed, *, says: str) -> str:
    told = heads_told(placed.settings)
    ends = [", no bias"] if not placed.settings["bias"] else []
    ends += [", causal"] if placed.settings["causal"] else []
    return says + (f" with {told}" if told else "") + "".join(ends)


def _layer(name: str, says: str, sources: int, sample: str, also: tuple[str, ...]) -> Layer:
    return Layer(
        name,
        f"{says}: queries, keys, values and output",
        partial(_steps, cross=sources < 0),
        options=OPTIONS,
        positional=("heads", "key"),
        quantities=(
            "output",
            "parameters",
            "weights",
            "biases",
            "trainable",
            "macs",
            "additions",
            "operations",
            "kv-cache",
        ),
        weights=_weights,
        windows=_window,
        sources=sources,
        conventions=(BIAS, SCORES, MASK),
        also=also,
        example=sample,
        group="attention and transformers",
        describe=partial(_describe, says=says),
        multiplications=_counted,
    )


OWN = (
    _layer(
        "attention",
        "multi-head attention",
        1,
        "input 20x512\nattention 8\nfind attention.parameters, attention.macs",
        (
            "multi-head-attention",
            "multihead-attention",
            "mha",
            "self-attention",
            "grouped-query-attention",
            "gqa",
        ),
    ),
    _layer(
        "cross-attention",
        "multi-head attention over a memory",
        -1,
        "memory = input 30x512\nx = input 20x512\ncross-attention x, memory, heads 8\nfind cross-attention.parameters",
        ("encoder-decoder-attention",),
    ),
)
LAYERS = tuple(map(shareable, OWN))
