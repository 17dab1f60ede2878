"""``python -m benchmarks.growth``: how cost grows with the number of layers, in seconds of processor time.

From the text to the output, parameters and MACs of every layer: of layers that repeat, of lines all of which differ,
of a graph with ``from``, of blocks in blocks. Then the worked solution as text, and the marking of one wrong total.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import examsolver
from examsolver.core.marking import Answer, Submission

SIZES = (1000, 3000, 10_000, 30_000)
RENDERED = 10_000
ASKS = "  find output, parameters, macs of each layer\n  find total parameters, total macs\n"
HEAD = "question q: network\n  input 32x32x8\n"


def repeated(count: int) -> str:
    """Four layers again and again."""
    layers = ("conv 8, kernel 3, padding 1", "batchnorm", "relu", "dropout 0.5")
    return f"{HEAD}  repeat {count // 4}:\n" + "".join(f"    {layer}\n" for layer in layers) + ASKS


def distinct(count: int) -> str:
    """Every layer on a line of its own, no two alike."""
    rows = (
        f"  c{place} = conv {8 + place % 57}, kernel {1 + 2 * (place % 4)}, same\n  r{place} = relu\n"
        for place in range(count // 2)
    )
    return HEAD + "".join(rows) + ASKS


def graph(count: int) -> str:
    """Every second layer adds two that stand above it."""
    rows = ["  a0 = conv 8, kernel 3, same\n", "  b0 = add a0, input\n"]
    rows += (
        f"  a{place} = conv 8, kernel 3, same from b{place - 1}\n  b{place} = add a{place}, a{place - 1}\n"
        for place in range(1, count // 2)
    )
    return HEAD + "".join(rows) + ASKS


def nested(count: int) -> str:
    """Blocks of blocks."""
    inner = "  block inner(c):\n    conv c, kernel 3, same\n    relu\n"
    outer = "  block outer(c, n):\n    repeat n:\n      inner c\n      batchnorm\n    add above, in\n"
    uses = f"  repeat {count // 10}:\n    outer 8, 3\n"
    return f"question q: network\n{inner}{outer}  input 32x32x8\n{uses}{ASKS}"


KINDS: tuple[Callable[[int], str], ...] = (repeated, distinct, graph, nested)


def seconds(law: Callable[[str], object], text: str) -> str:
    """The processor time that a law takes on a text, for the table."""
    begin = time.process_time()
    law(text)
    return f"{time.process_time() - begin:>8.2f} s"


def solved(text: str) -> examsolver.Solution:
    """From the text to all values."""
    return examsolver.solve(examsolver.load(text).questions[0])


def main() -> None:
    """Print the table."""
    solved(repeated(8))
    print(f"{'':10}" + "".join(f"{size:>10,}" for size in SIZES) + "   layers")
    for kind in KINDS:
        print(f"{kind.__name__:10}" + "".join(seconds(solved, kind(size)) for size in SIZES))
    for name, law in (("text", as_text), ("marking", as_marked)):
        print(f"{name:10}" + "".join(seconds(law, repeated(size)) for size in SIZES if size <= RENDERED))


def as_text(text: str) -> object:
    """From the text to the worked solution."""
    return examsolver.render((solved(text),))


def as_marked(text: str) -> examsolver.Marking:
    """From the text to the marks of a total that no slip explains."""
    exam = examsolver.load(text)
    right = examsolver.solve(exam.questions[0]).run["total.parameters"]
    return examsolver.grade(exam, (Submission("student", (Answer("q", "total.parameters", str(right + 7)),)),))


if __name__ == "__main__":
    main()
