"""Layers and random chains of them against Keras: sizes and parameters."""

import os
import random

import pytest

from tests.layers.conftest import run
from tests.layers.random_layers import made, samples

pytest.importorskip("torch", reason="install the extra 'oracle'")
os.environ.setdefault("KERAS_BACKEND", "torch")
keras = pytest.importorskip("keras", reason="install the extra 'oracle'")
layers = keras.layers

KERAS = {
    "transposed size": "keras",
    "batchnorm statistics": "counted",
    "gru biases": "two",
    "prelu slopes": "per element",
}


def split(word):
    """``conv1d`` as ``conv`` and 1."""
    return (word[:-2], int(word[-2])) if word.endswith(("1d", "3d")) else (word, 2)


def padded(says):
    """``same`` or ``valid``; None for other padding, which Keras has no word for."""
    if says.get("same"):
        return "same"
    return None if says.get("padding") else "valid"


def convolution(word, says):
    base, axes = split(word)
    names = {"conv": "Conv{}D", "conv-transpose": "Conv{}DTranspose", "separable": "SeparableConv{}D"}
    names |= {"depthwise": "DepthwiseConv{}D"}
    if padded(says) is None or (says["stride"] > 1 and says.get("dilation", 1) > 1):
        return None
    options = {"strides": says["stride"], "padding": padded(says), "use_bias": says["bias"]}
    options["kernel_size"] = says["kernel"]
    if base != "depthwise":
        options["filters"] = says["filters"]
    if base in ("depthwise", "separable"):
        options["depth_multiplier"] = says["multiplier"]
    if base == "conv":
        options["groups"] = says["groups"]
    if base == "conv-transpose":
        if says["groups"] > 1:
            return None
        options["output_padding"] = says.get("output padding") or None
    else:
        options["dilation_rate"] = says.get("dilation", 1)
    return getattr(layers, names[base].format(axes))(**options)


def pooling(word, says):
    base, axes = split(word)
    if padded(says) is None or says.get("ceil"):
        return None
    name = {"maxpool": "MaxPooling", "avgpool": "AveragePooling"}[base]
    return getattr(layers, f"{name}{axes}D")(says["kernel"], says["stride"], padding=padded(says))


def recurrent(word, says):
    if says["layers"] > 1 or says.get("projection") or says.get("peepholes"):
        return None
    kind = {"rnn": layers.SimpleRNN, "lstm": layers.LSTM, "gru": layers.GRU}[word.removeprefix("bi")]
    layer = kind(says["units"], return_sequences=says["sequences"], use_bias=says["bias"])
    return layers.Bidirectional(layer) if says["bidirectional"] else layer


class Itself(keras.Layer):
    """Attention of a layer to itself."""

    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def build(self, shape):
        self.inner.build(shape, shape)

    def compute_output_shape(self, shape):
        return self.inner.compute_output_shape(shape, shape)

    def call(self, x):
        return self.inner(x, x)


def attention(word, says):
    if "key" not in says:
        return None
    groups = says.get("kv heads")
    if groups is None:
        return Itself(layers.MultiHeadAttention(says["heads"], says["key"], use_bias=says["bias"]))
    return Itself(layers.GroupQueryAttention(says["key"], says["heads"], groups, use_bias=says["bias"]))


def bordered(word, says):
    kind = "ZeroPadding" if word.startswith("zeropad") else "Cropping"
    pad = says["padding"]
    named = (("front", "back"), ("top", "bottom"), ("left", "right"))
    ends = [(pad + says.get(one, 0), pad + says.get(other, 0)) for one, other in named]
    axes = split(word)[1]
    return getattr(layers, f"{kind}{axes}D")(ends[2] if axes == 1 else ends[3 - axes :])


def simple(word, says):
    match word:
        case "dense":
            return layers.Dense(says["units"], use_bias=says["bias"])
        case "embedding":
            return layers.Embedding(says["vocabulary"], says["dimension"])
        case "batchnorm":
            return layers.BatchNormalization()
        case "layernorm":
            return layers.LayerNormalization()
        case "rmsnorm":
            return layers.RMSNormalization()
        case "groupnorm":
            return layers.GroupNormalization(says["groups"])
        case "instancenorm":
            return layers.GroupNormalization(-1)
        case "prelu":
            return layers.PReLU()
        case "flatten":
            return layers.Flatten()
        case "reshape":
            return layers.Reshape(says["size"])
        case "permute":
            return layers.Permute(says["order"])
        case "upsample":
            return layers.UpSampling2D(says["factor"])
        case "gap":
            return layers.GlobalAveragePooling2D(keepdims=says["keepdims"])
        case "gmp":
            return layers.GlobalMaxPooling2D(keepdims=says["keepdims"])
        case "repeat-vector":
            return layers.RepeatVector(says["count"])
        case "dropout":
            return layers.Dropout(0.5)
    return layers.Activation(word.replace("-", "_"))


MAKERS = {
    **dict.fromkeys([f"{base}{end}" for base in ("conv", "conv-transpose") for end in ("", "1d", "3d")], convolution),
    **dict.fromkeys(["depthwise", "depthwise1d", "separable", "separable1d"], convolution),
    **dict.fromkeys([f"{base}{end}" for base in ("maxpool", "avgpool") for end in ("", "1d", "3d")], pooling),
    **dict.fromkeys(["rnn", "lstm", "gru", "birnn", "bilstm", "bigru"], recurrent),
    "attention": attention,
    **dict.fromkeys(["zeropad", "zeropad1d", "zeropad3d", "crop", "crop1d", "crop3d"], bordered),
}
SIMPLE = (
    "dense embedding batchnorm layernorm rmsnorm groupnorm instancenorm prelu flatten reshape permute upsample gap gmp "
    "repeat-vector dropout relu relu6 sigmoid tanh softmax elu selu gelu silu softplus softsign mish leaky-relu "
    "hard-sigmoid log-softmax"
)
MAKERS |= dict.fromkeys(SIMPLE.split(), simple)


@pytest.mark.parametrize("word", sorted(MAKERS))
def test_a_layer_has_the_size_and_the_parameters_of_keras(word):
    compared = 0
    for (shape, *_), says in samples(word, 20, seed=2):
        layer = MAKERS[word](word, says)
        if layer is None:
            continue
        compared += 1
        held(word, layer, shape, says)
    assert compared > 1


def held(word, layer, shape, says):
    """The size that Keras gives, after both counts are compared."""
    values = run(word, shape, conventions=KERAS, **says)
    layer.build((1, *shape))
    assert values["layer.output"] == tuple(layer.compute_output_shape((1, *shape)))[1:], (shape, says)
    assert values["layer.parameters"] == layer.count_params(), (shape, says)
    learned = sum(int(weight.numel()) for weight in (variable.value for variable in layer.trainable_variables))
    assert values["layer.trainable"] == learned, (shape, says)
    return values["layer.output"]


IMAGES = sorted(word for word, (kind, count, _) in made().items() if kind == "map" and count == 1 and word in MAKERS)


@pytest.mark.parametrize("seed", range(30))
def test_a_random_network_has_the_sizes_and_parameters_of_keras(seed):
    rng = random.Random(seed)
    shape = (rng.randint(10, 16), rng.randint(10, 16), 4)
    for _ in range(14):
        word = rng.choice([word for word in IMAGES if word not in ("flatten", "gap", "gmp")])
        says = made()[word][2](rng, shape)
        if min(shape[:-1]) < 5 or max(shape) > 80 or (layer := MAKERS[word](word, says)) is None:
            continue
        shape = held(word, layer, shape, says)
