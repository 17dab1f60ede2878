"""``find padding such that output = 13x13``: every solution, by trying all that make sense."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

from examsolver.core.convention import Conventions
from examsolver.core.derivation import LawError, Step, Value, evaluate
from examsolver.core.formula import Apply, Formula, Listing, Num, Sym, apply
from examsolver.core.layer import Placed, Shape
from examsolver.core.problem import ExamError, Problem
from examsolver.core.question import Find, Thing
from examsolver.families.network_asking import plain_request, text_of
from examsolver.families.network_options import spelled
from examsolver.families.network_reading import Network
from examsolver.layers.counting import no_weights
from examsolver.layers.sizes import elements, size_text, times
from examsolver.registry import did_you_mean

SEARCHED = 1000


@dataclass(frozen=True, slots=True)
class Unknown:
    """A setting of a layer that is asked for, and the condition: step ``target`` has the value ``wanted``."""

    placed: Placed
    option: str
    id: str
    target: str
    wanted: Shape | int
    find: Find

    def tried(self, value: int) -> Placed:
        """The layer with a value put in."""
        return replace(self.placed, settings={**self.placed.settings, self.option: value})


def noun(option: str) -> str:
    """An option in the singular: a ``number of units``."""
    return f"number of {option}" if option.endswith("s") or option == "vocabulary" else option


def every(option: str) -> str:
    """``every kernel``, ``every number of units``."""
    return f"every {noun(option)}"


def unknowns(body: Network) -> tuple[Unknown, ...]:
    """What the finds of the body ask with ``such that``; ExamError where that cannot be understood."""
    return tuple(
        unknown
        for find in body.finds
        if find.such_that is not None
        for unknown in _unknowns(body, find, *find.such_that)
    )


def _unknowns(body: Network, find: Find, left: Formula, relation: str, right: Formula) -> list[Unknown]:
    if relation not in ("=", "=="):
        raise ExamError(
            [Problem("a condition on sizes is an equation", find.span, "write e.g. `such that output = 13x13`")]
        )
    target, wanted = _target(body, find, left), size_in(right)
    if wanted is None:
        raise ExamError(
            [Problem("the right side of the condition must be a size or a number", find.span, "e.g. 13x13")]
        )
    owners = [text_of(thing.formula) for thing in find.of]
    found = []
    for thing in find.things:
        owner, _, option = text_of(thing.formula).rpartition(".")
        placed, name = _place(body, find, owners[0] if owners else owner, option)
        if placed.settings[name] != _default(placed, name):
            says = f"the {option} of {placed.name} is asked for, and given too"
            raise ExamError([Problem(says, thing.span, f"leave the {option} of {placed.name} out")])
        number = wanted[0] if len(wanted) == 1 and not target.endswith(".output") else wanted
        found.append(Unknown(placed, name, text_of(thing.formula), target, number, find))
    return found


def _target(body: Network, find: Find, left: Formula) -> str:
    """The step that a condition is on, in the words of a find."""
    problems: list[Problem] = []
    request = plain_request(body, Thing(left, find.span), problems)
    if request is None:
        raise ExamError(problems)
    if request.owner != "total" or _says_total(text_of(left)):
        return request.step
    owners = [placed.name for placed in body.layers if _has_some(placed, request.quantity)]
    if len(owners) == 1:
        return f"{owners[0]}.{request.quantity}"
    which = " or ".join(f"`{name}.{request.quantity}`" for name in owners[:2])
    hint = f"write `total {request.quantity}`" + (f", or of one layer: {which}" if which else "")
    raise ExamError([Problem(f"several layers have {request.quantity}", find.span, hint)])


def _says_total(words: str) -> bool:
    return words.startswith(("total.", "total "))


def _has_some(placed: Placed, quantity: str) -> bool:
    """Whether a layer has something to count: pooling has no parameters."""
    weightless = quantity in ("parameters", "trainable") and placed.layer.weights in (None, no_weights)
    return quantity in placed.layer.quantities and not weightless


def _place(body: Network, find: Find, owner: str, word: str) -> tuple[Placed, str]:
    """The layer and the option that are meant by ``padding`` or ``conv.padding``."""
    fitting = [
        (placed, name) for placed in body.layers if (name := _option(placed, word)) and owner in ("", placed.name)
    ]
    open_ones = [(placed, name) for placed, name in fitting if placed.settings[name] == _default(placed, name)]
    if len(fitting) == 1 or (open_ones and not owner and len(open_ones) == 1):
        return fitting[0] if len(fitting) == 1 else open_ones[0]
    if fitting:
        names = " or ".join(f"`{placed.name}.{word}`" for placed, _ in fitting[:2])
        raise ExamError([Problem(f"{word} is a setting of several layers", find.span, f"say which: {names}")])
    known = sorted({option.name for placed in body.layers for option in placed.layer.options if option.kind != "flag"})
    raise ExamError([Problem(f"no layer here has a {word!r}", find.span, did_you_mean(word, known))])


def _option(placed: Placed, word: str) -> str | None:
    numbers = (option for option in placed.layer.options if option.kind in ("integer", "size"))
    return next((option.name for option in numbers if spelled((word,)) in (option.name, *option.also)), None)


def _default(placed: Placed, name: str) -> Value:
    return next(option.default for option in placed.layer.options if option.name == name)


def size_in(formula: Formula) -> Shape | None:
    """The size that a formula writes: ``13x13``, ``(13, 13)`` or ``13``."""
    match formula:
        case Num(int(value)):
            return (value,)
        case Apply("times" | "*", parts) | Listing(parts):
            sides = [size_in(part) for part in parts]
            return None if any(side is None for side in sides) else tuple(n for side in sides if side for n in side)
        case _:
            return None


def solving_step(unknown: Unknown, steps: Mapping[str, Step], conventions: Conventions) -> Step:
    """The step that gives every solution."""
    chain = _chain(unknown, steps)
    inner = {step.name for step in chain}
    uses = tuple(dict.fromkeys(used for step in chain for used in step.uses if used not in inner))
    return Step(
        unknown.id,
        uses,
        partial(solutions, unknown=unknown, names=uses, chain=chain, conventions=dict(conventions)),
        formula=apply("=", Sym(unknown.target), times(*_sides(unknown.wanted))),
        because=f"{every(unknown.option)} that makes sense was tried; no other gives {_text(unknown.wanted)}",
        rule=unknown.placed.layer.name,
        span=unknown.find.span,
    )


def chain_of(solving: Step) -> tuple[Step, ...]:
    """The steps that a solving step tries its values in."""
    law = solving.law
    return tuple(law.keywords["chain"]) if isinstance(law, partial) else ()


def _chain(unknown: Unknown, steps: Mapping[str, Step]) -> tuple[Step, ...]:
    """The steps from the layer with the unknown to the condition, in order."""
    order: list[Step] = []
    done: set[str] = set()
    todo = [(unknown.target, False)]
    while todo:
        name, ready = todo.pop()
        if name not in steps or (name in done and not ready):
            continue
        done.add(name)
        if ready:
            order.append(steps[name])
        else:
            todo.append((name, True))
            todo.extend((used, False) for used in steps[name].uses)
    moved: set[str] = set()
    for step in order:
        if step.name.rpartition(".")[0] == unknown.placed.name or moved.intersection(step.uses):
            moved.add(step.name)
    return tuple(step for step in order if step.name in moved)


def solutions(
    *inputs: Value, unknown: Unknown, names: tuple[str, ...], chain: tuple[Step, ...], conventions: Conventions
) -> tuple[int, ...]:
    """All values of the unknown for which the condition holds; LawError where there are none."""
    values = dict(zip(names, inputs, strict=True))
    found: list[int] = []
    for candidate in _candidates(unknown, inputs):
        reached = _reached(candidate, unknown, values, chain, conventions)
        if _meets(reached, unknown.wanted):
            found.append(candidate)
        elif _beyond(reached, unknown):
            break
    if not found:
        raise LawError(f"no {noun(unknown.option)} gives {_text(unknown.wanted)}", "change the condition or a fact")
    return tuple(found)


def _beyond(reached: Value, unknown: Unknown) -> bool:
    """Whether a count is past what is wanted: with more filters or neurons it only grows."""
    grows = unknown.option in ("filters", "units", "vocabulary", "dimension")
    return grows and isinstance(reached, int) and isinstance(unknown.wanted, int) and reached > unknown.wanted


def _candidates(unknown: Unknown, inputs: tuple[Value, ...]) -> range:
    """Bounds that leave nothing out: a window or stride beyond the padded input changes nothing more."""
    if unknown.option == "padding":
        return range(SEARCHED + 1)
    if unknown.option in ("kernel", "stride", "dilation"):
        padding = unknown.placed.settings.get("padding", 0)
        wide = padding if isinstance(padding, int) else max(padding)
        longest = max((max(shape) for shape in inputs if isinstance(shape, tuple)), default=SEARCHED)
        return range(1, min(SEARCHED, longest + 2 * wide) + 1)
    return range(1, min(100 * SEARCHED, elements(_sides(unknown.wanted))) + 1)


def _reached(
    value: int, unknown: Unknown, values: Mapping[str, Value], chain: tuple[Step, ...], conventions: Conventions
) -> Value:
    """What the condition's step comes to with a value put in."""
    trial = dict(values)
    tried = unknown.tried(value)
    own = {step.name: step for step in tried.layer.steps(tried, conventions)}
    for step in chain:
        trial[step.name] = evaluate(own.get(step.name, step), trial)
    return trial[unknown.target]


def _meets(value: Value, wanted: Shape | int) -> bool:
    """Equal; for a map the depth may be left out of the condition."""
    if isinstance(value, tuple) and isinstance(wanted, tuple) and len(value) == len(wanted) + 1 and len(wanted) > 0:
        return value[:-1] == wanted
    return bool(value == wanted)


def _sides(wanted: Shape | int) -> Shape:
    return (wanted,) if isinstance(wanted, int) else wanted


def _text(wanted: Shape | int) -> str:
    return size_text(_sides(wanted))
