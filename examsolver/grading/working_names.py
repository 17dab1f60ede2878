"""Names in a student's working, matched to the steps and cells of a derivation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import prod

from examsolver.core.derivation import Index, Run, Step, Value
from examsolver.core.formula import Apply, Formula, Num, Sym
from examsolver.core.question import Part
from examsolver.core.working import Side

CANDIDATE = ("Ctilde", "ctilde", "htilde", "Chat", "chat", "hhat", "C'", "c'", "h'", "g", "n")
"""What the candidate of a cell is called besides."""
LOSSES = ("L", "J", "E", "C", "Loss", "loss", "cost")
"""What the number that is differentiated is called, where the question names it otherwise."""
_DIGITS = re.compile(r"(?<=\D)\d{1,6}$")
_AT = re.compile(r"at(?=\w+=)")
_WORD = re.compile(r"[^\W_]+(?:_[^\W_]+)*")
_LAST_INDEX = re.compile(r"\[[\d, ]+\]$")
_IDLE = frozenset(["of", "the", "number", "no", "in", "for", "layer", "at"])


@dataclass(frozen=True, slots=True)
class Place:
    """A step or given, or one of its cells; ``index`` counts from 0."""

    name: str
    index: Index | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """A cell that a known value does not have."""

    reason: str


Found = Place | Missing | None


@dataclass(frozen=True)
class Lexicon:
    """The names of one question, in the spellings that students use. ``first``: what their indices count from."""

    run: Run
    parts: tuple[Part, ...]
    first: int = 1
    _found: dict[Sym, Found] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def names(self) -> Mapping[str, str]:
        """From a name without underscores and brackets to the step or given."""
        known = {_key(name): name for name in reversed(tuple(self.run.values)) if _is_told(name)}
        for part in self.parts:
            for alias in (part.id, *part.names):
                if len(part.steps) == 1 and "." not in part.steps[0]:
                    known.setdefault(_key(alias), part.steps[0])
        if "candidate" in known:
            known.update({name: known["candidate"] for name in CANDIDATE if name not in known})
        return known

    @cached_property
    def folded(self) -> Mapping[str, str]:
        """The same whatever the case, where that leaves one."""
        found: dict[str, set[str]] = {}
        for key, name in self.names.items():
            found.setdefault(key.casefold(), set()).add(name)
        return {key: next(iter(names)) for key, names in found.items() if len(names) == 1}

    @cached_property
    def spelled(self) -> frozenset[str]:
        """Names as they may stand in a formula, operators, and whether there are texts: see ``ReadWorking``."""
        told = [name for name in self.run.values if _is_told(name) and "/" not in name]
        bases = (re.split(r"[\[.#]", name)[0] for name in told)
        owned = (_LAST_INDEX.sub("", name) for name in told if "." in name and "=" not in name)
        texts = ('"',) if any(_is_text(value) for value in self.run.values.values()) else ()
        return frozenset([*filter(None, bases), *owned, *(f"{op}(" for op in self.operators), *texts])

    @cached_property
    def operators(self) -> Mapping[str, tuple[Step, ...]]:
        """The steps in which an operator is applied to what is named or given, by its word."""
        found: dict[str, list[Step]] = {}
        for step in self.run.derivation.steps:
            if isinstance(step.formula, Apply) and step.formula.op.isidentifier():
                found.setdefault(step.formula.op, []).append(step)
        return {op: tuple(steps) for op, steps in found.items()}

    @cached_property
    def words(self) -> Mapping[tuple[str, ...], str]:
        """Steps by the words of their names: ``conv_1 parameters``."""
        return {_words(name): name for name in self.run.values if _is_told(name)}

    @cached_property
    def losses(self) -> frozenset[str]:
        """The numbers of which there are gradients."""
        return frozenset(name[1:].partition("/d")[0] for name in self.run.values if "/d" in name and name[0] == "d")

    def find(self, symbol: Sym) -> Found:
        """The step or cell that a symbol stands for; None for a name that the question does not have."""
        if symbol not in self._found:
            if len(self._found) > 5000:
                self._found.clear()
            self._found[symbol] = self._look_up(symbol)
        return self._found[symbol]

    def loss(self, symbol: Formula) -> Found:
        """As :meth:`find`, for what is differentiated."""
        found = self.find(symbol) if isinstance(symbol, Sym) else None
        if found is None and isinstance(symbol, Sym) and symbol.name in LOSSES and len(self.losses) == 1:
            return self.find(Sym(next(iter(self.losses))))
        return found

    def head(self, side: Side, near: str = "") -> Found:
        """The step or cell that a line begins with, by its formula, by its words, or by a short word (``params``).

        ``near`` is the step that the line was written for, so that ``out`` is the output of the same layer.
        """
        formula = side.formula
        found = self.find(formula) if isinstance(formula, Sym) else None
        if isinstance(formula, Apply) and formula.op == "derivative":
            found = self.gradient(formula)
        name = self.worded(side.text) if len(side.text) < 80 else None
        if name and (found is None or " " in side.text):
            return Place(name)
        return self._short_for(side.text, near) if found is None and near else found

    def worded(self, text: str) -> str | None:
        """The step of that name, blanks apart, or of those words."""
        return self.texts.get(_AT.sub("", "".join(text.split()))) or (
            None if "=" in text else self.words.get(_words(text))
        )

    @cached_property
    def texts(self) -> Mapping[str, str]:
        """Steps by their names without blanks: ``dphi/dz z=-1``, said as ``dphi/dz at z = -1``."""
        return {"".join(name.split()): name for name in self.run.values if _is_told(name)}

    def _short_for(self, text: str, near: str) -> Found:
        word, (owner, dot, _) = text.strip().lower().removesuffix("s"), near.rpartition(".")
        if len(word) < 3 or not dot or not word.isalpha():
            return None
        found = [name for name in self.run.values if name.startswith(f"{owner}.{word}")]
        return Place(found[0]) if len(found) == 1 else None

    def gradient(self, formula: Apply) -> Found:
        """The step or cell of a gradient that is a step."""
        of, by = self.loss(formula.args[0]), self._by(formula.args[1])
        if not isinstance(of, Place) or not isinstance(by, Place):
            return of if isinstance(of, Missing) else by if isinstance(by, Missing) else None
        if any(of.index or ()):
            return None
        loss = of.name if f"d{of.name}/d{by.name}" in self.run.values else self._same_as(of.name)
        name = f"d{loss}/d{by.name}"
        return Place(name, by.index) if name in self.run.values else None

    def _same_as(self, name: str) -> str:
        """The number that is another's name: L, where ``L = y``."""
        return next((loss for loss in self.losses if self._is_named_after(loss, name)), name)

    def _is_named_after(self, loss: str, name: str) -> bool:
        derivation = self.run.derivation
        return loss in derivation and derivation.step(loss).formula == Sym(name)

    def _by(self, formula: Formula) -> Found:
        return self.find(formula) if isinstance(formula, Sym) else None

    def _look_up(self, symbol: Sym) -> Found:
        base = _key(symbol.name)
        numbers: list[str] = []
        for part in symbol.index:
            if isinstance(part, Num) and isinstance(part.value, int) and part.value >= 0:
                numbers.append(str(part.value))
            elif (back := _back(part)) is not None:
                base = self._at_time(base, back) or ""
            else:
                return None
        return self._spelled_out(base, numbers)

    def _spelled_out(self, base: str, numbers: list[str]) -> Found:
        """``X11`` is the cell 1, 1 of X, where no value is called so; ``w[1, 1]`` is of the step w[1] before w[11]."""
        for key, rest in ((base, numbers), (base + "".join(numbers[:1]), numbers[1:])):
            step = self._named(key) if rest else None
            if step and step.endswith("]") and isinstance(cell := self._cell(step, rest), Place):
                return cell
        if name := self._named(base + "".join(numbers)):
            return Place(name)
        for count in range(len(numbers) - 1, 0, -1):
            if name := self._named(base + "".join(numbers[:count])):
                return self._cell(name, numbers[count:])
        if numbers and (name := self._named(base)):
            return self._cell(name, numbers)
        digits = _DIGITS.search(base)
        for cut in range(len(base) - 1, digits.start() - 1 if digits else len(base), -1):
            if name := self._named(base[:cut]):
                return self._cell(name, [base[cut:], *numbers])
        return None

    def _named(self, key: str) -> str | None:
        return self.names.get(key) or self.folded.get(key.casefold())

    def _at_time(self, base: str, back: int) -> str | None:
        """``h_t`` is the last h, ``h_{t-1}`` the one before, where there is one step of time."""
        times = [n for n in (0, 1, 2) if f"{base}[{n}]" in self.run.values]
        if back == 0:
            return base if base in self.names else f"{base}{times[-1]}" if times in ([0, 1], [1]) else None
        return f"{base}0" if times in ([0, 1], [0]) and back == 1 else None

    def _cell(self, name: str, numbers: list[str]) -> Found:
        """A cell by row and column, by digits that stand for those, or counted through row by row."""
        shape = tuple(getattr(self.run[name], "shape", ()))
        if not shape:
            return None
        index = self._index(numbers, shape)
        if index is None:
            told = "×".join(map(str, shape))
            return Missing(f"{name} has no cell {','.join(numbers)}: it is {told}")
        return Place(name, index)

    def _index(self, numbers: list[str], shape: tuple[int, ...]) -> Index | None:
        if len(numbers) == 1 and len(numbers[0]) == len(shape) > 1:
            numbers = list(numbers[0])
        index = tuple(int(number) - self.first for number in numbers)
        if len(index) == len(shape) and all(0 <= at < size for at, size in zip(index, shape, strict=True)):
            return index
        flat = int("".join(numbers)) - self.first
        if len(index) not in (1, len(shape)) or not 0 <= flat < prod(shape) or (len(index) > 1 and shape[-1] < 10):
            return None
        return unravelled(flat, shape)


def unravelled(flat: int, shape: Iterable[int]) -> Index:
    """The index of the cell at a place counted through row by row."""
    spread: list[int] = []
    for size in reversed(tuple(shape)):
        flat, at = divmod(flat, size)
        spread.append(at)
    return tuple(reversed(spread))


def _is_told(name: str) -> bool:
    """Whether people know a value by its name."""
    return "#" not in name and " via " not in name


def _is_text(value: Value) -> bool:
    """A text, or a list of texts."""
    return isinstance(value, str) or (isinstance(value, tuple) and bool(value) and _is_text(value[0]))


def _key(name: str) -> str:
    return re.sub(r"[_\[\], ]", "", name)


def _words(text: str) -> tuple[str, ...]:
    return tuple(sorted(word for word in _WORD.findall(text.lower()) if word not in _IDLE))


def _back(part: Formula) -> int | None:
    """How many steps before ``t``."""
    match part:
        case Sym("t", ()):
            return 0
        case Apply("-", (Sym("t", ()), Num(int() as back))):
            return back
        case _:
            return None
