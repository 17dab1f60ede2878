"""Measures held to scikit-learn over random instances."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

import examsolver

sklearn = pytest.importorskip("sklearn", reason="install the extra 'oracle'")
from sklearn import cluster, decomposition, metrics  # noqa: E402

SEEDS = range(8)
each_seed = pytest.mark.parametrize("seed", SEEDS)


def solved(algorithm: str, facts: Mapping[str, Any], *asked: str, extra: str = "") -> list[Any]:
    """The asked results of an algorithm on facts, as floats."""
    lines = [f"question q: compute {algorithm}", *(f"  {name} = {written(value)}" for name, value in facts.items())]
    text = "\n".join((*lines, *extra.splitlines(), f"  find {', '.join(asked)}\n"))
    (question,) = examsolver.load(text)
    run = examsolver.solve(question).run
    return [np.asarray(run[part.steps[0]], dtype=float) for part in question.parts]


def written(value: Any) -> str:
    return str(value.tolist() if isinstance(value, np.ndarray) else value)


def close(found: list[Any], *expected: Any) -> None:
    assert len(found) == len(expected)
    for one, other in zip(found, expected, strict=True):
        assert np.allclose(one, other, rtol=1e-9, atol=1e-9), (one, other)


def labels(draw: random.Random, count: int, classes: int) -> Any:
    """Every class occurs among labels and predictions."""
    whole = list(range(classes)) + [draw.randrange(classes) for _ in range(count - classes)]
    draw.shuffle(whole)
    return np.array(whole)


@each_seed
def test_two_class_measures(seed: int) -> None:
    draw = random.Random(seed)
    y, p = labels(draw, 12, 2), labels(draw, 12, 2)
    names = ("accuracy", "precision", "recall", "f1", "f-beta", "balanced-accuracy", "mcc", "kappa")
    expected: tuple[Callable[..., float], ...] = (
        metrics.accuracy_score, metrics.precision_score, metrics.recall_score, metrics.f1_score,
        lambda a, b: metrics.fbeta_score(a, b, beta=2), metrics.balanced_accuracy_score, metrics.matthews_corrcoef,
        metrics.cohen_kappa_score,
    )  # fmt: skip
    facts = {"labels": y, "predictions": p, "beta": 2}
    zero = "  convention empty ratio zero"
    close(solved("confusion", facts, *names, extra=zero), *(function(y, p) for function in expected))


@each_seed
def test_measures_of_several_classes(seed: int) -> None:
    draw = random.Random(seed)
    y, p = labels(draw, 20, 4), labels(draw, 20, 4)
    found = solved("confusion-matrix", {"labels": y, "predictions": p}, "matrix", "precision", "recall", "f1",
                   extra="  convention empty ratio zero")  # fmt: skip
    close(found, metrics.confusion_matrix(y, p), *metrics.precision_recall_fscore_support(y, p)[:3])
    for average in ("macro", "micro", "weighted"):
        names = [f"{average}-{name}" for name in ("precision", "recall", "f1")]
        found = solved("confusion-matrix", {"labels": y, "predictions": p}, *names,
                       extra="  convention empty ratio zero")  # fmt: skip
        close(found, *metrics.precision_recall_fscore_support(y, p, average=average)[:3])


@each_seed
def test_area_under_the_roc_curve_with_ties(seed: int) -> None:
    draw = random.Random(seed)
    y, scores = labels(draw, 12, 2), np.array([draw.randint(0, 5) for _ in range(12)])
    close(solved("roc", {"scores": scores, "labels": y}, "auc"), metrics.roc_auc_score(y, scores))
    ups = [int(sum((scores == level) & (y == 1))) for level in range(6)]
    downs = [int(sum((scores == level) & (y == 0))) for level in range(6)]
    close(solved("grouped-auc", {"positives": ups, "negatives": downs}, "auc"), metrics.roc_auc_score(y, scores))


@each_seed
def test_average_precision(seed: int) -> None:
    draw = random.Random(seed)
    y = labels(draw, 9, 2)
    scores = np.arange(9, 0, -1)
    close(solved("average-precision", {"relevance": y}, "ap"), metrics.average_precision_score(y, scores))
    mixed = np.array(draw.sample(range(20), 9))
    facts = {"labels": y, "scores": mixed}
    for base in ("one", "zero"):
        found = solved("average-precision", facts, "ap", extra=f"  convention index base {base}")
        close(found, metrics.average_precision_score(y, mixed))


@each_seed
def test_regression_measures(seed: int) -> None:
    draw = random.Random(seed)
    y, p = (np.array([draw.randint(-9, 9) for _ in range(6)]) for _ in range(2))
    found = solved("regression-measures", {"truth": y, "predictions": p}, "mse", "mae", "r2")
    close(found, metrics.mean_squared_error(y, p), metrics.mean_absolute_error(y, p), metrics.r2_score(y, p))


@each_seed
def test_jaccard_of_masks(seed: int) -> None:
    draw = random.Random(seed)
    y, p = labels(draw, 9, 2), labels(draw, 9, 2)
    found = solved("overlap", {"a": y, "b": p}, "jaccard", "dice")
    close(found, metrics.jaccard_score(y, p), metrics.f1_score(y, p))


@each_seed
def test_top_k_accuracy(seed: int) -> None:
    draw = random.Random(seed)
    scores, y = np.array([draw.sample(range(20), 4) for _ in range(6)]), labels(draw, 6, 4)
    found = solved("top-k", {"scores": scores, "labels": y + 1, "k": 2}, "accuracy")
    close(found, metrics.top_k_accuracy_score(y, scores, k=2))


@each_seed
def test_principal_components(seed: int) -> None:
    draw = random.Random(seed)
    data = np.array([[draw.randint(-5, 5) for _ in range(3)] for _ in range(7)])
    fitted = decomposition.PCA().fit(data)
    found = solved("pca", {"X": data}, "eigenvalues", "explained", "components")
    close(found[:2], fitted.explained_variance_, fitted.explained_variance_ratio_)
    assert np.allclose(np.abs(found[2]), np.abs(fitted.components_.T), atol=1e-6)


@each_seed
def test_clusters_at_rest(seed: int) -> None:
    draw = random.Random(seed)
    data = np.array([[draw.randint(-9, 9) + 20 * (k % 2), draw.randint(-9, 9)] for k in range(8)])
    start = data[:2].astype(float)
    fitted = cluster.KMeans(2, init=start, n_init=1, max_iter=100, tol=0, algorithm="lloyd").fit(data)
    found = solved("k-means", {"X": data, "centroids": data[:2], "steps": 12}, "centroids", "assignment")
    close(found, fitted.cluster_centers_, fitted.labels_ + 1)
