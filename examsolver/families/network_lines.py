"""Lines of a network unrolled and named: repeats written out, every layer with a name of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from examsolver.core.problem import Problem, Span
from examsolver.core.question import Line

LIMIT = 100_000
DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Entry:
    """One layer line of the network written out. ``copies`` says in which round of which repeats it stands."""

    line: Line
    copies: tuple[int, ...] = ()

    @property
    def suffix(self) -> str:
        """What its name carries inside repeats: ``_2``."""
        return "".join(f"_{copy}" for copy in self.copies)


class TooMany(Exception):
    """The repeats write out more layers than anybody meant."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def written_out(lines: tuple[Line, ...], problems: list[Problem]) -> list[Entry]:
    """All layer lines in order, repeats written out; problems are added to the list."""
    entries: list[Entry] = []
    try:
        for entry in _unrolled(lines, (), 0, problems):
            entries.append(entry)
            if len(entries) > LIMIT:
                raise TooMany(Problem(f"this network has more than {LIMIT} layers", entry.line.span))
    except TooMany as error:
        problems.append(error.problem)
        return []
    return entries


def _unrolled(lines: tuple[Line, ...], copies: tuple[int, ...], depth: int, problems: list[Problem]) -> Iterator[Entry]:
    for line in lines:
        if line.kind == "repeat":
            yield from _repeated(line, copies, depth, problems)
        elif line.kind == "layer":
            yield Entry(line, copies)
        else:
            problems.append(
                Problem("this line does not belong in a network", line.span, "write a layer, e.g. `conv 64, kernel 3`")
            )


def _repeated(line: Line, copies: tuple[int, ...], depth: int, problems: list[Problem]) -> Iterator[Entry]:
    if line.count < 1:
        problems.append(Problem("a repeat needs a count of at least 1", line.span, "write e.g. `repeat 2:`"))
        return
    if depth >= DEEPEST or (line.count > LIMIT):
        raise TooMany(Problem("these repeats are too many or too deep", line.span))
    if not line.block:
        problems.append(Problem("this repeat has no layers", line.span, "indent the layers under it"))
        return
    for copy in range(1, line.count + 1):
        # The layers of a block that is not really repeated keep their plain names.
        yield from _unrolled(line.block, (*copies, copy) if line.count > 1 else copies, depth + 1, problems)


def named(entries: list[Entry], problems: list[Problem]) -> list[str]:
    """A name for every entry: its own, else its kind, numbered where several unnamed ones of the kind exist."""
    taken = _own_names(entries, problems)
    kinds = Counter(entry.line.word.lower() for entry in entries if entry.line.name is None)
    numbers: Counter[str] = Counter()
    return [_name(entry, taken, kinds, numbers) for entry in entries]


def _own_names(entries: list[Entry], problems: list[Problem]) -> dict[str, Span]:
    taken: dict[str, Span] = {}
    for entry in entries:
        if entry.line.name is None:
            continue
        name = entry.line.name + entry.suffix
        if name == "total":
            problems.append(
                Problem("a layer cannot be called 'total'", entry.line.span, "that is the name of the sums")
            )
        elif name in taken and taken[name] != entry.line.span:
            again = f"it is the name of line {taken[name].line} already"
            problems.append(Problem(f"the name {name!r} is given twice", entry.line.span, again))
        taken.setdefault(name, entry.line.span)
    return taken


def _name(entry: Entry, taken: dict[str, Span], kinds: Counter[str], numbers: Counter[str]) -> str:
    if entry.line.name is not None:
        return entry.line.name + entry.suffix
    kind = entry.line.word.lower()
    if kinds[kind] == 1 and kind not in taken:
        return kind
    while True:
        numbers[kind] += 1
        name = f"{kind}_{numbers[kind]}"
        if name not in taken:
            return name
