"""What a ``find`` asks of a network: quantities of layers, of each layer, in total."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from examsolver.core.formula import Apply, Formula, Sym
from examsolver.core.layer import Placed
from examsolver.core.problem import Problem, Span
from examsolver.core.question import Find, Thing
from examsolver.families.network_options import spelled
from examsolver.families.network_reading import Network
from examsolver.families.network_units import absent_problem, unit_problem
from examsolver.families.network_words import known_as
from examsolver.layers import CATALOGUE
from examsolver.layers.derived import ASKED, OF_THE_LAST, SPELLINGS, TOTALS, has, offered
from examsolver.layers.memory import unit_name
from examsolver.maths.tree import rebuild, step_name, symbols
from examsolver.maths.units import is_bytes
from examsolver.registry import did_you_mean

ARITHMETIC = ("+", "-", "*", "/", "neg")


@dataclass(frozen=True, slots=True)
class Request:
    """One quantity of one layer (or in total), and the id that its part has.

    ``formula`` works it out from ``parts``, quantities of others, in the names of their steps. ``unit``: what the
    answer counts.
    """

    id: str
    quantity: str
    owner: str
    span: Span
    names: tuple[str, ...] = ()
    formula: Formula | None = None
    parts: tuple[Request, ...] = ()
    unit: str | None = None

    @property
    def step(self) -> str:
        """The step whose value is asked: of bytes in a unit, the one that counts them in it."""
        if self.formula is not None:
            return self.id
        return f"{self.owner}.{unit_name(self.quantity, self.byte_unit) if self.byte_unit else self.quantity}"

    @property
    def byte_unit(self) -> str | None:
        """The unit that a number of bytes is worked out in; all others are only shown in theirs."""
        return self.unit if is_bytes(self.unit) else None


def quantity_of(words: str, body: Network) -> str | None:
    """The quantity that words mean, in this network."""
    plain = spelled((words,)).removeprefix("number of ").removeprefix("the ")
    for quantity, also in SPELLINGS.items():
        if plain == spelled((quantity,)) or plain in also:
            return quantity
    return next((own for placed in body.layers for own in placed.layer.quantities if spelled((own,)) == plain), None)


def text_of(formula: Formula) -> str:
    """A thing asked for, as the words it was written in; nothing is subtracted here, so a minus is a hyphen."""
    if isinstance(formula, Apply) and formula.op == "-":
        parts = [text_of(part) for part in formula.args]
        return "-".join(parts) if all(parts) else ""
    return step_name(formula) or ""


def requests(body: Network, find: Find) -> tuple[list[Request], list[Problem]]:
    """Everything that a find asks, in the order of its parts, and what is wrong with it."""
    problems: list[Problem] = []
    found = _requested(body, find if find.towards else _joined(body, find), problems)
    mixed = is_bytes(find.unit) and any(map(is_in_bytes, found))
    # Of several things those that are no bytes stay as they are.
    return [one if mixed and not is_in_bytes(one) else _in_unit(one, find, problems) for one in found], problems


def _requested(body: Network, find: Find, problems: list[Problem]) -> list[Request]:
    if find.towards is not None:
        return _changes(body, find, problems)
    if find.formula is not None:
        found = arithmetic(body, find.formula, find.span, problems, text_of(find.things[0].formula))
        return [] if found is None else [found]
    if find.each or (find.of and not all(map(_is_total, find.things))):
        return [*_totals(body, find, problems), *_of_layers(body, _without_totals(find), problems)]
    if find.of:  # ``total parameters of a``
        return _of_layers(body, find, problems)
    asked = (_thing(body, thing, problems) for thing in find.things)
    return [request for request in asked if request is not None]


def _is_total(thing: Thing) -> bool:
    return spelled((text_of(thing.formula),)).startswith("total ")


def _without_totals(find: Find) -> Find:
    return replace(find, things=tuple(thing for thing in find.things if not _is_total(thing)))


def _totals(body: Network, find: Find, problems: list[Problem]) -> list[Request]:
    """The totals before what is asked of layers: ``total parameters, output of each layer``."""
    asked = (plain_request(body, thing, problems) for thing in find.things if _is_total(thing))
    return [request for request in asked if request is not None]


def _joined(body: Network, find: Find) -> Find:
    """``number of parameters`` and ``memory of activations`` as one thing, where no layer is called so."""
    if find.each or len(find.things) != 1 or not find.of:
        return find
    said = [f"{text_of(find.things[0].formula)} of {text_of(owner.formula)}" for owner in find.of]
    names = (*body.places, *body.groups)
    named = any(known_as(text_of(owner.formula), names) in names for owner in find.of)
    if named or any(quantity_of(_untotalled(words), body) is None for words in said):
        return find
    things = tuple(Thing(Sym(words), owner.span) for words, owner in zip(said, find.of, strict=True))
    return replace(find, things=things, of=())


def _untotalled(words: str) -> str:
    """Words without the ``total`` before them."""
    return spelled((words,)).removeprefix("total ")


def _in_unit(request: Request, find: Find, problems: list[Problem]) -> Request:
    """What is asked in the unit of its find."""
    problem = unit_problem(request.quantity, request.id, find.unit, request.span)
    if problem is not None:
        problems.append(problem)
        return request
    return replace(request, unit=find.unit or request.unit)


def is_in_bytes(request: Request) -> bool:
    """Whether a number of bytes is asked."""
    return request.quantity in ASKED and ASKED[request.quantity].bytes


def basic_of(requested: Iterable[Request]) -> tuple[Request, ...]:
    """What is asked, with the parts of what is worked out from several in its place."""
    return tuple(part for request in requested for part in (request.parts or (request,)))


def _thing(body: Network, thing: Thing, problems: list[Problem]) -> Request | None:
    """A quantity by its words; else arithmetic of quantities."""
    if not isinstance(thing.formula, Apply) or thing.formula.op not in ARITHMETIC:
        return plain_request(body, thing, problems)
    worded: list[Problem] = []
    request = plain_request(body, thing, worded) if text_of(thing.formula) else None
    return request or arithmetic(body, thing.formula, thing.span, problems)


def arithmetic(
    body: Network, formula: Formula, span: Span, problems: list[Problem], name: str | None = None
) -> Request | None:
    """A quantity that is worked out from others, and named or called as it is written."""
    parts: dict[str, Request] = {}
    before = len(problems)
    for symbol in symbols(formula):
        request = plain_request(body, Thing(symbol, span), problems)
        if request is not None and request.quantity == "output":
            hint = "count something, such as parameters or macs"
            problems.append(Problem(f"{symbol.name} is a size: it cannot be calculated with", span, hint))
        elif request is not None:
            parts[symbol.name] = request
    if len(problems) > before:
        return None
    if not parts:
        problems.append(
            Problem("nothing of the network is asked here", span, "write e.g. `A.parameters / B.parameters`")
        )
        return None
    stepped = rebuild(formula, lambda part: Sym(parts[part.name].step) if isinstance(part, Sym) else part)
    text = name or " ".join(span.text.split())
    return Request(text, "", "", span, (), stepped, tuple(parts.values()))


CHANGES = {
    **dict.fromkeys(("reduction", "saving", "decrease", "share saved", "savings"), "reduction"),
    **dict.fromkeys(("increase", "growth"), "increase"),
    "ratio": "ratio",
    **dict.fromkeys(("difference", "change"), "difference"),
}


def _changes(body: Network, find: Find, problems: list[Problem]) -> list[Request]:
    """``reduction of parameters from A to B``: relative to A, in percent."""
    assert find.towards is not None
    kind = CHANGES.get(spelled((text_of(find.things[0].formula),)).removeprefix("relative "))
    if kind is None or not find.of:
        known = list(CHANGES)
        hint = (
            did_you_mean(text_of(find.things[0].formula), known) or "write e.g. `reduction of parameters from A to B`"
        )
        problems.append(Problem("what is to be compared from one to the other?", find.span, hint))
        return []
    found = []
    for thing in find.of:
        words = text_of(thing.formula)
        start, end = (Sym(f"{owner}.{words.replace(' ', '-')}") for owner in find.towards)
        formula = {
            "reduction": (start - end) / start,
            "increase": (end - start) / start,
            "ratio": start / end,
            "difference": end - start,
        }[kind]
        quantity = words.replace(" ", "-")
        request = arithmetic(body, formula, find.span, problems, f"{quantity}.{kind}")
        if request is not None:
            percent = "percent" if kind in ("reduction", "increase") else None
            found.append(replace(request, unit=percent))
    return found


def _of_layers(body: Network, find: Find, problems: list[Problem]) -> list[Request]:
    quantities = [(quantity_of(_untotalled(text_of(thing.formula)), body), thing) for thing in find.things]
    for quantity, thing in quantities:
        if quantity is None:
            problems.append(_unknown(body, text_of(thing.formula), thing.span))
    if not find.each:
        return list(_named(body, find, quantities, problems))
    return [
        Request(f"{placed.name}.{quantity}", quantity, placed.name, find.span)
        for placed in _each(body, find, problems)
        for quantity, thing in quantities
        if quantity is not None and _has(placed, quantity, thing.span, None)
    ]


def _each(body: Network, find: Find, problems: list[Problem]) -> Iterator[Placed]:
    """The layers but inputs; behind ``of each conv`` those of that kind."""
    for thing in find.of:
        word = text_of(thing.formula)
        kind = CATALOGUE.get(word.lower())
        if not any(placed.layer is kind for placed in body.layers):
            hint = did_you_mean(word, list(dict.fromkeys(placed.layer.name for placed in body.layers)))
            problems.append(Problem(f"no layer here is of the kind {word!r}", thing.span, hint))
        yield from (placed for placed in body.layers if placed.layer is kind)
    if not find.of:
        yield from (placed for placed in body.layers if placed.layer.sources != 0)


def _named(
    body: Network, find: Find, quantities: list[tuple[str | None, Thing]], problems: list[Problem]
) -> Iterator[Request]:
    """Quantities of layers, or of uses of blocks, that are named."""
    for owner in find.of:
        name = known_as(text_of(owner.formula), (*body.places, *body.groups))
        placed = body.layer(name)
        if placed is None and name not in body.groups:
            problems.append(_no_layer(body, name, owner.span))
            continue
        for quantity, thing in quantities:
            if quantity is None:
                continue
            if placed is None:
                request = _of_block(body, name, quantity, find.span, problems)
            else:
                has = _has(placed, quantity, thing.span, problems)
                request = Request(f"{name}.{quantity}", quantity, name, find.span) if has else None
            if request is not None:
                yield request


def _has(placed: Placed, quantity: str, span: Span, problems: list[Problem] | None) -> bool:
    """Whether a layer has a quantity; a layer named outright that has not is a problem."""
    if has(placed, quantity):
        return True
    if problems is not None:
        offers = ", ".join(offered(placed))
        problems.append(Problem(f"{placed.name} has no {quantity}", span, f"it has: {offers}"))
    return False


def plain_request(body: Network, thing: Thing, problems: list[Problem]) -> Request | None:
    """What one thing asks for: ``output``, ``total parameters``, ``conv.macs``; problems are added to the list."""
    text = text_of(thing.formula)
    owner, dot, rest = text.rpartition(".")
    if dot and owner != "total":
        owner = known_as(owner, (*body.places, *body.groups))
        return _of_one(body, owner, rest, thing.span, problems)
    words = rest if dot else text
    in_total = bool(dot) or spelled((text,)).startswith("total ")
    quantity = quantity_of(_untotalled(words), body)
    if quantity in OF_THE_LAST and not in_total:
        last = body.layers[-1].name
        return Request(quantity, quantity, last, thing.span, (f"{last}.{quantity}",))
    if quantity not in TOTALS:
        problems.append(_unknown(body, text, thing.span))
        return None
    if absent := absent_problem(body.layers, quantity, thing.span):
        problems.append(absent)
        return None
    return Request(f"total.{quantity}", quantity, "total", thing.span, (text,))


def misnamed(body: Network, find: Find) -> list[Problem]:
    """Quantities that no network has, told although lines of this one have problems."""
    plain = [thing for thing in _joined(body, find).things if "." not in text_of(thing.formula)]
    words = {thing: _untotalled(text_of(thing.formula)) for thing in plain}
    return [
        _unknown(body, text_of(thing.formula), thing.span) for thing in plain if quantity_of(words[thing], body) is None
    ]


def _of_one(body: Network, owner: str, words: str, span: Span, problems: list[Problem]) -> Request | None:
    placed, quantity = body.layer(owner), quantity_of(words, body)
    if placed is None and owner in body.groups:
        return _of_block(body, owner, words, span, problems)
    if placed is None:
        problems.append(_no_layer(body, owner, span))
    elif quantity is None:
        problems.append(_unknown(body, words, span))
    elif _has(placed, quantity, span, problems):
        return Request(f"{owner}.{quantity}", quantity, owner, span)
    return None


def _of_block(body: Network, owner: str, words: str, span: Span, problems: list[Problem]) -> Request | None:
    """Of one use of a block: the output and the field of its last layer, or a sum over its layers."""
    quantity = quantity_of(words, body)
    if quantity in ("output", *OF_THE_LAST):
        last = body.groups[owner].last
        while last in body.groups:
            last = body.groups[last].last
        return Request(f"{owner}.{quantity}", quantity, last, span)
    if quantity in TOTALS:
        return Request(f"{owner}.{quantity}", quantity, owner, span)
    known = ", ".join(("output", *OF_THE_LAST, *TOTALS))
    problems.append(Problem(f"a block has no {words!r} in total", span, f"it has: {known}"))
    return None


def _no_layer(body: Network, name: str, span: Span) -> Problem:
    change = "write e.g. `reduction of parameters from A to B`" if name in CHANGES else ""
    return Problem(f"no layer is called {name!r}", span, change or did_you_mean(name, body.names[:1000]))


def _unknown(body: Network, words: str, span: Span) -> Problem:
    if words in ("width", "height", "depth"):
        return Problem(f"a network has no {words!r}", span, "it is one side of the size: ask for the output")
    known = ["output", "parameters", "trainable parameters", "non-trainable parameters", "macs", "operations"]
    known += ["total parameters", *(f"total {quantity}" for quantity in TOTALS if quantity != "parameters")]
    known += [f"{placed.name}.{quantity}" for placed in body.layers[:100] for quantity in placed.layer.quantities]
    return Problem(f"a network has no {words!r}", span, did_you_mean(words, known))
