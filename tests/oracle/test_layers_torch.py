"""Layers and random chains of them against PyTorch: sizes and parameters."""

import random

import pytest

from tests.layers.conftest import run
from tests.layers.random_layers import made, samples

torch = pytest.importorskip("torch", reason="install the extra 'oracle'")
nn = torch.nn

TWO = {"rnn biases": "two", "lstm biases": "two", "gru biases": "two"}
KINDS = {"conv": "Conv", "conv-transpose": "ConvTranspose", "maxpool": "MaxPool", "avgpool": "AvgPool"}


def split(word):
    """``conv1d`` as ``conv`` and 1."""
    return (word[:-2], int(word[-2])) if word.endswith(("1d", "3d")) else (word, 2)


def convolution(word, shapes, says):
    base, axes = split(word)
    if says.get("same") and (base == "conv-transpose" or says["stride"] != 1):
        return None
    options = {"stride": says["stride"], "bias": says["bias"], "groups": says.get("groups", 1)}
    options["padding"] = "same" if says.get("same") else says["padding"]
    options["dilation"] = says.get("dilation", 1)
    if base == "conv-transpose":
        options["output_padding"] = says["output padding"]
    return getattr(nn, f"{KINDS[base]}{axes}d")(shapes[0][-1], says["filters"], says["kernel"], **options)


def pooling(word, shapes, says):
    base, axes = split(word)
    if says.get("same"):
        return None
    options = {"stride": says["stride"], "padding": says["padding"], "ceil_mode": says["ceil"]}
    return getattr(nn, f"{KINDS[base]}{axes}d")(says["kernel"], **options)


def depthwise(word, shapes, says):
    _, axes = split(word)
    if says.get("same") and says["stride"] != 1:
        return None
    options = {"stride": says["stride"], "padding": "same" if says.get("same") else says["padding"]}
    options |= {"dilation": says.get("dilation", 1), "bias": says["bias"], "groups": shapes[0][-1]}
    return getattr(nn, f"Conv{axes}d")(shapes[0][-1], shapes[0][-1] * says["multiplier"], says["kernel"], **options)


def recurrent(word, shapes, says):
    kind = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}[word.removeprefix("bi")]
    both = says["bidirectional"]
    if says.get("peepholes"):
        return None
    more = {"proj_size": says["projection"]} if says.get("projection") else {}
    options = {"bias": says["bias"], "batch_first": True, "bidirectional": both, **more}
    layer = kind(shapes[0][-1], says["units"], says["layers"], **options)
    return Sequences(layer, says["sequences"])


class Sequences(nn.Module):
    """The states of all steps, or the last of each direction."""

    def __init__(self, layer, every):
        super().__init__()
        self.layer, self.every = layer, every

    def forward(self, x):
        states = self.layer(x)[0]
        return states if self.every else states[:, -1]


def attention(word, shapes, says):
    if says.keys() & {"key", "kv heads"}:
        return None
    return Attending(nn.MultiheadAttention(shapes[0][-1], says["heads"], bias=says["bias"], batch_first=True))


class Attending(nn.Module):
    """Attention of a layer to itself, or to a memory."""

    def __init__(self, layer):
        super().__init__()
        self.layer = layer

    def forward(self, x, *memory):
        other = memory[0] if memory else x
        return self.layer(x, other, other)[0]


def transformer(word, shapes, says):
    if says.keys() & {"key", "kv heads"} or says["gated"] or says["norm"] != "layer" or not says["bias"]:
        return None
    kind = nn.TransformerEncoderLayer if word == "encoder-layer" else nn.TransformerDecoderLayer
    return kind(shapes[0][-1], says["heads"], says["hidden"], batch_first=True)


def simple(word, shapes, says):
    channels = shapes[0][-1]
    match word:
        case "dense":
            return nn.Linear(channels, says["units"], says["bias"])
        case "embedding":
            return nn.Embedding(says["vocabulary"], says["dimension"])
        case "batchnorm":
            return nn.BatchNorm2d(channels)
        case "groupnorm":
            return nn.GroupNorm(says["groups"], channels)
        case "instancenorm":
            return nn.InstanceNorm2d(channels, affine=True)
        case "layernorm":
            return nn.LayerNorm(channels)
        case "rmsnorm":
            return nn.RMSNorm(channels)
        case "lrn":
            return nn.LocalResponseNorm(3)
        case "prelu":
            return nn.PReLU(channels)
        case "pixel-shuffle":
            return nn.PixelShuffle(says["factor"])
        case "upsample":
            return nn.Upsample(scale_factor=says["factor"])
        case "adaptive-avgpool":
            return nn.AdaptiveAvgPool2d(says["size"])
        case "adaptive-maxpool":
            return nn.AdaptiveMaxPool2d(says["size"])
        case "flatten":
            return nn.Flatten()
        case "zeropad":
            pad = says["padding"]
            return nn.ZeroPad2d([pad + says[side] for side in ("left", "right", "top", "bottom")])
        case "zeropad3d":
            return nn.ZeroPad3d(
                [says["padding"] + says[side] for side in ["left", "right", "top", "bottom", "front", "back"]]
            )
        case "glu":
            return nn.GLU(dim=1)
        case "bilinear":
            return nn.Bilinear(shapes[0][-1], shapes[1][-1], says["units"])
        case "zeropad1d":
            return nn.ZeroPad1d([says["padding"] + says[side] for side in ("left", "right")])
    activations = {"relu": nn.ReLU, "relu6": nn.ReLU6, "leaky-relu": nn.LeakyReLU, "gelu": nn.GELU, "silu": nn.SiLU}
    return activations[word]() if word in activations else None


MAKERS = {
    **dict.fromkeys([f"{base}{end}" for base in ("conv", "conv-transpose") for end in ("", "1d", "3d")], convolution),
    **dict.fromkeys([f"{base}{end}" for base in ("maxpool", "avgpool") for end in ("", "1d", "3d")], pooling),
    **dict.fromkeys(["depthwise", "depthwise1d", "depthwise3d"], depthwise),
    **dict.fromkeys(["rnn", "lstm", "gru", "birnn", "bilstm", "bigru"], recurrent),
    **dict.fromkeys(["attention", "cross-attention"], attention),
    **dict.fromkeys(["encoder-layer", "decoder-layer"], transformer),
}
SIMPLE = (
    "dense embedding batchnorm groupnorm instancenorm layernorm rmsnorm lrn prelu pixel-shuffle upsample flatten "
    "adaptive-avgpool adaptive-maxpool zeropad zeropad1d zeropad3d glu bilinear relu relu6 leaky-relu gelu silu"
)
MAKERS |= dict.fromkeys(SIMPLE.split(), simple)
LAST = {"bilinear", "dense", "embedding", "layernorm", "rmsnorm", "rnn", "lstm", "gru", "birnn", "bilstm", "bigru"}
LAST |= {"attention", "cross-attention", "encoder-layer", "decoder-layer"}


def tensor(word, shape, says):
    """A batch of one, channels where PyTorch has them."""
    if word == "embedding":
        return torch.randint(0, says["vocabulary"], (1, *shape))
    last = torch.rand(1, *shape)
    return last if word in LAST else last.movedim(-1, 1)


def size(word, output):
    """The size of an output, channels last, without the batch."""
    return tuple((output if word in LAST or output.ndim == 2 else output.movedim(1, -1)).shape[1:])


@pytest.mark.parametrize("word", sorted(MAKERS))
def test_a_layer_has_the_size_and_the_parameters_of_pytorch(word):
    compared = 0
    for shapes, says in samples(word, 60, seed=1):
        layer = MAKERS[word](word, shapes, says)
        if layer is None:
            continue
        compared += 1
        values = run(word, *shapes, conventions=TWO, **says)
        assert values["layer.parameters"] == sum(weight.numel() for weight in layer.parameters()), (shapes, says)
        with torch.no_grad():
            output = layer.eval()(*(tensor(word, shape, says) for shape in shapes))
        assert values["layer.output"] == size(word, output), (shapes, says)
    assert compared > 2


IMAGES = sorted(word for word, (kind, count, _) in made().items() if kind == "map" and count == 1 and word in MAKERS)


@pytest.mark.parametrize("seed", range(30))
def test_a_random_network_has_the_sizes_and_parameters_of_pytorch(seed):
    rng = random.Random(seed)
    shape = (rng.randint(10, 16), rng.randint(10, 16), 4)
    x = torch.rand(1, *shape).movedim(-1, 1)
    for _ in range(12):
        word = rng.choice([word for word in IMAGES if word not in ("flatten", "glu")])
        says = made()[word][2](rng, shape)
        if min(shape[:-1]) < 5 or max(shape) > 80 or (layer := MAKERS[word](word, (shape,), says)) is None:
            continue
        values = run(word, shape, conventions=TWO, **says)
        with torch.no_grad():
            x = layer.eval()(x)
        shape = values["layer.output"]
        assert shape == size(word, x), (word, says)
        assert values["layer.parameters"] == sum(weight.numel() for weight in layer.parameters())
