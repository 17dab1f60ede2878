"""Lines of a network written out: repeats and blocks unrolled, every layer with a name of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from examsolver.core.derivation import Value
from examsolver.core.problem import Problem, Span
from examsolver.core.question import Line
from examsolver.families.network_blocks import Call, Definition, put_in, read_call
from examsolver.families.network_letters import with_letters
from examsolver.registry import did_you_mean

LIMIT = 100_000
DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Entry:
    """One layer line written out. ``copies`` says in which round of which repeats of its scope it stands."""

    line: Line
    copies: tuple[int, ...] = ()

    @property
    def suffix(self) -> str:
        """What its name carries inside repeats: ``_2``."""
        return "".join(f"_{copy}" for copy in self.copies)


@dataclass(eq=False)
class Scope:
    """Where names mean something: a network, or one use of a block.

    ``names`` maps its own names to names in the whole network; ``inputs`` those of what it reads. ``path`` are the
    blocks that it stands in.
    """

    prefix: str = ""
    definitions: Mapping[str, Definition] = field(default_factory=dict)
    inputs: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    path: tuple[Definition, ...] = ()


@dataclass(frozen=True, slots=True)
class Laid:
    """One layer line in its place in the whole network."""

    entry: Entry
    name: str
    above: str | None
    scope: Scope


@dataclass(frozen=True, slots=True)
class Group:
    """One use of a block: its layers are ``start`` to ``stop`` of the network, its output is that of ``last``."""

    name: str
    start: int
    stop: int
    last: str
    span: Span


class TooMany(Exception):
    """The repeats write out more layers than anybody meant, or blocks never end."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


@dataclass
class Layout:
    """All layer lines in order, and the uses of blocks among them."""

    laid: list[Laid] = field(default_factory=list)
    groups: dict[str, Group] = field(default_factory=dict)

    def meant(self, name: str) -> str:
        """The layer whose output a name means: a block's is that of its last layer."""
        while name in self.groups:
            name = self.groups[name].last
        return name


def laid_out(
    lines: tuple[Line, ...],
    definitions: Mapping[str, Definition],
    problems: list[Problem],
    letters: Mapping[str, Value] | None = None,
) -> Layout:
    """Everything written out, with values in the places of letters; problems are added to the list."""
    writing = _Writing(problems, letters or {})
    try:
        writing.write(with_letters(lines, letters, problems) if letters else lines, Scope(definitions=definitions))
    except TooMany as error:
        problems.append(error.problem)
        return Layout()
    return writing.layout


class _Writing:
    """Writes out lines, scope by scope. Equal uses of a block share their lines, which are then settled once."""

    def __init__(self, problems: list[Problem], letters: Mapping[str, Value]) -> None:
        self.layout = Layout()
        self.problems = problems
        self.letters = letters
        self.shared: dict[tuple[object, ...], tuple[Line, ...]] = {}

    def write(self, lines: tuple[Line, ...], scope: Scope, first: str | None = None) -> str | None:
        """The layers of a scope; returns the name whose output is that of the last line."""
        entries = list(unrolled(lines, (), 0, self.problems))
        names = named(entries, self.problems)
        scope.names.update({name: scope.prefix + name for name in names})
        above = first
        for entry, name in zip(entries, names, strict=True):
            if _is_input(entry.line, scope) and name in scope.inputs:
                del scope.names[name]
                above = scope.inputs[name]
            elif (definition := scope.definitions.get(entry.line.word)) is not None:
                above = self._use(definition, entry, scope.prefix + name, above, scope)
            else:
                self._lay(Laid(entry, scope.prefix + name, above, scope))
                above = scope.prefix + name
        return above

    def _lay(self, laid: Laid) -> None:
        self.layout.laid.append(laid)
        if len(self.layout.laid) > LIMIT:
            raise TooMany(Problem(f"this network has more than {LIMIT} layers", laid.entry.line.span))

    def _use(self, definition: Definition, entry: Entry, name: str, above: str | None, scope: Scope) -> str | None:
        line = entry.line
        path = (*scope.path, definition)
        if definition in scope.path or len(path) > DEEPEST:
            raise TooMany(Problem(_endless(path), line.span, "a block can only use blocks that do not use it"))
        call = read_call(definition, line, self.problems)
        inner = Scope(f"{name}.", {**scope.definitions, **definition.within}, path=path)
        inner.inputs = self._inputs(definition, call, entry, above, scope)
        start = len(self.layout.laid)
        first = next(iter(inner.inputs.values()), None)
        last = self.write(self._lines(definition, call), inner, first)
        if len(self.layout.laid) == start:
            hint = "indent the layers under it"
            self.problems.append(Problem(f"the block {definition.name!r} has no layers", definition.span, hint))
            return above
        group = Group(name, start, len(self.layout.laid), last or name, line.span)
        self.layout.groups[name] = group
        return name

    def _lines(self, definition: Definition, call: Call) -> tuple[Line, ...]:
        """The lines of a block with the values of one use, the same objects for equal uses."""
        key = (definition, tuple(call.values.items()), call.left_out)
        if key not in self.shared:
            lines = [line for line in definition.lines if not {line.name, line.word} & call.left_out]
            self.shared[key] = put_in(tuple(lines), {**self.letters, **call.values}, self.problems)
        return self.shared[key]

    def _inputs(
        self, definition: Definition, call: Call, entry: Entry, above: str | None, scope: Scope
    ) -> dict[str, str]:
        """What the names of a block's inputs stand for."""
        written = [meant_by(name, span, entry, scope, self.problems, above) for name, span in call.sources]
        given = written or ([above] if above is not None and not self._stands_alone(definition, above) else [])
        lines = definition.inputs
        names = named([Entry(line) for line in lines], []) or ["input"]
        if not given and definition.is_network:
            return {}
        if len(given) != len(names):
            layers = f"{len(names)} layer{'s' * (len(names) != 1)}"
            hint = f"write e.g. `{definition.name} from {', '.join('ab'[: len(names)] or 'a')}`"
            says = f"{definition.name} reads {layers}, here {'is' if len(given) == 1 else 'are'} {len(given)}"
            self.problems.append(Problem(says, entry.line.span, hint))
        bound = dict(zip(names, given, strict=False))
        return bound if "input" in bound or not bound else {**bound, "input": next(iter(bound.values()))}

    def _stands_alone(self, definition: Definition, above: str) -> bool:
        """A network of the bank under another one reads its own input."""
        return (
            definition.is_network
            and above in self.layout.groups
            and "input" in {laid.entry.line.word for laid in self.layout.laid[self.layout.groups[above].start :][:1]}
        )


def _endless(path: tuple[Definition, ...]) -> str:
    """What to say of blocks that use each other."""
    if path[-1] not in path[:-1]:
        return "blocks use each other too deeply"
    circle = " uses ".join(each.name for each in path[path.index(path[-1]) :])
    return f"blocks use each other in a circle: {circle}"


def _is_input(line: Line, scope: Scope) -> bool:
    return bool(scope.path) and line.word.lower() == "input"


def meant_by(
    name: str, span: Span, entry: Entry, scope: Scope, problems: list[Problem], above: str | None = None
) -> str:
    """The layer meant by a name: inside repeats, the one of the same round first; then what a block reads.

    ``above`` is the line above, which can be named so.
    """
    for rounds in range(len(entry.copies), -1, -1):
        meant = name + "".join(f"_{copy}" for copy in entry.copies[:rounds])
        if meant in scope.names:
            return scope.names[meant]
    if name in scope.inputs or (scope.path and name == "in" and "input" in scope.inputs):
        return scope.inputs.get(name) or scope.inputs["input"]
    if name == "above" and above is not None:
        return above
    head, dot, _ = name.partition(".")
    if dot and head in scope.names:
        return scope.names[head] + name[len(head) :]
    known = [*scope.names, *scope.inputs]
    problems.append(Problem(f"no layer is called {name!r}", span, did_you_mean(name, known[:1000])))
    return name


def unrolled(lines: tuple[Line, ...], copies: tuple[int, ...], depth: int, problems: list[Problem]) -> Iterator[Entry]:
    """Layer lines in order, repeats written out."""
    for line in lines:
        if line.kind == "repeat":
            yield from _repeated(line, copies, depth, problems)
        elif line.kind == "layer":
            yield Entry(line, copies)
        elif line.kind != "block" or copies:
            problems.append(
                Problem("this line does not belong in a network", line.span, "write a layer, e.g. `conv 64, kernel 3`")
            )


def _repeated(line: Line, copies: tuple[int, ...], depth: int, problems: list[Problem]) -> Iterator[Entry]:
    if line.first is not None:
        hint = "write a number, or a parameter of the block that it stands in"
        problems.append(Problem("how often does this repeat go round?", line.span, hint))
        return
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
        yield from unrolled(line.block, (*copies, copy) if line.count > 1 else copies, depth + 1, problems)


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
