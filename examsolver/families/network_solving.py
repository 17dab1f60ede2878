"""All values of unknowns that meet a condition: between two bounds where the quantity goes one way, else by trying."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise, product

from examsolver.core.convention import Conventions
from examsolver.core.derivation import LawError, Undefined, Value
from examsolver.core.problem import ExamError, Problem
from examsolver.families.network_conditions import Sought, Unknown, compared, goal_text, network_with, sides
from examsolver.families.network_reading import Network
from examsolver.families.network_trends import Trend, roles_of, trend_of
from examsolver.families.network_trying import Pins, Tried, largest_side, tried
from examsolver.layers.conventions import OUTPUT_SIZE

FARTHEST = 10**9
DEEPEST = 5000
"""How far numbers, and numbers of layers, are searched."""
TRIED = 300
"""How many values are tried one by one where nothing says which way a quantity goes."""
DEEP = 60
HOLES = 16
"""How many values without a meaning (groups that do not divide) are passed over in a row."""
WALKED = 2000
PAIRS = 10_000
WIDE = 12
WINDOWS = frozenset({"kernel", "stride", "dilation", "padding"})
FEW = 4

At = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Found:
    """What a search came to: the solutions, whether they are all, and what shows it."""

    solutions: tuple[Value, ...]
    trend: Trend
    first: int = 0
    last: int | None = None
    endless: bool = False
    bound: int | None = None
    unlisted: bool = False


@dataclass
class Search:
    """One condition on one network, each value worked out once."""

    body: Network
    sought: Sought
    conventions: Conventions
    pins: Pins
    slip: str = ""
    known: dict[tuple[int, ...], Tried] = field(default_factory=dict)

    def at(self, *values: int, relaxed: bool = False) -> Tried:
        """What comes of values of the unknowns."""
        if relaxed and self.conventions.get(OUTPUT_SIZE.topic) == "exact":
            return self._floored().at(*values)
        if values not in self.known:
            names = (unknown.name for unknown in self.sought.unknowns)
            where = dict(zip(names, values, strict=True))
            self.known[values] = tried(self.body, self.sought, where, self.conventions, self.pins, self.slip)
        return self.known[values]

    def _floored(self) -> Search:
        floor = {**self.conventions, OUTPUT_SIZE.topic: "floor"}
        return Search(self.body, self.sought, floor, self.pins, self.slip)

    def meets(self, *values: int) -> bool:
        """Whether values meet the condition."""
        return self.sought.meets(self.at(*values).value)

    def least(self, unknown: Unknown) -> int:
        """The smallest value that the lines can be read with: no padding is one, no filters are none."""
        network, problems = network_with(self.body, self.sought, self.start() | {unknown.name: 0})
        if problems or not unknown.option:
            return 1 if problems or not self._may_be_none(unknown) else 0
        placed = network.layer(unknown.layer)
        options = placed.layer.options if placed else ()
        return next((option.least for option in options if option.name == unknown.option), 1)

    def _may_be_none(self, unknown: Unknown) -> bool:
        roles = roles_of(self.body, self.sought, unknown, self.start())
        return all("padding" in role.option for role in roles)

    def start(self) -> dict[str, int]:
        """Values of all unknowns that the network was read with."""
        return {unknown.name: int(self.body.letters.get(unknown.name, 1)) for unknown in self.sought.unknowns}


def search(
    body: Network, sought: Sought, conventions: Conventions, pins: Pins | None = None, slip: str = ""
) -> tuple[Found, Search]:
    """The solutions of one condition, and the search that found them."""
    searching = Search(body, sought, conventions, pins or {}, slip)
    if len(sought.unknowns) > 1:
        return _together(searching), searching
    unknown = sought.unknowns[0]
    least = searching.least(unknown)
    start = {unknown.name: max(least, 1)}
    trend = trend_of(body, sought, unknown, start, searching.at)
    bound = _bound(searching, unknown, trend)
    found = _between(searching, trend, least, bound) if trend.sign else None
    return (found or _one_by_one(searching, trend, least, bound)), searching


def _bound(searching: Search, unknown: Unknown, trend: Trend) -> int | None:
    """A stride beyond the padded input moves nothing."""
    if not trend.roles or not all(role.option == "stride" for role in trend.roles):
        return None
    network, _ = network_with(searching.body, searching.sought, {unknown.name: 1})
    known = searching.at(1)
    known = Tried(known.value, known.steps, {**known.values, **_shapes(network)}, known.targets)
    return max((largest_side(known, network, role.layer) for role in trend.roles), default=0) or None


def _shapes(network: Network) -> dict[str, Value]:
    inputs = [placed for placed in network.layers if placed.layer.sources == 0]
    shapes = ((placed.name, placed.settings["shape"]) for placed in inputs)
    return {f"{name}.output": shape if isinstance(shape, tuple) else (shape,) for name, shape in shapes}


# --- where the quantity goes one way ----------------------------------------------------------------------------------


def _between(searching: Search, trend: Trend, least: int, bound: int | None) -> Found | None:
    """The solutions between the first value that reaches the goal and the first beyond it; None where that misleads."""
    assert trend.sign is not None
    sign, relation = trend.sign, searching.sought.relation
    goal = tuple(sign * side for side in sides(searching.sought.wanted))

    def meant(value: int) -> tuple[int, ...] | None:
        """The compared numbers at the next value that has a meaning."""
        for more in range(HOLES):
            result = searching.at(value + more, relaxed=True).value
            if not isinstance(result, Undefined):
                given = compared(result, searching.sought.wanted)
                return None if given is None else tuple(sign * side for side in given)
        return None

    def reaches(value: int) -> bool:
        given = meant(value)
        return sign < 0 if given is None else all(a >= b for a, b in zip(given, goal, strict=True))

    def passes(value: int) -> bool:
        given = meant(value)
        return sign < 0 if given is None else any(a > b for a, b in zip(given, goal, strict=True))

    most = bound if bound is not None else _farthest(searching, trend)
    upwards = {"=": "=", "<=": "<=" if sign > 0 else ">=", ">=": ">=" if sign > 0 else "<="}[relation]
    first = least if upwards == "<=" else _first(reaches, least, most)
    stop = None if upwards == ">=" else _first(passes, least, most)
    if upwards == ">=" and sign < 0:
        stop = _first(lambda value: meant(value) is None, least, most)
    if not _goes_one_way(searching, sign):
        return None
    if first is None:
        return Found((), trend, least, None, bound=bound)
    if stop is None and bound is not None:
        stop = bound + 1
    return _collected(searching, trend, first, stop, bound)


def _farthest(searching: Search, trend: Trend) -> int:
    """Where the search ends: every further round of a repetition is as many layers more."""
    if not any(role.is_depth for role in trend.roles):
        return FARTHEST
    return DEEP if searching.slip else DEEPEST


def _first(holds: Callable[[int], bool], least: int, most: int) -> int | None:
    """The smallest value that a condition holds for which holds for all larger ones too."""
    if holds(least):
        return least
    low, step = least, 1
    while True:
        high = min(low + step, most)
        if holds(high):
            break
        if high >= most:
            return None
        low, step = high, step * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def _goes_one_way(searching: Search, sign: int) -> bool:
    """Whether all that was worked out on the way goes as it should."""
    wanted = searching.sought.wanted
    pairs = sorted((values[0], compared(result.value, wanted)) for values, result in searching.known.items())
    known = [given for _, given in pairs if given is not None]
    steps = pairwise(known)
    return all(sign * (b - a) >= 0 for one, two in steps for a, b in zip(one, two, strict=True))


def _collected(searching: Search, trend: Trend, first: int, stop: int | None, bound: int | None) -> Found:
    """The solutions of a stretch of values, less those that have no meaning."""
    wish = searching.sought.wish
    if wish == "smallest" or (stop is None and wish == "all"):
        return _walked(searching, trend, range(first, (stop or first + WALKED)), stop is None, bound)
    if stop is None:
        return Found((), trend, first, None, True, bound)
    if wish == "largest":
        return _walked(searching, trend, range(stop - 1, max(first, stop - WALKED) - 1, -1), False, bound)
    if stop - first > WALKED:
        return Found((), trend, first, stop - 1, False, bound, unlisted=True)
    solutions = tuple(value for value in range(first, stop) if searching.meets(value))
    return Found(solutions, trend, first, stop - 1, False, bound)


def _walked(searching: Search, trend: Trend, values: range, endless: bool, bound: int | None) -> Found:
    found = next((value for value in values if searching.meets(value)), None)
    wish = searching.sought.wish
    solutions = () if found is None else (found,)
    return Found(solutions, trend, found or values[0], found, endless and wish == "all", bound)


# --- one by one -------------------------------------------------------------------------------------------------------


def _one_by_one(searching: Search, trend: Trend, least: int, bound: int | None) -> Found:
    """Every value up to where nothing has a meaning any more, or up to a bound."""
    solutions: list[int] = []
    silent, last = 0, least
    most = DEEP if any(role.is_depth for role in trend.roles) else TRIED
    top = least + most if bound is None else bound
    for value in range(least, top + 1):
        result = searching.at(value).value
        silent = silent + 1 if isinstance(result, Undefined) else 0
        last = value
        if searching.sought.meets(result):
            solutions.append(value)
        if silent > 2 * HOLES and (solutions or value > least + 4 * HOLES):
            last = value - silent
            break
    wish = searching.sought.wish
    kept = solutions if wish == "all" else solutions[-1:] if wish == "largest" else solutions[:1]
    return Found(tuple(kept), Trend(None, trend.roles), least, last, False, bound)


# --- several together -------------------------------------------------------------------------------------------------


def _together(searching: Search) -> Found:
    """All pairs (or more) within the bounds of what makes sense."""
    ranges = ranges_of(searching)
    solutions = [values for values in product(*ranges) if sensible(searching, values) and searching.meets(*values)]
    return Found(tuple(solutions), Trend(None, ()), 0, None)


def ranges_of(searching: Search) -> list[range]:
    """What makes sense of each unknown: windows, strides and paddings no larger than the input, widths no larger than
    the count or depth that is wanted. Raises ExamError where nothing bounds one, or there is too much to try.
    """
    ranges, count = [], 1
    for unknown in searching.sought.unknowns:
        ranges.append(range(searching.least(unknown), _limit(searching, unknown) + 1))
        count *= len(ranges[-1])
    if count > PAIRS:
        says = f"there are {count} values of {searching.sought.id} to try together"
        raise ExamError([Problem(says, searching.sought.find.span, "give one of them, or a smaller input")])
    return ranges


def _limit(searching: Search, unknown: Unknown) -> int:
    """The largest value that makes sense of an unknown beside others."""
    sought = searching.sought
    options = {role.option for role in roles_of(searching.body, sought, unknown, searching.start())}
    if options <= WINDOWS:
        return _longest(searching)
    if not options & {"", "shape"} and sought.relation in ("=", "<="):
        return max(sides(sought.wanted), default=1)
    says = f"nothing bounds {unknown.name} where others are asked with it"
    raise ExamError([Problem(says, sought.find.span, f"give {unknown.name}, or ask for it alone")])


def _longest(searching: Search) -> int:
    network, _ = network_with(searching.body, searching.sought, searching.start())
    shapes = [placed.settings["shape"] for placed in network.layers if placed.layer.sources == 0]
    axes = [shape[:-1] or shape if isinstance(shape, tuple) else (shape,) for shape in shapes]
    return max((side for sized in axes for side in sized), default=WIDE)


def sensible(searching: Search, values: tuple[int, ...]) -> bool:
    """No padding as wide as its window."""
    names = (unknown.name for unknown in searching.sought.unknowns)
    network, problems = network_with(searching.body, searching.sought, dict(zip(names, values, strict=True)))
    return not problems and all(_padded_less(placed.settings) for placed in network.layers)


def _padded_less(settings: Mapping[str, Value]) -> bool:
    padding, kernel = _sides_of(settings.get("padding")), _sides_of(settings.get("kernel"))
    return not padding or not kernel or max(padding) < max(kernel) or max(padding) == 0


def _sides_of(value: Value) -> tuple[int, ...]:
    return value if isinstance(value, tuple) else (value,) if isinstance(value, int) else ()


# --- the law of the step ----------------------------------------------------------------------------------------------


def answer(found: Found, sought: Sought) -> Value:
    """The value of the step: one number where one is asked, else all solutions. LawError where there is none."""
    if not found.solutions:
        nouns = " and ".join(unknown.noun for unknown in sought.unknowns)
        raise LawError(f"no {nouns} gives {goal_text(sought)}", "change the condition or a fact")
    return found.solutions[0] if sought.is_one else found.solutions


def nearest(searching: Search, found: Found) -> Iterator[int]:
    """The values worth showing: the solutions, and those beside them that are none."""
    ends = [value for value in found.solutions if isinstance(value, int)]
    if not ends:
        return
    low, high = min(ends), max(ends)
    before = {low - 1} if searching.sought.wish != "largest" else set()
    after = {high + 1} if searching.sought.wish != "smallest" else set()
    shown = ends if len(ends) <= FEW and ends != list(range(low, high + 1)) else ()
    yield from sorted({*before, low, high, *after, *shown})
