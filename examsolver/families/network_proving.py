"""The steps that answer a ``such that``: values tried on both sides, the count as a formula, the answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from examsolver.core.convention import Conventions
from examsolver.core.derivation import LawError, Misconception, Step, Undefined, Value
from examsolver.core.formula import Formula, Num, Sym, apply
from examsolver.core.problem import ExamError, Problem
from examsolver.families.network_algebra import backward_steps
from examsolver.families.network_conditions import WHOLE, Sought, goal_text, sides
from examsolver.families.network_polynomials import polynomial_of
from examsolver.families.network_reading import Network
from examsolver.families.network_solving import Found, Search, answer, nearest, ranges_of, search
from examsolver.families.network_trying import Pins, Tried
from examsolver.layers.sizes import listed, size_text, times, total
from examsolver.layers.slips import slip

LISTED = 40
"""How many solutions are written out before the largest or the smallest has to be asked."""


def solving_steps(
    body: Network, sought: Sought, known: Mapping[str, Value], conventions: Conventions
) -> tuple[Step, ...]:
    """The steps of one find; ``known`` are the values of what does not rest on the unknowns. Raises ExamError."""
    uses = _frontier(body, sought, known, conventions)
    pins = {name: known[name] for name in uses}
    found, searching = search(body, sought, conventions, pins)
    _check(sought, found)
    shown = [value for value in nearest(searching, found) if _has_value(searching, value)]
    beside = tuple(_beside(searching, value, is_first=value == shown[0]) for value in shown)
    shaped = polynomial_of(searching, found, known)
    back = backward_steps(searching, found)
    law = partial(
        solutions, body=body, sought=sought, conventions=dict(conventions), names=uses, pins=pins, found=found, slip=""
    )
    step = Step(
        sought.id,
        (*uses, *(one.name for one in (*shaped.steps, *back, *beside))),
        law,
        formula=_condition(searching, shaped.formula),
        because=_because(searching, found, shaped.says),
        rule="network",
        misconceptions=_ideas(searching, found),
        span=sought.find.span,
    )
    return (*shaped.steps, *back, *beside, step)


def solutions(
    *inputs: Value,
    body: Network,
    sought: Sought,
    conventions: Conventions,
    names: tuple[str, ...],
    pins: Pins,
    found: Found,
    slip: str,
) -> Value:
    """All solutions, or the one that is asked; LawError where there are none.

    They are sought again where a value before the unknown is another one, or a wrong idea is held.
    """
    given = dict(zip(names, inputs, strict=False))
    if slip or given != pins:
        found, _ = search(body, sought, conventions, given, slip)
        if found.endless or len(found.solutions) > LISTED:
            raise LawError("there is no end of solutions")
    return answer(found, sought)


def _frontier(body: Network, sought: Sought, known: Mapping[str, Value], conventions: Conventions) -> tuple[str, ...]:
    """The steps nearest to the unknowns that do not rest on them and are used on the way to the condition."""
    if body.letters and any(line.first is not None for line in body.lines):
        return ()  # how often something is repeated changes the names of layers
    searching = Search(body, sought, conventions, {})
    start = searching.start()
    tried = searching.at(*start.values())
    if tried.targets and all(name in known for name in tried.targets):
        says = f"the {sought.quantity.replace('-', ' ')} does not rest on {sought.id}"
        raise ExamError([Problem(says, sought.find.span, "ask for something that does")])
    uses: dict[str, None] = {}
    todo, done = list(tried.targets), set[str]()
    while todo:
        name = todo.pop()
        if name in done:
            continue
        done.add(name)
        if name in known:
            uses[name] = None
        elif name in tried.steps:
            todo.extend(tried.steps[name].uses)
    return tuple(sorted(uses, key=list(known).index))


def _check(sought: Sought, found: Found) -> None:
    """More solutions than can be written out, or no end of them."""
    name, words = sought.unknowns[0].name, _condition_text(sought)
    if sought.wish == "largest" and found.endless:
        hint = f"ask for the smallest: find smallest {name} such that {words}"
        raise ExamError([Problem(f"there is no largest {name}: every larger one does too", sought.find.span, hint)])
    if len(found.solutions) > LISTED or found.unlisted or (found.endless and sought.wish == "all"):
        end, word = (f"from {found.first} on", "smallest") if found.endless else (_range(found), "largest")
        hint = f"ask for the {word}: find {word} {name} such that {words}"
        if len(sought.unknowns) > 1:
            end, hint = f"{len(found.solutions)} of them", "give one of the unknowns"
        says = f"too many values of {sought.id} do: {end}"
        raise ExamError([Problem(says, sought.find.span, hint)])


def _range(found: Found) -> str:
    return f"all from {found.first} to {found.last}"


def _condition_text(sought: Sought) -> str:
    text = sought.find.span.text
    return " ".join(text.partition("such that")[2].split()) or "…"


# --- what was tried ---------------------------------------------------------------------------------------------------


def _has_value(searching: Search, value: int) -> bool:
    return value >= 0 and not isinstance(searching.at(value).value, Undefined)


def _beside(searching: Search, value: int, *, is_first: bool) -> Step:
    """One value put in, as far as the last law: ``output at p = 1``."""
    tried = searching.at(value)
    sought = searching.sought
    last = "network" if searching.body.groups or _is_depth(searching) else tried.targets[0].rpartition(".")[0]
    target = f"{sought.owner or last}.{sought.quantity}"
    return Step(
        f"{target} {sought.unknowns[0].short}={value}",
        (),
        partial(constant, value=tried.value),
        formula=_law_of(tried) if is_first and isinstance(tried.value, tuple) else None,
        numbers=partial(_same, formula=_numbers_of(tried)),
        because=_verdict(searching, value),
        rule="network",
        span=sought.find.span,
    )


def _is_depth(searching: Search) -> bool:
    return any(line.first is not None for line in searching.body.lines)


def _verdict(searching: Search, value: int) -> str:
    word, goal = searching.sought.unknowns[0].short.replace("_", " "), goal_text(searching.sought)
    holds = "fits" if searching.sought.relation == WHOLE else f"is {goal}, as wanted"
    return f"put in {word} = {value}: it {holds}" if searching.meets(value) else f"put in {word} = {value}: not {goal}"


def constant(*_: Value, value: Value) -> Value:
    """A value that is known."""
    return value


def _same(*_: Value, formula: Formula) -> Formula:
    return formula


def _law_of(tried: Tried) -> Formula | None:
    if len(tried.targets) == 1:
        return tried.steps[tried.targets[0]].formula
    return total(Sym(name) for name in _written(tried)) if len(_written(tried)) <= 4 else None


def _written(tried: Tried) -> list[str]:
    return [name for name in tried.targets if tried.values.get(name)]


def _numbers_of(tried: Tried) -> Formula:
    if len(tried.targets) != 1:
        return total(tried.values[name] for name in _written(tried))
    step = tried.steps[tried.targets[0]]
    if step.numbers is None:
        return as_size(tried.value)
    return step.numbers(*(tried.values[name] for name in step.uses))


def as_size(value: Value) -> Formula:
    """A size or a number as a formula."""
    return times(*value) if isinstance(value, tuple) else Num(value)


# --- the answer -------------------------------------------------------------------------------------------------------


def _condition(searching: Search, left: Formula | None) -> Formula:
    sought = searching.sought
    if sought.relation == WHOLE:
        return apply("=", Sym("remainder of every division"), 0)
    last = "" if _is_depth(searching) else searching.body.layers[-1].name
    owner = sought.owner or last
    target: Formula = Sym(f"{owner}.{sought.quantity}" if owner else sought.quantity.replace("-", " "))
    wanted = times(*sides(sought.wanted)) if sought.exactly is None else Num(sought.exactly)
    relation = sought.find.such_that[1] if sought.find.such_that else "="
    return apply("=" if relation == "==" else relation, target if left is None else left, wanted)


def _because(searching: Search, found: Found, bound: str) -> str:
    sought = searching.sought
    if len(sought.unknowns) > 1:
        return _tried_together(searching, found)
    reason = ", and ".join(_reasons(searching, found))
    end = "so there is no other" if sought.wish == "all" else f"so this is the {sought.wish}"
    return "; ".join(filter(None, (bound, listed(_told(searching, found)), reason))) + f", {end}"


def _reasons(searching: Search, found: Found) -> Iterator[str]:
    """Why nothing lies beyond what was tried."""
    if found.trend.says:
        yield found.trend.says
    elif found.last is not None:
        noun = searching.sought.unknowns[0].noun
        yield f"every {noun} from {found.first} to {found.last} was tried"
        if found.bound is None and isinstance(searching.at(found.last + 1).value, Undefined):
            yield f"from {found.last + 1} on there is no output"
    if found.bound is not None:
        yield f"a stride beyond {found.bound}, the side of the padded input, cannot move the window"


def _told(searching: Search, found: Found) -> Iterator[str]:
    """``padding 1 gives 13x13``, of the solutions and what lies beside them."""
    for value in nearest(searching, found):
        reached = searching.at(value).value if value >= 0 else None
        word = searching.sought.unknowns[0].short.replace("_", " ")
        if isinstance(reached, Undefined) and value > 0:
            yield f"{word} = {value} does not work ({reached.reason})"
        elif reached is not None and not isinstance(reached, Undefined):
            gives = "fits" if searching.sought.relation == WHOLE else f"gives {_value_text(reached, searching.sought)}"
            yield f"{word} = {value} {gives}"


def _value_text(value: Value, sought: Sought) -> str:
    if isinstance(value, tuple):
        goal = sides(sought.wanted)
        return size_text(value[: len(goal)] if goal else value)
    return str(value)


def _tried_together(searching: Search, found: Found) -> str:
    names = [unknown.name for unknown in searching.sought.unknowns]
    bounds = (f"{name} from {one[0]} to {one[-1]}" for name, one in zip(names, ranges_of(searching), strict=True))
    says = f"{len(found.solutions)} of them give {goal_text(searching.sought)}"
    return f"every {listed(bounds)} was tried, padding less than the window; {says}"


def _ideas(searching: Search, found: Found) -> tuple[Misconception, ...]:
    """Every wrong idea about a law on the way, held while solving."""
    seen: dict[str, str] = {}
    for tried in list(searching.known.values())[:3]:
        for step in tried.steps.values():
            if step.name in tried.values:
                seen.update({idea.tag: idea.says for idea in step.misconceptions if idea.tag not in seen})
    ideas = [slip(tag, says, partial(_held, tag=tag)) for tag, says in seen.items()]
    if searching.sought.is_one:
        ideas.append(BESIDE)
    return tuple(ideas)


def _held(derivation: object, step: Step, *, tag: str) -> Mapping[str, Step]:
    return {step.name: step.with_law(solutions, slip=tag)}


def one_off(*_: Value, sought: Sought, found: Found, **__: object) -> Value:
    """The wrong neighbour: the first that breaks the condition, in place of the last that meets it."""
    step = 1 if sought.wish == "largest" else -1
    return answer(found, sought) + step


def _one_off(derivation: object, step: Step) -> Mapping[str, Step]:
    return {step.name: step.with_law(one_off)}


BESIDE = slip(
    "rounded-past-the-limit", "This value just misses the condition: round to the side that meets it.", _one_off
)
