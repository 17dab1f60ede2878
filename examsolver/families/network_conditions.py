"""``find padding such that output = 13x13``: what is sought, and the condition, read from a find."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from examsolver.core.derivation import LawError, Undefined, Value
from examsolver.core.formula import Apply, Formula, Listing, Num
from examsolver.core.layer import Placed, Shape
from examsolver.core.problem import ExamError, Problem
from examsolver.core.question import Find, Thing
from examsolver.families.network_arithmetic import calculated
from examsolver.families.network_asking import plain_request, text_of
from examsolver.families.network_letters import SAID, sought_words
from examsolver.families.network_options import spelled
from examsolver.families.network_reading import Network, read_with
from examsolver.layers.counting import no_weights
from examsolver.layers.receptive_field import NAMES as FIELD
from examsolver.layers.sizes import size_text
from examsolver.registry import did_you_mean

Wish = Literal["all", "largest", "smallest"]
WHOLE = "whole"
"""The relation of a condition that asks only whether the window fits exactly."""
RELATIONS = {"=": "", "<=": "at most ", ">=": "at least ", "<": "less than ", ">": "more than "}


@dataclass(frozen=True, slots=True)
class Unknown:
    """A letter of the lines, or an option of a layer, whose value is asked for."""

    name: str
    layer: str = ""
    option: str = ""

    @property
    def noun(self) -> str:
        """``padding``, ``number of units``; a letter is itself."""
        return noun(self.option) if self.option else self.name

    @property
    def short(self) -> str:
        """The word it is shown under beside a value: ``padding`` of ``conv.padding``."""
        return self.name.rpartition(".")[2].replace(" ", "_").replace("-", "_")


@dataclass(frozen=True, slots=True)
class Sought:
    """What one find seeks: its unknowns together, and the condition that a quantity has to meet.

    ``owner`` is a layer, a use of a block, ``total``, or empty for the last layer.
    """

    unknowns: tuple[Unknown, ...]
    owner: str
    quantity: str
    relation: str
    wanted: Shape | int
    wish: Wish
    find: Find
    exactly: int | Fraction | None = None

    @property
    def id(self) -> str:
        """The name of the step and the part."""
        return ", ".join(unknown.name for unknown in self.unknowns)

    @property
    def is_one(self) -> bool:
        """Whether a single number is the answer."""
        return self.wish != "all"

    def meets(self, value: Value) -> bool:
        """Whether a value meets the condition; of a map the depth may be left out."""
        if isinstance(value, Undefined):
            return False
        if self.relation == WHOLE:
            return True
        given = compared(value, self.wanted)
        if given is None:
            return False
        pairs = zip(given, sides(self.wanted), strict=True)
        return all(_holds(one, self.relation, other) for one, other in pairs)


def _holds(one: int, relation: str, other: int) -> bool:
    return one == other if relation == "=" else one <= other if relation == "<=" else one >= other


def compared(value: Value, wanted: Shape | int) -> Shape | None:
    """The numbers of a value that the wanted ones are held against."""
    if isinstance(value, int) and isinstance(wanted, int):
        return (value,)
    if not isinstance(value, tuple):
        return None
    goal = sides(wanted)
    return value[: len(goal)] if len(value) - len(goal) in (0, 1) and len(goal) > 0 else None


def sides(wanted: Shape | int) -> Shape:
    """A wanted size or number as numbers."""
    return (wanted,) if isinstance(wanted, int) else wanted


def noun(option: str) -> str:
    """An option in the singular: a ``number of units``."""
    return f"number of {option}" if option.endswith("s") or option == "vocabulary" else option


def sought_by(body: Network) -> tuple[Sought, ...]:
    """What the finds of the body ask with ``such that``; ExamError where that cannot be understood."""
    return tuple(_sought(body, find) for find in body.finds if find.such_that is not None)


def _sought(body: Network, find: Find) -> Sought:
    assert find.such_that is not None
    left, relation, right = find.such_that
    owner, quantity = _target(body, find, left)
    relation, wanted, exactly = _goal(find, relation, right, quantity)
    wish = _wish(find)
    found = _unknowns(body, find)
    others = [name for name in body.letters if name not in {unknown.name for unknown in found}]
    if others:
        says = f"{others[0]} is asked for too, so that nothing can be found without it"
        raise ExamError(
            [Problem(says, find.span, f"ask for them together: find {found[0].name}, {others[0]} such that")]
        )
    if wish != "all" and len(found) > 1:
        says = "of several unknowns together there is no largest or smallest"
        raise ExamError([Problem(says, find.span, "leave the word out, or give the other ones")])
    return Sought(tuple(found), owner, quantity, relation, wanted, wish, find, exactly)


def _goal(find: Find, relation: str, right: Formula, quantity: str) -> tuple[str, Shape | int, int | Fraction | None]:
    """The relation as ``=``, ``<=`` or ``>=`` and what is wanted, in whole numbers; and the number as written."""
    if relation == WHOLE:
        return WHOLE, (), None
    if relation not in RELATIONS:
        hint = "write e.g. `such that output = 13x13`, or with <=, >=, <, >"
        raise ExamError([Problem("a condition on sizes is an equation or says at most, at least", find.span, hint)])
    size = size_in(right)
    if size is not None and (quantity == "output" or len(size) > 1):
        shift = {"<": -1, ">": 1}.get(relation, 0)
        return _closed(relation), tuple(side + shift for side in size), None
    try:
        number = calculated(right, {})
    except LawError:
        says = "the right side of the condition must be a size or a number"
        raise ExamError([Problem(says, find.span, "e.g. 13x13, 1000000 or 10^6")]) from None
    return _closed(relation), _whole(number, relation), number


def _closed(relation: str) -> str:
    return {"<": "<=", ">": ">="}.get(relation, relation)


def _whole(number: int | Fraction, relation: str) -> int:
    """The whole number that counts are held against: below 10 is at most 9."""
    if relation == "<":
        return math.ceil(number) - 1
    if relation == ">":
        return math.floor(number) + 1
    if relation == "=" and number != int(number):
        return -1  # no count is a fraction
    return math.floor(number) if relation == "<=" else math.ceil(number)


def _wish(find: Find) -> Wish:
    words = text_of(find.things[0].formula).split()
    said = SAID.get(next((word for word in words if word != "the"), ""))
    if said is None or len(words) < 2:
        return "all"
    return "largest" if said == "largest" else "smallest"


def _unknowns(body: Network, find: Find) -> list[Unknown]:
    owners = [text_of(thing.formula) for thing in find.of]
    found = []
    for (words, span), thing in zip(sought_words(find), find.things, strict=True):
        owners = [] if words in owners else owners
        words = words.removeprefix("number of ")
        if words in body.letters:
            found.append(Unknown(words))
            continue
        owner, _, option = words.rpartition(".")
        placed, name = _place(body, replace(find, span=span), owners[0] if owners else owner, option)
        if placed.settings[name] != _default(placed, name):
            says = f"the {option} of {placed.name} is asked for, and given too"
            raise ExamError([Problem(says, thing.span, f"leave the {option} of {placed.name} out")])
        found.append(Unknown(words, placed.name, name))
    return found


def _target(body: Network, find: Find, left: Formula) -> tuple[str, str]:
    """The owner and the quantity that a condition is on, in the words of a find."""
    problems: list[Problem] = []
    request = plain_request(body, Thing(left, find.span), problems)
    if request is None:
        raise ExamError(problems)
    if request.quantity in ("output", *FIELD) and "." not in text_of(left):
        return "", request.quantity
    if request.owner != "total" or _says_total(text_of(left)):
        return request.owner, request.quantity
    owners = [placed.name for placed in body.layers if _has_some(placed, request.quantity)]
    if len(owners) == 1:
        return owners[0], request.quantity
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
    letter = f"write {word} where its number belongs, e.g. `kernel {word}`"
    hint = did_you_mean(word, known) if len(word) > 1 else letter
    raise ExamError([Problem(f"no layer here has a {word!r}", find.span, hint)])


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
        case Apply("times", parts) | Listing(parts):
            found = [size_in(part) for part in parts]
            return None if any(side is None for side in found) else tuple(n for side in found if side for n in side)
        case _:
            return None


def network_with(body: Network, sought: Sought, values: Mapping[str, int]) -> tuple[Network, tuple[Problem, ...]]:
    """The network with values in the places of unknowns, and why it cannot be read so."""
    letters = {name: values.get(name, int(value)) for name, value in body.letters.items()}
    problems: tuple[Problem, ...] = ()
    network = body
    if letters:
        network, problems = read_with(body.lines, (), body.span, letters)
    options = {unknown.layer: unknown for unknown in sought.unknowns if unknown.option}
    if not options or problems:
        return network, problems
    settings: dict[str, dict[str, int]] = {}
    for unknown in sought.unknowns:
        if unknown.option and unknown.name in values:
            settings.setdefault(unknown.layer, {})[unknown.option] = values[unknown.name]
    layers = tuple(
        replace(one, settings={**one.settings, **settings[one.name]}) if one.name in settings else one
        for one in network.layers
    )
    return replace(network, layers=layers), ()


def goal_text(sought: Sought) -> str:
    """What the condition wants, in words: ``13x13``, ``at most 1000000``."""
    assert sought.find.such_that is not None
    if sought.relation == WHOLE:
        return "a whole number of steps"
    shown = size_text(sides(sought.wanted)) if sought.exactly is None else _shown(sought.exactly)
    relation = sought.find.such_that[1]
    if sought.exactly is None and relation in ("<", ">"):
        shown = size_text(side - (1 if relation == ">" else -1) for side in sides(sought.wanted))
    return f"{RELATIONS[relation]}{shown}"


def _shown(number: int | Fraction) -> str:
    return str(number) if isinstance(number, int) else f"{float(number):g}"
