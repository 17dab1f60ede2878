"""Layer, instance, group and RMS normalisation, and local response normalisation."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from examsolver.core.convention import Convention, Conventions
from examsolver.core.derivation import LawError, Misconception, Step
from examsolver.core.formula import Formula, Num, Sym
from examsolver.core.layer import Layer, Placed, Shape, Shapes
from examsolver.core.option import Option
from examsolver.layers.conventions import LAYERNORM
from examsolver.layers.counting import learned, no_weights, same_window, size_kept, unlearned
from examsolver.layers.lettered import counting, weighed, wrong_count
from examsolver.layers.sharing import shareable
from examsolver.layers.sizes import elements, size_text

SCALE = Option("scale", "whether it learns a scale", "flag", True, also=("gamma", "weight"))
SHIFT = Option("shift", "whether it learns a shift", "flag", True, also=("beta", "center", "bias"))
GROUPS = Option("groups", "the channels are normalised in so many groups", default=32, also=("group", "num groups"))


def _letters(shape: Shape, *, groups: int = 1) -> dict[str, int]:
    """Channels c, elements n; LawError where the groups do not divide the channels."""
    if shape[-1] % groups:
        divisors = [str(count) for count in range(2, shape[-1] + 1) if shape[-1] % count == 0][:8]
        hint = f"{size_text(shape)} has {shape[-1]} channels: e.g. groups {' or '.join(divisors[:3]) or '1'}"
        raise LawError(f"{groups} groups do not divide {shape[-1]} channels evenly", hint)
    return {"c": shape[-1], "n": elements(shape)}


def _grouped(shape: Shape, *, groups: int = 1) -> Shape:
    _letters(shape, groups=groups)
    return shape


def _whole(placed: Placed, conventions: Conventions) -> bool:
    return placed.layer.name == "layernorm" and LAYERNORM.chosen(conventions).name == "whole map"


def _steps(placed: Placed, conventions: Conventions) -> tuple[Step, ...]:
    settings = placed.settings
    each = Sym("n") if _whole(placed, conventions) else Sym("c")
    what = "element" if _whole(placed, conventions) else "channel"
    weights: Formula = each if settings["scale"] else Num(0)
    shifts: Formula | None = each if settings.get("shift") else None
    options = {"groups": settings["groups"]} if "groups" in settings else {}
    says = [name for name in ("scale", "shift") if settings.get(name)]
    because = " and ".join(f"a {name}" for name in says) + f" for every {what}" if says else "nothing is learned"
    counts = weighed(weights, shifts, because + _aside(placed), _slips(placed, weights, shifts))
    output = size_kept(placed, "normalising keeps the size")
    if options:
        output = replace(output, law=partial(_grouped, **options))
    return (output, *counting(placed, _letters, options, *counts), learned(placed))


def _aside(placed: Placed) -> str:
    return ", not for every group" if "groups" in placed.settings else ""


def _slips(placed: Placed, weights: Formula, shifts: Formula | None) -> tuple[Misconception, ...]:
    both = 2 * Sym("c")
    slips = [
        wrong_count("statistics-counted-as-parameters", "It keeps no moving statistics.", 4 * Sym("c")),
        wrong_count("normalised-per-element", "The scale and the shift belong to channels here.", 2 * Sym("n")),
    ]
    if shifts is None:
        slips.append(wrong_count("shift-counted-though-none", "This normalisation has no shift.", both))
    if "groups" in placed.settings:
        slips.append(
            wrong_count(
                "norm-parameters-per-group",
                "Groups share statistics; every channel has a scale of its own.",
                Num(2 * placed.settings["groups"]),
            )
        )
    return tuple(slips)


def _weights(placed: Placed, shapes: tuple[Shape, ...], conventions: Conventions) -> tuple[Shapes, Shapes]:
    whole = placed.layer.name == "layernorm" and conventions.get("layernorm axes") == "whole map"
    tensor = shapes[0] if whole else shapes[0][-1:]
    return tuple(tensor for name in ("scale", "shift") if placed.settings.get(name)), ()


def _describe(placed: Placed, *, says: str) -> str:
    missing = [name for name in ("scale", "shift") if placed.settings.get(name) is False]
    groups = f" in {placed.settings['groups']} groups" if "groups" in placed.settings else ""
    return says + groups + "".join(f", no {name}" for name in missing)


def _layer(
    name: str,
    says: str,
    options: tuple[Option, ...],
    sample: str,
    also: tuple[str, ...],
    topics: tuple[Convention, ...] = (),
    positional: tuple[str, ...] = (),
) -> Layer:
    return shareable(
        Layer(
            name,
            says,
            _steps,
            options=options,
            positional=positional,
            quantities=("output", "parameters", "weights", "biases", "trainable"),
            weights=_weights,
            windows=same_window,
            conventions=topics,
            also=also,
            example=f"input {sample}\n{name}\nfind {name}.parameters",
            group="normalisation and dropout",
            describe=partial(_describe, says=says),
        )
    )


def _lrn_steps(placed: Placed, conventions: Conventions) -> tuple[Step, ...]:
    return (
        size_kept(placed, "normalising keeps the size"),
        *unlearned(placed, "its constants are chosen, not learned"),
    )


def _lrn(placed: Placed) -> str:
    return "local response normalisation"


LAYERS = (
    _layer(
        "layernorm",
        "layer normalisation",
        (SCALE, SHIFT),
        "20x512",
        ("layer-norm", "layernormalization", "ln"),
        (LAYERNORM,),
    ),
    _layer(
        "instancenorm",
        "instance normalisation",
        (SCALE, SHIFT),
        "32x32x64",
        ("instance-norm", "instancenorm2d", "instancenormalization"),
    ),
    _layer(
        "groupnorm",
        "group normalisation",
        (GROUPS, SCALE, SHIFT),
        "32x32x64",
        ("group-norm", "groupnormalization", "gn"),
        positional=("groups",),
    ),
    _layer("rmsnorm", "RMS normalisation", (SCALE,), "20x512", ("rms-norm", "rmsnormalization")),
    Layer(
        "lrn",
        "local response normalisation (AlexNet)",
        _lrn_steps,
        quantities=("output", "parameters", "trainable"),
        weights=no_weights,
        windows=same_window,
        also=("local-response-norm", "localresponsenorm", "local-response-normalization"),
        example="input 55x55x96\nlrn\nfind output",
        group="normalisation and dropout",
        describe=_lrn,
    ),
)
