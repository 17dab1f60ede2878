"""Batch normalisation at inference, and the running mean and variance that it uses."""

from __future__ import annotations

from fractions import Fraction

from examsolver.core.convention import Convention, Conventions, Variant
from examsolver.core.derivation import LawError
from examsolver.core.formula import Formula, Num, Sym, apply
from examsolver.core.rule import Algorithm, Equation, Facts, Input, Result
from examsolver.rules.layouts import FIRST, LAYOUT
from examsolver.rules.normalising import BETA, EPSILON, GAMMA, NORMALISED, OUTPUT, Settings, X, epsilon_of, scaled

MOMENTUM = Convention(
    "batchnorm momentum",
    (
        Variant("of the old", "the momentum is the share of the old running statistics: m · old + (1 − m) · new"),
        Variant("of the new", "the momentum is the share of the new batch: (1 − m) · old + m · new"),
    ),
)

RUNNING_VARIANCE = Convention(
    "running variance",
    (
        Variant("biased", "the running variance takes over the batch variance as it is, divided by n"),
        Variant("unbiased", "the batch variance is multiplied by n/(n − 1) before it goes into the running variance"),
    ),
)


def inference(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """The running mean and variance in the place of the batch's."""
    shape, own = facts.shape("x"), facts.shape("mean")
    settings: Settings = {}
    along = None
    if own == shape:
        settings = {"axis": "entry"}
    elif own and len(shape) > 2 and LAYOUT.chosen(conventions).name == FIRST:
        settings, along = {"axis": "channel", "channels": "first"}, 2
    elif own:
        settings = {"axis": "channel"}
    formula = apply("standardise", Sym("x"), Sym("mean"), Sym("variance"), epsilon_of(facts), **settings)
    says = "at inference the running mean and variance stand for those of a batch"
    return Equation("normalised", formula, says), scaled(facts, along)


def running(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """One update for each batch."""
    several = facts.has("means")
    if several == facts.has("mean"):
        raise LawError("mean of one batch, or means of several", "write mean and variance, or means and variances")
    steps = facts.shape("means")[0] if several else 1
    share = _shares(conventions)
    correction = _correction(facts, conventions)
    found: list[Equation] = []
    for step in range(1, steps + 1):
        index = (Num(step),) if several else ()
        for name, start in (("mean", Num(0)), ("variance", Num(1))):
            if not facts.has(name + "s" if several else name):
                continue
            new: Formula = Sym(name + "s" if several else name, index)
            if name == "variance":
                new = correction * new if correction != Num(1) else new
            old, first = _before(facts, f"running_{name}", step, start)
            says = f"the running {name}: a share of the old one and of that of the batch{first}"
            found.append(Equation(f"running_{name}[{step}]", share[0] * old + share[1] * new, says))
    return tuple(found)


def _shares(conventions: Conventions) -> tuple[Formula, Formula]:
    old = MOMENTUM.chosen(conventions).name == "of the old"
    momentum = Sym("momentum")
    return (momentum, 1 - momentum) if old else (1 - momentum, momentum)


def _correction(facts: Facts, conventions: Conventions) -> Formula:
    if RUNNING_VARIANCE.chosen(conventions).name == "biased":
        return Num(1)
    if not facts.has("size"):
        raise LawError("an unbiased running variance needs the batch size", "write size = 4, the number of entries")
    size = facts.value("size")
    if size <= 1:
        raise LawError("no unbiased variance of a single entry", "give a batch of at least two")
    return Num(Fraction(size) / Fraction(size - 1))


def _before(facts: Facts, name: str, step: int, start: Num) -> tuple[Formula, str]:
    """The running value before a step, and what is to be said of it."""
    if step > 1 or facts.has(f"{name}[0]"):
        return Sym(name, (Num(step - 1),)), ""
    return start, f"; it starts at {start.value}"


ALGORITHMS = (
    Algorithm(
        name="batch-norm-inference",
        summary="batch normalisation at inference, with running mean and variance",
        inputs=(
            X,
            Input("mean", "running mean, a number or one for each channel", also=("running_mean", "mu")),
            Input("variance", "running variance", also=("running_variance", "running_var", "var")),
            GAMMA,
            BETA,
            EPSILON,
        ),
        results=(OUTPUT, NORMALISED),
        equations=inference,
        conventions=(LAYOUT,),
        example="question served: compute batch-norm-inference\n  x = [3, 7]\n  mean = 5\n  variance = 4\n"
        "  gamma = 3\n  beta = 1\n  find normalised, output",
        also=("batch-norm-test", "batch-norm-eval", "batchnorm-inference", "bn-inference"),
    ),
    Algorithm(
        name="running-statistics",
        summary="running mean and variance of batch normalisation, updated with those of each batch",
        inputs=(
            Input("mean", "mean of the batch, a number or one for each feature", optional=True),
            Input("variance", "variance of the batch, divided by n", optional=True),
            Input("means", "means of several batches, one batch after the other", optional=True),
            Input("variances", "variances of several batches", optional=True),
            Input("momentum", "share of the old (or new) statistics, see the convention", "number"),
            Input("size", "entries of a batch, for an unbiased running variance", "number", optional=True, also=("n",)),
        ),
        results=(
            Result("running_mean", "running mean after each batch", ("running-mean",)),
            Result("running_variance", "running variance after each batch", ("running-variance", "running_var")),
        ),
        states=("running_mean", "running_variance"),
        equations=running,
        conventions=(MOMENTUM, RUNNING_VARIANCE),
        example="question track: compute running-statistics\n  mean = 5\n  variance = 4\n  momentum = 0.9\n"
        "  running_mean[0] = 0\n  running_variance[0] = 1\n  find running_mean, running_variance exactly",
        also=("moving-statistics", "running-stats"),
    ),
)
