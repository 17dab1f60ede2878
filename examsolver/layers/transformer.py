"""Whole layers of a transformer: attention, perhaps attention over a memory, feed-forward, and their norms.

Its parameters are worked out part by part. Source: Vaswani and others 2017.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from examsolver.core.convention import Conventions
from examsolver.core.derivation import LawError, Misconception, Step, Value
from examsolver.core.formula import Formula, Num, Sym
from examsolver.core.layer import Layer, Placed, Shape, Shapes
from examsolver.core.option import Option
from examsolver.layers.attention import (
    CAUSAL,
    HEADS,
    KEY,
    KV_HEADS,
    VALUE,
    Heads,
    attention_additions,
    attention_macs,
    attention_tensors,
    cache_slips,
    heads_of,
    heads_told,
    kept,
    model_letters,
    projection_biases,
    projections,
    three_projections,
)
from examsolver.layers.conventions import BIAS, MASK, SCORES, bias_counted, pairs_masked
from examsolver.layers.counting import learned
from examsolver.layers.feed_forward import feed_forward_biases, feed_forward_tensors, feed_forward_weights
from examsolver.layers.lettered import Count, counting, summing, wrong_count
from examsolver.layers.shaping import shaped
from examsolver.layers.sharing import shareable
from examsolver.layers.sizes import elements, total
from examsolver.layers.slips import slip

OPTIONS = (
    HEADS,
    Option(
        "hidden", "the middle of the feed-forward part; 4 d where left out", also=("ff", "ffn", "d ff", "dff", "inner")
    ),
    KEY,
    VALUE,
    KV_HEADS,
    Option("gated", "whether the feed-forward part has a third matrix (SwiGLU)", "flag", False, also=("swiglu", "glu")),
    Option("bias", "whether matrices have biases", "flag", True, also=("biases", "use bias")),
    Option("attention bias", "whether the attention has biases; as `bias` where left out", "flag", also=("qkv bias",)),
    Option("norm", "layer (scale and shift), rms (scale) or none", "word", "layer", also=("normalisation", "norms")),
    CAUSAL,
)
NORMS = {"layer": 2, "rms": 1, "none": 0}


def _letters(*shapes: Shape, heads: Heads, hidden: int | None, reader: str) -> Mapping[str, int]:
    depth = shapes[0][-1] if shapes[0] else 0
    return {**model_letters(shapes, heads, reader), "f": hidden or 4 * depth}


def _norm(placed: Placed) -> int:
    word = placed.settings["norm"]
    if word not in NORMS:
        raise LawError(f"there is no norm {word!r}", "norm is one of layer, rms, none")
    return NORMS[word]


def _has(placed: Placed, conventions: Conventions) -> tuple[bool, bool]:
    """Whether the attention and the feed-forward part have biases that count."""
    settings = placed.settings
    own = settings["bias"] if settings["attention bias"] is None else settings["attention bias"]
    counted = bias_counted(conventions)
    return own and counted, settings["bias"] and counted


def added(*counts: int) -> int:
    """The parts, added."""
    return sum(counts)


def _numbers(*counts: int) -> Formula:
    return total(Num(count) for count in counts)


def _steps(placed: Placed, conventions: Conventions, *, cross: bool) -> tuple[Step, ...]:
    heads, gated = heads_of(placed), placed.settings["gated"]
    options: dict[str, Value] = {"heads": heads, "reader": placed.layer.name}
    full = {**options, "hidden": placed.settings["hidden"]}
    parts = _parts(placed, conventions, heads, cross)
    own = [projections(heads, False), *([projections(heads, True)] if cross else []), feed_forward_weights(gated)]
    biased, inner_biased = _has(placed, conventions)
    norms = (3 if cross else 2) * Sym("d")
    weights = total([*own, *([norms] if _norm(placed) else [])])
    shifts = [projection_biases(heads)] * ((2 if cross else 1) * biased)
    shifts += [feed_forward_biases(gated)] * inner_biased + [norms] * (_norm(placed) == 2)
    causal = placed.settings["causal"] or pairs_masked(conventions)
    scores = SCORES.chosen(conventions).name == "with scores"
    products = attention_macs(heads, False, scores, causal)
    if cross:
        products = products + attention_macs(heads, True, scores, False)
    macs = Count(
        "macs", products + Sym("T") * feed_forward_weights(gated), "attention, then the feed-forward part everywhere"
    )
    cache = Count(
        "kv-cache",
        Sym("T") * Sym("g") * (Sym("k") + Sym("v")),
        "a key and a value for every position and head",
        cache_slips(heads),
    )
    added_up = Count(
        "additions", _additions(placed, heads, cross, scores, causal), "one fewer than products for each sum"
    )
    apart = (
        Count("weights", weights, "the matrices, and the scales of the norms"),
        Count("biases", total(shifts), "the biases, and the shifts of the norms"),
    )
    return (
        shaped(placed, kept, "every position keeps a vector of the same length", cross=cross, **options),
        *counting(placed, _letters, full, *parts, *apart, macs, added_up, cache),
        _sum(placed, tuple(part.quantity for part in parts)),
        learned(placed),
    )


def _additions(placed: Placed, heads: Heads, cross: bool, scores: bool, causal: bool) -> Formula:
    """Those of the products in attention and in the feed-forward part."""
    settings = placed.settings
    biased = settings["bias"] if settings["attention bias"] is None else settings["attention bias"]
    sums = feed_forward_biases(settings["gated"])
    inner = summing(feed_forward_weights(settings["gated"]), sums, sums if settings["bias"] else None)
    found = attention_additions(heads, False, scores, causal, biased) + Sym("T") * inner.formula
    return found + attention_additions(heads, True, scores, False, biased) if cross else found


def _parts(placed: Placed, conventions: Conventions, heads: Heads, cross: bool) -> tuple[Count, ...]:
    """Attention, perhaps over the memory too, feed-forward and norms, as counts."""
    biased, inner_biased = _has(placed, conventions)
    added_biases = projection_biases(heads) if biased else None
    own = projections(heads, False)
    reads = "queries, keys, values and output" + (", with biases" if biased else "")
    three = three_projections(heads, False, biased)
    forgotten = wrong_count("output-projection-forgotten", "The heads are joined by a fourth matrix.", three)
    counts = [Count("attention", _with(own, added_biases), reads, (forgotten, *_unbiased(own, biased)))]
    if cross:
        says = "queries from the layer, keys and values from the memory"
        counts.append(Count("cross-attention", _with(projections(heads, True), added_biases), says))
    gated = placed.settings["gated"]
    inner = feed_forward_weights(gated)
    says = f"{'three' if gated else 'two'} matrices between d and f" + (", with biases" if inner_biased else "")
    whole = _with(inner, feed_forward_biases(gated) if inner_biased else None)
    counts.append(Count("feed-forward", whole, says, _unbiased(inner, inner_biased)))
    each, norms = _norm(placed), 3 if cross else 2
    because = {2: "a scale and a shift for each feature", 1: "a scale for each feature", 0: "there are no norms"}[each]
    one_less = wrong_count("one-norm-forgotten", "Every part has a norm of its own.", (norms - 1) * each * Sym("d"))
    counts.append(
        Count("norms", norms * each * Sym("d"), f"{norms} norms: {because}" if each else because, (one_less,))
    )
    return tuple(counts)


def _with(weights: Formula, biases: Formula | None) -> Formula:
    return weights if biases is None else weights + biases


def _unbiased(weights: Formula, biased: bool) -> tuple[Misconception, ...]:
    return (wrong_count("biases-forgotten", "The biases are counted here too.", weights),) if biased else ()


def _sum(placed: Placed, parts: tuple[str, ...]) -> Step:
    names = tuple(f"{placed.name}.{part}" for part in parts)
    return Step(
        f"{placed.name}.parameters",
        names,
        added,
        formula=total(Sym(name) for name in names),
        numbers=_numbers,
        because="the parts, added",
        rule=placed.layer.name,
        misconceptions=(
            slip("norms-not-counted", "The norms have parameters too.", partial(_leave_out, part="norms")),
            slip(
                "feed-forward-not-counted",
                "The feed-forward part counts too.",
                partial(_leave_out, part="feed-forward"),
            ),
        ),
        span=placed.span,
    )


def _leave_out(derivation: object, step: Step, *, part: str) -> Mapping[str, Step]:
    kept_names = tuple(name for name in step.uses if not name.endswith(f".{part}"))
    return {step.name: replace(step, uses=kept_names)}


# --- oracles ----------------------------------------------------------------------------------------------------------


def _weights(placed: Placed, shapes: tuple[Shape, ...], conventions: Conventions) -> tuple[Shapes, Shapes]:
    biased, inner_biased = _has(placed, conventions)
    heads, depth = heads_of(placed), shapes[0][1]
    tensors = list(attention_tensors(shapes[:1], heads, biased))
    if len(shapes) > 1:
        tensors += attention_tensors(shapes, heads, biased)
    hidden = placed.settings["hidden"] or 4 * depth
    tensors += feed_forward_tensors(depth, hidden, placed.settings["gated"], inner_biased)
    tensors += [(depth,) for _ in range((len(shapes) + 1) * _norm(placed))]
    return tuple(tensors), ()


def _window(placed: Placed, shapes: tuple[Shape, ...], conventions: Conventions) -> Shape:
    return (len(range(shapes[0][0])), len(range(shapes[0][1])))


def _counted(placed: Placed, shapes: tuple[Shape, ...], conventions: Conventions) -> int:
    heads, (steps, depth) = heads_of(placed), shapes[0]
    key = heads.key or depth // heads.heads
    value = heads.value or key
    hidden = placed.settings["hidden"] or 4 * depth
    own = sum(map(elements, attention_tensors(shapes[:1], heads, False)))
    own += sum(map(elements, feed_forward_tensors(depth, hidden, placed.settings["gated"], False)))
    count = sum(own for _ in range(steps))
    causal = placed.settings["causal"] or conventions.get("attention mask") == "causal"
    seen = [(t, s) for t in range(steps) for s in range(steps) if s <= t or not causal]
    if len(shapes) > 1:
        reads = shapes[1][1]
        count += steps * heads.heads * (depth * key + value * depth)
        count += shapes[1][0] * (heads.kv_heads or heads.heads) * reads * (key + value)
        seen += [(t, s) for t in range(steps) for s in range(shapes[1][0])]
    if conventions.get("attention macs") == "projections only":
        return count
    return count + sum(heads.heads * (key + value) for _ in seen)


def _describe(placed: Placed, *, says: str) -> str:
    settings = placed.settings
    told = [text for text in (heads_told(settings),) if text]
    told += [f"{settings['hidden']} units in the feed-forward part"] if settings.get("hidden") else []
    told += ["gated"] if settings["gated"] else []
    told += [] if settings["bias"] else ["no bias"]
    told += [] if settings["attention bias"] is None or settings["attention bias"] else ["no attention bias"]
    told += [] if settings["norm"] == "layer" else [f"norm {settings['norm']}"]
    told += ["causal"] if settings["causal"] else []
    return says + (f" with {', '.join(told)}" if told else "")


def _layer(name: str, says: str, sources: int, sample: str, also: tuple[str, ...]) -> Layer:
    quantities = [
        "output",
        "parameters",
        "attention",
        "feed-forward",
        "norms",
        "weights",
        "biases",
        "trainable",
        "macs",
        "additions",
        "kv-cache",
    ]
    if sources < 0:
        quantities.insert(3, "cross-attention")
    return Layer(
        name,
        f"{says}: attention{', attention over a memory' if sources < 0 else ''}, feed-forward and norms",
        partial(_steps, cross=sources < 0),
        options=OPTIONS,
        positional=("heads", "hidden"),
        quantities=tuple(quantities),
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
        "encoder-layer",
        "transformer encoder layer",
        1,
        "input 20x512\nencoder-layer 8, hidden 2048\nfind encoder-layer.parameters",
        (
            "transformer-encoder",
            "transformer-block",
            "transformerencoderlayer",
            "encoder-block",
            "transformer-layer",
        ),
    ),
    _layer(
        "decoder-layer",
        "transformer decoder layer",
        -1,
        "memory = input 30x512\nx = input 20x512\ndecoder-layer x, memory, heads 8, hidden 2048\n"
        "find decoder-layer.parameters",
        ("transformer-decoder", "transformerdecoderlayer", "decoder-block"),
    ),
)
LAYERS = tuple(map(shareable, OWN))
