"""``python -m benchmarks.against_frameworks_networks``: sizes, parameters and MACs of every layer, beside frameworks.

From the text of VGG-16 and ResNet-50 in the bank, in one run with Keras (built and ``summary()``), torchinfo and
fvcore (built and counted): in one process after import, and cold in a process of its own, with peak memory. What is
not installed is left out. Needs the extras ``oracle`` and ``bench``.
"""

from __future__ import annotations

import importlib.util
import itertools
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from typing import Any

NETWORKS = ("vgg-16", "resnet-50")
PARAMETERS = {"vgg-16": 138_357_544, "resnet-50": 25_557_032}
ROUNDS, STARTS = 5, 3


def text_of(name: str) -> str:
    """The network of the bank, with a question that asks for everything of every layer."""
    from examsolver.resources import read_data

    before, head, after = read_data("question_bank", f"architectures/{name}.exam").partition(f"question {name} ")
    first, *rest = after.splitlines()
    own = itertools.takewhile(lambda row: row.startswith(" "), rest)
    rows = [before + head + first, *(row for row in own if not row.lstrip().startswith("find "))]
    return "\n".join([*rows, "  find output, parameters, macs of each layer", "  find total parameters", ""])


def ours(name: str) -> int:
    """Reads the text, works out all, and returns the parameters."""
    import examsolver

    question = examsolver.load(text_of(name)).questions[0]
    run = examsolver.solve(question).run
    assert all(step in run.values for part in question.parts for step in part.steps)
    return int(run["total.parameters"])


def keras(name: str) -> int:
    """Keras builds its own copy and prints its summary."""
    os.environ.setdefault("KERAS_BACKEND", "torch")
    from keras import applications

    model = (applications.VGG16 if name == "vgg-16" else applications.ResNet50)(weights=None)
    rows: list[str] = []
    model.summary(print_fn=rows.append)
    return int(model.count_params())


def torchinfo(name: str) -> int:
    """PyTorch builds it and torchinfo runs it once."""
    from torchinfo import summary

    return int(summary(torch_model(name), (1, 3, 224, 224), verbose=0).total_params)


def fvcore(name: str) -> int:
    """PyTorch builds it and fvcore traces it."""
    import logging

    import torch
    from fvcore.nn import FlopCountAnalysis, parameter_count

    logging.getLogger("fvcore").setLevel(logging.ERROR)
    model = torch_model(name).eval()
    FlopCountAnalysis(model, torch.zeros(1, 3, 224, 224)).by_module()
    return int(parameter_count(model)[""])


def torch_model(name: str) -> Any:
    """The network in PyTorch, by the code that we write of it."""
    scope: dict[str, Any] = {}
    exec(CODE[name], scope)
    return scope["model"]


OURS_ALONE = "import sys, examsolver; examsolver.solve(examsolver.load(sys.stdin.read()).questions[0])"
"""What our cold process runs, on the text from standard input."""

PEERS: dict[str, Callable[[str], int]] = {"examsolver": ours, "Keras": keras, "torchinfo": torchinfo, "fvcore": fvcore}
MODULES = {"examsolver": "examsolver", "Keras": "keras", "torchinfo": "torchinfo", "fvcore": "fvcore"}
CODE: dict[str, str] = {}


def write_code() -> None:
    """The PyTorch code of both networks, without the lines that run it."""
    import examsolver

    for name in NETWORKS:
        question = examsolver.load(text_of(name)).questions[0]
        CODE[name] = examsolver.code(question, "pytorch").partition("\nmodel.eval()")[0]


def in_process(peer: str, name: str) -> float:
    """Seconds of the best of several rounds, after one to warm up."""
    law, best = PEERS[peer], float("inf")
    law(name)
    for _ in range(ROUNDS if peer == "examsolver" else 2):
        begin = time.perf_counter()
        law(name)
        best = min(best, time.perf_counter() - begin)
    return best


def cold(peer: str, name: str) -> tuple[float, float]:
    """Seconds and peak megabytes of a process of its own, with all modules compiled as an installer compiles them."""
    ours_too = peer == "examsolver"
    program = ["-c", OURS_ALONE] if ours_too else ["-m", "benchmarks.against_frameworks_networks", peer, name]
    compiling = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    begin = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, *program],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=compiling,
    )
    assert child.stdin is not None
    child.stdin.write((text_of(name) if ours_too else CODE[name]).encode())
    child.stdin.close()
    _, status, usage = os.wait4(child.pid, 0)
    assert status == 0, (peer, name)
    return time.perf_counter() - begin, usage.ru_maxrss / 1024


def _best(figures: Iterable[tuple[float, float]]) -> tuple[float, float]:
    """The least time and the least memory of several starts."""
    times, memory = zip(*figures, strict=True)
    return min(times), min(memory)


def alone(peer: str, name: str) -> None:
    """What the cold process does."""
    if peer in ("torchinfo", "fvcore"):
        CODE[name] = sys.stdin.read()
    PEERS[peer](name)


def main() -> None:
    """Print times, memory and ratios."""
    if len(sys.argv) == 3:
        return alone(sys.argv[1], sys.argv[2])
    write_code()
    there = [peer for peer in PEERS if importlib.util.find_spec(MODULES[peer])]
    # First the cold ones: a child is measured with the memory that its parent has when it is made.
    started = {(peer, name): _best(cold(peer, name) for _ in range(STARTS)) for peer in there for name in NETWORKS}
    for name in NETWORKS:
        print(f"{name:<12}{'in process':>14}{'ratio':>8}{'cold':>12}{'ratio':>8}{'peak memory':>16}{'ratio':>8}")
        base: tuple[float, ...] = ()
        for peer in there:
            count = PEERS[peer](name)
            assert peer == "Keras" or count == PARAMETERS[name], (peer, name, count)
            figures = (in_process(peer, name), *started[peer, name])
            base = base or figures
            ratios = [one / own for one, own in zip(figures, base, strict=True)]
            warm, start, memory = figures
            print(
                f"  {peer:<10}{1000 * warm:>11,.1f} ms{ratios[0]:>8.1f}{start:>10.2f} s{ratios[1]:>8.1f}"
                f"{memory:>13,.0f} MB{ratios[2]:>8.1f}"
            )
    return None


if __name__ == "__main__":
    main()
