"""The last rung: SymPy, in a process of its own that is killed when it takes too long.

The process lives as long as ours and is started when first needed. It gets formulas as JSON, so no text
is ever parsed as code; it answers ``equal`` or nothing. Only small formulas in the same names are put to it.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
from functools import cache, lru_cache
from threading import Lock
from typing import Any

from examsolver.core.formula import Apply, Formula, Num, Sym
from examsolver.core.marking import Comparison
from examsolver.maths.compare_points import CONSTANTS
from examsolver.maths.evaluate import bits
from examsolver.maths.size import nodes
from examsolver.maths.tree import symbols, walk

BITS = 1_000
"""Bits of a number that is still put to SymPy."""

LIMIT = 60
"""Nodes of a formula that is still put to SymPy."""

SECONDS = 3.0
STARTING = 20.0
"""How long the process may take to load SymPy."""


def compare_symbolically(expected: Formula, given: Formula, told: Comparison) -> Comparison:
    """``equal`` where SymPy proves it; else what was told before."""
    small = all(nodes(formula, LIMIT) < LIMIT and not _has_long_number(formula) for formula in (expected, given))
    if not small or not _names(given) <= _names(expected):
        return told
    return Comparison("equal", "by algebra") if _proved(expected, given) else told


def _has_long_number(formula: Formula) -> bool:
    return any(isinstance(part, Num) and bits(part.value) > BITS for part in walk(formula))


def _names(formula: Formula) -> set[str]:
    bound = {
        part.args[1].name
        for part in _applied(formula)
        if part.op in ("series", "product") and isinstance(part.args[1], Sym)
    }
    return {symbol.name for symbol in symbols(formula)} - bound - CONSTANTS


def _applied(formula: Formula) -> list[Apply]:
    return [part for part in walk(formula) if isinstance(part, Apply)]


@lru_cache(maxsize=1024)
def _proved(expected: Formula, given: Formula) -> bool:
    question = json.dumps([as_json(expected), as_json(given)])
    return process_of(os.getpid()).ask(question) == "equal"


def as_json(formula: Formula) -> Any:
    """A formula as nested lists: ``["num", "1/2"]``, ``["sym", "x"]``, ``[op, …]``."""
    match formula:
        case Num(value):
            return ["num", str(value)]
        case Sym(name, index):
            return ["sym", name, *(as_json(part) for part in index)]
        case Apply(op, args):
            return [f"op {op}", *(as_json(arg) for arg in args)]
        case _:
            return ["list"]


@cache
def process_of(pid: int) -> Algebra:
    """The one process of this process; a fork starts its own."""
    return Algebra()


class Algebra:
    """A SymPy that can be killed."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._process: subprocess.Popen[str] | None = None

    def ask(self, question: str, seconds: float = SECONDS) -> str | None:
        """The answer to one line; None where there is none in time: the process is then killed."""
        with self._lock:
            process = self._started()
            if process is None or process.stdin is None or process.stdout is None:
                return None
            try:
                process.stdin.write(question + "\n")
                process.stdin.flush()
            except OSError:
                self._end()
                return None
            return self._line(process, seconds)

    def _started(self) -> subprocess.Popen[str] | None:
        if self._process is not None and self._process.poll() is None:
            return self._process
        command = [sys.executable, "-m", "examsolver.maths.algebra"]
        try:
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
            )
        except OSError:
            return None
        return self._process if self._line(self._process, STARTING) == "ready" else None

    def _line(self, process: subprocess.Popen[str], seconds: float) -> str | None:
        if process.stdout is None:
            return None
        ready, _, _ = select.select([process.stdout], [], [], seconds)
        line = process.stdout.readline().strip() if ready else ""
        if not line:
            self._end()
        return line or None

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
