"""The body of a network and conventions to a derivation."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import accumulate, groupby, pairwise

from examsolver.core.convention import Conventions
from examsolver.core.derivation import Derivation, LawError, Step, Undefined, Value, derivation_of
from examsolver.core.formula import Formula, Num, Sym, apply
from examsolver.core.layer import Placed
from examsolver.core.problem import ExamError, Problem
from examsolver.families.network_asking import Request, basic_of, requests
from examsolver.families.network_comparing import comparing_step
from examsolver.families.network_conditions import Sought, network_with, sought_by
from examsolver.families.network_conventions import in_force, laws_of
from examsolver.families.network_reading import Network
from examsolver.layers.counting import nothing
from examsolver.layers.derived import (
    QUANTITIES,
    TOTALS,
    derived_steps,
    offered,
    rests_of,
    steps_of,
    total_from_totals,
)
from examsolver.layers.input import input_shape
from examsolver.layers.memory import unit_step
from examsolver.layers.quantities import Facts, Place, facts_of
from examsolver.layers.receptive_paths import through_network
from examsolver.layers.sizes import Missing, grouped, total

SHOWN_TERMS, PLAIN_TERMS = 30, 6
NAMED_TERMS = 4


@dataclass
class Built:
    """The steps of a network; ``absent`` says of those left out which missing fact or unknown they wait for."""

    givens: dict[str, Value] = field(default_factory=dict)
    steps: dict[str, Step] = field(default_factory=dict)
    absent: dict[str, Problem] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def derive_network(body: Network, conventions: Conventions) -> Derivation:
    """Every quantity of every layer that can be worked out, and the totals that are asked.

    Raises:
        ExamError: settings of layers that make no sense, or something asked that a missing fact keeps from being.
    """
    requested, asked = plain_requests(body), sought_by(body)
    plain = basic_of(requested)
    built = _build(body, conventions, _derived(plain, asked))
    if built.problems:
        raise ExamError(built.problems)
    _check(plain, built)
    totals = [*_totals(body, plain, built, conventions), *_units(body, plain, conventions)]
    whole = derivation_of(built.givens, [*built.steps.values(), *totals, *_compared(requested)])
    solving = _solving(body, whole, asked, conventions)
    derivation = derivation_of(built.givens, [*whole.steps, *solving]) if solving else whole
    names = _on_the_way(requested, asked, derivation) | _tried_names(body, asked, conventions)
    return replace(derivation, conventions=in_force(_layers_tried(body, asked), names, conventions))


def _solving(body: Network, plain: Derivation, asked: tuple[Sought, ...], conventions: Conventions) -> list[Step]:
    """The steps of what is sought, of all finds together."""
    if not asked:
        return []
    from examsolver.families.network_proving import solving_steps  # with the search for values, which few need

    known = {name: value for name, value in plain.run().values.items() if not isinstance(value, Undefined)}
    steps = [step for sought in asked for step in solving_steps(body, sought, known, conventions)]
    return list({step.name: step for step in steps}.values())


def plain_requests(body: Network) -> tuple[Request, ...]:
    """Everything that is asked without a condition."""
    return tuple(request for find in body.finds if find.such_that is None for request in requests(body, find)[0])


def on_the_way(body: Network, derivation: Derivation) -> frozenset[str]:
    """The names of the steps that are asked and of all that they rest on."""
    return _on_the_way(plain_requests(body), sought_by(body), derivation)


def _on_the_way(requested: Iterable[Request], asked: Iterable[Sought], derivation: Derivation) -> frozenset[str]:
    solved = [sought.id for sought in asked]
    return frozenset(step.name for step in derivation.before(*(request.step for request in requested), *solved))


def _tried_names(body: Network, asked: tuple[Sought, ...], conventions: Conventions) -> frozenset[str]:
    """The names of what is worked out for values that are tried."""
    if not asked:
        return frozenset()
    from examsolver.families.network_solving import Search

    found: set[str] = set()
    for sought in asked:
        searching = Search(body, sought, conventions, {})
        found |= set(searching.at(*searching.start().values()).values)
    return frozenset(found)


def _layers_tried(body: Network, asked: tuple[Sought, ...]) -> list[Placed]:
    """The layers with something put in for what is sought: a stride of 1 would never be rounded."""
    layers = list(body.layers)
    for sought in asked:
        values = {unknown.name: 2 for unknown in sought.unknowns if unknown.option}
        tried, problems = network_with(body, sought, values)
        named = {} if problems else {placed.name: placed for placed in tried.layers}
        layers = [
            named.get(one.name, one) if any(unknown.layer == one.name for unknown in sought.unknowns) else one
            for one in layers
        ]
    return layers


def build(body: Network, conventions: Conventions) -> Built:
    """Givens and steps of all layers."""
    return _build(body, conventions, derived_asked(body))


def _build(body: Network, conventions: Conventions, asked: frozenset[str]) -> Built:
    built, facts = Built(), facts_of(body.layers)
    for placed in body.layers:
        _build_layer(placed, conventions, built, asked, facts)
    built.steps.update(_fields(body, built, asked, conventions))
    for name, problem in hidden(body, conventions, asked).items():
        built.absent.setdefault(name, problem)
        built.steps.pop(name, None)
        built.givens.pop(name, None)
    _spread(built)
    return built


def _fields(body: Network, built: Built, asked: frozenset[str], conventions: Conventions) -> Mapping[str, Step]:
    """Receptive fields that the layers' own laws do not give."""
    if built.problems or not asked:
        return {}
    layers = [body.layers[body.places[name]] for name in body.ordered()]
    return through_network(layers, built.steps, asked, conventions)


def hidden(body: Network, conventions: Conventions, asked: frozenset[str]) -> dict[str, Problem]:
    """The steps whose laws rest on what is sought, found by putting in one value and the next."""
    found: dict[str, Problem] = {}
    for sought in sought_by(body):
        start = {unknown.name: int(body.letters.get(unknown.name, 1)) for unknown in sought.unknowns}
        start = {name: value + 1 for name, value in start.items()}
        (one, _), (two, _) = network_with(body, sought, start), network_with(body, sought, _next(start))
        others = {placed.name: placed for placed in two.layers}
        says = "{} has no {} yet: " + f"{sought.id} is what is asked"
        for placed in body.layers:
            here = one.layer(placed.name)
            moved = here is None or placed.name not in others
            if here is None or moved or here.settings != others[placed.name].settings:
                for quantity in offered(placed):
                    if moved or here is None or _moves(here, others[placed.name], quantity, conventions):
                        problem = Problem(says.format(placed.name, quantity), placed.span)
                        found[f"{placed.name}.{quantity}"] = problem
    return found


def _next(values: Mapping[str, int]) -> dict[str, int]:
    return {name: value + 1 for name, value in values.items()}


def _moves(one: Placed, other: Placed, quantity: str, conventions: Conventions) -> bool:
    """Whether a quantity has another law in the one than in the other; that of an input is its size."""
    if one.layer.sources == 0:
        return True
    return laws_of(one, frozenset({quantity}), conventions) != laws_of(other, frozenset({quantity}), conventions)


def derived_asked(body: Network) -> frozenset[str]:
    """The quantities beyond those of every layer that a find asks for: only then are their steps built."""
    return _derived(basic_of(plain_requests(body)), sought_by(body))


def _derived(plain: Iterable[Request], sought: Iterable[Sought]) -> frozenset[str]:
    return with_rests({*(request.quantity for request in plain), *(one.quantity for one in sought)})


def with_rests(quantities: Iterable[str]) -> frozenset[str]:
    """Those of some quantities that are built only where they are asked, and those that their totals rest on."""
    asked = set(quantities)
    todo = list(asked)
    while todo:  # totals that rest on other totals
        new = set(rests_of(todo.pop())) - asked
        asked |= new
        todo += new
    return frozenset(asked.intersection(QUANTITIES))


def _build_layer(placed: Placed, conventions: Conventions, built: Built, asked: frozenset[str], facts: Facts) -> None:
    try:
        steps = steps_of(placed, conventions)
    except Missing as error:
        problem = Problem(error.reason, placed.span, error.hint)
        built.absent.update({f"{placed.name}.{quantity}": problem for quantity in offered(placed)})
        return
    except LawError as error:
        built.problems.append(Problem(error.reason, placed.span, error.hint))
        return
    if placed.layer.sources == 0:
        built.givens[f"{placed.name}.output"] = input_shape(placed)
    if asked:
        steps = (*steps, *derived_steps(placed, steps, asked, conventions, facts))
    built.steps.update({step.name: step for step in steps})


def _spread(built: Built) -> None:
    """What rests on an absent step is absent too."""
    readers: dict[str, list[str]] = {}
    for step in built.steps.values() if built.absent else ():
        for used in step.uses:
            readers.setdefault(used, []).append(step.name)
    todo = deque(built.absent)
    while todo:
        name = todo.popleft()
        for reader in readers.get(name, ()):
            if reader in built.steps:
                del built.steps[reader]
                built.absent[reader] = built.absent[name]
                todo.append(reader)


def _check(plain: Iterable[Request], built: Built) -> None:
    """Complain of what is asked though it is absent."""
    problems: list[Problem] = []
    for request in plain if built.absent else ():
        if request.owner == "total":
            problems += [built.absent[name] for name in built.absent if name.endswith(f".{request.quantity}")][:1]
        elif request.step in built.absent:
            problems.append(built.absent[request.step])
    if problems:
        raise ExamError(tuple(dict.fromkeys(problems)))


def _totals(body: Network, plain: Iterable[Request], built: Built, conventions: Conventions) -> list[Step]:
    owners = {"total", *body.groups}
    asked = {(request.owner, request.quantity) for request in plain if request.owner in owners}
    found: dict[str, Step] = {}
    for owner, quantity in sorted(asked, key=_as_listed):
        _total(quantity, owner, body, built, conventions, found)
    return list(found.values())


def _total(
    quantity: str, owner: str, body: Network, built: Built, conventions: Conventions, found: dict[str, Step]
) -> None:
    """A total: the sum over layers, or what follows from other totals, which then are there too."""
    if f"{owner}.{quantity}" in found:
        return
    for rest in rests_of(quantity):
        _total(rest, owner, body, built, conventions, found)
    if not rests_of(quantity):
        step = total_step(quantity, body, built.steps, owner)
        found[step.name] = step
        return
    steps = total_from_totals(quantity, owner, built.steps, conventions, facts_of(body.layers), body.span)
    found.update({step.name: step for step in steps})


def _units(body: Network, plain: Iterable[Request], conventions: Conventions) -> list[Step]:
    """Numbers of bytes in the units that are asked."""
    found = (
        unit_step(Place(one.owner, span=body.span), one.quantity, one.byte_unit, conventions)
        for one in plain
        if one.byte_unit is not None
    )
    return list({step.name: step for step in found}.values())


def _compared(requested: Iterable[Request]) -> list[Step]:
    """What is worked out from several quantities."""
    return [comparing_step(request, request.unit) for request in requested if request.formula is not None]


def _as_listed(asked: tuple[str, str]) -> tuple[int, str]:
    return TOTALS.index(asked[1]), asked[0]


def total_step(quantity: str, body: Network, steps: Mapping[str, Step], owner: str = "total") -> Step:
    """The step ``total.<quantity>``: the sum over all layers that have it; or over those of one use of a block."""
    group = body.groups.get(owner)
    layers = body.layers if group is None else body.layers[group.start : group.stop]
    names = [f"{placed.name}.{quantity}" for placed in layers]
    # Of what is built for the total alone, layers that have none of it are left out.
    uses = tuple(
        name for name in names if name in steps and not (quantity in QUANTITIES and steps[name].law is nothing)
    )
    # Layers with nothing to learn are added, but not written: they would only make the line longer.
    written = [name for name in uses if not _is_nothing(name, steps)]
    return Step(
        f"{owner}.{quantity}",
        uses,
        summed,
        formula=_sum_of(quantity, written),
        numbers=partial(summed_numbers, parts=_parts_of(uses, owner if group else "")),
        because="the sum over all layers" if group is None else f"the sum over the layers of {owner}",
        rule="total",
        span=body.span,
    )


def _sum_of(quantity: str, written: list[str]) -> Formula:
    """The names added where they are few, else the sum in words."""
    if len(written) <= NAMED_TERMS:
        return total(Sym(name) for name in written)
    words = f"{quantity} parameters" if quantity.endswith("trainable") else quantity
    return apply("sum", Sym(f"{words} of all layers"))


def _is_nothing(name: str, steps: Mapping[str, Step]) -> bool:
    step = steps[name]
    return step.law is nothing or (step.uses[:1] != () and step.uses[0] in steps and steps[step.uses[0]].law is nothing)


def summed(*counts: int) -> int:
    """The sum."""
    return sum(counts)


def summed_numbers(*counts: int, parts: tuple[int, ...] = ()) -> Formula:
    """The sum with numbers put in, zeros left out, and of many terms equal ones taken together.

    Where that would fill a screen, those of one part of the network, so many as ``parts`` says, are added already.
    """
    terms = [count for count in counts if count]
    if len(terms) > PLAIN_TERMS and len(set(terms)) <= SHOWN_TERMS // 2:
        return grouped(terms)
    if len(terms) > SHOWN_TERMS and sum(parts) == len(counts):
        begins = [0, *accumulate(parts)]
        sums = (sum(counts[begin:end]) for begin, end in pairwise(begins))
        terms = [count for count in sums if count]
    return total(terms) if len(terms) <= SHOWN_TERMS else Num(sum(counts))


def _parts_of(uses: tuple[str, ...], owner: str) -> tuple[int, ...]:
    """How many terms each block of a network has, or each of a block; a layer outside of blocks is one by itself."""
    behind = len(owner) + 1 if owner else 0
    names = [name.rpartition(".")[0][behind:].partition(".") for name in uses]
    return tuple(len(list(terms)) for _, terms in groupby(names, key=lambda name: name[0]))
