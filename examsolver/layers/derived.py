"""Quantities that follow from a layer's steps, the same way for every layer: flops, additions, memory, receptive field.

They are built only where a question asks for one of them. Source of the receptive field: Araujo and others, Computing
receptive fields of convolutional neural networks (2019).
"""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

from examsolver.core.convention import Convention, Conventions, Variant
from examsolver.core.derivation import LawError, Misconception, Step
from examsolver.core.formula import Formula, Num, Sym
from examsolver.core.layer import Layer, Placed, Shape
from examsolver.layers.counting import operations, operations_numbers, outputs
from examsolver.layers.sizes import elements
from examsolver.layers.slips import other_law, other_options, slip
from examsolver.layers.windows import Window

FLOPS = Convention(
    "flops",
    (
        Variant("two per mac", "a multiply-accumulate is two floating-point operations"),
        Variant("one per mac", "a multiply-accumulate is counted as one floating-point operation"),
    ),
)
BYTES = Convention(
    "bytes per value",
    (
        Variant("four", "a value takes 4 bytes"),
        Variant("two", "a value takes 2 bytes", accepted=False),
        Variant("one", "a value takes 1 byte", accepted=False),
        Variant("eight", "a value takes 8 bytes", accepted=False),
    ),
)
SIZES = {"four": 4, "two": 2, "one": 1, "eight": 8}
TOPICS = (FLOPS, BYTES)
SUMMED = ("flops", "additions", "activations", "activation-memory", "parameter-memory")
FIELD = ("receptive-field", "jump")
QUANTITIES = (*SUMMED, *FIELD)


def offered(placed: Placed) -> tuple[str, ...]:
    """Everything that can be asked of a placed layer."""
    return offered_by(placed.layer)


def offered_by(layer: Layer) -> tuple[str, ...]:
    """Everything that can be asked of a kind of layer."""
    own = layer.quantities
    extra = ["activations", "activation-memory", *FIELD]
    extra += ["flops"] if "macs" in own else []
    extra += ["additions"] if ("connections" in own and "macs" in own) or layer.name == "dense" else []
    extra += ["parameter-memory"] if "parameters" in own else []
    return (*own, *extra)


def derived_steps(
    placed: Placed, steps: tuple[Step, ...], asked: Collection[str], conventions: Conventions
) -> tuple[Step, ...]:
    """The steps of those derived quantities that are asked and that the layer has."""
    found: list[Step] = []
    has = offered(placed)
    if "flops" in asked and "flops" in has:
        found.append(_flops(placed, conventions))
    if "additions" in asked and "additions" in has:
        found.append(_additions(placed))
    if {"activations", "activation-memory"} & set(asked):
        found.append(_activations(placed))
    for memory, values in (("activation-memory", "activations"), ("parameter-memory", "parameters")):
        if memory in asked and memory in has:
            found.append(_bytes(placed, memory, values, SIZES[BYTES.chosen(conventions).name]))
    if set(FIELD) & set(asked):
        found += _field(placed, steps)
    return tuple(found)


def _step(
    placed: Placed,
    quantity: str,
    uses: tuple[str, ...],
    law: partial[int],
    formula: Formula,
    because: str,
    slips: tuple[Misconception, ...] = (),
    numbers: partial[Formula] | None = None,
) -> Step:
    return Step(
        f"{placed.name}.{quantity}",
        uses,
        law,
        formula=formula,
        numbers=numbers,
        because=because,
        rule=placed.layer.name,
        misconceptions=slips,
        span=placed.span,
    )


# --- operations and memory --------------------------------------------------------------------------------------------


def scaled(count: int, *, by: int) -> int:
    """So many times a count."""
    return count * by


def _scaled_numbers(count: int, *, by: int) -> Formula:
    return Num(count) if by == 1 else Num(by) * count


def _flops(placed: Placed, conventions: Conventions) -> Step:
    each = 2 if FLOPS.chosen(conventions) is FLOPS.default else 1
    macs = f"{placed.name}.macs"
    because = "a multiplication and an addition each" if each == 2 else "one operation each"
    formula: Formula = 2 * Sym(macs) if each == 2 else Sym(macs)
    return _step(
        placed, "flops", (macs,), partial(scaled, by=each), formula, because, (), partial(_scaled_numbers, by=each)
    )


def sums(macs: int, output: Shape, *, biased: bool) -> int:
    """One addition fewer than products for every output, and one more for a bias."""
    return macs if biased else macs - elements(output)


def _sums_numbers(macs: int, output: Shape, *, biased: bool) -> Formula:
    return Num(macs) if biased else Num(macs) - elements(output)


def _additions(placed: Placed) -> Step:
    macs, output = f"{placed.name}.macs", f"{placed.name}.output"
    biased = bool(placed.settings["bias"])
    formula: Formula = Sym(macs) if biased else Sym(macs) - Sym("outputs")
    because = "n products need n - 1 additions" + (", and the bias one more" if biased else "")
    numbers = partial(_sums_numbers, biased=biased)
    return _step(placed, "additions", (macs, output), partial(sums, biased=biased), formula, because, (), numbers)


def _activations(placed: Placed) -> Step:
    own = f"{placed.name}.output"
    numbers = partial(operations_numbers, each=1)
    says = "every number of the output is kept"
    return _step(placed, "activations", (own,), partial(operations, each=1), Sym(own), says, (), numbers)


def _bytes(placed: Placed, quantity: str, values: str, each: int) -> Step:
    uses = f"{placed.name}.{values}"
    one = slip("values-for-bytes", "Every value takes several bytes.", other_options(by=1))
    bits = slip("bits-for-bytes", "A byte has 8 bits: memory is asked in bytes.", other_options(by=8 * each))
    numbers = partial(_scaled_numbers, by=each)
    return _step(
        placed,
        quantity,
        (uses,),
        partial(scaled, by=each),
        each * Sym(uses),
        f"{each} bytes a value",
        (one, bits),
        numbers,
    )


# --- receptive field --------------------------------------------------------------------------------------------------


def one() -> int:
    """An input sees itself, and its neighbours are one apart."""
    return 1


def seen(*fields_and_jumps: int, reach: int) -> int:
    """r + (k - 1) · j of the source that sees most."""
    fields, jumps = fields_and_jumps[::2], fields_and_jumps[1::2]
    return max(field + (reach - 1) * jump for field, jump in zip(fields, jumps, strict=True))


def seen_without_jump(*fields_and_jumps: int, reach: int) -> int:
    """The wrong r + k - 1 that forgets earlier strides."""
    return max(fields_and_jumps[::2]) + reach - 1


def seen_with_own(*fields_and_jumps: int, reach: int, stride: int) -> int:
    """The wrong sum that takes this layer's own stride too."""
    return seen(*(value * (stride if place % 2 else 1) for place, value in enumerate(fields_and_jumps)), reach=reach)


def _seen_numbers(*fields_and_jumps: int, reach: int) -> Formula:
    best = seen(*fields_and_jumps, reach=reach)
    pairs = zip(fields_and_jumps[::2], fields_and_jumps[1::2], strict=True)
    field, jump = next(pair for pair in pairs if seen(*pair, reach=reach) == best)
    return Num(field) if reach == 1 else field + (Num(reach) - 1) * jump


def jumped(*jumps: int, stride: int) -> int:
    """The jump of the sources times the stride; LawError where branches come with different jumps."""
    if len(set(jumps)) > 1:
        raise LawError(f"branches come with jumps of {' and '.join(map(str, sorted(set(jumps))))}", "equal strides fit")
    return jumps[0] * stride


def _jumped_numbers(*jumps: int, stride: int) -> Formula:
    return Num(jumps[0]) if stride == 1 else Num(jumps[0]) * stride


def unseen(*_: int, name: str) -> int:
    """What rearranges or joins the whole map has no receptive field of this kind."""
    raise LawError(
        f"the receptive field is followed through windows, and {name} has none", "ask for it before that layer"
    )


KEEPING = ("dropout", "activation", "lrn", "batchnorm", "add", "multiply", "concat", "prelu", "squeeze-excite")


def _windows(placed: Placed, steps: tuple[Step, ...]) -> tuple[Window, ...] | None:
    """The windows of the layer; one that sees a single place where it leaves places alone; None for the rest."""
    output = next((step for step in steps if step.name == f"{placed.name}.output"), None)
    law = output.law if output is not None else None
    windows = law.keywords.get("windows") if isinstance(law, partial) else None
    if isinstance(windows, tuple):
        return windows
    name = placed.layer.name
    alone = name in KEEPING or name.startswith(("zeropad", "crop")) or name.endswith("norm")
    return (
        (Window(1),)
        if alone or "activation" in placed.layer.summary or "of every element" in placed.layer.summary
        else None
    )


def _field(placed: Placed, steps: tuple[Step, ...]) -> list[Step]:
    if placed.layer.sources == 0:
        says = "a value of the input sees itself"
        return [_step(placed, quantity, (), partial(one), Num(1), says) for quantity in FIELD]
    sources = [uses.removesuffix(".output") for uses in outputs(placed)]
    fields = tuple(f"{source}.{quantity}" for source in sources for quantity in FIELD)
    jumps = fields[1::2]
    windows = _windows(placed, steps)
    if windows is None or len({(window.reach, window.stride) for window in windows}) > 1:
        nowhere = partial(unseen, name=placed.name)
        return [_step(placed, quantity, fields, nowhere, Sym(quantity), "no window") for quantity in FIELD]
    reach, stride = windows[0].reach, windows[0].stride
    return [_seen(placed, fields, reach, stride), _jumped(placed, jumps, stride)]


def _seen(placed: Placed, fields: tuple[str, ...], reach: int, stride: int) -> Step:
    slips = (
        slip("jump-forgotten", "Earlier strides set neighbouring outputs further apart.", other_law(seen_without_jump)),
        slip("own-stride-multiplied", "A layer's own stride acts on later layers only.", partial(_own, stride=stride)),
    )
    formula: Formula = Sym("r") if reach == 1 else Sym("r") + (Sym("k") - 1) * Sym("j")
    says = "it sees one place alone" if reach == 1 else "k places, each j further on than the one before"
    numbers = partial(_seen_numbers, reach=reach)
    return _step(placed, "receptive-field", fields, partial(seen, reach=reach), formula, says, slips, numbers)


def _own(derivation: object, step: Step, *, stride: int) -> dict[str, Step]:
    return {step.name: step.with_law(seen_with_own, stride=stride)} if stride > 1 else {}


def _jumped(placed: Placed, jumps: tuple[str, ...], stride: int) -> Step:
    formula: Formula = Sym("j") if stride == 1 else Sym("j") * Sym("s")
    numbers = partial(_jumped_numbers, stride=stride)
    says = "neighbouring outputs lie as far apart as the strides so far multiply to"
    return _step(placed, "jump", jumps, partial(jumped, stride=stride), formula, says, (), numbers)
