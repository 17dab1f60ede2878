"""Options of a ``choose`` line, worked out: what an option says is put beside the question's lines, each under
names of its own (``Z_A``, ``y_A``), so that every option is computed and judged like everything else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from examsolver.core.choosing import Choose, Letters, Offer
from examsolver.core.derivation import Run
from examsolver.core.formula import Apply, Formula, Listing, Num, Sym
from examsolver.core.problem import ExamError, Problem, Span
from examsolver.core.question import Find, Header, Line, Part, Thing
from examsolver.families.computing import answers, reading
from examsolver.families.computing.body import Body, Choice
from examsolver.maths.show import show
from examsolver.maths.tree import step_name, symbols

_OWN = re.compile(r"\b([^\W\d]\w*?)_[A-Z]\d*\b(?=['\s:,.]|$)")
"""``Z_A`` in a message."""
_KNOWN = "known here: "
_INNER = re.compile(r"choice(?:-\d+)?|(?:option|value) [A-Z]\d*")
"""Names that only stand in worked solutions."""


@dataclass(slots=True)
class Expanded:
    """The lines of a question with those of its options beside them, and the finds without options."""

    lines: list[Line]
    finds: list[Find] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    varied: frozenset[str] = frozenset()


def read(header: Header, lines: tuple[Line, ...], finds: tuple[Find, ...]) -> tuple[Body | None, tuple[Problem, ...]]:
    """The body of a question with ``choose`` lines, or None and what is wrong."""
    expanded = expand(lines, finds)
    body, problems = reading.read(header, tuple(expanded.lines), tuple(expanded.finds))
    if body is None:
        return None, tuple(dict.fromkeys(_in_own_names(problem, expanded.varied) for problem in problems))
    beside = body.stated[len(reading.told(tuple(expanded.lines))) :]
    stated = (*reading.told(lines), *beside)
    return replace(body, stated=stated, choices=tuple(expanded.choices)), problems


def parts(body: Body, find: Find, run: Run) -> tuple[Part, ...]:
    """The part of a ``choose`` line. Raises ExamError where none or too many of its options are right."""
    count = 1 + next(place for place, choice in enumerate(body.choices) if choice.span == find.span)
    return chosen_parts(answers.parts(body, plain_find(find, count), run), find, count, run)


def _in_own_names(problem: Problem, varied: frozenset[str]) -> Problem:
    """A problem of an option's own names, told in those that the author wrote."""
    message, hint = _OWN.sub(r"\1", problem.message), _OWN.sub(r"\1", problem.hint or "")
    if hint.startswith(_KNOWN):
        names = dict.fromkeys(hint.removeprefix(_KNOWN).split(", "))
        hint = _KNOWN + ", ".join(name for name in names if not _INNER.fullmatch(name))
    missing = re.fullmatch(r"nothing is called '(.+)' here", message)
    if missing and missing[1] in varied:
        hint = f"only options say what {missing[1]} is, so that it has a value in these alone; each must say it"
    return replace(problem, message=message, hint=hint or None)


def expand(lines: tuple[Line, ...], finds: tuple[Find, ...]) -> Expanded:
    """Every option put beside the lines. Lines that rest on what only options say are there once an option."""
    options = [offer for find in finds if find.choose for offer in find.choose.offers]
    varied = _varied(lines, options)
    own = {_head(line) for line in lines}
    lost = {name for name in varied if name not in own}
    only = _resting(lines, lost)
    found = Expanded([line for line in lines if not _uses(line, only)], varied=frozenset(only))
    for find in finds:
        if find.choose is None:
            found.finds.append(find)
            continue
        count = len(found.choices) + 1
        found.lines += _of_options(find, find.choose, lines, count)
        found.choices.append(_told(find, find.choose))
        found.finds.append(plain_find(find, count))
    return found


def plain_find(find: Find, count: int) -> Find:
    """The find for the letters of the right options of the n-th ``choose`` line."""
    return replace(find, things=(Thing(_answer(count), find.span),), such_that=None)


def _answer(count: int) -> Sym:
    return Sym("choice" if count == 1 else f"choice-{count}")


def _of_options(find: Find, choose: Choose, lines: tuple[Line, ...], count: int) -> list[Line]:
    """The lines of every option, what it comes to, and which are right."""
    found: list[Line] = []
    flags: list[Formula] = []
    for offer in choose.offers:
        tail = offer.letter if count == 1 else f"{offer.letter}{count}"
        flag = Sym(f"option {tail}")
        flags.append(flag)
        renamed = _copied(lines, offer, tail)
        found += renamed.lines
        left, relation, right = condition_of(find, offer)
        left, right = renamed.put(left), renamed.put(right)
        if not isinstance(left, Sym):
            found.append(_assign(Sym(f"value {tail}"), left, offer.span))
            left = Sym(f"value {tail}")
        found.append(_assign(flag, Apply(relation, (left, right)), offer.span))
    letters = " ".join(offer.letter for offer in choose.offers)
    found.append(_assign(_answer(count), Apply("chosen", tuple(flags), (("letters", letters),)), find.span))
    return found


def condition_of(find: Find, offer: Offer) -> tuple[Formula, str, Formula]:
    """What an option must meet."""
    if find.such_that is not None:
        return find.such_that
    return find.things[0].formula, "=", offer.value if offer.value is not None else Num(0)


def _assign(target: Sym, formula: Formula, span: Span) -> Line:
    return Line("assign", span, target=target, formula=formula)


# Names of an option's own.


@dataclass(slots=True)
class _Copy:
    """The lines of an option under names of its own."""

    names: Mapping[str, str]
    lines: list[Line] = field(default_factory=list)

    def put(self, formula: Formula) -> Formula:
        """A formula in the names of the option."""
        match formula:
            case Sym(name, index):
                head, dot, rest = name.partition(".")
                return Sym(self.names.get(head, head) + dot + rest, tuple(self.put(part) for part in index))
            case Apply(op, args, options):
                kept = tuple((name, self._option(value)) for name, value in options)
                return Apply(op, tuple(self.put(arg) for arg in args), kept)
            case Listing(items):
                return Listing(tuple(self.put(item) for item in items))
            case _:
                return formula

    def _option(self, value: object) -> object:
        return self.put(value) if isinstance(value, (Sym, Apply, Listing)) else value

    def line(self, line: Line) -> Line:
        """A line in the names of the option, with the lines under it."""
        return replace(
            line,
            target=None if line.target is None else self.put(line.target),
            formula=None if line.formula is None else self.put(line.formula),
            first=None if line.first is None else self.put(line.first),
            last=None if line.last is None else self.put(line.last),
            block=tuple(self.line(inner) for inner in line.block),
        )


def _copied(lines: tuple[Line, ...], offer: Offer, tail: str) -> _Copy:
    varied = _varied(lines, [offer])
    own = {step_name(line.target) for line in offer.lines if line.target is not None}
    copy = _Copy({name: f"{name}_{tail}" for name in varied})
    copy.lines = [copy.line(line) for line in offer.lines]
    for line in lines:
        again = line.target is not None and step_name(line.target) in own
        if not again and _heads(line) & varied:
            copy.lines.append(copy.line(line))
    return copy


def _varied(lines: tuple[Line, ...], offers: Iterable[Offer]) -> set[str]:
    """The names that options give, and those of the question's lines that rest on them."""
    return _resting(lines, {head for offer in offers for line in offer.lines for head in _heads(line)})


def _resting(lines: tuple[Line, ...], names: set[str]) -> set[str]:
    """These names, and those of lines that rest on them."""
    found = set(names)
    grown = True
    while grown:
        new = {head for line in lines if _uses(line, found) for head in _heads(line)} - found
        found |= new
        grown = bool(new)
    return found


def _head(line: Line) -> str:
    return line.target.name.partition(".")[0] if isinstance(line.target, Sym) else ""


def _heads(line: Line) -> set[str]:
    """The names that a line gives; a loop those of its lines."""
    inner = {head for one in line.block for head in _heads(one)}
    return inner | ({_head(line)} if line.target is not None else set())


def _uses(line: Line, names: set[str]) -> set[str]:
    """Which of these names a line rests on, or gives."""
    formulas = [part for part in (line.formula, line.first, line.last) if part is not None]
    found = {name for formula in formulas for name in _names(formula)} | _heads(line)
    return (found | {name for inner in line.block for name in _uses(inner, names)}) & names


def _names(formula: Formula) -> set[str]:
    names = {symbol.name.partition(".")[0] for symbol in symbols(formula)}
    todo: list[Formula] = [formula]
    while todo:
        here = todo.pop()
        match here:
            case Apply(_, args, options):
                todo += args
                names |= {
                    name for _, value in options if isinstance(value, (Sym, Apply, Listing)) for name in _names(value)
                }
            case Listing(items):
                todo += items
    return names


# What students are told, and the parts.


def _told(find: Find, choose: Choose) -> Choice:
    values = find.such_that is None
    asked = find.things[0].formula if find.such_that is None else _condition(*find.such_that)
    offers = tuple((offer.letter, _said(offer)) for offer in choose.offers)
    return Choice(asked, offers, find.span, choose.count, values, choose.none)


def _condition(left: Formula, relation: str, right: Formula) -> Formula:
    return Apply(relation, (left, right))


def _said(offer: Offer) -> tuple[Formula, ...]:
    if offer.value is not None:
        return (offer.value,)
    return tuple(
        Apply("=", (line.target, line.formula)) if line.formula is not None else line.target
        for line in offer.lines
        if line.target is not None
    )


def with_options(part: Part, find: Find) -> Part:
    """The part of a ``choose`` line, its options beside it."""
    if find.choose is None:
        return part
    options = tuple((offer.letter, " ".join(offer.text.split())) for offer in find.choose.offers)
    return replace(part, kind="choice", options=options)


def chosen_parts(parts: tuple[Part, ...], find: Find, count: int, run: Run) -> tuple[Part, ...]:
    """The part of the n-th ``choose`` line, its options beside it.

    Raises:
        ExamError: no option is right though one must be, or another number of them than was said.
    """
    value = run.values.get(_answer(count).name)
    problems: list[Problem] = []
    if find.choose is not None and isinstance(value, Letters):
        problems += _counted(find, find.choose, value, run, "" if count == 1 else str(count))
    if problems:
        raise ExamError(problems)
    return tuple(with_options(part, find) for part in parts)


def _counted(find: Find, choose: Choose, right: Letters, run: Run, tail: str) -> Iterator[Problem]:
    if not right and not choose.none:
        steps = [(offer.letter, run.derivation.step(f"option {offer.letter}{tail}")) for offer in choose.offers]
        values = [(letter, run.values.get(step.uses[0])) for letter, step in steps if find.such_that is not None]
        said = ", ".join(f"{letter} gives {show(value)}" for letter, value in values if value is not None)
        hint = f"{said}; where that is meant, write: choose … or none" if said else "or write: choose … or none"
        yield Problem("none of these options is right", find.span, hint)
    elif choose.count == "one" and len(right) > 1:
        yield Problem(f"one option is to be right, and {right} are", find.span, "or write: choose all such that …")
