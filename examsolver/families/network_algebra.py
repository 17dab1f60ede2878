"""Sizes solved backwards: which inputs of a window give so many places, and which padding, window or stride does.

A window with room r = n + 2p - k and stride s has floor(r/s) + 1 places; so m places mean (m - 1)s <= r <= ms - 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from examsolver.core.derivation import Step, Value
from examsolver.core.formula import Formula, Num, Sym, apply
from examsolver.families.network_conditions import sides
from examsolver.families.network_polynomials import constant
from examsolver.families.network_solving import Found, Search
from examsolver.families.network_trying import Tried
from examsolver.layers.slips import options_of
from examsolver.layers.windows import Window

ROUNDED = ("floor", "")
LOW, HIGH = Sym("m_1"), Sym("m_2")


@dataclass(frozen=True, slots=True)
class Place:
    """A layer on the way back: its name, its window, the side of what it reads; no window where it changes no side."""

    name: str
    window: Window | None
    side: int


def backward_steps(searching: Search, found: Found) -> tuple[Step, ...]:
    """The steps from the wanted side back to the range of the unknown; none where the way back is another."""
    sought, roles = searching.sought, found.trend.roles
    goal = set(sides(sought.wanted)[:-1] or sides(sought.wanted))
    plain = sought.relation == "=" and sought.quantity == "output" and len(sought.unknowns) == 1
    if not plain or len(roles) != 1 or not found.solutions or len(goal) != 1 or not roles[0].rises:
        return ()
    solution = found.solutions[0]
    tried = searching.at(solution)
    way = list(_way_back(searching, tried, roles[0].layer))
    if not way or way[-1].name != roles[0].layer:
        return ()
    low = high = goal.pop()
    steps: list[Step] = []
    for place in way[:-1]:
        if place.window is not None:
            steps.append(_read_by(place, low, high))
            low, high = _reads(place.window, low, high)
    last = _last(way[-1], roles[0].option, low, high, searching)
    if last is None:
        return tuple(steps) if roles[0].option == "shape" and (low, high) == _ends(found) else ()
    step, ends = last
    return (*steps, step) if ends == _ends(found) else ()


def _ends(found: Found) -> tuple[Value, Value]:
    return found.solutions[0], found.solutions[-1]


def _way_back(searching: Search, tried: Tried, end: str) -> Iterator[Place]:
    """The layers from the condition back to the one with the unknown, where each reads one and has one window."""
    name = tried.targets[0].rpartition(".")[0]
    while True:
        step = tried.steps.get(f"{name}.output")
        if name == end and step is None:
            yield Place(name, None, 0)  # the input
            return
        if step is None or len(step.uses) != 1:
            return
        before, after = tried.values.get(step.uses[0]), tried.values.get(step.name)
        windows = options_of(step).get("windows")
        if not isinstance(before, tuple) or not isinstance(after, tuple):
            return
        if isinstance(windows, tuple) and len(set(windows)) == 1 and len(set(before[:-1])) == 1:
            if not _is_plain(windows[0], name == end):
                return
            yield Place(name, windows[0], before[0])
        elif before[:-1] == after[:-1] and len(before) > 1:
            yield Place(name, None, before[0])
        else:
            return
        if name == end:
            return
        name = step.uses[0].rpartition(".")[0]


def _is_plain(window: Window, is_end: bool) -> bool:
    return window.acting.rounding in ROUNDED and window.after is None and (window.padding is not None or not is_end)


# --- one window back --------------------------------------------------------------------------------------------------


def _reads(window: Window, low: int, high: int) -> tuple[int, int]:
    """The sides of the input that give between ``low`` and ``high`` places."""
    if window.padding is None:
        return (low - 1) * window.stride + 1, high * window.stride
    more = window.reach - window.padded
    return (low - 1) * window.stride + more, high * window.stride - 1 + more


def _read_by(place: Place, low: int, high: int) -> Step:
    assert place.window is not None
    window = place.window
    values: dict[str, Formula] = {
        "s": Num(window.stride), "k": Num(window.reach), "p": Num(window.padding or 0), "a": Num(low), "b": Num(high),
    }  # fmt: skip
    letters: dict[str, Formula] = {name: Sym(name) for name in "skp"}
    letters |= {"a": Sym("m"), "b": Sym("m")} if low == high else {"a": LOW, "b": HIGH}
    law = _same_law if window.padding is None else _input_law
    many = str(low) if low == high else f"{low} to {high}"
    return _step(
        f"{place.name}.input",
        law(letters),
        law(values),
        _reads(window, low, high),
        f"{place.name} has {many} places where the side of its input gives a room from (m - 1)s to ms - 1",
    )


def _input_law(at: Mapping[str, Formula]) -> Formula:
    more = at["k"] - 2 * at["p"]
    return apply("..", (at["a"] - 1) * at["s"] + more, at["b"] * at["s"] - 1 + more)


def _same_law(at: Mapping[str, Formula]) -> Formula:
    return apply("..", (at["a"] - 1) * at["s"] + 1, at["b"] * at["s"])


def _step(name: str, law: Formula, numbers: Formula, ends: tuple[int, int], because: str) -> Step:
    value: Formula = Num(ends[0]) if ends[0] == ends[1] else apply("..", *ends)
    return Step(name, (), partial(constant, value=value), law, because, partial(_put, formula=numbers), rule="network")


def _put(*_: Value, formula: Formula) -> Formula:
    return formula


# --- the layer with the unknown ---------------------------------------------------------------------------------------

Law = Callable[[Mapping[str, Formula]], Formula]


def _padding(at: Mapping[str, Formula]) -> Formula:
    low, high = (at["a"] - 1) * at["s"] + at["k"] - at["n"], at["b"] * at["s"] - 1 + at["k"] - at["n"]
    return apply("..", apply("ceil", low / 2), apply("floor", high / 2))


def _kernel(at: Mapping[str, Formula]) -> Formula:
    whole = at["n"] + 2 * at["p"]
    return apply("..", whole - at["b"] * at["s"] + 1, whole - (at["a"] - 1) * at["s"])


def _stride(at: Mapping[str, Formula]) -> Formula:
    room = at["n"] + 2 * at["p"] - at["k"]
    return apply("..", apply("floor", room / at["b"]) + 1, apply("floor", room / (at["a"] - 1)))


LAWS: Mapping[str, tuple[Law, str]] = {
    "padding": (_padding, "the room n + 2p - k lies between (m - 1)s and ms - 1: solved for p"),
    "kernel": (_kernel, "the room n + 2p - k lies between (m - 1)s and ms - 1: solved for k"),
    "stride": (
        _stride,
        "the room over s, rounded down, is m - 1: s is more than room/m and at most room/(m - 1)",
    ),
}


def _last(place: Place, option: str, low: int, high: int, searching: Search) -> tuple[Step, tuple[int, int]] | None:
    """The range of the unknown in its own layer, and its ends."""
    window = place.window
    if window is None or option not in LAWS or window.padding is None or (option == "kernel" and window.dilation > 1):
        return None
    room = place.side + window.padded - window.reach
    if option == "stride" and low < 2:
        return None
    padded, s = place.side + window.padded, window.stride
    short, far = (low - 1) * s + window.reach - place.side, high * s - 1 + window.reach - place.side
    ends = {
        "padding": lambda: (max(0, -(-short // 2)), far // 2),
        "kernel": lambda: (max(1, padded - high * s + 1), padded - (low - 1) * s),
        "stride": lambda: (room // high + 1, room // (low - 1)),
    }[option]()
    law, because = LAWS[option]
    numbers = {"n": place.side, "s": s, "k": window.reach, "p": window.padding, "a": low, "b": high}
    letters: dict[str, Formula] = {name: Sym(name) for name in "nskp"}
    letters |= {"a": Sym("m"), "b": Sym("m")} if low == high else {"a": LOW, "b": HIGH}
    name = f"{place.name}.{option}-range"
    step = _step(name, law(letters), law({key: Num(value) for key, value in numbers.items()}), ends, because)
    return step, ends
