"""Whether what a question gives as probabilities adds up to one."""

from __future__ import annotations

import math

from examsolver.core.derivation import LawError, Value
from examsolver.maths.arrays import as_array, shape_of

SLACK = 0.02
"""How far from 1 rounded probabilities may add up to."""
HINT = "probabilities are not negative and add up to 1: of scores take softmax(z) first; for outputs that are yes or no"
HINT += " each take bce(p, t)"


def add_up_to_one(*values: Value | None) -> None:
    """Raises LawError where a row is no distribution. A row of zeros stands for none; so does None for any data."""
    for value in values:
        if value is None or isinstance(value, (str, tuple)) or not shape_of(value):
            continue
        for row in as_array(value).reshape(-1, shape_of(value)[-1]).tolist():
            whole = math.fsum(row)
            if min(row) < 0 or (whole != 0 and abs(whole - 1) > SLACK):
                said = f"they add up to {whole:.4g}" if min(row) >= 0 else "one is negative"
                raise LawError(f"these are no probabilities: {said}", HINT)


def first_adds_up_to_one(prediction: Value | None, target: Value | None) -> None:
    """The same of a prediction; the target may hold counts or several classes."""
    add_up_to_one(prediction)


def targets_between_zero_and_one(prediction: Value | None, target: Value | None) -> None:
    """Targets of yes or no. Raises LawError for one that is not between 0 and 1."""
    if target is None:
        return
    apart = [entry for entry in as_array(target).ravel().tolist() if not 0 <= entry <= 1]
    if apart:
        raise LawError(f"a target of {apart[0]}", "a target is 0 (no) or 1 (yes), or between them where it is smoothed")
