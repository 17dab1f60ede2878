"""Losses and activations by hand: class numbers, extreme scores, messages, and slips that need a whole question."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import pytest

import examsolver
from examsolver.core.derivation import LawError
from examsolver.core.marking import Answer, Submission
from examsolver.core.problem import ExamError
from examsolver.maths.arrays import array_of
from examsolver.rules import ALGORITHM_CATALOGUE, CATALOGUE


def law(word: str, *inputs: Any, **options: Any) -> Any:
    rule = CATALOGUE.get(word)
    assert rule is not None
    return rule.law(*inputs, **options)


def run(text: str) -> Any:
    return examsolver.solve(examsolver.load(text).questions[0]).run


def told(text: str, part: str, answer: str) -> tuple[str, str | None]:
    exam = examsolver.load(text)
    (question,) = exam
    marking = examsolver.grade(exam, (Submission("s", (Answer(question.id, part, answer),)),))
    (verdict,) = [one for one in marking.reports[0].verdicts if one.part == part]
    return verdict.outcome, verdict.tag


@pytest.mark.parametrize(
    ("word", "inputs", "options", "value"),
    [
        ("leaky_relu", (array_of([-2, 3]),), {}, [Fraction(-1, 50), 3]),
        ("prelu", (array_of([-2, 3]), Fraction(1, 4)), {}, [Fraction(-1, 2), 3]),
        ("relu6", (array_of([-2, 3, 8]),), {}, [0, 3, 6]),
        ("hard_sigmoid", (array_of([-4, 0, 3]),), {}, [0, Fraction(1, 2), 1]),
        ("hard_sigmoid", (1,), {"hard_sigmoid": "fifth"}, Fraction(7, 10)),
        ("hard_swish", (array_of([-3, 1, 3]),), {}, [0, Fraction(2, 3), 3]),
        ("hard_tanh", (array_of([-3, 1, 3]),), {"high": 2}, [-1, 1, 2]),
        ("softsign", (array_of([1, -3]),), {}, [Fraction(1, 2), Fraction(-3, 4)]),
        ("step", (array_of([-1, 0, 2]),), {}, [0, 1, 1]),
        ("step", (0,), {"step_at_zero": "half"}, Fraction(1, 2)),
        ("sign", (array_of([-1, 0, 2]),), {}, [-1, 0, 1]),
        ("maxout", (array_of([1, 5, -2, 0]),), {}, [5, 0]),
        ("log2", (array_of([1, 8, Fraction(1, 4)]),), {}, [0, 3, -2]),
        ("log", (9,), {"base": 3}, 2),
        ("softmax", (array_of([1, 0, 1]),), {"base": 2}, [Fraction(2, 5), Fraction(1, 5), Fraction(2, 5)]),
        ("entropy", (array_of([Fraction(1, 2), Fraction(1, 4), Fraction(1, 4)]),), {"base": 2}, Fraction(3, 2)),
        ("kl", (array_of([Fraction(1, 2)] * 2), array_of([Fraction(1, 4), Fraction(3, 4)])), {"base": 2}, None),
        ("svm_loss", (array_of([1, 2, 3]), 2), {}, 2),
        ("svm_loss", (array_of([1, 2, 3]), 1), {"first_class": 0}, 2),
        ("hinge", (array_of([1, -1]), array_of([0, 0])), {"reduction": "none"}, [2, 0]),
        ("mse", (array_of([[1, 2], [3, 5]]), array_of([[0, 0], [3, 3]])), {"reduction": "per_sample"}, [2.5, 2]),
        ("cross_entropy", (array_of([Fraction(1, 8), Fraction(7, 8)]), 1), {"base": 2}, 3),
        ("l2_penalty", (array_of([1, -2]), array_of([2])), {"rate": Fraction(1, 2)}, Fraction(9, 2)),
        ("l1_penalty", (array_of([1, -2]),), {}, 3),
    ],
)
def test_values_by_hand(word: str, inputs: Any, options: Any, value: Any) -> None:
    found = law(word, *inputs, **options)
    if value is not None:
        assert (found.tolist() if hasattr(found, "tolist") else found) == value


@pytest.mark.parametrize("scores", [[1000, 0], [-1000, 0], [0, 750], [1e5, -1e5]])
def test_scores_far_apart_have_a_loss_and_a_gradient(scores: list[float]) -> None:
    z = array_of(scores)
    for target in (1, 2):
        loss = law("softmax_cross_entropy", z, target)
        assert loss == pytest.approx(max(scores) - scores[target - 1])
    bound = law("bce_with_logits", z, array_of([1, 1]), reduction="sum")
    assert bound == pytest.approx(sum(max(-score, 0) + math.log1p(math.exp(-abs(score))) for score in scores))


def test_large_arguments_do_not_overflow() -> None:
    assert law("softplus", 1000) == 1000
    assert law("logsumexp", array_of([1000, 1000])) == pytest.approx(1000 + math.log(2))
    assert law("log_cosh", 1000, 0) == pytest.approx(1000 - math.log(2))
    assert law("mish", -800.0) == 0 and law("swish", -800.0) == 0


@pytest.mark.parametrize(
    ("word", "inputs", "options", "reason"),
    [
        ("cross_entropy", (array_of([0.5, 0.5]), 3), {}, "no class 3 among 2"),
        ("cross_entropy", (array_of([[0.5, 0.5]]), array_of([[1, 0, 0]])), {}, "1×2.*1×3"),
        ("softmax_cross_entropy", (array_of([1, 2]), array_of([1, 2, 3])), {}, "vector of 2.*vector of 3"),
        ("bce", (array_of([0, 1]), array_of([1, 1])), {}, "logarithm of zero"),
        ("bce", (2, 1), {}, "no probability"),
        ("kl", (array_of([1, 0]), array_of([0, 1])), {}, "probability 0"),
        ("entropy", (array_of([1.5, -0.5]),), {}, "negative"),
        ("hinge", (1, 3), {}, "neither −1, 0 nor 1"),
        ("svm_loss", (array_of([1, 2]), array_of([1, 1])), {}, "not one-hot"),
        ("focal", (0.5, 0.5), {}, "neither 0 nor 1"),
        ("mae", (array_of([1, 2]), array_of([1, 2, 3])), {}, "vector of 2.*vector of 3"),
        ("mae", (1, 2), {"reduction": "median"}, "median is not known"),
        ("softmax", (array_of([1, 2]),), {"temperature": 0}, "temperature"),
        ("maxout", (array_of([1, 2, 3]),), {"pieces": 2}, "no groups of 2"),
        ("log", (2,), {"base": 1}, "no base"),
        ("log2", (0,), {}, "zero"),
    ],
)
def test_what_has_no_value_says_why(word: str, inputs: Any, options: Any, reason: str) -> None:
    with pytest.raises(LawError, match=reason):
        law(word, *inputs, **options)


def test_a_probability_that_was_rounded_to_zero_hints_at_the_scores() -> None:
    with pytest.raises(ExamError) as caught:
        run("question q: compute\n  z = [0, 800]\n  p = softmax(z)\n  L = cross_entropy(p, [1, 0])\n  find L\n")
    assert "softmax_cross_entropy" in str(caught.value.problems[0].hint)


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        ("cross_entropy([0.5, 0.6], [1, 0])", "add up to 1.1"),
        ("kl([0.5, 0.5], [0.5, 0.7])", "add up to 1.2"),
        ("entropy([1.5, -0.5])", "one is negative"),
        ("categorical_focal([0.5, 0.3], [1, 0])", "add up to 0.8"),
    ],
)
def test_given_probabilities_that_do_not_add_up_to_one_are_a_problem_with_a_place(call: str, reason: str) -> None:
    with pytest.raises(ExamError) as caught:
        run(f"question q: compute\n  L = {call}\n  find L to 3 decimals\n")
    (problem,) = caught.value.problems
    assert reason in problem.message and problem.span is not None and "softmax" in (problem.hint or "")


def test_a_student_who_did_not_normalise_is_followed() -> None:
    text = "question q: compute\n  z = [0, 1]\n  p = softmax(z)\n  L = cross_entropy(p, [0, 1])\n"
    text += "  find p, L to 4 decimals\n"
    exam = examsolver.load(text)
    answers = (Answer("q", "p", "[0.5, 0.9]"), Answer("q", "L", "0.1054"))
    (report,) = examsolver.grade(exam, (Submission("s", answers),)).reports
    assert [verdict.outcome for verdict in report.verdicts] == ["wrong", "follow-through"]


UNIT = "question q: compute\n  w = 2\n  x = 1.5\n  z = w * x - 1\n  y = sigmoid(z)\n  find y to 2 decimals\n"
LABEL = "question q: compute\n  z = [3, 1, 0]\n  L = softmax_cross_entropy(z, 2)\n  find L to 4 decimals\n"
TRIPLET = """question q: compute triplet
  anchor = [0, 0]
  positive = [3, 4]
  negative = [12, 16]
  margin = 16
  find loss exactly
"""
PAIR = "question q: compute contrastive\n  a = [0, 0]\n  b = [0.3, 0.4]\n  y = 0\n  margin = 2\n  find loss exactly\n"
MASK = "question q: compute dice-loss\n  p = [0.5, 1, 0]\n  t = [1, 1, 0]\n  find loss exactly\n"
COOL = "question q: compute\n  z = [1, 2]\n  p = softmax(z, temperature=2)\n  find p to 4 decimals\n"


@pytest.mark.parametrize(
    ("text", "part", "answer", "tag"),
    [
        (UNIT, "y", "0.82", "activation-of-the-input"),
        (LABEL, "L", "3.1698", "class-counted-from-elsewhere"),
        (TRIPLET, "loss", "31", "distances-exchanged"),
        (PAIR, "loss", "1.5", "square-forgotten"),
        (PAIR, "loss", "0.25", "labels-exchanged"),
        (MASK, "loss", "4/7", "factor-two-lost"),
        (COOL, "p", "[0.2689, 0.7311]", "temperature-ignored"),
        (COOL, "p", "[0.1192, 0.8808]", "temperature-multiplied"),
    ],
)
def test_slips_in_a_question_are_named(text: str, part: str, answer: str, tag: str) -> None:
    assert told(text, part, answer) == ("known-mistake", tag)


def test_another_form_of_gelu_is_another_convention() -> None:
    text = "question q: compute\n  x = 1\n  g = gelu(x)\n  find g to 4 decimals\n"
    assert told(text, "g", "0.8412")[0] == "other-convention"
    assert told(text, "g", "0.8413")[0] == "correct"


@pytest.mark.parametrize(
    ("phi", "answer"),
    [
        ("swish(z)", "σ(z) + z σ(z) (1 - σ(z))"),
        ("softplus(2*z)", "2/(1 + exp(-2z))"),
        ("mish(z)", "tanh(ln(1 + e^z)) + z (1 - tanh(ln(1 + e^z))^2) / (1 + e^{-z})"),
        ("log2(z)", "1/(z ln 2)"),
        ("log(z, base=3)", "1/(z ln 3)"),
    ],
)
def test_smooth_activations_have_a_derivative_as_an_equation(phi: str, answer: str) -> None:
    text = f"question q: compute\n  z as number\n  phi = {phi}\n  find dphi/dz as equation\n"
    assert told(text, "dphi/dz", answer)[0] == "correct"


def test_every_example_is_solved_and_its_oracles_agree() -> None:
    words = (
        "leaky_relu prelu relu6 elu selu gelu swish softplus mish softsign hard_sigmoid hard_swish hard_tanh step sign"
    )
    words += " maxout sin erf log log2 softmax log_softmax logsumexp cross_entropy softmax_cross_entropy bce focal kl"
    words += " bce_with_logits entropy hinge squared_hinge svm_loss categorical_hinge mse mae huber smooth_l1 log_cosh"
    words += " categorical_focal l1_penalty l2_penalty"
    names = "triplet contrastive cosine-embedding dice-loss iou-loss"
    entries = [CATALOGUE.get(word) for word in words.split()] + [
        ALGORITHM_CATALOGUE.get(name) for name in names.split()
    ]
    for entry in entries:
        assert entry is not None
        checked = examsolver.check(examsolver.load(entry.example + "\n"))
        assert all(check.agrees for _, checks in checked for check in checks), entry.name


SCORED = "question q: compute\n  z = [1, 2, 4]\n  y = 2\n  L = {}(z, y)\n  find L to 4 decimals\n"


@pytest.mark.parametrize(("word", "first", "second"), [("softmax_cross_entropy", 2.1698, 0.1698), ("svm_loss", 3, 0)])
def test_classes_are_counted_as_the_index_base_says(word: str, first: float, second: float) -> None:
    text = SCORED.format(word)
    zero = text + "  convention index base zero\n"
    assert float(run(text)["L"]) == pytest.approx(first, abs=1e-4)
    assert float(run(zero)["L"]) == pytest.approx(second, abs=1e-4)
    own = text.replace("y)", "y, first_class=1)") + "  convention index base zero\n"
    assert float(run(own)["L"]) == pytest.approx(first, abs=1e-4)
    topics = [topic.topic for topic in run(zero).derivation.conventions]
    assert "index base" in topics and "index base" not in [topic.topic for topic in run(text).derivation.conventions]
    assert told(zero, "L", f"{first}")[0] != "correct"
    assert all(check.agrees for _, checks in examsolver.check(examsolver.load(zero)) for check in checks)


SMOOTHED = (
    "question q: compute\n  y = [0, 1, 0, 0]\n  t = smooth_labels(y, rate=0.2)\n  z = [1, 3, 0, 0]\n"
    "  L = softmax_cross_entropy(z, t)\n  find t exactly\n  find L, dL/dz to 4 decimals\n"
)


def test_smoothed_labels_by_hand_and_their_slips() -> None:
    assert [str(one) for one in run(SMOOTHED)["t"]] == ["1/20", "17/20", "1/20", "1/20"]
    assert told(SMOOTHED, "t", "[0.05, 0.85, 0.05, 0.05]")[0] == "correct"
    assert told(SMOOTHED, "t", "[1/15, 0.8, 1/15, 1/15]") == ("known-mistake", "smoothing-spread-over-others")
    assert told(SMOOTHED, "t", "[0.2, 1, 0.2, 0.2]") == ("known-mistake", "smoothing-not-divided")
    assert told(SMOOTHED, "t", "[0.05, 1.05, 0.05, 0.05]") == ("known-mistake", "smoothing-not-taken-off")
    assert told(SMOOTHED, "t", "[0, 0.8, 0, 0]") == ("known-mistake", "smoothing-nothing-spread")


def test_a_function_asked_for_as_an_option_is_named() -> None:
    text = "question q: compute\n  L = cross_entropy([0.5, 0.5], [0, 1], label_smoothing=0.1)\n  find L to 4 decimals\n"
    with pytest.raises(ExamError) as error:
        examsolver.load(text)
    assert "smooth_labels(target, rate=)" in str(error.value.problems[0].hint)


def test_infinity_leads_to_a_mask_and_stray_names_are_told() -> None:
    with pytest.raises(ExamError) as hidden:
        examsolver.load("question q: compute\n  M = [[0, -inf]]\n  A = softmax(M)\n  find A to 2 decimals\n")
    assert "masked_softmax" in str(hidden.value.problems[0].hint)
    with pytest.raises(ExamError) as stray:
        examsolver.load("question q: compute adam\n  w[0] = 1\n  g = 1\n  speed = 0.1\n  find w[1]\n")
    assert "speed is none of these" in str(stray.value.problems[0].hint)


@pytest.mark.parametrize("loss", ["bce", "bce_with_logits"])
def test_a_target_that_is_neither_yes_nor_no_is_told_at_its_line(loss: str) -> None:
    with pytest.raises(ExamError) as caught:
        examsolver.load(f"question q: compute\n  p = [0.5, 0.2]\n  t = [2, 0]\n  L = {loss}(p, t)\n  find L\n")
    (problem,) = caught.value.problems
    assert problem.message == "a target of 2" and problem.span is not None and problem.span.line == 4
