"""Layers that PyTorch does not have as such, as modules of its own layers: what is written before the network."""

from __future__ import annotations

import re

CLASSES = {
    "Positions": '''
class Positions(nn.Module):
    """A vector for every position is added: learned, or sines and cosines."""

    def __init__(self, length, depth, learned=True):
        super().__init__()
        table = torch.zeros(length, depth)
        if learned:
            self.table = nn.Parameter(table)
            return
        rates = 10000.0 ** (-2.0 * torch.div(torch.arange(depth), 2, rounding_mode="floor") / depth)
        angles = torch.arange(length)[:, None] * rates
        table[:, 0::2], table[:, 1::2] = angles[:, 0::2].sin(), angles[:, 1::2].cos()
        self.register_buffer("table", table)

    def forward(self, x):
        return x + self.table[: x.shape[1]]
''',
    "SqueezeExcite": '''
class SqueezeExcite(nn.Module):
    """Every channel is weighed by what two small linear layers make of all channels."""

    def __init__(self, channels, squeezed, bias=True):
        super().__init__()
        self.down, self.up = nn.Linear(channels, squeezed, bias), nn.Linear(squeezed, channels, bias)

    def forward(self, x):
        weights = torch.sigmoid(self.up(torch.relu(self.down(x.flatten(2).mean(2)))))
        return x * weights.reshape(*weights.shape, *(1 for _ in x.shape[2:]))
''',
    "FeedForward": '''
class FeedForward(nn.Module):
    """Two linear layers at every position, or three where one gates."""

    def __init__(self, depth, hidden, gated=False, bias=True):
        super().__init__()
        self.inward, self.outward = nn.Linear(depth, hidden, bias), nn.Linear(hidden, depth, bias)
        self.gate = nn.Linear(depth, hidden, bias) if gated else None

    def forward(self, x):
        y = self.inward(x)
        return self.outward(torch.relu(y) if self.gate is None else nn.functional.silu(y) * self.gate(x))
''',
    "Attention": '''
class Attention(nn.Module):
    """Attention of several heads; heads of queries may share keys and values."""

    def __init__(self, depth, heads, key, value, kv_heads, bias=True, causal=False, memory=None):
        super().__init__()
        reads = depth if memory is None else memory
        self.heads, self.kv_heads, self.causal = heads, kv_heads, causal
        self.query, self.key = nn.Linear(depth, heads * key, bias), nn.Linear(reads, kv_heads * key, bias)
        self.value, self.output = nn.Linear(reads, kv_heads * value, bias), nn.Linear(heads * value, depth, bias)

    def forward(self, x, memory=None):
        other = x if memory is None else memory
        queries, keys, values = self.query(x), self.key(other), self.value(other)
        queries = queries.unflatten(2, (self.heads, -1)).transpose(1, 2)
        keys = keys.unflatten(2, (self.kv_heads, -1)).transpose(1, 2).repeat_interleave(self.heads // self.kv_heads, 1)
        values = values.unflatten(2, (self.kv_heads, -1)).transpose(1, 2)
        values = values.repeat_interleave(self.heads // self.kv_heads, 1)
        causal = self.causal and memory is None
        mixed = nn.functional.scaled_dot_product_attention(queries, keys, values, is_causal=causal)
        return self.output(mixed.transpose(1, 2).flatten(2))
''',
    "TransformerLayer": '''
class TransformerLayer(nn.Module):
    """Attention, attention over a memory where there is one, and a feed-forward part, each with a norm."""

    def __init__(self, attention, feed_forward, norms, over=None):
        super().__init__()
        self.attention, self.over, self.feed_forward = attention, over, feed_forward
        self.norms = nn.ModuleList(norms)

    def forward(self, x, memory=None):
        x = self.norms[0](x + self.attention(x))
        if self.over is not None:
            x = self.norms[1](x + self.over(x, memory))
        return self.norms[-1](x + self.feed_forward(x))
''',
    "ClassToken": '''
class ClassToken(nn.Module):
    """Learned vectors stand before the others."""

    def __init__(self, depth, count=1):
        super().__init__()
        self.token = nn.Parameter(torch.zeros(1, count, depth))

    def forward(self, x):
        return torch.cat([self.token.expand(x.shape[0], -1, -1), x], dim=1)
''',
    "Subsample": '''
class Subsample(nn.Module):
    """LeNet's pooling: the sum of a window, times a coefficient, plus a bias, both learned for each map."""

    def __init__(self, channels, kernel, stride=None, bias=True):
        super().__init__()
        self.pool = nn.AvgPool2d(kernel, stride, divisor_override=1)
        self.coefficient = nn.Parameter(torch.ones(channels, 1, 1))
        self.bias = nn.Parameter(torch.zeros(channels, 1, 1)) if bias else 0.0

    def forward(self, x):
        return self.pool(x) * self.coefficient + self.bias
''',
    "Affine": '''
class Affine(nn.Module):
    """A scale or a shift of every channel."""

    def __init__(self, channels, axes, scale=False):
        super().__init__()
        weights = torch.ones if scale else torch.zeros
        self.scale, self.weight = scale, nn.Parameter(weights(channels, *(1 for _ in range(axes))))

    def forward(self, x):
        return x * self.weight if self.scale else x + self.weight
''',
    "Permute": '''
class Permute(nn.Module):
    """Axes in another order, counted with the batch."""

    def __init__(self, *order):
        super().__init__()
        self.order = order

    def forward(self, x):
        return x.permute(*self.order)
''',
    "Repeat": '''
class Repeat(nn.Module):
    """The same vector at every step."""

    def __init__(self, count):
        super().__init__()
        self.count = count

    def forward(self, x):
        return x.unsqueeze(1).expand(-1, self.count, -1)
''',
    "Slice": '''
class Slice(nn.Module):
    """A part of one axis, counted with the batch."""

    def __init__(self, size, begin=0, axis=-1):
        super().__init__()
        self.size, self.begin, self.axis = size, begin, axis

    def forward(self, x):
        return x.narrow(self.axis, self.begin, self.size)
''',
    "Maxout": '''
class Maxout(nn.Module):
    """The largest of several linear maps."""

    def __init__(self, inputs, units, pieces, bias=True):
        super().__init__()
        self.units, self.linear = units, nn.Linear(inputs, units * pieces, bias)

    def forward(self, x):
        return self.linear(x).unflatten(1, (self.units, -1)).amax(2)
''',
    "Patches": '''
class Patches(nn.Module):
    """Patches of an image as rows."""

    def __init__(self, size):
        super().__init__()
        self.unfold = nn.Unfold(size, stride=size)

    def forward(self, x):
        return self.unfold(x).transpose(1, 2)
''',
}
NEEDS: dict[str, tuple[str, ...]] = {}


def classes_in(body: str) -> list[str]:
    """The classes that a body of code calls."""
    used = {name for name in CLASSES if re.search(rf"(?<![\w.]){name}\(", body)}
    return [CLASSES[name].strip("\n") + "\n\n" for name in CLASSES if name in used]
