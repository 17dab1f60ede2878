"""``choose`` in a family that works with values alone: the options are values of something that a find would name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from examsolver.core.choosing import Choose, Letters, Offer
from examsolver.core.convention import Conventions
from examsolver.core.derivation import Derivation, Run, Step, Value, derivation_of
from examsolver.core.formula import Apply, Formula, Num, Sym, apply
from examsolver.core.problem import ExamError, Problem
from examsolver.core.question import Check, Family, Find, Header, Line, Part, Picture

HINT = "such as: choose total parameters, and under it: A  80"


@dataclass(frozen=True, slots=True)
class Optioned:
    """A body with its finds; ``plain`` are the same finds as if no options were given."""

    inner: object
    finds: tuple[Find, ...]
    plain: tuple[Find, ...]

    def chosen(self) -> Iterator[tuple[int, Find, Find, Choose]]:
        """The finds with options, counted from 1, each with the plain one and its options."""
        pairs = [(find, plain) for find, plain in zip(self.finds, self.plain, strict=True) if find.choose]
        for count, (find, plain) in enumerate(pairs, start=1):
            if find.choose is not None:
                yield count, find, plain, find.choose


def with_options(family: Family) -> Family:
    """The family, which then knows ``choose total parameters`` with values as options."""
    return replace(
        family,
        chooses=True,
        read=partial(_read, family),
        derive=partial(_derive, family),
        parts=partial(_parts, family),
        prompt=partial(_prompt, family),
        verify=partial(_verify, family),
        pictures=partial(_pictures, family),
    )


def _read(
    family: Family, header: Header, lines: tuple[Line, ...], finds: tuple[Find, ...]
) -> tuple[object | None, tuple[Problem, ...]]:
    wrong = [
        Problem("options of this question are values, not statements", find.span, HINT)
        for find in finds
        if find.choose is not None and find.such_that is not None
    ]
    values = [find.choose for find in finds if find.choose is not None and find.such_that is None]
    wrong += [problem for choose in values for offer in choose.offers for problem in _unread(offer)]
    if wrong:
        return None, tuple(wrong)
    plain = tuple(replace(find, choose=None) if find.choose else find for find in finds)
    inner, problems = family.read(header, lines, plain)
    optioned = any(find.choose for find in finds)
    return (Optioned(inner, finds, plain) if inner is not None and optioned else inner), problems


def _unread(offer: Offer) -> Iterator[Problem]:
    if _value(offer) is None:
        yield Problem("an option here is a number or a size", offer.span, "such as 80 or 26x26x8")


def _value(offer: Offer) -> Value:
    match offer.value:
        case Num(value):
            return value
        case Apply("times", sides) if all(isinstance(side, Num) for side in sides):
            return tuple(side.value for side in sides if isinstance(side, Num))
        case _:
            return None


def _derive(family: Family, body: object, conventions: Conventions) -> Derivation:
    if not isinstance(body, Optioned):
        return family.derive(body, conventions)
    derivation = family.derive(body.inner, conventions)
    run = derivation.run()
    steps = list(derivation.steps)
    for count, find, plain, choose in body.chosen():
        steps += _judged(_single(family, body, plain, run), find, choose, count)
    return derivation_of(derivation.givens, steps, derivation.conventions)


def _single(family: Family, body: Optioned, plain: Find, run: Run) -> Part:
    """The one thing that options are values of. Raises ExamError where it is several."""
    parts = family.parts(body.inner, plain, run)
    if len(parts) != 1 or parts[0].kind not in ("integer", "number", "size"):
        raise ExamError([Problem("options are values of one number or one size", plain.span, HINT)])
    return parts[0]


def _judged(part: Part, find: Find, choose: Choose, count: int) -> Iterator[Step]:
    """A step for every option, and the letters of those that are right."""
    flags = []
    for offer in choose.offers:
        name = f"option {offer.letter if count == 1 else f'{offer.letter}{count}'}"
        flags.append(name)
        yield Step(
            name,
            part.steps,
            partial(is_value, option=_value(offer)),
            Apply("=", (Sym(part.steps[0]), offer.value or Num(0))),
            because="put in and compare",
            span=offer.span,
            names=part.steps[:1],
        )
    yield Step(
        _answer(count),
        tuple(flags),
        partial(right_letters, letters=tuple(offer.letter for offer in choose.offers)),
        apply("right", *map(Sym, flags)),
        because="right are the options for which it holds",
        span=find.span,
    )


def _answer(count: int) -> str:
    return "choice" if count == 1 else f"choice-{count}"


def is_value(*values: Value, option: Value) -> bool:
    """Whether an option is the value; a size may be written with its depth, the second value, or without."""
    if isinstance(option, tuple):
        return option == values[0] or (len(values) > 1 and option == (*values[0], values[1]))
    return bool(option == values[0])


def right_letters(*holds: Value, letters: Sequence[str]) -> Letters:
    """The letters of those that hold."""
    return Letters(letter for letter, one in zip(letters, holds, strict=True) if one)


def _parts(family: Family, body: object, find: Find, run: Run) -> tuple[Part, ...]:
    if not isinstance(body, Optioned):
        return family.parts(body, find, run)
    for count, one, _, choose in body.chosen():
        if one is find:
            return (_part(find, choose, count, run),)
    return family.parts(body.inner, body.plain[body.finds.index(find)], run)


def _part(find: Find, choose: Choose, count: int, run: Run) -> Part:
    right = run.values.get(_answer(count))
    if isinstance(right, Letters) and not right and not choose.none:
        hint = "where that is meant, write: choose … or none"
        raise ExamError([Problem("none of these options is right", find.span, hint)])
    options = tuple((offer.letter, offer.text) for offer in choose.offers)
    return Part(_answer(count), (_answer(count),), "choice", find.span, options=options)


def _prompt(family: Family, body: object) -> tuple[str | Formula, ...]:
    if not isinstance(body, Optioned):
        return family.prompt(body)
    from examsolver.maths.unicode import unicode_text

    said: list[str | Formula] = list(family.prompt(body.inner))
    for _, _, plain, choose in body.chosen():
        named = " of ".join(unicode_text(thing.formula) for thing in (*plain.things[:1], *plain.of[:1]))
        said.append(f"Which of these is the {named}? Choose one{', or none' if choose.none else ''}.")
        said += [Apply("option", (Sym(offer.letter), offer.value or Num(0))) for offer in choose.offers]
    return tuple(said)


def _verify(family: Family, body: object, run: Run) -> tuple[Check, ...]:
    return family.verify(body.inner if isinstance(body, Optioned) else body, run)


def _pictures(family: Family, body: object, run: Run) -> tuple[Picture, ...]:
    return family.pictures(body.inner if isinstance(body, Optioned) else body, run)
