"""Splits of data: k-fold cross-validation, and training, validation and test sets."""

from __future__ import annotations

from examsolver.core.convention import Convention, Conventions, Variant
from examsolver.core.derivation import LawError
from examsolver.core.formula import Formula, Num, Sym, apply
from examsolver.core.rule import Algorithm, Equation, Facts, Input, Result
from examsolver.rules.mistaken_equations import Line, Mistake, with_mistakes
from examsolver.rules.parts_of_data import whole
from examsolver.rules.training_steps import EXAMPLES

ROUNDING = Convention(
    "split rounding",
    (
        Variant("down", "test and validation sets are rounded down, the training set takes the rest"),
        Variant("up", "test and validation sets are rounded up, the training set takes the rest"),
    ),
)


def k_fold(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """Sizes of the folds and of the training sets, trainings, and the splits where the items are given."""
    folds, examples = whole(facts.value("folds"), "folds"), _examples(facts)
    lines = [
        Line("sizes", apply("fold_sizes", examples, Sym("folds")), "every example is held out once"),
        Line(
            "train-sizes",
            examples - Sym("sizes"),
            "all but the fold that is held out",
            (
                Mistake(
                    "fold-not-held-out", "The fold that is held out is not trained on.", examples + 0 * Sym("sizes")
                ),
            ),
        ),
        _trainings(facts),
    ]
    for fold in range(1, folds + 1) if facts.has("items") and not facts.has("examples") else ():
        options = {"fold": fold, "folds": folds}
        lines.append(Line(f"test[{fold}]", apply("fold_held_out", Sym("items"), **options), "the fold held out"))
        lines.append(Line(f"train[{fold}]", apply("fold_kept", Sym("items"), **options), "all other folds"))
    return with_mistakes(lines)


def _examples(facts: Facts) -> Formula:
    """The number of examples, given or counted. Raises LawError where neither is there."""
    if facts.has("examples"):
        return Sym("examples")
    if not facts.has("items"):
        raise LawError("examples are missing", "examples = 100, or items = [1, 2, 3, 4]")
    return Num(facts.shape("items")[0])


def _trainings(facts: Facts) -> Line:
    """A training for every fold, setting and repetition."""
    right: Formula = Sym("folds")
    for name in ("settings", "repeats"):
        if facts.value(name) != 1:
            right = right * Sym(name)
    again = facts.has("refit") and facts.value("refit") == "yes"
    right = right + 1 if again else right
    wrong = (
        Mistake("settings-forgotten", "Every setting is trained on every fold.", Sym("folds")),
        Mistake("last-training-forgotten", "The best setting is trained once more on everything.", right - 1),
    )
    says = "one training for every fold of every setting" + (", and one on everything" if again else "")
    return Line("trainings", right, says, wrong if again else wrong[:1])


def split(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """Sizes of test, validation and training set. Raises LawError where shares do not fit."""
    up = ROUNDING.chosen(conventions).name == "up"
    shares = {name: _share(facts, name) for name in ("test", "validation")}
    if facts.value("test") + facts.value("validation") >= 1:
        raise LawError("nothing is left for training", "shares below 1 together: test = 0.2, validation = 0.1")
    lines: list[Line] = []
    rest: Formula = Sym("examples")
    for name, there in shares.items():
        if there:
            of = Sym("examples") * Sym(name)
            line = _rounded(f"{name}-size", of, up, name)
            lines.append(line)
            rest = rest - Sym(f"{name}-size")
    wrong = Mistake("held-out-not-subtracted", "What is held out is not trained on.", Sym("examples"))
    lines.append(Line("train-size", rest, "the rest is for training", (wrong,) if lines else ()))
    return with_mistakes(lines)


def _rounded(name: str, share: Formula, up: bool, word: str) -> Line:
    down, above = apply("floor", share), apply("ceil", share)
    return Line(name, above if up else down, f"the share for the {word} set, a whole number")


def _share(facts: Facts, name: str) -> bool:
    share = facts.value(name)
    if not 0 <= share < 1:
        raise LawError(f"a {name} share of {share}", "a share between 0 and 1: test = 0.2")
    return bool(share != 0)


def _share_of(name: str) -> Input:
    words = (f"{name}_share", f"{name}_size", f"{name}_split", f"{name}_fraction")
    return Input(name, f"share of the {name} set", "number", 0, also=words)


ALGORITHMS = (
    Algorithm(
        name="k-fold",
        summary="k-fold cross-validation: sizes of folds, trainings, and the splits of a list",
        inputs=(
            Input("folds", "how many folds (as many as examples: leave one out)", "number",
                  also=("k", "K", "n_splits", "splits")),
            Input("examples", EXAMPLES.says, "number", optional=True, also=EXAMPLES.also),
            Input("items", "the examples themselves, in order: numbers or texts", "any", optional=True),
            Input("settings", "settings of hyperparameters that are tried", "number", 1, also=("models", "candidates")),
            Input("repeats", "how often the whole is repeated", "number", 1, also=("repetitions",)),
            Input("refit", "yes: the best setting is trained once more on everything", "word", optional=True,
                  words=("yes", "no")),
        ),
        results=(
            Result("sizes", "examples held out in every fold", ("fold-sizes", "test-sizes", "validation-sizes")),
            Result("train-sizes", "examples trained on beside every fold", ("training-sizes",)),
            Result("trainings", "how many models are trained", ("fits", "models")),
            Result("test", "the fold held out: test[1] …", ("validation",)),
            Result("train", "what is trained on beside it: train[1] …"),
        ),
        equations=k_fold,
        example="question folds: compute k-fold\n  examples = 10\n  folds = 3\n  find sizes, train-sizes, trainings",
        also=("kfold", "cross-validation", "k-fold-cross-validation", "leave-one-out"),
    ),
    Algorithm(
        name="data-split",
        summary="training, validation and test set: how many examples go into each",
        inputs=(EXAMPLES, _share_of("test"), _share_of("validation")),
        results=(
            Result("train-size", "examples to train on", ("training-size", "train")),
            Result("validation-size", "examples to validate on", ("val-size",)),
            Result("test-size", "examples to test on"),
        ),
        equations=split,
        conventions=(ROUNDING,),
        example="question parts: compute data-split\n  examples = 1000\n  test = 0.2\n  validation = 0.1\n"
        "  find train-size, validation-size, test-size",
        also=("train-test-split", "train-validation-test-split", "split-sizes"),
    ),
)  # fmt: skip
