"""Layers that Keras does not have as such, as classes of its own layers: what is written before the model."""

from __future__ import annotations

import re

CLASSES = {
    "Positions": '''
class Positions(layers.Layer):
    """A vector for every position is added: learned, or sines and cosines."""

    def __init__(self, length, learned=True, **kwargs):
        super().__init__(**kwargs)
        self.length, self.learned = length, learned

    def build(self, shape):
        if self.learned:
            self.table = self.add_weight(shape=(self.length, shape[-1]), name="table")

    def call(self, x):
        steps, depth = x.shape[1], x.shape[2]
        if self.learned:
            return x + self.table[:steps]
        rates = 10000.0 ** (-2.0 * (np.arange(depth) // 2) / depth)
        angles = np.arange(steps)[:, None] * rates
        waves = np.where(np.arange(depth) % 2, np.cos(angles), np.sin(angles))
        return x + ops.convert_to_tensor(waves.astype("float32"))
''',
    "SqueezeExcite": '''
class SqueezeExcite(layers.Layer):
    """Every channel is weighed by what two small dense layers make of all channels."""

    def __init__(self, squeezed, use_bias=True, **kwargs):
        super().__init__(**kwargs)
        self.squeezed, self.use_bias = squeezed, use_bias

    def build(self, shape):
        self.down = layers.Dense(self.squeezed, "relu", self.use_bias)
        self.up = layers.Dense(shape[-1], "sigmoid", self.use_bias)
        self.down.build((None, shape[-1]))
        self.up.build((None, self.squeezed))

    def call(self, x):
        return x * self.up(self.down(ops.mean(x, axis=list(range(1, len(x.shape) - 1)), keepdims=True)))
''',
    "FeedForward": '''
class FeedForward(layers.Layer):
    """Two dense layers at every position, or three where one gates."""

    def __init__(self, hidden, gated=False, use_bias=True, **kwargs):
        super().__init__(**kwargs)
        self.hidden, self.gated, self.use_bias = hidden, gated, use_bias

    def build(self, shape):
        self.inward = layers.Dense(self.hidden, "silu" if self.gated else "relu", self.use_bias)
        self.gate = layers.Dense(self.hidden, None, self.use_bias) if self.gated else None
        self.outward = layers.Dense(shape[-1], None, self.use_bias)
        for one in (self.inward, self.gate):
            if one is not None:
                one.build(shape)
        self.outward.build((*shape[:-1], self.hidden))

    def call(self, x):
        y = self.inward(x)
        return self.outward(y if self.gate is None else y * self.gate(x))
''',
    "TransformerLayer": '''
class TransformerLayer(layers.Layer):
    """Attention, attention over a memory where there is one, and a feed-forward part, each with a norm."""

    def __init__(self, attention, hidden, gated=False, use_bias=True, norm="layer", cross=False, causal=False, **more):
        super().__init__(**more)
        self.options, self.cross, self.causal = attention, cross, causal
        make = layers.LayerNormalization if norm == "layer" else layers.RMSNormalization
        self.norms = [make() for _ in range(3 if cross else 2)] if norm != "none" else []
        self.feed_forward = FeedForward(hidden, gated, use_bias)

    def build(self, x_shape, memory_shape=None):
        shape = x_shape
        make = layers.GroupQueryAttention if "num_query_heads" in self.options else layers.MultiHeadAttention
        self.attention = make(**self.options)
        self.attention.build(shape, shape)
        if self.cross:
            self.over = make(**self.options)
            self.over.build(shape, memory_shape)
        for one in (*self.norms, self.feed_forward):
            one.build(shape)

    def compute_output_shape(self, x_shape, memory_shape=None):
        return x_shape

    def call(self, x, memory=None):
        norms = iter(self.norms)
        x = next(norms, _same)(x + self.attention(x, x, use_causal_mask=self.causal or self.cross))
        if memory is not None:
            x = next(norms, _same)(x + self.over(x, memory))
        return next(norms, _same)(x + self.feed_forward(x))


def _same(x):
    return x
''',
    "ClassToken": '''
class ClassToken(layers.Layer):
    """Learned vectors stand before the others."""

    def __init__(self, count=1, **kwargs):
        super().__init__(**kwargs)
        self.count = count

    def build(self, shape):
        self.token = self.add_weight(shape=(1, self.count, shape[-1]), name="token")

    def call(self, x):
        token = ops.broadcast_to(self.token, (ops.shape(x)[0], self.count, x.shape[-1]))
        return ops.concatenate([token, x], axis=1)
''',
    "Subsample": '''
class Subsample(layers.Layer):
    """LeNet's pooling: the sum of a window, times a coefficient, plus a bias, both learned for each map."""

    def __init__(self, pool_size, strides=None, use_bias=True, **kwargs):
        super().__init__(**kwargs)
        self.pool, self.use_bias = layers.AveragePooling2D(pool_size, strides), use_bias
        self.cells = self.pool.pool_size[0] * self.pool.pool_size[1]

    def build(self, shape):
        self.coefficient = self.add_weight(shape=(shape[-1],), name="coefficient", initializer="ones")
        self.bias = self.add_weight(shape=(shape[-1],), name="bias") if self.use_bias else 0.0

    def call(self, x):
        return self.pool(x) * self.cells * self.coefficient + self.bias
''',
    "PixelShuffle": '''
class PixelShuffle(layers.Layer):
    """Groups of channels become cells of a larger map."""

    def __init__(self, factor, **kwargs):
        super().__init__(**kwargs)
        self.factor = factor

    def call(self, x):
        r, (_, height, width, depth) = self.factor, x.shape
        x = ops.reshape(x, (-1, height, width, r, r, depth // (r * r)))
        return ops.reshape(ops.transpose(x, (0, 1, 3, 2, 4, 5)), (-1, height * r, width * r, depth // (r * r)))
''',
    "Matmul": '''
class Matmul(layers.Layer):
    """Rows of one times columns of the other, which may be transposed first."""

    def __init__(self, transposed=False, **kwargs):
        super().__init__(**kwargs)
        self.transposed = transposed

    def call(self, one, other):
        return ops.matmul(one, ops.swapaxes(other, -1, -2) if self.transposed else other)
''',
    "Slice": '''
class Slice(layers.Layer):
    """A part of one axis, counted with the batch."""

    def __init__(self, size, begin=0, axis=-1, **kwargs):
        super().__init__(**kwargs)
        self.size, self.begin, self.axis = size, begin, axis

    def call(self, x):
        return ops.take(x, list(range(self.begin, self.begin + self.size)), axis=self.axis)
''',
    "Maxout": '''
class Maxout(layers.Layer):
    """The largest of several linear maps."""

    def __init__(self, units, pieces, use_bias=True, **kwargs):
        super().__init__(**kwargs)
        self.units, self.pieces = units, pieces
        self.dense = layers.Dense(units * pieces, use_bias=use_bias)

    def build(self, shape):
        self.dense.build(shape)

    def call(self, x):
        return ops.max(ops.reshape(self.dense(x), (-1, self.units, self.pieces)), axis=-1)
''',
    "Glu": '''
class Glu(layers.Layer):
    """One half of the channels, times the sigmoid of the other."""

    def call(self, x):
        one, other = ops.split(x, 2, axis=-1)
        return one * ops.sigmoid(other)
''',
    "Patches": '''
class Patches(layers.Layer):
    """Patches of an image as rows."""

    def __init__(self, size, **kwargs):
        super().__init__(**kwargs)
        self.size = size

    def call(self, x):
        p, (_, height, width, depth) = self.size, x.shape
        x = ops.reshape(x, (-1, height // p, p, width // p, p, depth))
        x = ops.transpose(x, (0, 1, 3, 2, 4, 5))
        return ops.reshape(x, (-1, (height // p) * (width // p), p * p * depth))
''',
}
NEEDS = {"TransformerLayer": ("FeedForward",)}


def classes_in(body: str) -> list[str]:
    """The classes that a body of code calls, each after those that it needs; with what they import first."""
    used = [name for name in CLASSES if re.search(rf"\b{name}\(", body)]
    named = {*used, *(need for name in used for need in NEEDS.get(name, ()))}
    return [CLASSES[name].strip("\n") + "\n\n" for name in CLASSES if name in named]
