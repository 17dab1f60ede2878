"""Well-known networks written in PyTorch, as their papers and torchvision or Hugging Face have them.

Nothing here is taken from the questions: they are held to these modules. Build them on the device ``meta``.
"""

import math

import pytest

torch = pytest.importorskip("torch", reason="install the extra 'oracle'")
nn = torch.nn


class Joined(nn.Module):
    """Branches that read the same input, joined along the depth."""

    def __init__(self, *branches):
        super().__init__()
        self.branches = nn.ModuleList(branches)

    def forward(self, x):
        return torch.cat([branch(x) for branch in self.branches], 1)


class Added(nn.Module):
    """A path and its shortcut, added; perhaps an activation behind."""

    def __init__(self, path, shortcut=None, behind=None):
        super().__init__()
        self.path, self.shortcut, self.behind = path, shortcut or nn.Identity(), behind or nn.Identity()

    def forward(self, x):
        return self.behind(self.path(x) + self.shortcut(x))


def convolved(inputs, filters, kernel, stride=1, padding=0, groups=1, activation=nn.ReLU):
    """A convolution without bias, normalised; an activation behind where there is one."""
    conv = nn.Conv2d(inputs, filters, kernel, stride, padding, groups=groups, bias=False)
    return nn.Sequential(conv, nn.BatchNorm2d(filters), *([activation()] if activation else []))


def lenet_5():
    return nn.Sequential(
        nn.Conv2d(1, 6, 5), nn.Tanh(), nn.AvgPool2d(2), nn.Conv2d(6, 16, 5), nn.Tanh(), nn.AvgPool2d(2), nn.Flatten(),
        nn.Linear(400, 120), nn.Tanh(), nn.Linear(120, 84), nn.Tanh(), nn.Linear(84, 10),
    )  # fmt: skip


def alexnet():
    return nn.Sequential(
        nn.Conv2d(3, 64, 11, 4, 2), nn.ReLU(), nn.MaxPool2d(3, 2),
        nn.Conv2d(64, 192, 5, padding=2), nn.ReLU(), nn.MaxPool2d(3, 2),
        nn.Conv2d(192, 384, 3, padding=1), nn.ReLU(), nn.Conv2d(384, 256, 3, padding=1), nn.ReLU(),
        nn.Conv2d(256, 256, 3, padding=1), nn.ReLU(), nn.MaxPool2d(3, 2), nn.AdaptiveAvgPool2d(6), nn.Flatten(),
        nn.Linear(9216, 4096), nn.ReLU(), nn.Linear(4096, 4096), nn.ReLU(), nn.Linear(4096, 1000),
    )  # fmt: skip


def inception(inputs, one, three_in, three, five_in, five, pooled):
    return Joined(
        convolved(inputs, one, 1),
        nn.Sequential(convolved(inputs, three_in, 1), convolved(three_in, three, 3, padding=1)),
        nn.Sequential(convolved(inputs, five_in, 1), convolved(five_in, five, 3, padding=1)),
        nn.Sequential(nn.MaxPool2d(3, 1, 1), convolved(inputs, pooled, 1)),
    )


def googlenet():
    def pool(size):
        return nn.MaxPool2d(size, 2, ceil_mode=True)

    return nn.Sequential(
        convolved(3, 64, 7, 2, 3), pool(3), convolved(64, 64, 1), convolved(64, 192, 3, padding=1), pool(3),
        inception(192, 64, 96, 128, 16, 32, 32), inception(256, 128, 128, 192, 32, 96, 64), pool(3),
        inception(480, 192, 96, 208, 16, 48, 64), inception(512, 160, 112, 224, 24, 64, 64),
        inception(512, 128, 128, 256, 24, 64, 64), inception(512, 112, 144, 288, 32, 64, 64),
        inception(528, 256, 160, 320, 32, 128, 128), pool(2),
        inception(832, 256, 160, 320, 32, 128, 128), inception(832, 384, 192, 384, 48, 128, 128),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(1024, 1000),
    )  # fmt: skip


def shortcut(inputs, filters, stride):
    return convolved(inputs, filters, 1, stride, activation=None) if stride > 1 or inputs != filters else None


def basic(inputs, filters, stride):
    path = (convolved(inputs, filters, 3, stride, 1), convolved(filters, filters, 3, padding=1, activation=None))
    return Added(nn.Sequential(*path), shortcut(inputs, filters, stride), nn.ReLU())


def bottleneck(inputs, filters, stride):
    last = convolved(filters // 4, filters, 1, activation=None)
    path = (convolved(inputs, filters // 4, 1), convolved(filters // 4, filters // 4, 3, stride, 1), last)
    return Added(nn.Sequential(*path), shortcut(inputs, filters, stride), nn.ReLU())


def resnet(block, counts, depths):
    stages, inputs = [], 64
    for place, (count, depth) in enumerate(zip(counts, depths, strict=True)):
        for number in range(count):
            stages.append(block(inputs, depth, 2 if number == 0 and place else 1))
            inputs = depth
    stem = (convolved(3, 64, 7, 2, 3), nn.MaxPool2d(3, 2, 1))
    return nn.Sequential(*stem, *stages, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(inputs, 1000))


def resnet_18():
    return resnet(basic, (2, 2, 2, 2), (64, 128, 256, 512))


def resnet_50():
    return resnet(bottleneck, (3, 4, 6, 3), (256, 512, 1024, 2048))


class Excited(nn.Module):
    """Squeeze and excite: every channel weighed by two small layers."""

    def __init__(self, depth, squeezed):
        super().__init__()
        self.down, self.up = nn.Conv2d(depth, squeezed, 1), nn.Conv2d(squeezed, depth, 1)

    def forward(self, x):
        return x * torch.sigmoid(self.up(nn.functional.silu(self.down(x.mean((2, 3), keepdim=True)))))


def inverted(inputs, filters, kernel, stride, expansion):
    hidden = inputs * expansion
    path = [convolved(inputs, hidden, 1, activation=nn.SiLU)] if expansion > 1 else []
    path.append(convolved(hidden, hidden, kernel, stride, kernel // 2, hidden, nn.SiLU))
    path += [Excited(hidden, max(1, inputs // 4)), convolved(hidden, filters, 1, activation=None)]
    whole = nn.Sequential(*path)
    return Added(whole) if stride == 1 and inputs == filters else whole


def efficientnet_b0():
    """Rows of the paper: expansion, filters, how many, stride of the first, kernel."""
    rows = (
        (1, 16, 1, 1, 3),
        (6, 24, 2, 2, 3),
        (6, 40, 2, 2, 5),
        (6, 80, 3, 2, 3),
        (6, 112, 3, 1, 5),
        (6, 192, 4, 2, 5),
        (6, 320, 1, 1, 3),
    )
    stages, inputs = [convolved(3, 32, 3, 2, 1, activation=nn.SiLU)], 32
    for expansion, filters, count, stride, kernel in rows:
        for number in range(count):
            stages.append(inverted(inputs, filters, kernel, 1 if number else stride, expansion))
            inputs = filters
    stages.append(convolved(320, 1280, 1, activation=nn.SiLU))
    return nn.Sequential(*stages, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(1280, 1000))


class UNet(nn.Module):
    """Unpadded, so that what is handed across is cropped in the middle."""

    def __init__(self):
        super().__init__()
        depths = (64, 128, 256, 512, 1024)
        self.down = nn.ModuleList(map(self.double, (1, *depths[:-1]), depths))
        backwards = depths[::-1]
        self.larger = nn.ModuleList(nn.ConvTranspose2d(a, a // 2, 2, 2) for a in backwards[:-1])
        self.up = nn.ModuleList(self.double(a, a // 2) for a in backwards[:-1])
        self.last = nn.Conv2d(64, 2, 1)

    def double(self, inputs, filters):
        return nn.Sequential(nn.Conv2d(inputs, filters, 3), nn.ReLU(), nn.Conv2d(filters, filters, 3), nn.ReLU())

    def forward(self, x):
        kept = []
        for step in self.down:
            x = step(nn.functional.max_pool2d(kept[-1], 2) if kept else x)
            kept.append(x)
        for larger, double, beside in zip(self.larger, self.up, kept[-2::-1], strict=True):
            x = larger(x)
            off = (beside.shape[-1] - x.shape[-1]) // 2
            x = double(torch.cat([beside[..., off:-off, off:-off], x], 1))
        return self.last(x)


class Attention(nn.Module):
    """Multi-head attention of a sequence to itself or to a memory, its products plain to be counted."""

    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.q, self.k, self.v, self.out = (nn.Linear(width, width) for _ in range(4))

    def forward(self, x, memory=None):
        memory = x if memory is None else memory
        q, k, v = (self.split(layer(read)) for layer, read in ((self.q, x), (self.k, memory), (self.v, memory)))
        scores = q @ k.transpose(-1, -2) / math.sqrt(q.shape[-1])
        return self.out((scores.softmax(-1) @ v).transpose(1, 2).flatten(2))

    def split(self, x):
        return x.unflatten(2, (self.heads, -1)).transpose(1, 2)


class Layer(nn.Module):
    """A layer of an encoder, or of a decoder where it reads a memory; norms before each part, or behind it."""

    def __init__(self, width, heads, before=False, memory=False):
        super().__init__()
        self.before = before
        self.parts = nn.ModuleList(Attention(width, heads) for _ in range(2 if memory else 1))
        self.parts.append(nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width)))
        self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in self.parts)

    def forward(self, x, memory=None):
        for number, (part, norm) in enumerate(zip(self.parts, self.norms, strict=True)):
            given = (memory,) if memory is not None and number == 1 else ()
            x = x + part(norm(x), *given) if self.before else norm(x + part(x, *given))
        return x


class Bert(nn.Module):
    def __init__(self, width=768):
        super().__init__()
        self.words, self.types = nn.Embedding(30522, width), nn.Embedding(2, width)
        self.places, self.norm = nn.Embedding(512, width), nn.LayerNorm(width)
        self.layers = nn.ModuleList(Layer(width, 12) for _ in range(12))
        self.pooler = nn.Linear(width, width)

    def forward(self, tokens):
        places = torch.arange(tokens.shape[1], device=tokens.device)[None]
        x = self.norm(self.words(tokens) + self.types(torch.zeros_like(tokens)) + self.places(places))
        for layer in self.layers:
            x = layer(x)
        return torch.tanh(self.pooler(x[:, 0]))


class Gpt2(nn.Module):
    def __init__(self, width=768):
        super().__init__()
        self.words, self.places = nn.Embedding(50257, width), nn.Embedding(1024, width)
        self.layers = nn.ModuleList(Layer(width, 12, before=True) for _ in range(12))
        self.norm, self.head = nn.LayerNorm(width), nn.Linear(width, 50257, bias=False)
        self.head.weight = self.words.weight

    def forward(self, tokens):
        x = self.words(tokens) + self.places(torch.arange(tokens.shape[1], device=tokens.device)[None])
        for layer in self.layers:
            x = layer(x)
        return self.head(self.norm(x))


class Transformer(nn.Module):
    def __init__(self, width=512, words=37000):
        super().__init__()
        self.words, self.head = nn.Embedding(words, width), nn.Linear(width, words, bias=False)
        self.head.weight = self.words.weight
        self.encoder = nn.ModuleList(Layer(width, 8) for _ in range(6))
        self.decoder = nn.ModuleList(Layer(width, 8, memory=True) for _ in range(6))

    def forward(self, tokens):
        memory = y = self.words(tokens)
        for layer in self.encoder:
            memory = layer(memory)
        for layer in self.decoder:
            y = layer(y, memory)
        return self.head(y)


class LanguageModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.words, self.lstm = nn.Embedding(10000, 200), nn.LSTM(200, 200, num_layers=2, batch_first=True)
        self.head = nn.Linear(200, 10000)

    def forward(self, tokens):
        return self.head(self.lstm(self.words(tokens))[0])
