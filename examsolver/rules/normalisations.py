"""Batch, layer, instance, group and RMS normalisation, as the small steps that are written by hand."""

from __future__ import annotations

from examsolver.core.convention import Convention, Conventions, Variant
from examsolver.core.derivation import LawError
from examsolver.core.formula import Sym, apply
from examsolver.core.rule import Algorithm, Equation, Facts, Input, Result
from examsolver.rules.layouts import FIRST, LAYOUT
from examsolver.rules.normalising import (
    BETA,
    EPSILON,
    GAMMA,
    MEAN,
    NORMALISED,
    OUTPUT,
    VARIANCE,
    Settings,
    X,
    epsilon_of,
    normalisation,
    scaled,
)

SAMPLES = Convention(
    "samples",
    (
        Variant("in rows", "each row of a matrix is a sample, each column a feature"),
        Variant("in columns", "each column of a matrix is a sample, each row a feature", accepted=False),
    ),
    quiet=True,
)

LAYER_NORM = Convention(
    "layer norm",
    (
        Variant("features", "mean and variance are taken over the last axis, the features"),
        Variant("sample", "mean and variance are taken over all entries of a sample"),
    ),
    quiet=True,
)


def batch_norm(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """Statistics of each feature over the batch; of maps over the batch, height and width."""
    shape = facts.shape("x")
    if len(shape) < 2:
        return normalisation(facts, " over the batch")
    if len(shape) == 2:
        columns = SAMPLES.chosen(conventions).name == "in columns"
        settings: Settings = {"along": 1, "axis": "row"} if columns else {"axis": "column"}
        return normalisation(facts, " of each feature over the batch", **settings)
    first = LAYOUT.chosen(conventions).name == FIRST
    maps: Settings = {"axis": "channel", **({"channels": "first", "along": 2} if first else {})}
    return normalisation(facts, " of each channel over the batch and all positions", **maps)


def layer_norm(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """Statistics of each sample over its features."""
    shape = facts.shape("x")
    if len(shape) < 2:
        return normalisation(facts, " of the features")
    if len(shape) == 2:
        columns = SAMPLES.chosen(conventions).name == "in columns"
        settings: Settings = {"along": 1, "axis": "column"} if columns else {"axis": "row"}
        return normalisation(facts, " of each sample over its features", **settings)
    if LAYER_NORM.chosen(conventions).name == "sample":
        return normalisation(facts, " of each sample over all its entries", axis="sample")
    return normalisation(facts, " of the features at each position", axis="row")


def instance_norm(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """Statistics of each map: of one sample and one channel."""
    if len(facts.shape("x")) < 3:
        return normalisation(facts, " of the map")
    return normalisation(facts, " of each map", axis="map", **_channels(facts, conventions))


def group_norm(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """Statistics of each sample and group of channels."""
    groups = facts.value("groups")
    if groups != int(groups) or groups < 1:
        raise LawError(f"{groups} groups", "the number of groups is a whole number from 1")
    settings: Settings = {"axis": "group", "groups": int(groups), **_channels(facts, conventions)}
    return normalisation(facts, " of each sample and group of channels", **settings)


def _channels(facts: Facts, conventions: Conventions) -> Settings:
    """Where the channels are, if not last."""
    axes = len(facts.shape("x"))
    if axes < 3 or LAYOUT.chosen(conventions).name != FIRST:
        return {}
    return {"channels": "first", "along": 2 if axes > 3 else 1}


def rms_norm(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """Every sample divided by the root of the mean of its squares."""
    settings: Settings = {"axis": "row"} if len(facts.shape("x")) > 1 else {}
    square = apply("mean_square", Sym("x"), **settings)
    root = apply("sqrt", square + Sym("epsilon") if epsilon_of(facts) == Sym("epsilon") else square)
    over = apply("over_group", Sym("x"), Sym("rms"), **settings)
    return (
        Equation("rms", root, "the root of the mean square"),
        Equation("normalised", over, "divide by it; the mean is not subtracted"),
        scaled(facts),
    )


GROUPS = Input("groups", "into how many groups the channels are cut", "number", also=("num_groups", "G"))
SMALL_BATCH = "  x = [[1, 4], [3, 8]]\n  gamma = [2, 1]\n  beta = [0, 1]\n"

ALGORITHMS = (
    Algorithm(
        name="batch-norm",
        summary="batch normalisation in training: mean and variance of each feature over the batch"
        " (of maps over batch, height and width)",
        inputs=(X, GAMMA, BETA, EPSILON),
        results=(OUTPUT, MEAN, VARIANCE, NORMALISED),
        equations=batch_norm,
        conventions=(SAMPLES, LAYOUT),
        example=f"question bn: compute batch-norm\n{SMALL_BATCH}  find mean, variance, normalised, output",
        also=("batchnorm", "bn", "batch-normalisation", "batch-normalization"),
    ),
    Algorithm(
        name="layer-norm",
        summary="layer normalisation: mean and variance of each sample over its features",
        inputs=(X, GAMMA, BETA, EPSILON),
        results=(OUTPUT, MEAN, VARIANCE, NORMALISED),
        equations=layer_norm,
        conventions=(LAYER_NORM, SAMPLES),
        example=f"question ln: compute layer-norm\n{SMALL_BATCH}  find mean, variance, output to 4 decimals",
        also=("layernorm", "ln", "layer-normalisation", "layer-normalization"),
    ),
    Algorithm(
        name="instance-norm",
        summary="instance normalisation: mean and variance of each map of each sample",
        inputs=(X, GAMMA, BETA, EPSILON),
        results=(OUTPUT, MEAN, VARIANCE, NORMALISED),
        equations=instance_norm,
        conventions=(LAYOUT,),
        example="question instance: compute instance-norm\n  x = [[[1, 2], [3, 2]], [[3, 6], [1, 6]]]\n"
        "  find mean, variance, output",
        also=("instancenorm", "instance-normalisation", "instance-normalization"),
    ),
    Algorithm(
        name="group-norm",
        summary="group normalisation: mean and variance of each sample and group of channels",
        inputs=(X, GROUPS, GAMMA, BETA, EPSILON),
        results=(OUTPUT, MEAN, VARIANCE, NORMALISED),
        equations=group_norm,
        conventions=(LAYOUT,),
        example="question groups-of-two: compute group-norm\n  x = [1, 3, 5, 9]\n  groups = 2\n"
        "  find mean, variance, output",
        also=("groupnorm", "gn", "group-normalisation", "group-normalization"),
    ),
    Algorithm(
        name="rms-norm",
        summary="RMS normalisation: every sample divided by the root of the mean of its squares",
        inputs=(X, GAMMA, BETA, EPSILON),
        results=(OUTPUT, Result("rms", "the root mean squares"), NORMALISED),
        equations=rms_norm,
        example="question rms: compute rms-norm\n  x = [1, 7]\n  find rms, output",
        also=("rmsnorm", "rms-normalisation", "rms-normalization", "root-mean-square-norm"),
    ),
)
