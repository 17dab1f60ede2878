"""Random layers that fit their input, for every layer of the catalogue: settings by word, and chains of them."""

from __future__ import annotations

import random

MAP, SEQUENCE, VECTOR, WORDS, VOLUME = "map", "sequence", "vector", "words", "volume"


def shape_of(kind, rng):
    """A small random input."""
    if kind == WORDS:
        return (rng.randint(2, 7),)
    if kind == VECTOR:
        return (rng.choice([1, 4, 6, 12]),)
    if kind == SEQUENCE:
        return (rng.randint(5, 12), rng.choice([4, 6, 8, 12]))
    if kind == VOLUME:
        return (*(rng.randint(4, 7) for _ in range(3)), rng.choice([2, 4]))
    return (rng.randint(6, 12), rng.randint(6, 12), rng.choice([2, 4, 6, 8]))


def window(rng, shape, axes, groups=False):
    """Kernel, stride, padding, dilation that fit."""
    kernel = tuple(rng.randint(1, 4) for _ in range(axes))
    says = {"kernel": kernel, "stride": rng.randint(1, 3)}
    if rng.random() < 0.3:
        says |= {"same": True}
    else:
        says |= {"padding": rng.randint(0, min(kernel) // 2)}
    if says["stride"] == 1 and all(2 * (size - 1) + 1 <= side for size, side in zip(kernel, shape, strict=False)):
        says["dilation"] = rng.randint(1, 2)
    if groups:
        says["groups"] = rng.choice([size for size in (1, 2) if shape[-1] % size == 0])
    return says


def conv(axes, rng, shape):
    return {**window(rng, shape, axes, groups=True), "filters": rng.choice([2, 4, 6]), "bias": rng.random() < 0.7}


def depthwise(axes, rng, shape):
    says = window(rng, shape, axes)
    return {**says, "multiplier": rng.randint(1, 3), "bias": rng.random() < 0.7}


def separable(axes, rng, shape):
    return {**depthwise(axes, rng, shape), "filters": rng.randint(1, 5)}


def local(axes, rng, shape):
    says = window(rng, shape, axes)
    says = {"kernel": says["kernel"], "stride": says["stride"], "bias": rng.random() < 0.7}
    return says | {"filters": rng.randint(1, 3)}


def transposed(axes, rng, shape):
    kernel, stride = rng.randint(1, 4), rng.randint(1, 3)
    says = {"kernel": kernel, "stride": stride, "filters": rng.choice([2, 4]), "bias": rng.random() < 0.7}
    says["groups"] = rng.choice([1, 2]) if shape[-1] % 2 == 0 else 1
    if rng.random() < 0.3:
        return says | {"same": True}
    return says | {"padding": rng.randint(0, (kernel - 1) // 2), "output padding": rng.randint(0, stride - 1)}


def pooling(axes, rng, shape):
    kernel = rng.randint(1, 4)
    says = {"kernel": kernel, "stride": rng.randint(1, 3)}
    if rng.random() < 0.3:
        return says | {"same": True}
    return says | {"padding": rng.randint(0, kernel // 2), "ceil": rng.random() < 0.4}


def nothing(rng, shape):
    return {}


def recurrent(rng, shape):
    return {
        "units": rng.randint(1, 6),
        "sequences": rng.random() < 0.5,
        "bias": rng.random() < 0.8,
        "layers": rng.randint(1, 3),
        "bidirectional": rng.random() < 0.5,
    }


def long_memory(rng, shape):
    says = recurrent(rng, shape)
    extra = rng.choice(["none", "none", "projection", "peepholes"])
    if extra == "projection" and says["units"] > 1:
        says["projection"] = rng.randint(1, says["units"] - 1)
    return says | ({"peepholes": True} if extra == "peepholes" else {})


def sliced(rng, shape):
    axis = rng.randint(1, len(shape))
    begin = rng.randint(0, shape[axis - 1] - 1)
    return {"axis": axis, "begin": begin, "size": rng.randint(1, shape[axis - 1] - begin)}


def attention(rng, shape):
    heads = rng.choice([size for size in (1, 2, 4) if shape[-1] % size == 0])
    says = {"heads": heads, "bias": rng.random() < 0.7}
    if rng.random() < 0.4:
        says["key"] = rng.randint(1, 5)
    if rng.random() < 0.3:
        says["kv heads"] = rng.choice([size for size in (1, 2, 4) if heads % size == 0])
    return says


def transformer(rng, shape):
    return {
        **attention(rng, shape),
        "hidden": rng.randint(2, 20),
        "gated": rng.random() < 0.3,
        "norm": rng.choice(["layer", "rms"]),
    }


def both(sides, rng, shape):
    return {"padding": rng.randint(0, 2), **{side: rng.randint(0, 1) for side in sides}}


def permuted(rng, shape):
    return {"order": tuple(rng.sample(range(1, len(shape) + 1), len(shape)))}


def reshaped(rng, shape):
    return {"size": (shape[-1], *shape[:-1])}


def numbered(name, low, high):
    return lambda rng, shape: {name: rng.randint(low, high)}


def divisor(rng, shape):
    return {"groups": rng.choice([size for size in (1, 2, 4) if shape[-1] % size == 0])}


def axes_of(maker, axes):
    return lambda rng, shape: maker(axes, rng, shape)


def made():
    """By word: the kind of input, how many, and the maker of settings."""
    kinds = {1: SEQUENCE, 2: MAP, 3: VOLUME}
    table = {}
    for axes, suffix in ((1, "1d"), (2, ""), (3, "3d")):
        kind = kinds[axes]
        table[f"conv{suffix}"] = (kind, 1, axes_of(conv, axes))
        table[f"conv-transpose{suffix}"] = (kind, 1, axes_of(transposed, axes))
        table[f"maxpool{suffix}"] = table[f"avgpool{suffix}"] = (kind, 1, axes_of(pooling, axes))
        table[f"depthwise{suffix}"] = (kind, 1, axes_of(depthwise, axes))
        table[f"separable{suffix}"] = (kind, 1, axes_of(separable, axes))
        table[f"locally-connected{suffix}"] = (kind, 1, axes_of(local, axes))
        sides = {1: (), 2: ("top", "bottom"), 3: ("front", "back", "top", "bottom")}[axes] + ("left", "right")
        table[f"zeropad{suffix}"] = (kind, 1, lambda rng, shape, sides=sides: both(sides, rng, shape))
        table[f"crop{suffix}"] = (
            kind,
            1,
            lambda rng, shape: {"padding": rng.randint(0, 1), "left": rng.randint(0, 1)},
        )
    plain = "relu sigmoid tanh softmax leaky-relu relu6 elu selu gelu silu softplus softsign mish hard-sigmoid"
    plain += " hard-swish log-softmax activation identity prelu batchnorm instancenorm lrn dropout"
    for word in plain.split():
        table[word] = (MAP, 1, nothing)
    for word in ("layernorm", "rmsnorm", "positional-encoding", "positional-embedding"):
        table[word] = (SEQUENCE, 1, nothing)
    for word in ("rnn", "gru", "birnn", "bigru"):
        table[word] = (SEQUENCE, 1, recurrent)
    for word in ("lstm", "bilstm"):
        table[word] = (SEQUENCE, 1, long_memory)
    return table | {
        "groupnorm": (MAP, 1, divisor),
        "dense": (VECTOR, 1, lambda rng, shape: {"units": rng.randint(1, 9), "bias": rng.random() < 0.7}),
        "flatten": (MAP, 1, nothing),
        "reshape": (MAP, 1, reshaped),
        "permute": (MAP, 1, permuted),
        "upsample": (MAP, 1, numbered("factor", 1, 3)),
        "pixel-shuffle": (MAP, 1, lambda rng, shape: {"factor": 2 if shape[-1] % 4 == 0 else 1}),
        "gap": (MAP, 1, lambda rng, shape: {"keepdims": rng.random() < 0.5}),
        "gmp": (MAP, 1, lambda rng, shape: {"keepdims": rng.random() < 0.5}),
        "adaptive-avgpool": (MAP, 1, numbered("size", 1, 5)),
        "adaptive-maxpool": (MAP, 1, numbered("size", 1, 5)),
        "subsample": (MAP, 1, lambda rng, shape: {"kernel": 2, "bias": rng.random() < 0.7}),
        "embedding": (WORDS, 1, lambda rng, shape: {"vocabulary": rng.randint(2, 20), "dimension": rng.randint(1, 6)}),
        "squeeze-excite": (MAP, 1, lambda rng, shape: {"ratio": rng.choice([1, 2, 4]), "bias": rng.random() < 0.7}),
        "attention": (SEQUENCE, 1, attention),
        "cross-attention": (SEQUENCE, 2, attention),
        "feed-forward": (SEQUENCE, 1, lambda rng, shape: {"hidden": rng.randint(1, 9), "gated": rng.random() < 0.4}),
        "encoder-layer": (SEQUENCE, 1, transformer),
        "decoder-layer": (SEQUENCE, 2, transformer),
        "add": (MAP, 2, nothing),
        "multiply": (MAP, 2, nothing),
        "concat": (MAP, 2, lambda rng, shape: rng.choice([{}, {"axis": 1}, {"along": "width"}])),
        "subtract": (MAP, 2, nothing),
        "average": (MAP, 2, nothing),
        "maximum": (MAP, 2, nothing),
        "minimum": (MAP, 2, nothing),
        "dot": (VECTOR, 2, nothing),
        "matmul": (SEQUENCE, 2, lambda rng, shape: {"transposed": True}),
        "bilinear": (VECTOR, 2, numbered("units", 1, 5)),
        "maxout": (VECTOR, 1, lambda rng, shape: {"units": rng.randint(1, 5), "pieces": rng.randint(2, 4)}),
        "slice": (MAP, 1, sliced),
        "glu": (MAP, 1, nothing),
        "repeat-vector": (VECTOR, 1, numbered("count", 1, 4)),
        "class-token": (SEQUENCE, 1, numbered("count", 1, 3)),
        "patches": (MAP, 1, lambda rng, shape: {"size": 2 if all(side % 2 == 0 for side in shape[:2]) else 1}),
        "rotary-embedding": (SEQUENCE, 1, nothing),
    }


def samples(word, count, seed=0):
    """``count`` times the input shapes and settings of a layer that fits them."""
    kind, sources, maker = made()[word]
    for number in range(count):
        rng = random.Random(f"{word}/{seed}/{number}")
        shape = shape_of(kind, rng)
        yield (shape,) * sources, maker(rng, shape)
